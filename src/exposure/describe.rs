//! Tallies in the words of an answer.

use std::collections::{BTreeMap, BTreeSet};

use super::answer::{ClassRow, CombinationRow, Count, Exposed, Figures, Says};
use super::measures::PEOPLE;
use super::prepared::Prepared;
use super::tally::{Rows, Split, Tally, empty};
use crate::model::Lang;
use crate::snapshot::LayerVersion;

/// What lies in an area, split by each hazard and, where asked, by several together.
pub(super) struct Counts {
    pub(super) whole: Tally,
    /// For each hazard that is asked.
    pub(super) by_hazard: Vec<Rows>,
    /// For the hazards that are asked together.
    pub(super) together: Option<Rows>,
    /// The measures that leave something out here, by their places.
    pub(super) hidden: BTreeSet<usize>,
}

/// The hazards that are asked, as columns of the sheet.
pub(super) struct Columns<'q> {
    pub(super) hazards: &'q [usize],
    pub(super) together: &'q [usize],
    pub(super) lang: Lang,
}

pub(super) fn exposed(prepared: &Prepared, columns: &Columns<'_>, counts: &Counts) -> Exposed {
    let layers: Vec<&LayerVersion> = prepared.hazard_layers().collect();
    let hazards = columns.hazards.iter().zip(&counts.by_hazard).map(|(column, rows)| {
        let layer = layers[*column];
        let split = Split::by(prepared, std::slice::from_ref(column));
        let rows = (0..split.count()).map(|slot| {
            let says = says(layer, slot, columns.lang);
            match rows.get(&slot) {
                Some(tally) => class_row(prepared, says, tally, &counts.whole),
                None => class_row(prepared, says, &empty(prepared), &counts.whole),
            }
        });
        (layer.layer().id.to_string(), rows.collect())
    });
    let together = counts.together.as_ref().map(|rows| {
        let split = Split::by(prepared, columns.together);
        let row = |(number, tally): (&usize, &Tally)| {
            let slots = split.slots(*number);
            let says = columns.together.iter().zip(slots).map(|(column, slot)| {
                let layer = layers[*column];
                (layer.layer().id.to_string(), says(layer, slot, columns.lang))
            });
            let (share, people_share) = shares(prepared, tally, &counts.whole);
            let figures = figures(prepared, tally);
            CombinationRow { says: says.collect(), share, people_share, figures }
        };
        rows.iter().map(row).collect()
    });
    Exposed {
        figures: figures(prepared, &counts.whole),
        hidden: counts.hidden.iter().map(|i| prepared.measures[*i].name.clone()).collect(),
        hazards: hazards.collect(),
        combinations: together,
    }
}

fn class_row(prepared: &Prepared, says: Says, tally: &Tally, whole: &Tally) -> ClassRow {
    let (share, people_share) = shares(prepared, tally, whole);
    ClassRow { says, share, people_share, figures: figures(prepared, tally) }
}

/// What a hazard says in one of its rows: the gravest class first, then none, then unmapped.
fn says(layer: &LayerVersion, slot: usize, lang: Lang) -> Says {
    let classes = layer.classes().map_or(&[][..], |scheme| &scheme.classes);
    match classes.iter().rev().nth(slot) {
        Some(class) => Says {
            status: "mapped",
            class: Some(class.id.clone()),
            label: Some(class.label.get(lang).to_owned()),
        },
        None => {
            let status = if slot == classes.len() { "none" } else { "unmapped" };
            Says { status, class: None, label: None }
        }
    }
}

fn shares(prepared: &Prepared, part: &Tally, whole: &Tally) -> (f64, Option<f64>) {
    let people = people(prepared).map(|i| share(part.measures[i], whole.measures[i]));
    (share(part.area, whole.area), people)
}

/// To six digits.
#[expect(clippy::cast_precision_loss, reason = "counts below 2^53")]
fn share(part: i64, whole: i64) -> f64 {
    if whole == 0 { 0.0 } else { (part as f64 / whole as f64 * 1e6).round() / 1e6 }
}

/// The place of the people among the measures.
fn people(prepared: &Prepared) -> Option<usize> {
    prepared.measures.iter().position(|m| m.name == PEOPLE)
}

#[expect(clippy::cast_precision_loss, reason = "counts below 2^53")]
fn figures(prepared: &Prepared, tally: &Tally) -> Figures {
    let measured = prepared.measures.iter().zip(&tally.measures);
    let mut measures: BTreeMap<String, f64> =
        measured.map(|(m, count)| (m.name.clone(), *count as f64 / m.parts)).collect();
    let facilities = prepared.things.iter().zip(&tally.things).map(|(things, counted)| {
        let sums = things.sums.iter().cloned().zip(counted.sums.iter().copied()).collect();
        (things.layer.to_string(), Count { count: counted.count, sums })
    });
    Figures {
        area_m2: tally.area as f64 / 100.0,
        people: measures.remove(PEOPLE),
        facilities: facilities.collect(),
        measures,
    }
}
