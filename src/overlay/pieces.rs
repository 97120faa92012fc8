//! Edges without their direction: the ends from west to east, and what changes across them.

use std::collections::HashMap;

use super::frame::At;
use super::states::{Change, summed};

/// An edge that is not vertical, from west to east. `changes` is what changes across it, from
/// below to above, as a number of [`Changes`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Piece {
    pub(super) a: At,
    pub(super) b: At,
    pub(super) changes: u32,
}

/// Lists of changes, each once.
#[derive(Debug, Default)]
pub(super) struct Changes {
    by_number: Vec<Vec<Change>>,
    numbers: HashMap<Vec<Change>, u32>,
}

impl Changes {
    pub(super) fn of(&self, number: u32) -> &[Change] {
        usize::try_from(number).ok().and_then(|n| self.by_number.get(n)).map_or(&[], Vec::as_slice)
    }

    /// The number of the list with everything the other way round.
    pub(super) fn turned(&mut self, number: u32) -> u32 {
        let turned: Vec<Change> = self.of(number).iter().map(|(t, times)| (*t, -times)).collect();
        self.number(&turned)
    }

    /// The number of a list.
    pub(super) fn number(&mut self, list: &[Change]) -> u32 {
        if let Some(known) = self.numbers.get(list) {
            return *known;
        }
        let number = u32::try_from(self.by_number.len()).unwrap_or(u32::MAX);
        self.by_number.push(list.to_vec());
        self.numbers.insert(list.to_vec(), number);
        number
    }
}

/// Puts pieces between the same ends together, sorted by their ends. Those across which nothing
/// changes are gone, as are vertical ones unless `with_vertical`: other edges pass through their
/// ends, and no area lies under them.
pub(super) fn merge(pieces: &mut Vec<Piece>, changes: &mut Changes, with_vertical: bool) {
    pieces.retain(|p| p.a != p.b && (with_vertical || p.a.x != p.b.x));
    pieces.sort_unstable();
    let mut merged: Vec<Piece> = Vec::with_capacity(pieces.len());
    let mut all = Vec::new();
    for same in pieces.chunk_by(|p, q| (p.a, p.b) == (q.a, q.b)) {
        if let [alone] = same {
            merged.push(*alone);
            continue;
        }
        all.clear();
        same.iter().for_each(|p| all.extend_from_slice(changes.of(p.changes)));
        summed(&mut all);
        // What is vertical and gone for one may be an end of another: it is led through anyway.
        if !all.is_empty() {
            merged.push(Piece { changes: changes.number(&all), ..same[0] });
        }
    }
    *pieces = merged;
}
