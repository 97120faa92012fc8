//! What a view can be asked for.

use std::sync::Arc;

use super::field::{HazardWord, UnitWord};
use crate::model::{Kind, Level, LevelUnits};
use crate::snapshot::{LayerVersion, View};

/// What is asked of one level or layer.
#[derive(Clone, Copy)]
pub(super) enum Subject<'v> {
    Level(Units<'v>),
    Hazard(&'v Arc<LayerVersion>),
    Zoning(&'v Arc<LayerVersion>),
    Population(&'v Arc<LayerVersion>, Units<'v>),
    /// A level or a hazard that is declared and not served: that is said.
    LevelUnavailable,
    HazardUnavailable,
}

/// A level of units, and the layer whose polygons decide.
#[derive(Clone, Copy)]
pub(super) struct Units<'v> {
    pub(super) level: &'v Level,
    pub(super) layer: &'v Arc<LayerVersion>,
    pub(super) gap_m: f64,
}

/// Everything that can be asked, by name: the levels, then the layers.
pub(super) fn subjects(view: &View) -> Vec<(&str, Subject<'_>)> {
    let levels = view.city().levels.iter().map(|level| {
        (level.id.as_str(), units(view, level).map_or(Subject::LevelUnavailable, Subject::Level))
    });
    let mut all: Vec<_> = levels.collect();
    let mut add = |name, subject| {
        if all.iter().all(|(known, _)| *known != name) {
            all.push((name, subject));
        }
    };
    let served = view.layers().filter_map(|l| view.shared_layer(&l.layer().id));
    for layer in served {
        let name = layer.layer().id.as_str();
        match layer.layer().kind {
            Kind::Hazard => add(name, Subject::Hazard(layer)),
            Kind::Zoning => add(name, Subject::Zoning(layer)),
            Kind::Population => {
                if let Some(units) = units_of_people(view, layer) {
                    add(name, Subject::Population(layer, units));
                }
            }
            _ => {}
        }
    }
    for (id, about) in view.unavailable() {
        if about.is_some_and(|a| a.kind == Kind::Hazard) {
            add(id.as_str(), Subject::HazardUnavailable);
        }
    }
    all
}

/// What can be asked of a subject.
pub(super) fn words(subject: Subject) -> Vec<String> {
    let owned = |names: &mut dyn Iterator<Item = &str>| names.map(str::to_owned).collect();
    match subject {
        Subject::Level(units) => {
            let drawn = !is_derived(units.level);
            let all = UnitWord::ALL.into_iter().filter(|(_, w)| drawn || *w != UnitWord::BorderM);
            owned(&mut all.map(|(name, _)| name))
        }
        Subject::LevelUnavailable => owned(&mut UnitWord::ALL.into_iter().map(|(name, _)| name)),
        Subject::Hazard(_) | Subject::HazardUnavailable => {
            owned(&mut HazardWord::ALL.into_iter().map(|(name, _)| name))
        }
        Subject::Zoning(layer) => zone_words(layer),
        Subject::Population(layer, _) => {
            let sums = layer.layer().sums.iter().map(String::as_str);
            owned(&mut std::iter::once("people").chain(sums))
        }
    }
}

/// What is answered of a subject where nothing else is said.
pub(super) fn usual(subject: Subject) -> Vec<&'static str> {
    match subject {
        Subject::Level(_) | Subject::LevelUnavailable => UnitWord::USUAL.to_vec(),
        Subject::HazardUnavailable => HazardWord::USUAL.to_vec(),
        Subject::Hazard(layer) => {
            let edge = layer.layer().accuracy_m.map(|_| "edge");
            HazardWord::USUAL.into_iter().chain(edge).collect()
        }
        Subject::Zoning(layer) => {
            let name = layer.layer().name_field.as_ref().map(|_| "name");
            std::iter::once("id").chain(name).collect()
        }
        Subject::Population(..) => vec!["people"],
    }
}

pub(super) fn zone_words(layer: &LayerVersion) -> Vec<String> {
    let mut words = vec!["id".to_owned()];
    words.extend(layer.layer().name_field.as_ref().map(|_| "name".to_owned()));
    let fields = layer.layer().fields.iter().map(|f| f.name.clone());
    words.extend(fields.filter(|f| f != "id" && f != "name"));
    words
}

fn units<'v>(view: &'v View, level: &'v Level) -> Option<Units<'v>> {
    match &level.units {
        LevelUnits::Layer { layer, gap_m } => {
            Some(Units { level, layer: view.shared_layer(layer)?, gap_m: *gap_m })
        }
        LevelUnits::Prefix { from, .. } => {
            let below = view.city().levels.iter().find(|l| &l.id == from)?;
            Some(Units { level, ..units(view, below)? })
        }
    }
}

fn units_of_people<'v>(view: &'v View, layer: &LayerVersion) -> Option<Units<'v>> {
    let of = &layer.layer().population.as_ref()?.level;
    units(view, view.city().levels.iter().find(|l| &l.id == of)?)
}

pub(super) fn is_derived(level: &Level) -> bool {
    matches!(level.units, LevelUnits::Prefix { .. })
}
