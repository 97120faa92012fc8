//! The columns that are added to a row, and how they are written.

use super::form::Form;
use super::lookup::{Around, Found, Lookup};
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
    /// What the layers say of some places, for each question.
    pub(super) fn found(&self, places: &[LonLat]) -> Vec<Found> {
        self.lookups.iter().map(|lookup| lookup.at_all(places, self.radius_m)).collect()
    }

    /// The columns of a good row: of the place at an index of those that were asked.
    pub(super) fn good(&self, found: &[Found], index: usize, out: &mut Vec<u8>) {
        for (lead, column) in &self.columns {
            self.form.begin(lead, out);
            self.write(column, found.get(column.lookup), index, out);
        }
        self.form.begin(&self.error, out);
        self.form.none(out);
    }

    /// The columns of a bad row: empty, and the reason.
    pub(super) fn none(&self, reason: &Reason, out: &mut Vec<u8>) {
        for (lead, _) in &self.columns {
            self.form.begin(lead, out);
            self.form.none(out);
        }
        self.form.begin(&self.error, out);
        self.form.text(&reason.text(self.lang), out);
    }

    fn write(&self, column: &Column, found: Option<&Found>, index: usize, out: &mut Vec<u8>) {
        match (&column.says, found) {
            (Says::Always(word), _) => self.form.word(word, out),
            (says, Some(Found::Units { readings, border_m })) => {
                let border_m = border_m.get(index).copied().flatten();
                match readings.get(index) {
                    Some(reading) => self.unit(says, reading, border_m, out),
                    None => self.form.none(out),
                }
            }
            (says, Some(Found::Hazards { here, around })) => match here.get(index) {
                Some(here) => self.hazard(says, *here, around.get(index), out),
                None => self.form.none(out),
            },
            (Says::OfZones(table), Some(Found::Zones(zones))) => {
                match zones.get(index).map(Vec::as_slice).unwrap_or_default() {
                    [zone] => table.write(Some(at(*zone)), out),
                    zones => table.write_all(zones.iter().map(|z| at(*z)), out),
                }
            }
            _ => self.form.none(out),
        }
    }

    fn unit(&self, says: &Says, reading: &UnitReading, border_m: Option<f64>, out: &mut Vec<u8>) {
        let (status, inside, others, near): (
            &'static str,
            Option<u32>,
            &[u32],
            Option<NearFeature>,
        ) = match reading {
            UnitReading::Inside(unit, others) => ("inside", Some(*unit), others, None),
            UnitReading::Gap(near) => ("gap", None, &[], Some(*near)),
            UnitReading::Outside(near) => ("outside", None, &[], *near),
        };
        match says {
            Says::UnitStatus => self.form.word(status, out),
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

    fn hazard(&self, says: &Says, here: HazardReading, around: Option<&Around>, out: &mut Vec<u8>) {
        let (status, class) = match here {
            HazardReading::Unmapped => ("unmapped", None),
            HazardReading::None => ("none", None),
            HazardReading::Class(rank) => ("mapped", Some(usize::from(rank))),
        };
        match (says, around) {
            (Says::HazardStatus, _) => self.form.word(status, out),
            (Says::OfClass(table), _) => table.write(class, out),
            (Says::OfOtherClasses(table), Some(around)) => {
                table.write_all(around.ranks.iter().skip(1).map(|r| usize::from(*r)), out);
            }
            (Says::HazardBorder, Some(around)) => self.metres(around.border_m, out),
            (Says::OfWorse(table), Some(around)) => {
                table.write(around.worse.map(|w| usize::from(w.rank)), out);
            }
            (Says::WorseM, Some(around)) => self.metres(around.worse.map(|w| w.distance_m), out),
            (Says::Edge, Some(Around { edge: Some(Edge::Near), .. })) => {
                self.form.word("near", out);
            }
            (Says::Edge, Some(Around { edge: Some(Edge::Clear), .. })) => {
                self.form.word("clear", out);
            }
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
