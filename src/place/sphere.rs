//! The ellipsoid by reduced latitudes on the unit sphere: a frame without poles and without an
//! antimeridian, in which straight lines bound what lies between two places on the ellipsoid.
//!
//! In longitude λ and reduced latitude β the ellipsoid has
//! ds² = (a² sin²β + b² cos²β) dβ² + a² cos²β dλ², which is at least b² (dβ² + cos²β dλ²). So a
//! geodesic is at least b times the angle between two directions, and at most a times it.

use super::distance::SEMI_MAJOR_M;
use super::{Bounds, Coord};

const FLATTENING: f64 = 1.0 / 298.257_223_563;
const SEMI_MINOR_M: f64 = SEMI_MAJOR_M * (1.0 - FLATTENING);

/// A direction: a point of the unit sphere.
pub type Direction = [f64; 3];

/// The direction of a place, by its reduced latitude. Units: degrees.
pub fn direction(place: Coord) -> Direction {
    let (sin, cos) = reduced(place.y);
    let (east, along) = place.x.to_radians().sin_cos();
    [cos * along, cos * east, sin]
}

/// No place whose direction is this far off or farther is nearer on the ellipsoid. `chord` is the
/// straight line between the directions. Units of the answer: metres.
pub fn least_m(chord: f64) -> f64 {
    SEMI_MINOR_M * 2.0 * (chord / 2.0).clamp(0.0, 1.0).asin()
}

/// A box around the directions of all places of a box in degrees: its least and greatest corner.
pub fn directions_within(bounds: &Bounds) -> (Direction, Direction) {
    let (low, high) = (bounds.min(), bounds.max());
    let cosine = |degrees: f64| degrees.to_radians().cos();
    let along = range(cosine, (low.x, high.x), &[-180.0, 0.0, 180.0]);
    let east = range(|x: f64| x.to_radians().sin(), (low.x, high.x), &[-90.0, 90.0]);
    let cos = range(|y: f64| reduced(y).1, (low.y, high.y), &[0.0]);
    let ([x0, x1], [y0, y1]) = (product(along, cos), product(east, cos));
    ([x0, y0, reduced(low.y).0], [x1, y1, reduced(high.y).0])
}

/// Sine and cosine of the reduced latitude. Units of `lat`: degrees.
fn reduced(lat: f64) -> (f64, f64) {
    let (sin, cos) = lat.to_radians().sin_cos();
    let sin = sin * (1.0 - FLATTENING);
    let length = sin.hypot(cos);
    (sin / length, cos / length)
}

/// The least and greatest value of a function between two ends, where it turns at `turns` only.
fn range(of: impl Fn(f64) -> f64, (from, to): (f64, f64), turns: &[f64]) -> [f64; 2] {
    let between = turns.iter().copied().filter(|turn| from < *turn && *turn < to);
    span([from, to].into_iter().chain(between).map(of))
}

fn product([a, b]: [f64; 2], [c, d]: [f64; 2]) -> [f64; 2] {
    span([a * c, a * d, b * c, b * d])
}

fn span(values: impl IntoIterator<Item = f64>) -> [f64; 2] {
    let none = [f64::INFINITY, f64::NEG_INFINITY];
    values.into_iter().fold(none, |[low, high], v| [low.min(v), high.max(v)])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::place::geodesic_m;

    fn chord(a: Direction, b: Direction) -> f64 {
        a.iter().zip(b).map(|(a, b)| (a - b) * (a - b)).sum::<f64>().sqrt()
    }

    #[test]
    fn no_geodesic_is_shorter_than_its_directions_say() {
        let lons = [-180.0, -179.9, -70.0, 0.0, 110.4, 110.5, 179.9];
        let lats = [-90.0, -89.9, -45.0, -7.0, -6.99, 0.0, 30.0, 89.999];
        let places: Vec<Coord> =
            lons.iter().flat_map(|&x| lats.iter().map(move |&y| Coord { x, y })).collect();
        for &a in &places {
            for &b in &places {
                let (metres, chord) = (geodesic_m(a, b), chord(direction(a), direction(b)));
                let least = least_m(chord);
                // Sines and their inverse lose some last bits.
                assert!(least <= metres * (1.0 + 1e-9) + 1e-6, "{a:?} {b:?}: {least}, {metres}");
                let ratio = SEMI_MAJOR_M / SEMI_MINOR_M;
                assert!(metres <= least * ratio * (1.0 + 1e-9) + 1e-6, "{a:?} {b:?}");
            }
        }
    }

    #[test]
    fn the_directions_of_a_box_lie_in_its_box() {
        for corners in [
            [110.0, -7.0, 110.5, -6.0],
            [-180.0, -90.0, 180.0, 90.0],
            [-95.0, -10.0, 95.0, 20.0],
            [100.0, 60.0, 179.0, 90.0],
        ] {
            let bounds = Bounds::from(corners);
            let (low, high) = directions_within(&bounds);
            let [w, s, e, n] = corners;
            for i in 0..=20 {
                for j in 0..=20 {
                    let at = |from: f64, to: f64, i: i32| from + (to - from) * f64::from(i) / 20.0;
                    let d = direction(Coord { x: at(w, e, i), y: at(s, n, j) });
                    let inside = (0..3).all(|k| low[k] - 1e-12 <= d[k] && d[k] <= high[k] + 1e-12);
                    assert!(inside, "{corners:?} {d:?} {low:?} {high:?}");
                }
            }
        }
    }
}
