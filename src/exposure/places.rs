//! Schools, facilities and whatever else is counted where it stands.

use super::measures::number;
use crate::model::{Kind, LayerId, PartKind, Shape};
use crate::overlay::{Said, Sheet};
use crate::place::{Coord, pole};
use crate::query::reading::{self, HazardReading, UnitReading};
use crate::snapshot::{LayerVersion, View};

/// The things of one layer.
#[derive(Debug)]
pub(super) struct Things {
    pub(super) layer: LayerId,
    /// The fields that are summed.
    pub(super) sums: Vec<String>,
    pub(super) things: Vec<Thing>,
}

/// One of them.
#[derive(Debug)]
pub(super) struct Thing {
    pub(super) at: Coord,
    /// What each hazard and unit layer of the sheet says there.
    pub(super) said: Box<[Said]>,
    /// What it counts for in each sum.
    pub(super) sums: Vec<f64>,
}

impl Things {
    /// Those of all layers of things that stand somewhere, by what the first `told` layers say.
    pub(super) fn of_all(view: &View, sheet: &Sheet, told: usize) -> Vec<Self> {
        view.layers().filter(|l| is_counted(l)).map(|l| Self::of(l, sheet, told)).collect()
    }

    fn of(layer: &LayerVersion, sheet: &Sheet, told: usize) -> Self {
        let sums = layer.layer().sums.clone();
        let places: Vec<(u32, Coord)> = (0..)
            .zip(layer.shapes().iter())
            .filter_map(|(feature, shape)| Some((feature, place_of(shape)?)))
            .collect();
        let coords: Vec<Coord> = places.iter().map(|(_, at)| *at).collect();
        let layers = sheet.layers().take(told);
        let columns: Vec<Vec<Said>> = layers.map(|l| said_of_all(l, &coords)).collect();
        let thing = |(i, (feature, at)): (usize, &(u32, Coord))| Thing {
            at: *at,
            said: columns.iter().map(|column| column[i]).collect(),
            sums: sums.iter().map(|field| number(&layer.value(field, *feature))).collect(),
        };
        let things = places.iter().enumerate().map(thing).collect();
        Self { layer: layer.layer().id.clone(), sums, things }
    }
}

/// Whether the features of a layer are counted: those that stand somewhere and are not areas
/// themselves.
fn is_counted(layer: &LayerVersion) -> bool {
    match layer.layer().kind {
        Kind::School | Kind::Facility => true,
        Kind::Place | Kind::Address | Kind::Base => !layer.layer().sums.is_empty(),
        Kind::Hazard | Kind::Zoning | Kind::Population | Kind::Boundary | Kind::Street => false,
    }
}

/// Where a thing stands: at its first point, or well inside of its first polygon.
fn place_of(shape: Shape<'_>) -> Option<Coord> {
    let part = shape.parts().next()?;
    match part.kind {
        PartKind::Point | PartKind::Line => part.paths().next()?.first().copied(),
        PartKind::Polygon => {
            let rings: Vec<Vec<Coord>> = part.paths().map(<[Coord]>::to_vec).collect();
            pole(&rings).or_else(|| rings.first()?.first().copied())
        }
    }
}

/// What a layer says of places, as `/v1/at` says it.
fn said_of_all(layer: &LayerVersion, places: &[Coord]) -> Vec<Said> {
    if layer.layer().kind == Kind::Hazard {
        let said = |reading| match reading {
            HazardReading::Unmapped => Said::Nothing,
            HazardReading::None => Said::Mapped,
            HazardReading::Class(rank) => Said::Of(rank.into()),
        };
        return reading::hazard_of_all(layer, places).into_iter().map(said).collect();
    }
    let said = |reading| match reading {
        UnitReading::Inside(feature, _) => Said::Of(feature),
        UnitReading::Gap(_) | UnitReading::Outside(_) => Said::Nothing,
    };
    reading::unit_of_all(layer, places, 0.0, 0.0).into_iter().map(said).collect()
}
