//! How well an entry is what somebody asked for.

use std::collections::HashMap;

use super::asked::{Asked, Word};
use super::dictionary::{Dictionary, Meant, Term};
use super::explained::{Explained, is_word};
use super::houses::{Found, Number, find};
use super::index::{Entry, Index, Subject};
use crate::place::{Coord, geodesic_m};

/// What a word that nobody knows weighs: as much as the rarest.
const UNKNOWN: f64 = 3.0;
/// What a number weighs.
pub(super) const NUMBER: f64 = 1.6;
/// The part of a question that may stay unexplained.
const MOST_UNEXPLAINED: f64 = 0.35;

/// What the words of a question may mean.
pub(super) struct Meanings {
    /// By word of the dictionary: which words of the question, as bits, and how like.
    pub(super) of_term: HashMap<Term, Vec<(u32, f64)>>,
    /// What each word of the question weighs.
    weights: Vec<f64>,
}

/// An entry that may be meant.
#[derive(Debug, Clone, Copy)]
pub(super) struct Match<'i> {
    pub(super) entry: &'i Entry,
    pub(super) house: Option<Found<'i>>,
    /// A house number was asked for, found or not.
    pub(super) number: Option<Number>,
    /// Comparable within a question.
    pub(super) score: f64,
    /// How much of what was asked and of the name fits, from 0 to 1.
    pub(super) fit: f64,
    /// Whether every word of the name was written.
    pub(super) is_whole_name: bool,
    /// Whether every word of the question is explained.
    pub(super) is_all_explained: bool,
    /// Whether nothing says that it is elsewhere: beside it, or in another part of a neighbourhood.
    pub(super) is_there: bool,
}

impl Meanings {
    pub(super) fn of(asked: &Asked, index: &Index) -> Self {
        let dictionary = &index.dictionary;
        let mut of_term: HashMap<Term, Vec<(u32, f64)>> = HashMap::new();
        let mut weights = Vec::new();
        for (at, word) in asked.words.iter().enumerate() {
            let meant = meant(dictionary, word);
            let best = meant.iter().max_by(|a, b| a.likeness.total_cmp(&b.likeness));
            let weight = match (word.number, best) {
                (Some(_), _) => NUMBER,
                (None, Some(best)) => weight(index, best.term),
                (None, None) => UNKNOWN,
            };
            weights.push(weight);
            for Meant { term, likeness } in meant {
                of_term.entry(term).or_default().push((1 << at, likeness));
            }
        }
        // Two words may be one: `kali banteng`.
        for (at, pair) in asked.words.windows(2).enumerate() {
            // What is a number, as it is written or as a numeral, is no part of a word.
            if pair.iter().any(|w| w.number.is_some() || w.readings.len() > 1) {
                continue;
            }
            let both =
                super::text::sound(&format!("{}{}", pair[0].readings[0], pair[1].readings[0]));
            for Meant { term, likeness } in dictionary.meant(&both, pair[1].begun) {
                of_term.entry(term).or_default().push((0b11 << at, likeness * 0.98));
            }
        }
        Self { of_term, weights }
    }

    /// The words of the dictionary that an entry's own name has to hold one of, the rarest first.
    pub(super) fn leading(&self, index: &Index, asked: &Asked) -> Vec<Term> {
        let of_words =
            self.of_term.iter().filter(|(_, m)| m.iter().any(|(m, _)| is_word(asked, *m)));
        let mut terms: Vec<Term> = of_words.map(|(term, _)| *term).collect();
        terms.sort_unstable_by_key(|term| (index.dictionary.names_with(*term), *term));
        terms
    }

    pub(super) fn weight_of(&self, mask: u32) -> f64 {
        let own = self.weights.iter().enumerate().filter(|(at, _)| mask >> at & 1 == 1);
        own.map(|(_, weight)| weight).sum()
    }
}

fn meant(dictionary: &Dictionary, word: &Word) -> Vec<Meant> {
    if word.number.is_some() {
        // Another number is another thing.
        let term = dictionary.exactly(&word.readings[0]);
        return term.map(|term| Meant { term, likeness: 1.0 }).into_iter().collect();
    }
    let readings = word.readings.iter().enumerate();
    readings
        .flat_map(|(i, reading)| {
            let found = dictionary.meant(reading, word.begun);
            found.into_iter().filter(move |m| i == 0 || m.likeness == 1.0)
        })
        .collect()
}

/// A word weighs more the fewer names it stands in: from 1 to [`UNKNOWN`].
pub(super) fn weight(index: &Index, term: Term) -> f64 {
    let number = |n: usize| f64::from(u32::try_from(n.max(2)).unwrap_or(u32::MAX));
    let all = number(index.entries.len());
    let with = f64::from(index.dictionary.names_with(term).max(1));
    (1.0 + 2.0 * (all / with).ln() / all.ln()).clamp(1.0, UNKNOWN)
}

/// How an entry fits; `None` where it cannot be meant.
pub(super) fn matched<'i>(
    index: &'i Index,
    asked: &Asked,
    meanings: &Meanings,
    entry: &'i Entry,
    near: Option<Coord>,
) -> Option<Match<'i>> {
    let explained = Explained::of(index, asked, meanings, entry);
    if explained.in_name == 0.0 {
        return None;
    }
    let mut used = explained.used;
    let (mut house, mut number) = (None, None);
    if let Subject::Street { houses, .. } = &entry.subject {
        number = asked.house.or_else(|| loose_number(asked, &mut used));
        let houses = index.houses.get(houses.clone()).unwrap_or_default();
        house = number.and_then(|number| find(houses, number, asked.part));
    }
    let unused = asked.words.iter().enumerate().filter(|(at, w)| !w.idle && used >> at & 1 == 0);
    let is_street = matches!(entry.subject, Subject::Street { .. });
    let (mut missing, mut loose_numbers) = (0.0, 0);
    for (at, word) in unused {
        missing += meanings.weights[at];
        loose_numbers += usize::from(word.number.is_some() || (is_street && word.is_numeral()));
    }
    // Another number is another school.
    if loose_numbers > 0 && !is_street {
        return None;
    }
    // Another number is another street: `Jl. Serayu VIII` is not `Jl. Serayu`.
    if loose_numbers > 0 {
        house = None;
    }
    let total = explained.gain + missing;
    if missing > MOST_UNEXPLAINED * total {
        return None;
    }
    let unwritten = explained.unwritten;
    let mut score = explained.gain - missing - 0.5 * unwritten + entry.importance;
    score += fitting(index, asked, entry) + explained.levels + nearness(entry, near);
    score += match house {
        Some(Found::House(found)) => 1.5 + 0.7 * f64::from(asked.part.likeness(found)),
        Some(Found::Between { .. }) => 0.6,
        None => 0.0,
    };
    Some(Match {
        entry,
        house,
        number,
        score,
        fit: (explained.gain / (total + explained.doubt + 0.5 * unwritten)).clamp(0.0, 1.0),
        is_whole_name: unwritten == 0.0,
        is_all_explained: missing == 0.0,
        is_there: !asked.beside && is_in_part(index, asked, entry, (house, &explained)),
    })
}

/// Whether it lies in the part of the neighbourhood that is asked for, as far as is known.
fn is_in_part(
    index: &Index,
    asked: &Asked,
    entry: &Entry,
    (house, explained): (Option<Found<'_>>, &Explained),
) -> bool {
    if !asked.part.is_asked() {
        return true;
    }
    match (&entry.subject, house) {
        (_, Some(Found::House(house))) => asked.part.may_hold(house),
        (Subject::Street { houses, .. }, _) => {
            let houses = index.houses.get(houses.clone()).unwrap_or_default();
            houses.iter().any(|house| asked.part.may_hold(house))
        }
        (Subject::Area { .. }, _) => explained.is_neighbourhood && asked.part.rt.is_none(),
        (Subject::Point, _) => true,
    }
}

/// The first number that is nothing else: it is the house's.
fn loose_number(asked: &Asked, used: &mut u32) -> Option<Number> {
    let mut words = asked.words.iter().enumerate();
    let (at, word) = words.find(|(at, w)| w.number.is_some() && *used >> at & 1 == 0)?;
    *used |= 1 << at;
    word.number
}

/// Whether it is of the sort that was asked for.
fn fitting(index: &Index, asked: &Asked, entry: &Entry) -> f64 {
    match &entry.subject {
        Subject::Street { is_alley, houses } => {
            let sort = match (asked.alley, asked.street, is_alley) {
                (true, _, true) | (false, true, false) => 1.0,
                (true, _, false) | (false, true, true) => -0.8,
                (false, false, _) => 0.0,
            };
            let houses = index.houses.get(houses.clone()).unwrap_or_default();
            let best = houses.iter().map(|house| asked.part.likeness(house)).max();
            sort + if asked.part.is_asked() { 0.4 * f64::from(best.unwrap_or(0)) } else { 0.0 }
        }
        Subject::Area { .. } | Subject::Point => {
            let street = if asked.street || asked.alley { -2.0 } else { 0.0 };
            let house = if asked.house.is_some() { -1.5 } else { 0.0 };
            street + house
        }
    }
}

/// Up to 0.8 where somebody asks from nearby.
fn nearness(entry: &Entry, near: Option<Coord>) -> f64 {
    let away = near.zip(entry.place).map(|(a, b)| geodesic_m(a, b));
    away.map_or(0.0, |metres| 0.8 * (-metres / 3_000.0).exp())
}
