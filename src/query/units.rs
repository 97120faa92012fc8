//! The administrative units that a place lies in, and their people.

use std::collections::BTreeMap;

use super::{NearUnit, PopulationOfUnit, Question, Unit, UnitName, UnitStatus, rounded_m};
use crate::model::{Level, LevelUnits, UnitNames, Value};
use crate::place::{Coord, geodesic_m};
use crate::snapshot::{LayerVersion, View};

pub(super) fn of(view: &View, question: &Question) -> Vec<Unit> {
    let mut units: Vec<Unit> = Vec::new();
    for level in &view.city().levels {
        let status = match &level.units {
            LevelUnits::Layer { layer, gap_m } => match view.layer(layer) {
                None => UnitStatus::Unavailable,
                Some(layer) => in_layer(layer, question, *gap_m),
            },
            LevelUnits::Prefix { from, prefix, names } => {
                let below = units.iter().find(|u| &u.level == from).map(|u| &u.status);
                below.map_or(UnitStatus::Unavailable, |below| {
                    let name = |code: &str| prefixed(view, from, code, *prefix, names);
                    derived(below, &name)
                })
            }
        };
        units.push(Unit { level: level.id.clone(), status });
    }
    units
}

/// The layers that units are told by.
pub(super) fn layers(view: &View) -> impl Iterator<Item = &LayerVersion> {
    view.city().levels.iter().filter_map(|level| match &level.units {
        LevelUnits::Layer { layer, .. } => view.layer(layer),
        LevelUnits::Prefix { names: UnitNames::Layer(layer), .. } => view.layer(layer),
        LevelUnits::Prefix { names: UnitNames::Field(_), .. } => None,
    })
}

fn in_layer(layer: &LayerVersion, question: &Question, gap_m: f64) -> UnitStatus {
    let place = question.place.coord();
    let covering = layer.covering(place);
    let mut named: Vec<(UnitName, u32)> =
        covering.iter().map(|f| (unit_name(layer, *f), *f)).collect();
    named.sort();
    match named.split_first() {
        Some(((unit, feature), others)) => UnitStatus::Inside {
            unit: unit.clone(),
            border_m: to_border_m(layer, place, *feature, question.radius_m),
            also: others.iter().map(|(u, _)| u.clone()).collect(),
        },
        None => beside(layer, place, question.radius_m, gap_m),
    }
}

pub(super) fn unit_name(layer: &LayerVersion, feature: u32) -> UnitName {
    UnitName {
        code: layer.code(feature).unwrap_or_default(),
        name: layer.name(feature).unwrap_or_default(),
    }
}

pub(super) fn to_border_m(
    layer: &LayerVersion,
    place: Coord,
    feature: u32,
    radius_m: f64,
) -> Option<f64> {
    let own = |f: u32| f == feature;
    let nearest = layer.nearest_edge(place, radius_m, own, |_| true)?;
    Some(rounded_m(geodesic_m(place, nearest.nearest)))
}

/// No place in a hole of a square kilometre, however it winds, is as far from its border.
const ACROSS_A_GAP_M: f64 = 1_000.0;

/// A place in no unit: in a gap where a hole between units covers it, or where two different
/// units are nearer than `gap_m`; outside otherwise.
pub(super) fn beside(layer: &LayerVersion, place: Coord, radius_m: f64, gap_m: f64) -> UnitStatus {
    let nearest_of = |wanted: &dyn Fn(u32) -> bool, reach: f64| {
        layer.nearest_edge(place, reach, wanted, |_| true)
    };
    let enclosed = layer.gaps().covers(place);
    // A gap has units around it, however far the reader wants to look.
    let reach = if enclosed { ACROSS_A_GAP_M } else { radius_m.max(gap_m) };
    let Some(first) = nearest_of(&|_| true, reach) else {
        return UnitStatus::Outside { nearest: None };
    };
    let nearest = NearUnit {
        unit: unit_name(layer, first.feature),
        distance_m: rounded_m(geodesic_m(place, first.nearest)),
    };
    if enclosed || nearest_of(&|f| f != first.feature, gap_m).is_some() {
        UnitStatus::Gap { nearest }
    } else {
        let nearest = Some(nearest).filter(|n| n.distance_m <= radius_m);
        UnitStatus::Outside { nearest }
    }
}

/// What a level says whose codes are the first characters of another's. Where the units below
/// belong to several, they are all named.
fn derived(below: &UnitStatus, name: &dyn Fn(&str) -> UnitName) -> UnitStatus {
    let near = |n: &NearUnit| NearUnit { unit: name(&n.unit.code), distance_m: n.distance_m };
    match below {
        UnitStatus::Unavailable => UnitStatus::Unavailable,
        UnitStatus::Outside { nearest } => {
            UnitStatus::Outside { nearest: nearest.as_ref().map(near) }
        }
        UnitStatus::Gap { nearest } => UnitStatus::Gap { nearest: near(nearest) },
        UnitStatus::Inside { unit, also, .. } => {
            let own = name(&unit.code);
            let mut others: Vec<UnitName> = also.iter().map(|u| name(&u.code)).collect();
            others.retain(|u| u.code != own.code);
            others.dedup();
            // Its border is not drawn anywhere: only that of the smaller unit is.
            UnitStatus::Inside { unit: own, border_m: None, also: others }
        }
    }
}

/// The unit of a level whose codes are the first characters of those of the level `from`.
pub fn prefixed(view: &View, from: &str, code: &str, prefix: usize, names: &UnitNames) -> UnitName {
    let own: String = code.chars().take(prefix).collect();
    let name = match names {
        UnitNames::Layer(id) => view.layer(id).and_then(|layer| layer.name(layer.with_code(&own)?)),
        UnitNames::Field(field) => layer_of_level(view, from).and_then(|layer| {
            let value = layer.value(field, layer.with_prefix(code)?).to_text();
            Some(value).filter(|v| !v.is_empty())
        }),
    };
    UnitName { code: own, name: name.unwrap_or_default() }
}

fn layer_of_level<'a>(view: &'a View, level: &str) -> Option<&'a LayerVersion> {
    let level: &Level = view.city().levels.iter().find(|l| l.id == level)?;
    match &level.units {
        LevelUnits::Layer { layer, .. } => view.layer(layer),
        LevelUnits::Prefix { from, .. } => layer_of_level(view, from),
    }
}

/// The people of the unit of the layer's level that the place lies in.
pub(super) fn population(layer: &LayerVersion, units: &[Unit]) -> Option<PopulationOfUnit> {
    let population = layer.layer().population.as_ref()?;
    let at = units.iter().find(|u| u.level == population.level)?;
    let UnitStatus::Inside { unit, .. } = &at.status else { return None };
    let feature = layer.with_code(&unit.code)?;
    let others = layer.layer().sums.iter().filter(|s| **s != population.people);
    let sums: BTreeMap<String, Value> =
        others.map(|s| (s.clone(), layer.value(s, feature))).collect();
    Some(PopulationOfUnit {
        layer: layer.layer().id.to_string(),
        level: population.level.clone(),
        unit: unit.clone(),
        people: layer.value(&population.people, feature),
        sums,
    })
}
