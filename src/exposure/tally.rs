//! Areas, people and things by what hazards say, in whole numbers that add up.

use std::collections::BTreeMap;

use super::prepared::Prepared;
use crate::overlay::{Said, Square};

/// What was counted on an area. Units of the area: hundredths of a square metre.
#[derive(Debug, Clone, PartialEq, Default)]
pub(super) struct Tally {
    pub(super) area: i64,
    /// For each measure, in its parts.
    pub(super) measures: Vec<i64>,
    /// For each layer of things.
    pub(super) things: Vec<Counted>,
}

/// Things that were counted.
#[derive(Debug, Clone, PartialEq, Default)]
pub(super) struct Counted {
    pub(super) count: u64,
    pub(super) sums: Vec<f64>,
}

/// By what rows are told apart: the columns of some hazards.
#[derive(Debug)]
pub(super) struct Split<'p> {
    columns: &'p [usize],
    /// How many different things each column can say.
    slots: Vec<usize>,
}

/// Rows by the number of what their hazards say; those that nothing was counted in are missing.
pub(super) type Rows = BTreeMap<usize, Tally>;

/// A part of an area that all layers say the same of.
#[derive(Debug)]
pub(super) struct Cell<'p> {
    pub(super) said: &'p [Said],
    pub(super) area: Square,
}

/// An area as what lies in it.
#[derive(Debug, Default)]
pub(super) struct Region<'p> {
    pub(super) cells: Vec<Cell<'p>>,
    /// For each layer of things, those in it, by their places.
    pub(super) things: Vec<Vec<usize>>,
}

impl<'p> Split<'p> {
    pub(super) fn by(prepared: &'p Prepared, columns: &'p [usize]) -> Self {
        let classes: Vec<usize> = prepared
            .hazard_layers()
            .map(|l| l.classes().map_or(0, |scheme| scheme.classes.len()))
            .collect();
        Self { columns, slots: columns.iter().map(|c| classes[*c] + 2).collect() }
    }

    /// The number of what a state says: the gravest first, then none, then unmapped; of several
    /// hazards the first weighs most.
    fn number(&self, said: &[Said]) -> usize {
        self.columns.iter().zip(&self.slots).fold(0, |number, (column, slots)| {
            let slot = match said.get(*column) {
                Some(Said::Of(rank)) => {
                    (slots - 3).saturating_sub(usize::try_from(*rank).unwrap_or(0))
                }
                Some(Said::Mapped) => slots - 2,
                Some(Said::Nothing) | None => slots - 1,
            };
            number * slots + slot
        })
    }

    /// How many numbers there are.
    pub(super) fn count(&self) -> usize {
        self.slots.iter().product()
    }

    /// What each hazard says in a row: its place from the gravest class to unmapped.
    pub(super) fn slots(&self, mut number: usize) -> Vec<usize> {
        let mut slots: Vec<usize> = self
            .slots
            .iter()
            .rev()
            .map(|count| {
                let slot = number % count;
                number /= count;
                slot
            })
            .collect();
        slots.reverse();
        slots
    }

    /// The rows of a region. Area and measures are rounded so that they add up to the whole.
    pub(super) fn rows(&self, prepared: &Prepared, region: &Region<'_>, whole: &Tally) -> Rows {
        let measures = &prepared.measures;
        let mut exact: BTreeMap<usize, (Square, Vec<f64>)> = BTreeMap::new();
        for cell in &region.cells {
            let row = exact.entry(self.number(cell.said)).or_default();
            row.0 += cell.area;
            row.1.resize(measures.len(), 0.0);
            for (sum, measure) in row.1.iter_mut().zip(measures) {
                *sum += measure.on(&prepared.levels, cell.said, cell.area) * measure.parts;
            }
        }
        let areas: Vec<f64> = exact.values().map(|(area, _)| area.m2() * 100.0).collect();
        let mut rows: Rows = exact.keys().map(|number| (*number, empty(prepared))).collect();
        for (row, area) in rows.values_mut().zip(apportioned(&areas, whole.area)) {
            row.area = area;
        }
        for i in 0..measures.len() {
            let shares: Vec<f64> = exact.values().map(|(_, sums)| sums[i]).collect();
            for (row, share) in rows.values_mut().zip(apportioned(&shares, whole.measures[i])) {
                row.measures[i] = share;
            }
        }
        for (layer, (all, inside)) in prepared.things.iter().zip(&region.things).enumerate() {
            for thing in inside.iter().map(|i| &all.things[*i]) {
                let row = rows.entry(self.number(&thing.said)).or_insert_with(|| empty(prepared));
                row.things[layer].add(1, &thing.sums);
            }
        }
        rows
    }
}

impl Tally {
    pub(super) fn add(&mut self, other: &Self) {
        self.area += other.area;
        self.measures.iter_mut().zip(&other.measures).for_each(|(own, more)| *own += more);
        for (own, more) in self.things.iter_mut().zip(&other.things) {
            own.add(more.count, &more.sums);
        }
    }
}

impl Counted {
    fn add(&mut self, count: u64, sums: &[f64]) {
        self.count += count;
        self.sums.iter_mut().zip(sums).for_each(|(own, more)| *own += more);
    }
}

/// A tally of nothing.
pub(super) fn empty(prepared: &Prepared) -> Tally {
    let nothing = |sums: usize| Counted { count: 0, sums: vec![0.0; sums] };
    Tally {
        area: 0,
        measures: vec![0; prepared.measures.len()],
        things: prepared.things.iter().map(|t| nothing(t.sums.len())).collect(),
    }
}

/// All that lies in regions: the area to the nearest hundredth, and the measures so that the
/// regions of one unit add up to what it has.
pub(super) fn wholes(prepared: &Prepared, regions: &[Region<'_>]) -> Vec<Tally> {
    let mut wholes = vec![empty(prepared); regions.len()];
    for (whole, region) in wholes.iter_mut().zip(regions) {
        let area: Square = region.cells.iter().map(|cell| cell.area).sum();
        whole.area = nearest(area.m2() * 100.0);
        for (layer, inside) in region.things.iter().enumerate() {
            for thing in inside {
                whole.things[layer].add(1, &prepared.things[layer].things[*thing].sums);
            }
        }
    }
    for (i, measure) in prepared.measures.iter().enumerate() {
        let on = |cell: &Cell| measure.on(&prepared.levels, cell.said, cell.area);
        let mut by_unit: BTreeMap<Option<usize>, Vec<(usize, f64)>> = BTreeMap::new();
        for (place, region) in regions.iter().enumerate() {
            let sum = region.cells.iter().map(on).sum::<f64>() * measure.parts;
            let unit =
                region.cells.first().and_then(|cell| measure.unit(&prepared.levels, cell.said));
            by_unit.entry(unit).or_default().push((place, sum));
        }
        for of_unit in by_unit.values() {
            let sums: Vec<f64> = of_unit.iter().map(|(_, sum)| *sum).collect();
            let shares = apportioned(&sums, nearest(sums.iter().sum()));
            of_unit.iter().zip(shares).for_each(|((r, _), share)| wholes[*r].measures[i] = share);
        }
    }
    wholes
}

#[expect(clippy::cast_possible_truncation, reason = "saturates, beyond all people and areas")]
fn nearest(number: f64) -> i64 {
    number.round() as i64
}

/// Whole numbers near some others that add up to a whole: each is rounded down, and those with
/// the largest remainders get one more (Hamilton's method); of equal ones the first.
pub(super) fn apportioned(shares: &[f64], whole: i64) -> Vec<i64> {
    #[expect(clippy::cast_possible_truncation, reason = "saturates, beyond all people and areas")]
    let mut out: Vec<i64> = shares.iter().map(|share| share.floor() as i64).collect();
    let mut by_remainder: Vec<usize> = (0..shares.len()).collect();
    let remainder = |i: usize| shares[i] - shares[i].floor();
    by_remainder.sort_by(|i, j| remainder(*j).total_cmp(&remainder(*i)));
    let mut missing = whole - out.iter().sum::<i64>();
    for i in by_remainder.iter().cycle().take(by_remainder.len() * 2) {
        if missing > 0 {
            out[*i] += 1;
            missing -= 1;
        }
    }
    for i in by_remainder.iter().rev() {
        if missing < 0 && out[*i] > 0 {
            out[*i] -= 1;
            missing += 1;
        }
    }
    out
}

#[cfg(test)]
#[expect(clippy::cast_precision_loss, reason = "people are fewer than 2^53")]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn apportioned_numbers_are_near_and_add_up(shares in prop::collection::vec(0.0..1e4_f64, 1..40)) {
            let whole = nearest(shares.iter().sum());
            let out = apportioned(&shares, whole);
            prop_assert_eq!(out.iter().sum::<i64>(), whole);
            for (share, part) in shares.iter().zip(&out) {
                prop_assert!((share - *part as f64).abs() <= 1.0 + 1e-9);
            }
        }
    }

    #[test]
    fn what_is_all_but_whole_is_taken_for_whole() {
        assert_eq!(apportioned(&[11.999_999_999, 3.000_000_001, 5.0], 20), [12, 3, 5]);
        assert_eq!(apportioned(&[], 0), [0; 0]);
    }
}
