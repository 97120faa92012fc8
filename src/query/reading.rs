//! The statements of an answer one at a time and as bare numbers: for those who ask about many
//! places, and write of each what they want.

pub use super::hazard::State as HazardReading;
use super::hazard::{self, Ranks};
use super::units::{self, Beside};
use super::{Edge, finding, rounded_m};
use crate::place::{Coord, LonLat, Metric};
use crate::snapshot::{LayerVersion, NearEdge};

/// How a place lies to the units of a layer, told by their features.
#[derive(Debug, Clone, PartialEq)]
pub enum UnitReading {
    /// In a unit; of several the one with the lowest code, then the others.
    Inside(u32, Vec<u32>),
    /// In none, but between some: the nearest.
    Gap(NearFeature),
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
    hazard::state_at(layer, place.coord())
}

/// What a hazard layer says of many places, in their order, in less time than one by one.
pub fn hazard_of_all(layer: &LayerVersion, places: &[Coord]) -> Vec<HazardReading> {
    let mut ranks = vec![Ranks::default(); places.len()];
    layer.area().each_covering_of(places, |i, feature| ranks[i].add(layer, feature));
    let state = |(ranks, place): (Ranks, &Coord)| hazard::state_of(layer, *place, ranks);
    ranks.into_iter().zip(places).map(state).collect()
}

/// The ranks of the classes that cover a place, gravest first.
pub fn hazard_classes(layer: &LayerVersion, place: LonLat) -> Vec<u8> {
    Ranks::at(layer, place.coord()).descending().collect()
}

/// Metres to the nearest place where a hazard layer says something else, and the nearest graver
/// class, both within the radius.
pub fn hazard_near(
    layer: &LayerVersion,
    place: LonLat,
    here: HazardReading,
    radius_m: f64,
) -> (Option<f64>, Option<NearClass>) {
    let near = hazard::near(layer, &Metric::at(place.coord()), here, radius_m);
    let worse = near.worse.map(|(rank, m)| NearClass { rank, distance_m: rounded_m(m) });
    (near.border_m.map(rounded_m), worse)
}

/// Whether the border is nearer than the data is good to; `None` where the publisher does not
/// say how good it is, or nothing is known.
pub fn hazard_edge(layer: &LayerVersion, place: LonLat, here: HazardReading) -> Option<Edge> {
    let accuracy_m = layer.layer().accuracy_m.filter(|_| here != HazardReading::Unmapped)?;
    let metric = Metric::at(place.coord());
    let border_m = hazard::border_m(layer, &metric, here, accuracy_m);
    Some(finding::edge(border_m, accuracy_m))
}

/// How many places lie to the units of a layer, in their order, in less time than one by one.
pub fn unit_of_all(
    layer: &LayerVersion,
    places: &[Coord],
    radius_m: f64,
    gap_m: f64,
) -> Vec<UnitReading> {
    let mut covering: Vec<Vec<u32>> = vec![Vec::new(); places.len()];
    let mut first: Vec<Option<u32>> = vec![None; places.len()];
    // Most places are in one unit, which needs no list.
    layer.area().each_covering_of(places, |i, feature| match first[i] {
        None => first[i] = Some(feature),
        Some(_) => covering[i].push(feature),
    });
    let mut readings = Vec::with_capacity(places.len());
    for ((first, mut others), place) in first.into_iter().zip(covering).zip(places) {
        readings.push(match first {
            Some(unit) if others.is_empty() => UnitReading::Inside(unit, others),
            _ => {
                others.extend(first);
                unit_among(layer, others, *place, radius_m, gap_m)
            }
        });
    }
    readings
}

fn unit_among(
    layer: &LayerVersion,
    mut covering: Vec<u32>,
    place: Coord,
    radius_m: f64,
    gap_m: f64,
) -> UnitReading {
    if covering.len() > 1 {
        covering.sort_by_cached_key(|f| (units::unit_name(layer, *f), *f));
    }
    if !covering.is_empty() {
        let first = covering.remove(0);
        return UnitReading::Inside(first, covering);
    }
    let near = |edge: NearEdge| NearFeature {
        feature: edge.feature,
        distance_m: rounded_m(edge.distance_m),
    };
    match units::beside(layer, &Metric::at(place), radius_m, gap_m) {
        Beside::Gap(edge) => UnitReading::Gap(near(edge)),
        Beside::Outside(edge) => UnitReading::Outside(edge.map(near)),
    }
}

/// The zones that cover many places, in their order, in less time than one by one.
pub fn zones_of_all(layer: &LayerVersion, places: &[Coord]) -> Vec<Vec<u32>> {
    let mut covering: Vec<Vec<u32>> = vec![Vec::new(); places.len()];
    layer.area().each_covering_of(places, |i, feature| covering[i].push(feature));
    covering
}

/// Metres to the border of the unit that a place lies in, within the radius.
pub fn unit_border_m(layer: &LayerVersion, place: LonLat, unit: u32, radius_m: f64) -> Option<f64> {
    units::to_border_m(layer, &Metric::at(place.coord()), unit, radius_m).map(rounded_m)
}

/// What a level says whose codes are the first characters of another's.
pub use units::prefixed as unit_with_prefix;
