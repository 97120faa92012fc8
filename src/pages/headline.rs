//! Where a place is, in words: its units, the smallest first.

use super::format::{distance, position, sentence};
use super::frame::Reader;
use super::link::Link;
use super::words::Words;
use crate::model::{Lang, LevelUnits};
use crate::place::LonLat;
use crate::query::{NearUnit, Unit, UnitStatus};
use crate::search::{Hit, Precision, reverse};
use crate::snapshot::View;

/// Where a place is.
pub(super) struct Headline {
    /// The smallest unit.
    pub(super) title: String,
    /// What else is true of it, then one line a larger unit.
    pub(super) lines: Vec<String>,
    /// How near the border of the smallest unit is.
    pub(super) border: Option<String>,
    /// Which address is near.
    pub(super) near: Option<Near>,
    pub(super) position: String,
    pub(super) is_outside: bool,
    pub(super) is_in_gap: bool,
}

impl Headline {
    pub(super) fn of(view: &View, reader: &Reader, place: LonLat, units: &[Unit<'_>]) -> Self {
        let w = reader.words();
        let (title, lines) = told(view, units, w);
        Self {
            title,
            lines,
            border: units.first().and_then(|unit| border(view, unit, w)),
            near: near(view, place, w),
            position: position(place, w),
            is_outside: is_outside(units),
            is_in_gap: matches!(units.first().map(|u| &u.status), Some(UnitStatus::Gap { .. })),
        }
    }
}

/// An address near a place.
pub(super) struct Near {
    pub(super) words: String,
    /// The layer that says so.
    pub(super) layer: Option<String>,
}

/// Whether a place is in no unit and not between any.
fn is_outside(units: &[Unit<'_>]) -> bool {
    let outside = |unit: &Unit<'_>| matches!(unit.status, UnitStatus::Outside { .. });
    !units.is_empty() && units.iter().all(outside)
}

fn told(view: &View, units: &[Unit<'_>], w: &Words) -> (String, Vec<String>) {
    if is_outside(units) {
        let nearest = units.iter().find(|unit| nearest(unit).is_some());
        let lines = nearest.map(|unit| line(view, unit, w));
        let title = w.outside(view.city().name.get(w.lang()));
        return (title, lines.into_iter().collect());
    }
    let Some((smallest, larger)) = units.split_first() else {
        return (w.this_place.to_owned(), Vec::new());
    };
    let own = remarks(smallest, w).into_iter().map(|remark| sentence(&remark));
    (unit_title(view, smallest, w), own.chain(larger.iter().map(|u| line(view, u, w))).collect())
}

/// What people call a level.
pub(super) fn level_label<'v>(view: &'v View, level: &'v str, lang: Lang) -> &'v str {
    let known = view.city().levels.iter().find(|l| l.id == level);
    known.map_or(level, |l| l.label.get(lang))
}

/// The unit of a level with a code, as an area of its own.
pub(super) fn area_of<'a>(view: &'a View, level: &str, code: &'a str) -> Option<Link<'a>> {
    let level = view.city().levels.iter().find(|l| l.id == level)?;
    match &level.units {
        LevelUnits::Layer { layer, .. } => Some(Link::Area { layer: layer.as_str(), id: code }),
        LevelUnits::Prefix { .. } => None,
    }
}

fn unit_title(view: &View, unit: &Unit<'_>, w: &Words) -> String {
    let label = level_label(view, unit.level, w.lang());
    let level = label.to_lowercase();
    match &unit.status {
        UnitStatus::Inside { unit, .. } => {
            let name = if unit.name.is_empty() { &unit.code } else { &unit.name };
            unit_name(label, name, w)
        }
        UnitStatus::Gap { .. } => w.in_gap(level),
        UnitStatus::Outside { .. } => w.in_none(level),
        UnitStatus::Unavailable => w.unit_unavailable(label),
    }
}

/// A unit by its level and name.
pub(super) fn unit_name(label: &str, name: &str, w: &Words) -> String {
    let label = match w.lang() {
        Lang::Id => label.to_owned(),
        Lang::En => label.to_lowercase(),
    };
    w.unit_name(label, name)
}

fn line(view: &View, unit: &Unit<'_>, w: &Words) -> String {
    let mut said = vec![unit_title(view, unit, w)];
    said.extend(remarks(unit, w));
    said.join(", ")
}

fn remarks(unit: &Unit<'_>, w: &Words) -> Vec<String> {
    let mut said = Vec::new();
    if let UnitStatus::Inside { also, .. } = &unit.status
        && !also.is_empty()
    {
        let names: Vec<&str> = also.iter().map(|other| other.name.as_ref()).collect();
        said.push(w.unit_also(names.join(", ")));
    }
    if let Some(near) = nearest(unit) {
        said.push(w.nearest(&near.unit.name, distance(near.distance_m, w)));
    }
    said
}

fn nearest<'u, 'v>(unit: &'u Unit<'v>) -> Option<&'u NearUnit<'v>> {
    match &unit.status {
        UnitStatus::Gap { nearest } => Some(nearest),
        UnitStatus::Outside { nearest } => nearest.as_ref(),
        UnitStatus::Inside { .. } | UnitStatus::Unavailable => None,
    }
}

fn border(view: &View, unit: &Unit<'_>, w: &Words) -> Option<String> {
    let UnitStatus::Inside { border_m, .. } = &unit.status else { return None };
    let level = level_label(view, unit.level, w.lang()).to_lowercase();
    Some(w.unit_border(distance((*border_m)?, w), level))
}

/// The house, or else the street, that stands there.
fn near(view: &View, place: LonLat, w: &Words) -> Option<Near> {
    let stands = |hit: &Hit| matches!(hit.precision, Precision::House | Precision::Street);
    let hit = reverse::at(view, place).into_iter().find(stands)?;
    let words = w.text.place.near(&hit.name, distance(hit.distance_m?, w));
    Some(Near { words, layer: hit.layer })
}
