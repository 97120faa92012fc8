//! The statements of an answer one at a time and as bare numbers: for those who ask about many
//! places, and write of each what they want.

use super::hazard::{self, State};
use super::{Edge, NearUnit, Question, UnitStatus, rounded_m, units};
use crate::place::LonLat;
use crate::snapshot::LayerVersion;

/// What a hazard layer says of a place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum HazardReading {
    /// Nothing is known there.
    Unmapped,
    /// Mapped, and in no class.
    None,
    /// The rank of the gravest class.
    Class(u8),
}

/// How a place lies to the units of a layer, told by their features.
#[derive(Debug, Clone, PartialEq)]
pub enum UnitReading {
    /// In a unit; of several the one with the lowest code, then the others.
    Inside(u32, Vec<u32>),
    /// In none, but between some: the nearest.
    Gap(Option<NearFeature>),
    /// In none, and not between any: the nearest, where one is within the radius.
    Outside(Option<NearFeature>),
}

/// A feature some way off.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct NearFeature {
    /// The feature.
    pub feature: u32,
    /// Metres to it.
    pub distance_m: f64,
}

/// A graver class some way off.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct NearClass {
    /// Its rank.
    pub rank: u8,
    /// Metres to it.
    pub distance_m: f64,
}

/// What a hazard layer says of a place.
pub fn hazard(layer: &LayerVersion, place: LonLat) -> HazardReading {
    match hazard::state_at(layer, place.coord()) {
        State::Unmapped => HazardReading::Unmapped,
        State::None => HazardReading::None,
        State::Class(rank) => HazardReading::Class(rank),
    }
}

/// The ranks of the classes that cover a place, gravest first.
pub fn hazard_classes(layer: &LayerVersion, place: LonLat) -> Vec<u8> {
    hazard::ranks_at(layer, place.coord())
}

/// Metres to the nearest place where a hazard layer says something else, within the radius.
pub fn hazard_border_m(
    layer: &LayerVersion,
    place: LonLat,
    here: HazardReading,
    radius_m: f64,
) -> Option<f64> {
    hazard::border_m(layer, place.coord(), state(here), radius_m).map(rounded_m)
}

/// Whether the border is nearer than the data is good to; `None` where the publisher does not
/// say how good it is, or nothing is known.
pub fn hazard_edge(layer: &LayerVersion, place: LonLat, here: HazardReading) -> Option<Edge> {
    let accuracy_m = layer.layer().accuracy_m.filter(|_| here != HazardReading::Unmapped)?;
    let border = hazard::border_m(layer, place.coord(), state(here), accuracy_m);
    Some(border.filter(|m| *m <= accuracy_m).map_or(Edge::Clear, |_| Edge::Near))
}

/// The nearest graver class within the radius.
pub fn hazard_worse(
    layer: &LayerVersion,
    place: LonLat,
    here: HazardReading,
    radius_m: f64,
) -> Option<NearClass> {
    let question = Question { radius_m, ..Question::at(place) };
    let worse = hazard::worse(layer, place.coord(), state(here), &question)?;
    let classes = layer.classes()?.classes.iter();
    let rank = classes.zip(0..).find(|(c, _)| c.id == worse.class.class)?.1;
    Some(NearClass { rank, distance_m: worse.distance_m })
}

fn state(reading: HazardReading) -> State {
    match reading {
        HazardReading::Unmapped => State::Unmapped,
        HazardReading::None => State::None,
        HazardReading::Class(rank) => State::Class(rank),
    }
}

/// How a place lies to the units of a layer.
pub fn unit(layer: &LayerVersion, place: LonLat, radius_m: f64, gap_m: f64) -> UnitReading {
    let mut covering = layer.covering(place.coord());
    if covering.len() > 1 {
        covering.sort_by_cached_key(|f| (units::unit_name(layer, *f), *f));
    }
    if let Some((first, others)) = covering.split_first() {
        return UnitReading::Inside(*first, others.to_vec());
    }
    let near = |n: &NearUnit| {
        let feature = layer.with_code(&n.unit.code)?;
        Some(NearFeature { feature, distance_m: n.distance_m })
    };
    match units::beside(layer, place.coord(), radius_m, gap_m) {
        UnitStatus::Gap { nearest } => UnitReading::Gap(near(&nearest)),
        UnitStatus::Outside { nearest } => UnitReading::Outside(nearest.as_ref().and_then(near)),
        UnitStatus::Inside { .. } | UnitStatus::Unavailable => UnitReading::Outside(None),
    }
}

/// Metres to the border of the unit that a place lies in, within the radius.
pub fn unit_border_m(layer: &LayerVersion, place: LonLat, unit: u32, radius_m: f64) -> Option<f64> {
    units::to_border_m(layer, place.coord(), unit, radius_m)
}

/// What a level says whose codes are the first characters of another's.
pub use units::prefixed as unit_with_prefix;
