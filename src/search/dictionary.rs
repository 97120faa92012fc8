//! The words that names consist of, and those among them that a written word may mean.

use std::collections::BTreeMap;
use std::fmt;

use fst::automaton::Str;
use fst::{Automaton, IntoStreamer, Map, Streamer};
use levenshtein_automata::{DFA, Distance, LevenshteinAutomatonBuilder};
use serde::{Deserialize, Serialize, Serializer};

/// A word, by its place in the dictionary.
pub(super) type Term = u32;

/// The words of all names, and in how many names each stands.
#[derive(Deserialize)]
#[serde(try_from = "Written")]
pub(super) struct Dictionary {
    words: Map<Vec<u8>>,
    names: Vec<u32>,
    initials: Vec<char>,
    /// By how many slips a word may be off: letters wrong, missing, too many, or swapped.
    near: [LevenshteinAutomatonBuilder; 2],
}

/// What of a dictionary is written to files: the map, the number of names by word, and the first
/// letters.
type Written = (Vec<u8>, Vec<u32>, Vec<char>);

impl Serialize for Dictionary {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        (self.words.as_fst().as_bytes(), &self.names, &self.initials).serialize(to)
    }
}

impl TryFrom<Written> for Dictionary {
    type Error = fst::Error;

    fn try_from((words, names, initials): Written) -> Result<Self, Self::Error> {
        Ok(Self { words: Map::new(words)?, names, initials, near: near() })
    }
}

/// By how many slips a word may be off.
fn near() -> [LevenshteinAutomatonBuilder; 2] {
    [1, 2].map(|slips| LevenshteinAutomatonBuilder::new(slips, true))
}

/// A word that may be meant.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Meant {
    pub(super) term: Term,
    /// 1 for the word as it is written, less where it is written otherwise or not to its end.
    pub(super) likeness: f64,
}

/// Words that are begun and not finished go on at most so many ways.
const MOST_ENDINGS: usize = 400;

impl Dictionary {
    /// A dictionary of words with the number of names that each stands in; the place of a word is
    /// that in the order of the map.
    pub(super) fn new(words: &BTreeMap<String, u32>) -> Self {
        let places = words.keys().zip(0_u64..);
        let map = Map::from_iter(places).unwrap_or_default();
        let initials = words.keys().map(|word| word.chars().next().unwrap_or_default()).collect();
        Self { words: map, names: words.values().copied().collect(), initials, near: near() }
    }

    /// In how many names a word stands.
    pub(super) fn names_with(&self, term: Term) -> u32 {
        usize::try_from(term).ok().and_then(|at| self.names.get(at)).copied().unwrap_or(0)
    }

    /// Whether a word begins with a letter.
    pub(super) fn begins_with(&self, term: Term, letter: char) -> bool {
        let own = usize::try_from(term).ok().and_then(|at| self.initials.get(at));
        own == Some(&letter)
    }

    /// The place of a word.
    pub(super) fn exactly(&self, word: &str) -> Option<Term> {
        self.words.get(word).and_then(|term| u32::try_from(term).ok())
    }

    /// The bytes it holds.
    pub(super) fn bytes(&self) -> usize {
        self.words.as_fst().as_bytes().len() + size_of_val(self.names.as_slice())
    }

    /// The words that a word may mean, each once; `begun` where it may go on.
    pub(super) fn meant(&self, word: &str, begun: bool) -> Vec<Meant> {
        let mut found: BTreeMap<Term, f64> = BTreeMap::new();
        let mut add = |term: u64, likeness: f64| {
            if let Ok(term) = Term::try_from(term) {
                let best = found.entry(term).or_insert(0.0);
                *best = best.max(likeness);
            }
        };
        if let Some(term) = self.words.get(word) {
            add(term, 1.0);
        }
        let letters = word.chars().count();
        if begun && letters >= 2 {
            let mut stream = self.words.search(Str::new(word).starts_with()).into_stream();
            let mut most = MOST_ENDINGS;
            while let Some((whole, term)) = stream.next().filter(|_| most > 0) {
                add(term, 0.75 + 0.2 * share(word.len(), whole.len()));
                most -= 1;
            }
        }
        if let Some(slips) = slips_in(letters) {
            self.each_near(slips, word, false, |term, slips, _| add(term, off_by(slips, letters)));
            if begun && letters >= 5 {
                self.each_near(1, word, true, |term, slips, whole| {
                    add(term, off_by(slips, letters) * (0.75 + 0.2 * share(word.len(), whole)));
                });
            }
        }
        found.into_iter().map(|(term, likeness)| Meant { term, likeness }).collect()
    }

    fn each_near(&self, slips: u8, word: &str, begun: bool, mut found: impl FnMut(u64, u8, usize)) {
        let Some(builder) = self.near.get(usize::from(slips - 1)) else { return };
        let dfa = if begun { builder.build_prefix_dfa(word) } else { builder.build_dfa(word) };
        let mut stream = self.words.search_with_state(Within(&dfa)).into_stream();
        let mut most = MOST_ENDINGS;
        while let Some((whole, term, state)) = stream.next().filter(|_| most > 0) {
            if let Distance::Exact(slips) = dfa.distance(state) {
                found(term, slips, whole.len());
                most -= 1;
            }
        }
    }
}

impl Default for Dictionary {
    fn default() -> Self {
        Self::new(&BTreeMap::new())
    }
}

impl fmt::Debug for Dictionary {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Dictionary").field("words", &self.words.len()).finish_non_exhaustive()
    }
}

/// How many slips are taken for the same word: of a short one each letter counts.
fn slips_in(letters: usize) -> Option<u8> {
    match letters {
        0..=3 => None,
        4..=7 => Some(1),
        _ => Some(2),
    }
}

fn off_by(slips: u8, letters: usize) -> f64 {
    let letters = f64::from(u32::try_from(letters.max(1)).unwrap_or(u32::MAX));
    1.0 - 1.6 * f64::from(slips) / (letters + 3.0)
}

fn share(part: usize, whole: usize) -> f64 {
    let number = |n: usize| f64::from(u32::try_from(n).unwrap_or(u32::MAX));
    number(part) / number(whole.max(1))
}

/// A walk through the dictionary along what is near a word.
struct Within<'d>(&'d DFA);

impl Automaton for Within<'_> {
    type State = u32;

    fn start(&self) -> u32 {
        self.0.initial_state()
    }

    fn is_match(&self, state: &u32) -> bool {
        matches!(self.0.distance(*state), Distance::Exact(_))
    }

    fn can_match(&self, state: &u32) -> bool {
        *state != levenshtein_automata::SINK_STATE
    }

    fn accept(&self, state: &u32, byte: u8) -> u32 {
        self.0.transition(*state, byte)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn dictionary() -> Dictionary {
        let words = ["mawar", "melati", "pandanaran", "pemuda", "pemudi", "3"];
        Dictionary::new(&words.iter().map(|w| ((*w).to_owned(), 1)).collect())
    }

    fn meant(word: &str, begun: bool) -> Vec<u32> {
        let mut found = dictionary().meant(word, begun);
        found.sort_by(|a, b| b.likeness.total_cmp(&a.likeness));
        found.into_iter().map(|m| m.term).collect()
    }

    #[test]
    fn a_word_is_found_with_its_slips() {
        let place = |word| dictionary().exactly(word).expect("is there");
        assert_eq!(meant("mawar", false), [place("mawar")]);
        assert_eq!(meant("mawra", false), [place("mawar")], "swapped");
        assert_eq!(meant("pandanarn", false), [place("pandanaran")]);
        assert_eq!(meant("pemuda", false), [place("pemuda"), place("pemudi")]);
        assert_eq!(meant("pand", true), [place("pandanaran")]);
        assert_eq!(meant("pando", true), [place("pandanaran")], "begun, with a slip");
        assert_eq!(meant("pand", false), Vec::<u32>::new().as_slice(), "not to its end");
        assert_eq!(meant("4", true), Vec::<u32>::new().as_slice(), "numbers have no slips");
    }
}
