//! The levels of units, and which unit an area belongs to.

use std::collections::BTreeMap;

use super::prepared::column;
use crate::model::{City, Level, LevelUnits};
use crate::overlay::{Overlaid, Said, Square};
use crate::query::reading::unit_with_prefix;
use crate::snapshot::{LayerVersion, View};

/// The units of one level.
#[derive(Debug)]
pub(super) struct Units {
    pub(super) level: String,
    /// The column of a state that tells the feature.
    pub(super) column: usize,
    /// The unit of each feature, as a place in `units`.
    of_feature: Vec<usize>,
    /// By code.
    pub(super) units: Vec<Unit>,
}

/// A unit.
#[derive(Debug)]
pub(super) struct Unit {
    pub(super) code: String,
    pub(super) name: String,
    /// Where it is the unit that is told: what it overlaps with counts once.
    pub(super) area: Square,
}

impl Units {
    /// The levels that can be told now, from the smallest.
    pub(super) fn of_all(view: &View, overlaid: &Overlaid) -> Vec<Self> {
        let levels = view.city().levels.iter();
        levels.filter_map(|level| Self::of_level(view, overlaid, level)).collect()
    }

    fn of_level(view: &View, overlaid: &Overlaid, level: &Level) -> Option<Self> {
        let base = base_layer(view.city(), level)?;
        let layer = view.layer(base)?;
        let column = column(overlaid.sheet(), base)?;
        let named: Vec<(String, String)> =
            features(layer).map(|f| named(view, layer, level, f)).collect();
        let mut places: BTreeMap<&str, (usize, &str)> = BTreeMap::new();
        for (code, name) in &named {
            places.entry(code).or_insert((0, name));
        }
        let mut units = Vec::with_capacity(places.len());
        for (code, (place, name)) in &mut places {
            *place = units.len();
            let (code, name) = ((*code).to_owned(), (*name).to_owned());
            units.push(Unit { code, name, area: Square::default() });
        }
        let of_feature =
            named.iter().filter_map(|(code, _)| places.get(code.as_str())).map(|p| p.0).collect();
        let mut all = Self { level: level.id.clone(), column, of_feature, units };
        for (said, area) in &overlaid.everywhere().states {
            if let Some(unit) = all.of_state(said) {
                all.units[unit].area += *area;
            }
        }
        Some(all)
    }

    /// The unit that a state belongs to.
    pub(super) fn of_state(&self, said: &[Said]) -> Option<usize> {
        match said.get(self.column)? {
            Said::Of(feature) => self.of_feature.get(usize::try_from(*feature).ok()?).copied(),
            Said::Nothing | Said::Mapped => None,
        }
    }

    /// The unit that each unit of a smaller level of the same layer belongs to.
    pub(super) fn of_each(&self, smaller: &Self) -> Vec<usize> {
        let mut out = vec![0; smaller.units.len()];
        for (own, other) in self.of_feature.iter().zip(&smaller.of_feature) {
            out[*other] = *own;
        }
        out
    }

    /// The unit with a code.
    pub(super) fn with_code(&self, code: &str) -> Option<usize> {
        self.units.binary_search_by(|unit| unit.code.as_str().cmp(code)).ok()
    }
}

fn features(layer: &LayerVersion) -> impl Iterator<Item = u32> {
    0..u32::try_from(layer.len()).unwrap_or(u32::MAX)
}

/// Code and name of the unit of a level that a feature of its base layer belongs to.
fn named(view: &View, layer: &LayerVersion, level: &Level, feature: u32) -> (String, String) {
    let code = layer.code(feature).unwrap_or_default();
    match &level.units {
        LevelUnits::Layer { .. } => {
            (code.into_owned(), layer.name(feature).unwrap_or_default().into_owned())
        }
        LevelUnits::Prefix { from, prefix, names } => {
            let unit = unit_with_prefix(view, from, &code, *prefix, names);
            (unit.code.into_owned(), unit.name.into_owned())
        }
    }
}

/// The layer whose polygons a level is told by, its own or that of the level it is derived from.
pub(super) fn base_layer<'c>(
    city: &'c City,
    level: &'c Level,
) -> Option<&'c crate::model::LayerId> {
    match &level.units {
        LevelUnits::Layer { layer, .. } => Some(layer),
        LevelUnits::Prefix { from, .. } => {
            let below = city.levels.iter().take_while(|l| l.id != level.id).find(|l| l.id == *from);
            base_layer(city, below?)
        }
    }
}
