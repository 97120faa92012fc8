//! The questions that are put to layers for each row: each layer is located once, whatever is
//! asked of it.

use std::sync::Arc;

use crate::place::LonLat;
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
    pub(super) fn at(&self, place: LonLat, radius_m: f64) -> Found {
        let layer = self.layer.as_ref();
        match self.question {
            Question::Zones => Found::Zones(layer.covering(place.coord())),
            Question::Unit { gap_m, border, nearest } => {
                let reach = if nearest { radius_m } else { 0.0 };
                let reading = reading::unit(layer, place, reach, gap_m);
                let border_m = match &reading {
                    UnitReading::Inside(unit, _) if border => {
                        reading::unit_border_m(layer, place, *unit, radius_m)
                    }
                    _ => None,
                };
                Found::Unit { reading, border_m }
            }
            Question::Hazard { also, border, worse, edge } => {
                let here = reading::hazard(layer, place);
                Found::Hazard(HazardFound {
                    here,
                    ranks: if also { reading::hazard_classes(layer, place) } else { Vec::new() },
                    border_m: border
                        .then(|| reading::hazard_border_m(layer, place, here, radius_m))
                        .flatten(),
                    worse: worse
                        .then(|| reading::hazard_worse(layer, place, here, radius_m))
                        .flatten(),
                    edge: edge.then(|| reading::hazard_edge(layer, place, here)).flatten(),
                })
            }
        }
    }
}
