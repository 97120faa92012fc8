//! The questions that are put to layers for each row: each layer is located once, whatever is
//! asked of it.

use std::sync::Arc;

use crate::place::{Coord, LonLat};
use crate::query::Edge;
use crate::query::reading::{self, HazardReading, NearClass, UnitReading};
use crate::snapshot::LayerVersion;

/// A question to one layer.
#[derive(Debug)]
pub(super) struct Lookup {
    pub(super) layer: Arc<LayerVersion>,
    pub(super) question: Question,
}

/// What is asked of it, besides where the place lies.
#[derive(Debug)]
pub(super) enum Question {
    Unit { gap_m: f64, border: bool, nearest: bool },
    Hazard { also: bool, border: bool, worse: bool, edge: bool },
    Zones,
}

/// What a layer says of a place.
#[derive(Debug)]
pub(super) enum Found {
    Unit { reading: UnitReading, border_m: Option<f64> },
    Hazard(HazardFound),
    Zones(Vec<u32>),
}

/// What a hazard says of a place; what was not asked is not there.
#[derive(Debug)]
pub(super) struct HazardFound {
    pub(super) here: HazardReading,
    pub(super) ranks: Vec<u8>,
    pub(super) border_m: Option<f64>,
    pub(super) worse: Option<NearClass>,
    pub(super) edge: Option<Edge>,
}

impl Lookup {
    /// What the layer says of a place.
    pub(super) fn at(&self, place: LonLat, radius_m: f64) -> Found {
        let layer = self.layer.as_ref();
        match self.question {
            Question::Zones => Found::Zones(layer.covering(place.coord())),
            Question::Unit { gap_m, nearest, .. } => {
                let reach = if nearest { radius_m } else { 0.0 };
                self.unit(reading::unit(layer, place, reach, gap_m), place, radius_m)
            }
            Question::Hazard { .. } => self.hazard(reading::hazard(layer, place), place, radius_m),
        }
    }

    /// The same of many places, in their order.
    pub(super) fn at_all(&self, places: &[LonLat], radius_m: f64) -> Vec<Found> {
        let layer = self.layer.as_ref();
        let coords: Vec<Coord> = places.iter().map(|place| place.coord()).collect();
        match self.question {
            Question::Zones => places.iter().map(|place| self.at(*place, radius_m)).collect(),
            Question::Unit { gap_m, nearest, .. } => {
                let reach = if nearest { radius_m } else { 0.0 };
                let readings = reading::unit_of_all(layer, &coords, reach, gap_m);
                let found = |(r, place): (_, &LonLat)| self.unit(r, *place, radius_m);
                readings.into_iter().zip(places).map(found).collect()
            }
            Question::Hazard { .. } => {
                let readings = reading::hazard_of_all(layer, &coords);
                let found = |(r, place): (_, &LonLat)| self.hazard(r, *place, radius_m);
                readings.into_iter().zip(places).map(found).collect()
            }
        }
    }

    fn unit(&self, reading: UnitReading, place: LonLat, radius_m: f64) -> Found {
        let border = matches!(self.question, Question::Unit { border: true, .. });
        let border_m = match &reading {
            UnitReading::Inside(unit, _) if border => {
                reading::unit_border_m(&self.layer, place, *unit, radius_m)
            }
            _ => None,
        };
        Found::Unit { reading, border_m }
    }

    fn hazard(&self, here: HazardReading, place: LonLat, radius_m: f64) -> Found {
        let layer = self.layer.as_ref();
        let Question::Hazard { also, border, worse, edge } = self.question else {
            return Found::Zones(Vec::new());
        };
        let (border_m, nearest_worse) = if border || worse {
            reading::hazard_near(layer, place, here, radius_m)
        } else {
            (None, None)
        };
        Found::Hazard(HazardFound {
            here,
            ranks: if also { reading::hazard_classes(layer, place) } else { Vec::new() },
            border_m,
            worse: nearest_worse,
            edge: edge.then(|| reading::hazard_edge(layer, place, here)).flatten(),
        })
    }
}
