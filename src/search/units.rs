//! The administrative units by name: where a street, a school or a village lies.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};

use crate::model::{City, LevelUnits, UnitNames};
use crate::place::Coord;
use crate::snapshot::{LayerVersion, View};

/// A unit of a level.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub(super) struct Unit {
    /// The place of its level among those of the city.
    pub(super) level: usize,
    pub(super) code: String,
    pub(super) name: String,
}

/// The units of a city, from the smallest level.
#[derive(Debug, Clone, Copy)]
pub(super) struct Units<'v> {
    view: &'v View,
}

impl<'v> Units<'v> {
    pub(super) fn of(view: &'v View) -> Self {
        Self { view }
    }

    fn city(self) -> &'v City {
        self.view.city()
    }

    /// The units that cover a place, each level once.
    pub(super) fn at(self, place: Coord) -> Vec<Unit> {
        let mut units: Vec<Unit> = Vec::new();
        for (level, about) in self.city().levels.iter().enumerate() {
            let unit = match &about.units {
                LevelUnits::Layer { layer, .. } => self.view.layer(layer).and_then(|layer| {
                    let covering = layer.covering(place);
                    let named = covering.iter().filter_map(|f| named(layer, *f));
                    named.min().map(|(code, name)| Unit { level, code, name })
                }),
                LevelUnits::Prefix { from, .. } => {
                    let below = units.iter().find(|u| self.city().levels[u.level].id == *from);
                    below.and_then(|below| self.above(level, &below.code))
                }
            };
            units.extend(unit);
        }
        units
    }

    /// The unit with a code of the smallest level, and those that it lies in by its code; by its
    /// place where a level has polygons of its own.
    pub(super) fn with_code(self, code: &str) -> Option<Vec<Unit>> {
        let first = self.city().levels.first()?;
        let LevelUnits::Layer { layer, .. } = &first.units else { return None };
        let layer = self.view.layer(layer)?;
        let feature = layer.with_code(code)?;
        let (code, name) = named(layer, feature)?;
        let mut units = vec![Unit { level: 0, code, name }];
        for level in 1..self.city().levels.len() {
            units.extend(self.above(level, &units[0].code));
        }
        Some(units)
    }

    /// The unit of a level whose codes are the first characters of smaller units' codes.
    fn above(self, level: usize, code: &str) -> Option<Unit> {
        let LevelUnits::Prefix { from, prefix, names } = &self.city().levels.get(level)?.units
        else {
            return None;
        };
        let own: String = code.chars().take(*prefix).collect();
        let name = match names {
            UnitNames::Layer(id) => {
                let layer = self.view.layer(id)?;
                layer.name(layer.with_code(&own)?)
            }
            UnitNames::Field(field) => {
                let below = self.city().levels.iter().find(|l| l.id == *from)?;
                let LevelUnits::Layer { layer, .. } = &below.units else { return None };
                let layer = self.view.layer(layer)?;
                Some(Cow::Owned(layer.value(field, layer.with_prefix(code)?).to_text()))
            }
        };
        Some(Unit { level, code: own, name: name?.into_owned() })
    }

    /// The level whose units a boundary layer draws.
    pub(super) fn level_of(self, layer: &LayerVersion) -> Option<usize> {
        let id = &layer.layer().id;
        let drawn = |units: &LevelUnits| match units {
            LevelUnits::Layer { layer, .. } => layer == id,
            LevelUnits::Prefix { names: UnitNames::Layer(layer), .. } => layer == id,
            LevelUnits::Prefix { .. } => false,
        };
        let by_layer = self.city().levels.iter().position(|level| drawn(&level.units));
        // A layer of the same name draws a level that is made of smaller units.
        by_layer.or_else(|| self.city().levels.iter().position(|l| l.id == id.as_str()))
    }
}

fn named(layer: &LayerVersion, feature: u32) -> Option<(String, String)> {
    Some((layer.code(feature)?.into_owned(), layer.name(feature)?.into_owned()))
}
