//! Drafts of entries, with all their words in one dictionary and all their lists in one each.

use std::collections::{BTreeMap, HashMap};
use std::ops::Range;

use super::build::Draft;
use super::dictionary::{Dictionary, Term};
use super::houses::House;
use super::index::{Entry, Index, Member, Subject};
use super::name::joined;
use super::units::Unit;
use super::words::free_words;
use crate::model::LayerId;

/// What an index says of the view that it was made of.
pub(super) struct Origin {
    pub(super) version: String,
    pub(super) layers: Vec<LayerId>,
    pub(super) levels: Vec<String>,
}

pub(super) fn packed(origin: Origin, drafts: Vec<Draft>) -> Index {
    // How many entries are known by each word.
    let mut counts: BTreeMap<String, u32> = BTreeMap::new();
    for draft in &drafts {
        let joined = joined(&draft.name).into_iter().map(|(word, _)| word);
        let mut own: Vec<String> =
            draft.name.iter().chain(&draft.also).cloned().chain(joined).collect();
        own.sort_unstable();
        own.dedup();
        own.into_iter().for_each(|word| *counts.entry(word).or_insert(0) += 1);
        for word in &draft.around {
            counts.entry(word.clone()).or_insert(0);
        }
    }
    let mut packer = Packer { dictionary: Dictionary::new(&counts), ..Packer::default() };
    packer.by_word.resize(counts.len(), Vec::new());
    drafts.into_iter().for_each(|draft| packer.push(draft));
    packer.index(origin)
}

#[derive(Default)]
struct Packer {
    dictionary: Dictionary,
    entries: Vec<Entry>,
    terms: Vec<Term>,
    joints: Vec<(Term, u16)>,
    members: Vec<Member>,
    houses: Vec<House>,
    units: Vec<Unit>,
    known_units: HashMap<Unit, u32>,
    unit_lists: Vec<u32>,
    by_word: Vec<Vec<u32>>,
}

impl Packer {
    fn push(&mut self, mut draft: Draft) {
        let name = self.words(&draft.name);
        draft.also.sort_unstable();
        draft.also.dedup();
        let also = self.words(&draft.also);
        draft.around.sort_unstable();
        draft.around.dedup();
        let around = self.words(&draft.around);
        let joints = joined(&draft.name);
        let joints = joints.iter().filter_map(|(w, at)| Some((self.dictionary.exactly(w)?, *at)));
        let joints: Vec<(Term, u16)> = joints.collect();
        let joined = extended(&mut self.joints, joints);
        draft.houses.sort_by_key(|house| house.number);
        let houses = extended(&mut self.houses, draft.houses);
        let units: Vec<u32> = draft.units.into_iter().map(|unit| self.unit(unit)).collect();
        let entry = Entry {
            subject: match draft.subject {
                Subject::Street { is_alley, .. } => Subject::Street { is_alley, houses },
                other => other,
            },
            title: draft.title.into(),
            along: draft.along.map(Into::into),
            name,
            joined,
            also,
            around,
            units: extended(&mut self.unit_lists, units),
            members: extended(&mut self.members, draft.members),
            place: draft.place,
            importance: draft.importance,
        };
        self.post(&entry);
        self.entries.push(entry);
    }

    /// The places of words in the dictionary, which has them all.
    fn words(&mut self, words: &[String]) -> Range<usize> {
        let terms = words.iter().filter_map(|word| self.dictionary.exactly(word));
        let terms: Vec<Term> = terms.collect();
        extended(&mut self.terms, terms)
    }

    fn unit(&mut self, unit: Unit) -> u32 {
        let next = number(self.units.len());
        *self.known_units.entry(unit).or_insert_with_key(|unit| {
            self.units.push(unit.clone());
            next
        })
    }

    /// Writes the entry down under each word of its own.
    fn post(&mut self, entry: &Entry) {
        let at = number(self.entries.len());
        let own = self.terms[entry.name.clone()].iter().chain(&self.terms[entry.also.clone()]);
        let joined = self.joints[entry.joined.clone()].iter().map(|(term, _)| term);
        for term in own.chain(joined) {
            let word = usize::try_from(*term).ok().and_then(|term| self.by_word.get_mut(term));
            if let Some(list) = word.filter(|list| list.last() != Some(&at)) {
                list.push(at);
            }
        }
    }

    fn index(self, Origin { version, layers, levels }: Origin) -> Index {
        let mut begins = Vec::with_capacity(self.by_word.len() + 1);
        let mut postings = Vec::new();
        for list in self.by_word {
            begins.push(number(postings.len()));
            postings.extend(list);
        }
        begins.push(number(postings.len()));
        Index {
            version,
            layers,
            levels,
            free: free_words().filter_map(|word| self.dictionary.exactly(word)).collect(),
            dictionary: self.dictionary,
            entries: self.entries,
            terms: self.terms,
            joints: self.joints,
            members: self.members,
            houses: self.houses,
            units: self.units,
            unit_lists: self.unit_lists,
            begins,
            postings,
        }
    }
}

fn extended<T>(list: &mut Vec<T>, more: impl IntoIterator<Item = T>) -> Range<usize> {
    let from = list.len();
    list.extend(more);
    from..list.len()
}

/// Fewer than 2^32: each stands for at least one feature or word.
fn number(n: usize) -> u32 {
    u32::try_from(n).unwrap_or(u32::MAX)
}
