//! The administrative units that a place lies in, and their people.

use std::borrow::Cow;
use std::collections::BTreeMap;

use super::{NearUnit, PopulationOfUnit, Question, Unit, UnitName, UnitStatus, rounded_m};
use crate::model::{Level, LevelUnits, UnitNames, Value};
use crate::place::Metric;
use crate::snapshot::{LayerVersion, NearEdge, View};

pub(super) fn of<'v>(view: &'v View, question: &Question, metric: &Metric) -> Vec<Unit<'v>> {
    let mut units: Vec<Unit> = Vec::new();
    for level in &view.city().levels {
        let status = match &level.units {
            LevelUnits::Layer { layer, gap_m } => match view.layer(layer) {
                None => UnitStatus::Unavailable,
                Some(layer) => in_layer(layer, metric, question.radius_m, *gap_m),
            },
            LevelUnits::Prefix { from, prefix, names } => {
                let below = units.iter().find(|u| u.level == from).map(|u| &u.status);
                below.map_or(UnitStatus::Unavailable, |below| {
                    let name = |code: &str| prefixed(view, from, code, *prefix, names);
                    derived(below, &name)
                })
            }
        };
        units.push(Unit { level: &level.id, status });
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

fn in_layer<'v>(
    layer: &'v LayerVersion,
    metric: &Metric,
    radius_m: f64,
    gap_m: f64,
) -> UnitStatus<'v> {
    let mut named: Vec<(UnitName, u32)> = Vec::new();
    layer.area().each_covering(metric.place(), |f| named.push((unit_name(layer, f), f)));
    named.sort();
    let mut named = named.into_iter();
    match named.next() {
        Some((unit, feature)) => UnitStatus::Inside {
            unit,
            border_m: to_border_m(layer, metric, feature, radius_m).map(rounded_m),
            also: named.map(|(unit, _)| unit).collect(),
        },
        None => {
            let near = |edge: NearEdge| NearUnit {
                unit: unit_name(layer, edge.feature),
                distance_m: rounded_m(edge.distance_m),
            };
            match beside(layer, metric, radius_m, gap_m) {
                Beside::Gap(edge) => UnitStatus::Gap { nearest: near(edge) },
                Beside::Outside(edge) => UnitStatus::Outside { nearest: edge.map(near) },
            }
        }
    }
}

pub(super) fn unit_name(layer: &LayerVersion, feature: u32) -> UnitName<'_> {
    UnitName {
        code: layer.code(feature).unwrap_or_default(),
        name: layer.name(feature).unwrap_or_default(),
    }
}

/// Metres to the border of a unit that the place lies in.
pub(super) fn to_border_m(
    layer: &LayerVersion,
    metric: &Metric,
    feature: u32,
    radius_m: f64,
) -> Option<f64> {
    layer.area().nearest_edge_of(feature, metric, radius_m).map(|edge| edge.distance_m)
}

/// No place in a hole of a square kilometre, however it winds, is as far from its border.
const ACROSS_A_GAP_M: f64 = 1_000.0;

/// How a place that no unit covers lies to them.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Beside {
    Gap(NearEdge),
    Outside(Option<NearEdge>),
}

/// A place in no unit: in a gap where a hole between units covers it, or where two different
/// units are nearer than `gap_m`; outside otherwise.
pub(super) fn beside(layer: &LayerVersion, metric: &Metric, radius_m: f64, gap_m: f64) -> Beside {
    let enclosed = layer.gaps().covers(metric.place());
    // A gap has units around it, however far the reader wants to look.
    let reach = if enclosed { ACROSS_A_GAP_M } else { radius_m.max(gap_m) };
    let Some(first) = layer.area().nearest_edge(metric, reach, 0, |_| true) else {
        return Beside::Outside(None);
    };
    let another = |edge: &NearEdge| edge.feature != first.feature;
    if enclosed || layer.area().nearest_edge(metric, gap_m, 0, another).is_some() {
        Beside::Gap(first)
    } else {
        Beside::Outside(Some(first).filter(|edge| rounded_m(edge.distance_m) <= radius_m))
    }
}

/// What a level says whose codes are the first characters of another's. Where the units below
/// belong to several, they are all named.
fn derived<'v>(below: &UnitStatus<'_>, name: &dyn Fn(&str) -> UnitName<'v>) -> UnitStatus<'v> {
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
pub fn prefixed<'v>(
    view: &'v View,
    from: &str,
    code: &str,
    prefix: usize,
    names: &UnitNames,
) -> UnitName<'v> {
    let own: String = code.chars().take(prefix).collect();
    let name = match names {
        UnitNames::Layer(id) => view.layer(id).and_then(|layer| layer.name(layer.with_code(&own)?)),
        UnitNames::Field(field) => layer_of_level(view, from).and_then(|layer| {
            let value = layer.value(field, layer.with_prefix(code)?).to_text();
            Some(value).filter(|v| !v.is_empty()).map(Cow::Owned)
        }),
    };
    UnitName { code: Cow::Owned(own), name: name.unwrap_or_default() }
}

fn layer_of_level<'a>(view: &'a View, level: &str) -> Option<&'a LayerVersion> {
    let level: &Level = view.city().levels.iter().find(|l| l.id == level)?;
    match &level.units {
        LevelUnits::Layer { layer, .. } => view.layer(layer),
        LevelUnits::Prefix { from, .. } => layer_of_level(view, from),
    }
}

/// The people of the unit of the layer's level that the place lies in.
pub(super) fn population<'v>(
    layer: &'v LayerVersion,
    units: &[Unit<'v>],
) -> Option<PopulationOfUnit<'v>> {
    let population = layer.layer().population.as_ref()?;
    let at = units.iter().find(|u| u.level == population.level)?;
    let UnitStatus::Inside { unit, .. } = &at.status else { return None };
    let feature = layer.with_code(&unit.code)?;
    let others = layer.layer().sums.iter().filter(|s| **s != population.people);
    let sums: BTreeMap<&str, Value> =
        others.map(|s| (s.as_str(), layer.value(s, feature))).collect();
    Some(PopulationOfUnit {
        layer: layer.layer().id.as_str(),
        level: &population.level,
        unit: unit.clone(),
        people: layer.value(&population.people, feature),
        sums,
    })
}
