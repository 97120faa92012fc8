use super::LonLat;

/// The latitude where Web Mercator's square ends, in degrees.
const MAX_LATITUDE: f64 = 85.051_128_779_806_59;

/// A position in Web Mercator (EPSG:3857) scaled to the unit square.
///
/// Units: 1 = the whole world. (0, 0) is the north-west corner, y runs south.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct World {
    /// 0 at 180° W, 1 at 180° E.
    pub x: f64,
    /// 0 at 85.05° N, 1 at 85.05° S.
    pub y: f64,
}

/// Projects degrees to the unit square; latitudes beyond the square are put on its border.
///
/// Source: OGC Two Dimensional Tile Matrix Set 2.0, annex D.1 (WebMercatorQuad).
pub fn project(lon: f64, lat: f64) -> World {
    let phi = lat.clamp(-MAX_LATITUDE, MAX_LATITUDE).to_radians();
    World { x: lon / 360.0 + 0.5, y: 0.5 - phi.sin().atanh() / std::f64::consts::TAU }
}

/// The inverse of [`project`]; `None` outside the world.
pub fn unproject(at: World) -> Option<LonLat> {
    let lat = ((0.5 - at.y) * std::f64::consts::TAU).sinh().atan().to_degrees();
    LonLat::new((at.x - 0.5) * 360.0, lat)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Check value of PROJ 9.1 for EPSG:3857, in metres.
    #[test]
    fn projects_as_proj_does() {
        let half = 20_037_508.342_789_244;
        let w = project(110.4203, -6.9903);
        assert!(((w.x - 0.5) * 2.0 * half - 12_291_931.569_24).abs() < 1e-4);
        assert!(((0.5 - w.y) * 2.0 * half + 780_094.317_33).abs() < 1e-4);
    }

    #[test]
    fn round_trip_stays_within_a_nanodegree() {
        for lat in [-85.0, -7.0, 0.0, 6.5, 60.0] {
            let back = unproject(project(110.42, lat)).expect("inside the world");
            assert!((back.lat() - lat).abs() < 1e-9 && (back.lon() - 110.42).abs() < 1e-9);
        }
    }
}
