//! What may be summed of a population: people, and every other measure that a manifest declares.

use super::levels::Units;
use crate::model::{Kind, LayerId, Value};
use crate::overlay::{Said, Square};
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
    /// What it is counted in: 1 for what comes in whole numbers, otherwise a hundredth.
    pub(super) parts: f64,
}

/// The name of the people.
pub(super) const PEOPLE: &str = "people";

impl Measure {
    /// Every measure of the population layers whose level can be told; the people first.
    pub(super) fn of_all(view: &View, levels: &[Units]) -> Vec<Self> {
        let mut all: Vec<Self> = Vec::new();
        for layer in view.layers().filter(|l| l.layer().kind == Kind::Population) {
            let Some(population) = &layer.layer().population else { continue };
            let Some(level) = levels.iter().position(|l| l.level == population.level) else {
                continue;
            };
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
                all.push(Self::of(layer, field, name, (level, &levels[level])));
            }
        }
        all
    }

    fn of(
        layer: &LayerVersion,
        field: &str,
        name: String,
        (level, units): (usize, &Units),
    ) -> Self {
        let value = |code: &str| {
            layer.with_code(code).map_or(0.0, |feature| number(&layer.value(field, feature)))
        };
        let values: Vec<f64> = units.units.iter().map(|unit| value(&unit.code)).collect();
        let is_whole = values.iter().all(|v| v.fract() == 0.0);
        let parts = if is_whole { 1.0 } else { 100.0 };
        Self { layer: layer.layer().id.clone(), name, level, values, parts }
    }

    /// The unit of its level that a state belongs to.
    pub(super) fn unit(&self, levels: &[Units], said: &[Said]) -> Option<usize> {
        levels.get(self.level)?.of_state(said)
    }

    /// What of it falls on an area in a state, where it is spread evenly over its unit.
    pub(super) fn on(&self, levels: &[Units], said: &[Said], area: Square) -> f64 {
        let Some(units) = levels.get(self.level) else { return 0.0 };
        let Some(unit) = units.of_state(said) else { return 0.0 };
        let whole = units.units[unit].area;
        if whole == Square::default() {
            return 0.0;
        }
        self.values[unit] * (area.m2() / whole.m2())
    }
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
