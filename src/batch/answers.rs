//! The columns that are added to a row, and how they are written.

use super::form::Form;
use super::lookup::{Found, HazardFound, Lookup};
use super::reason::Reason;
use super::table::Table;
use crate::model::Lang;
use crate::place::LonLat;
use crate::query::Edge;
use crate::query::reading::{HazardReading, NearFeature, UnitReading};

/// A column that is added.
#[derive(Debug, Clone)]
pub(super) struct Column {
    /// The question, of those of [`Answers`], whose answer it is taken from.
    pub(super) lookup: usize,
    pub(super) says: Says,
}

/// What a column says.
#[derive(Debug, Clone)]
pub(super) enum Says {
    /// The same of every place: that of a layer that is not served.
    Always(&'static str),
    Nothing,
    UnitStatus,
    OfUnit(Table),
    OfOtherUnits(Table),
    UnitBorder,
    OfNearest(Table),
    NearestM,
    HazardStatus,
    OfClass(Table),
    OfOtherClasses(Table),
    HazardBorder,
    OfWorse(Table),
    WorseM,
    Edge,
    OfZones(Table),
}

/// All columns that are added, in their order, with what they are taken from.
#[derive(Debug)]
pub(super) struct Answers {
    pub(super) form: Form,
    pub(super) lang: Lang,
    pub(super) radius_m: f64,
    pub(super) lookups: Vec<Lookup>,
    /// Each with what is written before its value.
    pub(super) columns: Vec<(Vec<u8>, Column)>,
    /// What is written before the reason of a bad row.
    pub(super) error: Vec<u8>,
}

impl Answers {
    /// What the layers say of some places: for each question, in the order of the places.
    pub(super) fn found(&self, places: &[LonLat]) -> Vec<Vec<Found>> {
        self.lookups.iter().map(|lookup| lookup.at_all(places, self.radius_m)).collect()
    }

    /// The columns of a good row: of the place at an index of those that were asked.
    pub(super) fn of_found(&self, found: &[Vec<Found>], index: usize, out: &mut Vec<u8>) {
        self.good(|lookup| found.get(lookup)?.get(index), out);
    }

    /// The columns of a good row. `found` is used anew for each.
    pub(super) fn of(&self, place: LonLat, found: &mut Vec<Found>, out: &mut Vec<u8>) {
        found.clear();
        found.extend(self.lookups.iter().map(|l| l.at(place, self.radius_m)));
        self.good(|lookup| found.get(lookup), out);
    }

    fn good<'f>(&self, found: impl Fn(usize) -> Option<&'f Found>, out: &mut Vec<u8>) {
        for (lead, column) in &self.columns {
            out.extend_from_slice(lead);
            self.write(column, found(column.lookup), out);
        }
        out.extend_from_slice(&self.error);
        self.form.none(out);
    }

    /// The columns of a bad row: empty, and the reason.
    pub(super) fn none(&self, reason: &Reason, out: &mut Vec<u8>) {
        for (lead, _) in &self.columns {
            out.extend_from_slice(lead);
            self.form.none(out);
        }
        out.extend_from_slice(&self.error);
        self.form.text(&reason.text(self.lang), out);
    }

    fn write(&self, column: &Column, found: Option<&Found>, out: &mut Vec<u8>) {
        match (&column.says, found) {
            (Says::Always(word), _) => self.form.text(word, out),
            (says, Some(Found::Unit { reading, border_m })) => {
                self.unit(says, reading, *border_m, out);
            }
            (says, Some(Found::Hazard(found))) => self.hazard(says, found, out),
            (Says::OfZones(table), Some(Found::Zones(zones))) => match zones.as_slice() {
                [zone] => table.write(Some(at(*zone)), out),
                zones => table.write_all(zones.iter().map(|z| at(*z)), out),
            },
            _ => self.form.none(out),
        }
    }

    fn unit(&self, says: &Says, reading: &UnitReading, border_m: Option<f64>, out: &mut Vec<u8>) {
        let (status, inside, others, near): (&str, Option<u32>, &[u32], Option<NearFeature>) =
            match reading {
                UnitReading::Inside(unit, others) => ("inside", Some(*unit), others, None),
                UnitReading::Gap(near) => ("gap", None, &[], Some(*near)),
                UnitReading::Outside(near) => ("outside", None, &[], *near),
            };
        match says {
            Says::UnitStatus => self.form.text(status, out),
            Says::OfUnit(table) => table.write(inside.map(at), out),
            Says::OfOtherUnits(table) => {
                // Units below may belong to one unit of a derived level: it is no other.
                let own = inside.and_then(|unit| table.text(at(unit)));
                let others = others.iter().map(|unit| at(*unit));
                table.write_all(others.filter(|unit| table.text(*unit) != own), out);
            }
            Says::UnitBorder => self.metres(border_m, out),
            Says::OfNearest(table) => table.write(near.map(|n| at(n.feature)), out),
            Says::NearestM => self.metres(near.map(|n| n.distance_m), out),
            _ => self.form.none(out),
        }
    }

    fn hazard(&self, says: &Says, found: &HazardFound, out: &mut Vec<u8>) {
        let (status, class) = match found.here {
            HazardReading::Unmapped => ("unmapped", None),
            HazardReading::None => ("none", None),
            HazardReading::Class(rank) => ("mapped", Some(usize::from(rank))),
        };
        match says {
            Says::HazardStatus => self.form.text(status, out),
            Says::OfClass(table) => table.write(class, out),
            Says::OfOtherClasses(table) => {
                table.write_all(found.ranks.iter().skip(1).map(|r| usize::from(*r)), out);
            }
            Says::HazardBorder => self.metres(found.border_m, out),
            Says::OfWorse(table) => table.write(found.worse.map(|w| usize::from(w.rank)), out),
            Says::WorseM => self.metres(found.worse.map(|w| w.distance_m), out),
            Says::Edge => match found.edge {
                Some(Edge::Near) => self.form.text("near", out),
                Some(Edge::Clear) => self.form.text("clear", out),
                None => self.form.none(out),
            },
            _ => self.form.none(out),
        }
    }

    fn metres(&self, metres: Option<f64>, out: &mut Vec<u8>) {
        match metres {
            Some(metres) => self.form.number(metres, out),
            None => self.form.none(out),
        }
    }
}

fn at(feature: u32) -> usize {
    usize::try_from(feature).unwrap_or(usize::MAX)
}
