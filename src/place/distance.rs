use geo::{Distance, Geodesic, GeodesicArea};
use geo_types::{LineString, Point, Polygon};

use super::{Bounds, Coord};

/// WGS 84: semi-major axis in metres, and the square of the first eccentricity.
const SEMI_MAJOR_M: f64 = 6_378_137.0;
const ECCENTRICITY_SQUARED: f64 = 6.694_379_990_141_316e-3;

/// Metres between two places on the WGS 84 ellipsoid (Karney 2013), good to nanometres.
pub fn geodesic_m(a: Coord, b: Coord) -> f64 {
    Geodesic.distance(Point::from(a), Point::from(b))
}

/// Square metres inside a closed ring on the WGS 84 ellipsoid, whatever its winding.
pub fn ring_area_m2(ring: &[Coord]) -> f64 {
    let polygon = Polygon::new(LineString::from(ring.to_vec()), Vec::new());
    polygon.geodesic_area_signed().abs()
}

/// Metres around one place, as a flat frame good enough to tell which of two points is nearer.
///
/// East and north are scaled by the radii of curvature at the middle latitude of place and
/// point, which within 10 km errs by less than a ten-millionth; what is reported is then
/// measured with [`geodesic_m`].
#[derive(Debug, Clone, Copy)]
pub struct Metric {
    at: Coord,
}

impl Metric {
    /// The frame around a place. Units: degrees.
    pub fn at(place: Coord) -> Self {
        Self { at: place }
    }

    /// Metres east and north of the place. Units of `c`: degrees.
    pub fn offset(&self, c: Coord) -> Coord {
        let (east, north) = metres_per_degree((self.at.y + c.y) / 2.0);
        Coord { x: (c.x - self.at.x) * east, y: (c.y - self.at.y) * north }
    }

    /// The nearest coordinate of the segment a–b, and its square distance in square metres.
    pub fn nearest_on(&self, a: Coord, b: Coord) -> (Coord, f64) {
        // One scale for both ends, so that what is straight in degrees is straight in metres;
        // then once more with the scale of the latitude where the foot was found.
        let guess = self.foot(a, b, self.at.y);
        let nearest = self.foot(a, b, (self.at.y + guess.y) / 2.0);
        let o = self.offset(nearest);
        (nearest, o.x * o.x + o.y * o.y)
    }

    /// The foot of the perpendicular on a segment, metres being scaled as at one latitude.
    fn foot(&self, a: Coord, b: Coord, lat: f64) -> Coord {
        let (east, north) = metres_per_degree(lat);
        let scaled = |c: Coord| Coord { x: (c.x - self.at.x) * east, y: (c.y - self.at.y) * north };
        let (p, d) = (scaled(a), scaled(b) - scaled(a));
        let length2 = d.x * d.x + d.y * d.y;
        let t =
            if length2 > 0.0 { (-(p.x * d.x + p.y * d.y) / length2).clamp(0.0, 1.0) } else { 0.0 };
        if t == 1.0 { b } else { a + (b - a) * t }
    }

    /// Metres in a degree of longitude (`x`) and of latitude (`y`) at the place: what makes
    /// degrees a plane in which straight lines stay straight.
    pub fn scale(&self) -> Coord {
        let (east, north) = metres_per_degree(self.at.y);
        Coord { x: east, y: north }
    }

    /// A box that holds everything within `radius_m` of the place. Units: degrees.
    pub fn reach(&self, radius_m: f64) -> Bounds {
        let (_, north) = metres_per_degree(self.at.y);
        // A hundredth more: the scales change a little within the radius.
        let dy = radius_m / north * 1.01;
        let far = (self.at.y.abs() + dy).min(89.9);
        let dx = (radius_m / metres_per_degree(far).0 * 1.01).min(360.0);
        Bounds::from([self.at.x, self.at.y, self.at.x, self.at.y]).grown(dx, dy)
    }
}

/// Metres in a degree of longitude and of latitude, at a latitude in degrees.
fn metres_per_degree(lat: f64) -> (f64, f64) {
    let phi = lat.to_radians();
    let w2 = 1.0 - ECCENTRICITY_SQUARED * phi.sin() * phi.sin();
    let prime_vertical = SEMI_MAJOR_M / w2.sqrt();
    let meridian = prime_vertical * (1.0 - ECCENTRICITY_SQUARED) / w2;
    (prime_vertical * phi.cos() * 1_f64.to_radians(), meridian * 1_f64.to_radians())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_flat_frame_agrees_with_the_ellipsoid() {
        let at = Coord { x: 110.42, y: -6.98 };
        for (dx, dy) in [(0.009, 0.0), (0.0, 0.009), (-0.006, 0.006), (0.05, -0.05)] {
            let c = Coord { x: at.x + dx, y: at.y + dy };
            let o = Metric::at(at).offset(c);
            let flat = o.x.hypot(o.y);
            let true_m = geodesic_m(at, c);
            assert!((flat / true_m - 1.0).abs() < 1e-6, "{flat} and {true_m}");
        }
    }

    #[test]
    fn the_nearest_point_of_a_segment_may_be_an_end_or_between() {
        let metric = Metric::at(Coord { x: 0.0, y: 0.0 });
        let (a, b) = (Coord { x: -1.0, y: 0.01 }, Coord { x: 1.0, y: 0.01 });
        assert!(metric.nearest_on(a, b).0.x.abs() < 1e-9);
        let c = Coord { x: 0.5, y: 0.01 };
        assert_eq!(metric.nearest_on(c, b).0, c);
    }

    /// Beside long slanting edges, against a search along the edge with Karney's distance.
    #[test]
    fn the_nearest_point_of_a_long_slanting_edge_is_nearest_on_the_ellipsoid() {
        for (lat, span) in [(0.0, 1.0), (-7.2, 1.0), (52.0, 2.0), (78.0, 1.5)] {
            let (a, b) = (
                Coord { x: 12.0, y: lat - span / 4.0 },
                Coord { x: 12.0 + span, y: lat + span / 4.0 },
            );
            for (t, off) in [(0.3, 0.00005), (0.5, 0.0003), (0.71, -0.002)] {
                let on = a + (b - a) * t;
                let place = Coord { x: on.x - off, y: on.y + off };
                let (found, _) = Metric::at(place).nearest_on(a, b);
                let at = |t: f64| geodesic_m(place, a + (b - a) * t);
                let (mut low, mut high) = (t - 0.01, t + 0.01);
                for _ in 0..100 {
                    let (l, h) = (low + (high - low) / 3.0, high - (high - low) / 3.0);
                    if at(l) < at(h) { high = h } else { low = l }
                }
                let (ours, best) = (geodesic_m(place, found), at(low));
                assert!(ours - best < 0.001, "{lat} {t} {off}: {ours} m, and {best} m is nearer");
            }
        }
    }

    #[test]
    fn reach_holds_the_whole_circle() {
        let at = Coord { x: 110.42, y: 60.0 };
        let reach = Metric::at(at).reach(5_000.0);
        assert!(geodesic_m(at, Coord { x: reach.max().x, y: at.y }) > 5_000.0);
        assert!(geodesic_m(at, Coord { x: at.x, y: reach.min().y }) > 5_000.0);
    }
}
