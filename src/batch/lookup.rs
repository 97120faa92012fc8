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

/// What a layer says of some places, in their order; lists of what was not asked are empty.
#[derive(Debug)]
pub(super) enum Found {
    Units { readings: Vec<UnitReading>, border_m: Vec<Option<f64>> },
    Hazards { here: Vec<HazardReading>, around: Vec<Around> },
    Zones(Vec<Vec<u32>>),
}

/// What a hazard says besides its gravest class; what was not asked is not there.
#[derive(Debug)]
pub(super) struct Around {
    pub(super) ranks: Vec<u8>,
    pub(super) border_m: Option<f64>,
    pub(super) worse: Option<NearClass>,
    pub(super) edge: Option<Edge>,
}

impl Lookup {
    /// What the layer says of some places, in their order.
    pub(super) fn at_all(&self, places: &[LonLat], radius_m: f64) -> Found {
        let layer = self.layer.as_ref();
        let coords: Vec<Coord> = places.iter().map(|place| place.coord()).collect();
        match self.question {
            Question::Zones => Found::Zones(reading::zones_of_all(layer, &coords)),
            Question::Unit { gap_m, border, nearest } => {
                let reach = if nearest { radius_m } else { 0.0 };
                let readings = reading::unit_of_all(layer, &coords, reach, gap_m);
                let of_unit = |(reading, place): (&UnitReading, &LonLat)| match reading {
                    UnitReading::Inside(unit, _) => {
                        reading::unit_border_m(layer, *place, *unit, radius_m)
                    }
                    _ => None,
                };
                let border_m = if border {
                    readings.iter().zip(places).map(of_unit).collect()
                } else {
                    Vec::new()
                };
                Found::Units { readings, border_m }
            }
            Question::Hazard { also, border, worse, edge } => {
                let here = reading::hazard_of_all(layer, &coords);
                let around = if also || border || worse || edge {
                    let around = |(here, place): (&_, &_)| self.around(*here, *place, radius_m);
                    here.iter().zip(places).map(around).collect()
                } else {
                    Vec::new()
                };
                Found::Hazards { here, around }
            }
        }
    }

    fn around(&self, here: HazardReading, place: LonLat, radius_m: f64) -> Around {
        let layer = self.layer.as_ref();
        let Question::Hazard { also, border, worse, edge } = self.question else {
            return Around { ranks: Vec::new(), border_m: None, worse: None, edge: None };
        };
        let (border_m, nearest_worse) = if border || worse {
            reading::hazard_near(layer, place, here, radius_m)
        } else {
            (None, None)
        };
        Around {
            ranks: if also { reading::hazard_classes(layer, place) } else { Vec::new() },
            border_m,
            worse: nearest_worse,
            edge: edge.then(|| reading::hazard_edge(layer, place, here)).flatten(),
        }
    }
}
