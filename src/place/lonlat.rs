use serde::{Deserialize, Serialize};

use super::Coord;

/// A place on WGS 84: finite, longitude in [-180, 180], latitude in [-90, 90].
///
/// Units: degrees.
///
/// ```
/// use wareng::place::LonLat;
/// assert!(LonLat::new(110.42, -6.99).is_some());
/// assert!(LonLat::new(-6.99, 110.42).is_none(), "latitude first is out of range");
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct LonLat {
    lon: f64,
    lat: f64,
}

impl LonLat {
    /// The place, or `None` where a number is not finite or out of range.
    pub fn new(lon: f64, lat: f64) -> Option<Self> {
        let inside = (-180.0..=180.0).contains(&lon) && (-90.0..=90.0).contains(&lat);
        inside.then_some(Self { lon, lat })
    }

    /// Degrees east.
    pub fn lon(self) -> f64 {
        self.lon
    }

    /// Degrees north.
    pub fn lat(self) -> f64 {
        self.lat
    }

    /// The same place as a bare pair.
    pub fn coord(self) -> Coord {
        Coord { x: self.lon, y: self.lat }
    }
}
