//! What can be found, by the words of its name.

use std::ops::Range;

use serde::{Deserialize, Serialize};

use super::dictionary::{Dictionary, Term};
use super::houses::House;
use super::units::Unit;
use crate::model::LayerId;
use crate::place::Coord;

/// A feature of a layer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Member {
    /// The place of the layer in [`Index::layers`].
    pub(super) layer: u16,
    pub(super) feature: u32,
}

/// What an entry is.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(super) enum Subject {
    /// A street or an alley in one unit, with its houses by number.
    Street { is_alley: bool, houses: Range<usize> },
    /// A unit of a level, or another named area.
    Area { level: Option<usize> },
    /// A school, a facility, a place.
    Point,
}

/// Something with a name.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct Entry {
    pub(super) subject: Subject,
    pub(super) title: Box<str>,
    /// The street that an alley leads off.
    pub(super) along: Option<Box<str>>,
    /// The words of the name, in their order.
    pub(super) name: Range<usize>,
    /// Two of its words as one, and the place of the first in the name.
    pub(super) joined: Range<usize>,
    /// Other words it is known by: its street, its sort, its number.
    pub(super) also: Range<usize>,
    /// The words of the names of the units it lies in.
    pub(super) around: Range<usize>,
    /// Places in [`Index::units`], from the smallest.
    pub(super) units: Range<usize>,
    /// Its features: of a street all pieces in its unit.
    pub(super) members: Range<usize>,
    /// Somewhere in it, for nearness. Units: degrees.
    pub(super) place: Option<Coord>,
    /// What is larger or better known comes first among equals, from 0 to 1.
    pub(super) importance: f64,
}

/// Everything with a name, of all layers that search looks into. Made once for a view.
#[derive(Debug, Serialize, Deserialize)]
pub struct Index {
    /// The version of the view that it was made of.
    pub(super) version: String,
    pub(super) layers: Vec<LayerId>,
    /// The names of the levels of units, from the smallest.
    pub(super) levels: Vec<String>,
    pub(super) dictionary: Dictionary,
    /// Words that names may have and people need not write, such as `kota`.
    pub(super) free: Vec<Term>,
    pub(super) entries: Vec<Entry>,
    pub(super) terms: Vec<Term>,
    /// Where the first of two joined words stands in its name.
    pub(super) joints: Vec<(Term, u16)>,
    pub(super) members: Vec<Member>,
    pub(super) houses: Vec<House>,
    pub(super) units: Vec<Unit>,
    pub(super) unit_lists: Vec<u32>,
    /// By word, where its entries begin in `postings`.
    pub(super) begins: Vec<u32>,
    pub(super) postings: Vec<u32>,
}

impl Index {
    /// The version of the view that it answers for.
    pub fn version(&self) -> &str {
        &self.version
    }

    /// How many things can be found, a house counted as one.
    pub fn len(&self) -> usize {
        self.entries.len() + self.houses.len()
    }

    /// Whether nothing can be found.
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    /// The memory that it takes. Units: bytes.
    pub fn bytes(&self) -> usize {
        let texts: usize = self
            .entries
            .iter()
            .map(|e| e.title.len() + e.along.as_ref().map_or(0, |a| a.len()))
            .sum();
        texts
            + self.dictionary.bytes()
            + size_of_val(self.entries.as_slice())
            + size_of_val(self.terms.as_slice())
            + size_of_val(self.joints.as_slice())
            + size_of_val(self.members.as_slice())
            + size_of_val(self.houses.as_slice())
            + size_of_val(self.unit_lists.as_slice())
            + size_of_val(self.begins.as_slice())
            + size_of_val(self.postings.as_slice())
    }

    /// The entries with a word in their name.
    pub(super) fn with_word(&self, term: Term) -> &[u32] {
        let at = |term: usize| self.begins.get(term).and_then(|at| usize::try_from(*at).ok());
        let term = usize::try_from(term).unwrap_or(usize::MAX);
        let range = at(term).zip(at(term.saturating_add(1)));
        range.and_then(|(from, to)| self.postings.get(from..to)).unwrap_or_default()
    }

    /// The units that an entry lies in, from the smallest.
    pub(super) fn units_of(&self, entry: &Entry) -> impl Iterator<Item = &Unit> {
        let list = self.unit_lists.get(entry.units.clone()).unwrap_or_default();
        list.iter().filter_map(|at| self.units.get(usize::try_from(*at).ok()?))
    }

    pub(super) fn members_of(&self, entry: &Entry) -> &[Member] {
        self.members.get(entry.members.clone()).unwrap_or_default()
    }
}
