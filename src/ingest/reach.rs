//! How far the positions of a source reach, and whether the city's area is only a little too small.

use crate::place::{Bounds, Coord};

/// The box of all positions so far, beside the area that should hold them. Units: degrees.
pub(super) struct Reach {
    city: Bounds,
    spans: Option<Bounds>,
}

impl Reach {
    pub(super) fn of(city: Bounds) -> Self {
        Self { city, spans: None }
    }

    /// Takes a position in, and tells whether the city's area holds it.
    pub(super) fn holds(&mut self, lonlat: Coord) -> bool {
        let here = Bounds::from([lonlat.x, lonlat.y, lonlat.x, lonlat.y]);
        self.spans = Some(self.spans.map_or(here, |s| s.including(lonlat)));
        self.city.contains(lonlat)
    }

    /// How to widen the area so that it holds all; `None` where that would be another city.
    pub(super) fn wider(&self) -> Option<String> {
        let spans = self.spans.filter(|s| !self.city.contains_box(s))?;
        let [west, south, east, north] = self.city.to_array();
        // A city is not missed by more than its own size.
        if !self.city.grown(east - west, north - south).contains_box(&spans) {
            return None;
        }
        // Outward, so that what is written from it holds the layer.
        let [w, s, e, n] = spans.to_array();
        let ten_metres = |v: f64, round: fn(f64) -> f64| round(v * 1e4) / 1e4;
        let [w, s] = [w, s].map(|v| ten_metres(v, f64::floor));
        let [e, n] = [e, n].map(|v| ten_metres(v, f64::ceil));
        Some(format!("widen `area` in city.toml: this layer spans {w} {s} {e} {n}"))
    }
}
