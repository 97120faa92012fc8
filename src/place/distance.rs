use geo::{Bearing, Destination, Distance, Geodesic, GeodesicArea};
use geo_types::{LineString, Point, Polygon};

use super::Coord;

/// WGS 84: semi-major axis in metres, and the square of the first eccentricity.
pub(super) const SEMI_MAJOR_M: f64 = 6_378_137.0;
pub(super) const ECCENTRICITY_SQUARED: f64 = 6.694_379_990_141_316e-3;

/// Metres between two places on the WGS 84 ellipsoid (Karney 2013), good to nanometres.
pub fn geodesic_m(a: Coord, b: Coord) -> f64 {
    Geodesic.distance(Point::from(a), Point::from(b))
}

/// The direction in which the geodesic from `a` to `b` sets out: degrees from north, eastward, at
/// least 0 and below 360. From a pole every direction is counted from the meridian of `a`.
pub fn bearing_deg(a: Coord, b: Coord) -> f64 {
    Geodesic.bearing(Point::from(a), Point::from(b)).rem_euclid(360.0)
}

/// The place that a geodesic reaches after some metres, setting out in a direction of degrees
/// from north.
pub fn destination(from: Coord, bearing_deg: f64, metres: f64) -> Coord {
    Geodesic.destination(Point::from(from), bearing_deg, metres).into()
}

/// Square metres inside a closed ring on the WGS 84 ellipsoid, whatever its winding.
pub fn ring_area_m2(ring: &[Coord]) -> f64 {
    let polygon = Polygon::new(LineString::from(ring.to_vec()), Vec::new());
    polygon.geodesic_area_signed().abs()
}

/// Metres around one place, on the ellipsoid.
///
/// East and north are scaled by the radii of curvature at the middle latitude of place and point
/// (Gauss' mid-latitude method), which are followed from the place by their derivatives. Within
/// 5 km a distance is that of Karney (2013) to a millimetre up to 60° of latitude, and to three
/// centimetres up to 85°.
#[derive(Debug, Clone, Copy)]
pub struct Metric {
    at: Coord,
    /// Metres in a degree of longitude at the place, and how they change: for a degree of
    /// latitude, and half of that again.
    east: [f64; 3],
    /// The same for a degree of latitude.
    north: [f64; 3],
}

impl Metric {
    /// The frame around a place. Units: degrees.
    pub fn at(place: Coord) -> Self {
        let degree = 1_f64.to_radians();
        let (sin, cos) = (place.y * degree).sin_cos();
        let w2 = 1.0 - ECCENTRICITY_SQUARED * sin * sin;
        let prime_vertical = SEMI_MAJOR_M / w2.sqrt();
        let meridian = prime_vertical * (1.0 - ECCENTRICITY_SQUARED) / w2;
        // M' = 3 e² M sin φ cos φ / w², (N cos φ)' = -M sin φ.
        let bend = 3.0 * ECCENTRICITY_SQUARED * meridian / w2;
        let east = [
            prime_vertical * cos,
            -meridian * sin * degree,
            -(meridian * cos + bend * sin * sin * cos) * degree * degree / 2.0,
        ];
        let north = [
            meridian,
            bend * sin * cos * degree,
            bend * (cos * cos - sin * sin) * degree * degree / 2.0,
        ];
        Self { at: place, east: east.map(|v| v * degree), north: north.map(|v| v * degree) }
    }

    /// The place. Units: degrees.
    pub fn place(&self) -> Coord {
        self.at
    }

    /// Metres east and north of the place. Units of `c`: degrees.
    pub fn offset(&self, c: Coord) -> Coord {
        let d = c - self.at;
        let scale = self.scale_at(d.y / 2.0);
        Coord { x: d.x * scale.x, y: d.y * scale.y }
    }

    /// The nearest coordinate of the segment a–b, and its square distance in square metres.
    pub fn nearest_on(&self, a: Coord, b: Coord) -> (Coord, f64) {
        // One scale for both ends, so that what is straight in degrees is straight in metres;
        // then once more with the scale of the latitude where the foot was found.
        let guess = self.foot(a, b, self.scale());
        let nearest = self.foot(a, b, self.scale_at((guess.y - self.at.y) / 2.0));
        let o = self.offset(nearest);
        (nearest, o.x * o.x + o.y * o.y)
    }

    /// Square metres to the segment a–b were its scale everywhere that given. Where that is
    /// [`Metric::least_scale`], no point of the segment within the radius is nearer.
    pub fn square_distance(&self, a: Coord, b: Coord, scale: Coord) -> f64 {
        let scaled = |d: Coord| Coord { x: d.x * scale.x, y: d.y * scale.y };
        let (p, d) = (scaled(a - self.at), scaled(b - a));
        let length2 = d.x * d.x + d.y * d.y;
        let along = -(p.x * d.x + p.y * d.y);
        // Compared first: most edges are nearest at an end, and a division takes long.
        let t = if along <= 0.0 || length2 == 0.0 {
            0.0
        } else if along >= length2 {
            1.0
        } else {
            along / length2
        };
        let (x, y) = (p.x + d.x * t, p.y + d.y * t);
        x * x + y * y
    }

    /// The foot of the perpendicular on a segment.
    fn foot(&self, a: Coord, b: Coord, scale: Coord) -> Coord {
        let scaled = |d: Coord| Coord { x: d.x * scale.x, y: d.y * scale.y };
        let (p, d) = (scaled(a - self.at), scaled(b - a));
        let length2 = d.x * d.x + d.y * d.y;
        let t =
            if length2 > 0.0 { (-(p.x * d.x + p.y * d.y) / length2).clamp(0.0, 1.0) } else { 0.0 };
        if t == 1.0 { b } else { a + (b - a) * t }
    }

    /// Metres in a degree of longitude (`x`) and of latitude (`y`) at the place: what makes
    /// degrees a plane in which straight lines stay straight.
    pub fn scale(&self) -> Coord {
        Coord { x: self.east[0], y: self.north[0] }
    }

    /// The same some degrees to the north.
    fn scale_at(&self, north: f64) -> Coord {
        let follow = |[v, first, second]: [f64; 3]| v + north * (first + north * second);
        Coord { x: follow(self.east), y: follow(self.north) }
    }

    /// No more than what [`Metric::scale`] is anywhere within `radius_m` of the place.
    pub fn least_scale(&self, radius_m: f64) -> Coord {
        let reach = radius_m / self.north[0] * 1.01;
        let ends = [-reach, 0.0, reach].map(|north| self.scale_at(north));
        let least = ends.into_iter().reduce(|a, b| Coord { x: a.x.min(b.x), y: a.y.min(b.y) });
        let least = least.unwrap_or(self.scale());
        Coord { x: least.x.max(0.0), y: least.y.max(0.0) }
    }
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
    fn distances_are_those_of_karney_to_a_millimetre() {
        for (lat, most) in [
            (-60.0, 0.001),
            (-7.0, 0.001),
            (0.0, 0.001),
            (35.0, 0.001),
            (60.0, 0.001),
            (85.0, 0.03),
        ] {
            let at = Coord { x: 110.42, y: lat };
            let metric = Metric::at(at);
            for metres in [10.0, 1_000.0, 5_000.0] {
                for bearing in 0..16 {
                    let (sin, cos) = (f64::from(bearing) * 22.5).to_radians().sin_cos();
                    let scale = metric.scale();
                    let c = at + Coord { x: metres * sin / scale.x, y: metres * cos / scale.y };
                    let o = metric.offset(c);
                    let error = o.x.hypot(o.y) - geodesic_m(at, c);
                    assert!(error.abs() < most, "{lat} {metres} {bearing}: {error}");
                }
            }
        }
    }

    #[test]
    fn the_least_scale_is_that_of_no_latitude_within_the_radius() {
        for lat in [-70.0, -7.0, 0.0, 45.0] {
            let metric = Metric::at(Coord { x: 110.42, y: lat });
            let least = metric.least_scale(5_000.0);
            for north in [-0.04, -0.01, 0.0, 0.02, 0.04] {
                let scale = Metric::at(Coord { x: 110.42, y: lat + north }).scale();
                assert!(least.x <= scale.x && least.y <= scale.y, "{lat} {north}");
            }
        }
    }
}
