//! What may be summed of a population: people, and every other measure that a manifest declares.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::levels::Units;
use super::weight::Weight;
use crate::model::{Kind, LayerId, Value};
use crate::overlay::{Areas, Said, Sheet, Square};
use crate::snapshot::{LayerVersion, View};

/// A number that a population layer has of each unit of a level.
#[derive(Debug)]
pub(super) struct Measure {
    pub(super) layer: LayerId,
    /// The name in answers: that of the field; `people` for the people.
    pub(super) name: String,
    /// The level, as a place among all levels.
    pub(super) level: usize,
    /// For each unit.
    values: Vec<f64>,
    /// The units whose values are too small to be told.
    hidden: BTreeSet<usize>,
    /// Where in their unit they are, and what that weighs in each unit.
    weight: Option<(Arc<Weight>, Vec<f64>)>,
    /// What it is counted in: 1 for what comes in whole numbers, otherwise a hundredth.
    pub(super) parts: f64,
}

/// The name of the people.
pub(super) const PEOPLE: &str = "people";

impl Measure {
    /// Every measure of the population layers whose level can be told; the people first.
    pub(super) fn of_all(
        view: &View,
        levels: &[Units],
        areas: &Areas,
        weights: &Weights,
    ) -> Vec<Self> {
        let mut all: Vec<Self> = Vec::new();
        for layer in populations(view) {
            let Some(population) = &layer.layer().population else { continue };
            let Some(level) = levels.iter().position(|l| l.level == population.level) else {
                continue;
            };
            let weight = weights.get(&layer.layer().id).map(|weight| {
                let of_units = weighed(weight, &levels[level], areas);
                (Arc::clone(weight), of_units)
            });
            let people = &population.people;
            let others = layer.layer().sums.iter().filter(|field| *field != people);
            for field in std::iter::once(people).chain(others) {
                let name = if field == people { PEOPLE } else { field };
                let is_taken = all.iter().any(|m| m.name == name);
                let name = if is_taken {
                    format!("{}.{field}", layer.layer().id)
                } else {
                    name.to_owned()
                };
                let values = values(layer, field, &levels[level]);
                let hidden = hidden(layer, field, &levels[level]);
                let measure = Self::of(layer, name, (level, values), weight.clone());
                all.push(Self { hidden, ..measure });
            }
        }
        all
    }

    fn of(
        layer: &LayerVersion,
        name: String,
        (level, values): (usize, Vec<f64>),
        weight: Option<(Arc<Weight>, Vec<f64>)>,
    ) -> Self {
        let is_whole = values.iter().all(|v| v.fract() == 0.0);
        let parts = if is_whole { 1.0 } else { 100.0 };
        Self {
            layer: layer.layer().id.clone(),
            name,
            level,
            values,
            hidden: BTreeSet::new(),
            weight,
            parts,
        }
    }

    /// The unit of its level that a state belongs to.
    pub(super) fn unit(&self, levels: &[Units], said: &[Said]) -> Option<usize> {
        levels.get(self.level)?.of_state(said)
    }

    /// Whether it leaves out what is too small to be told.
    pub(super) fn hides(&self) -> bool {
        !self.hidden.is_empty()
    }

    /// Whether it leaves out what a state has of it.
    pub(super) fn hides_on(&self, levels: &[Units], said: &[Said]) -> bool {
        self.unit(levels, said).is_some_and(|unit| self.hidden.contains(&unit))
    }

    /// Whether it is spread by where a layer says that people live.
    pub(super) fn is_weighted(&self) -> bool {
        self.weight.is_some()
    }

    /// What of it falls on an area in a state: in proportion to what that weighs in its unit, and
    /// evenly over a unit where nothing weighs anything.
    pub(super) fn on(&self, levels: &[Units], said: &[Said], area: Square) -> f64 {
        let Some(units) = levels.get(self.level) else { return 0.0 };
        let Some(unit) = units.of_state(said) else { return 0.0 };
        if let Some((weight, of_units)) = &self.weight
            && of_units[unit] > 0.0
        {
            return self.values[unit] * (weight.on(said, area) / of_units[unit]);
        }
        let whole = units.units[unit].area;
        if whole == Square::default() {
            return 0.0;
        }
        self.values[unit] * (area.m2() / whole.m2())
    }
}

/// Where people live, by population layer.
pub(super) type Weights = BTreeMap<LayerId, Arc<Weight>>;

/// Lays over a sheet where the population layers say that their people live.
pub(super) fn lay_weights(view: &View, sheet: &mut Sheet) -> Weights {
    let mut weights = Weights::new();
    for layer in populations(view) {
        let population = layer.layer().population.as_ref();
        let laid = population.and_then(|population| Weight::laid(view, population, sheet));
        weights.extend(laid.map(|weight| (layer.layer().id.clone(), Arc::new(weight))));
    }
    weights
}

fn populations(view: &View) -> impl Iterator<Item = &LayerVersion> {
    view.layers().filter(|l| l.layer().kind == Kind::Population)
}

/// The value of each unit.
fn values(layer: &LayerVersion, field: &str, units: &Units) -> Vec<f64> {
    let value = |code: &str| {
        layer.with_code(code).map_or(0.0, |feature| number(&layer.value(field, feature)))
    };
    units.units.iter().map(|unit| value(&unit.code)).collect()
}

/// The units whose value is left out for so few people.
fn hidden(layer: &LayerVersion, field: &str, units: &Units) -> BTreeSet<usize> {
    let is_gone = |code: &str| {
        let row = layer.with_code(code).filter(|_| layer.hidden() > 0);
        row.is_some_and(|feature| layer.value(field, feature) == Value::Null)
    };
    let gone = units.units.iter().enumerate().filter(|(_, unit)| is_gone(&unit.code));
    gone.map(|(i, _)| i).collect()
}

/// What the whole of each unit weighs.
fn weighed(weight: &Weight, units: &Units, areas: &Areas) -> Vec<f64> {
    let mut of_units = vec![0.0; units.units.len()];
    for (said, area) in &areas.states {
        if let Some(unit) = units.of_state(said) {
            of_units[unit] += weight.on(said, *area);
        }
    }
    of_units
}

/// A number in a cell; none is nothing.
#[expect(clippy::cast_precision_loss, reason = "counts of people and things")]
pub(super) fn number(value: &Value) -> f64 {
    match value {
        Value::Integer(i) => *i as f64,
        Value::Number(n) => *n,
        Value::Null | Value::Boolean(_) | Value::Text(_) => 0.0,
    }
}
