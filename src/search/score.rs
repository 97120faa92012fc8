//! How well an entry is what somebody asked for.

use std::collections::HashMap;

use super::asked::{Asked, Word};
use super::build::CODE;
use super::dictionary::{Dictionary, Meant, Term};
use super::houses::{Found, Number, find};
use super::index::{Entry, Index, Subject};
use crate::place::{Coord, geodesic_m};

/// What a word that nobody knows weighs: as much as the rarest.
const UNKNOWN: f64 = 3.0;
/// What a number weighs.
const NUMBER: f64 = 1.6;
/// What stands for a name less directly than its own words.
const ALSO: f64 = 0.9;
const AROUND: f64 = 0.85;
/// The part of a question that may stay unexplained.
const MOST_UNEXPLAINED: f64 = 0.35;

/// What the words of a question may mean.
pub(super) struct Meanings {
    /// By word of the dictionary: which words of the question, as bits, and how like.
    of_term: HashMap<Term, Vec<(u32, f64)>>,
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

    fn weight_of(&self, mask: u32) -> f64 {
        let own = self.weights.iter().enumerate().filter(|(at, _)| mask >> at & 1 == 1);
        own.map(|(_, weight)| weight).sum()
    }
}

fn meant(dictionary: &Dictionary, word: &Word) -> Vec<Meant> {
    let readings = word.readings.iter().enumerate();
    readings
        .flat_map(|(i, reading)| {
            let found = dictionary.meant(reading, word.begun);
            found.into_iter().filter(move |m| i == 0 || m.likeness == 1.0)
        })
        .collect()
}

/// A word weighs more the fewer names it stands in: from 1 to [`UNKNOWN`].
fn weight(index: &Index, term: Term) -> f64 {
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
    let (mut missing, mut loose_numbers) = (0.0, 0);
    for (at, word) in unused {
        missing += meanings.weights[at];
        loose_numbers += usize::from(word.number.is_some());
    }
    let is_street = matches!(entry.subject, Subject::Street { .. });
    // Another number is another school.
    if loose_numbers > 0 && !is_street {
        return None;
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
        fit: (explained.gain / (total + 0.5 * unwritten)).clamp(0.0, 1.0),
        is_whole_name: unwritten == 0.0,
        is_all_explained: missing == 0.0,
    })
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

/// Which words of a question an entry explains, each once, the best first.
struct Explained {
    used: u32,
    gain: f64,
    /// The part of it by words of the name.
    in_name: f64,
    /// What words of the name weigh that were not written.
    unwritten: f64,
    /// Whether what is said of units is so.
    levels: f64,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Field {
    /// The words of the name, as bits.
    Name(u32),
    Also,
    Around,
}

impl Explained {
    fn of(index: &Index, asked: &Asked, meanings: &Meanings, entry: &Entry) -> Self {
        let terms =
            |range: &std::ops::Range<usize>| index.terms.get(range.clone()).unwrap_or_default();
        let name = terms(&entry.name);
        let mut options: Vec<(f64, u32, Field)> = Vec::new();
        let mut offer = |term: Term, field: Field, factor: f64| {
            for (mask, likeness) in meanings.of_term.get(&term).into_iter().flatten() {
                options.push((meanings.weight_of(*mask) * likeness * factor, *mask, field));
            }
        };
        for (at, term) in (0_u32..32).zip(name) {
            offer(*term, Field::Name(1 << at), 1.0);
        }
        for (term, at) in index.joints.get(entry.joined.clone()).unwrap_or_default() {
            offer(*term, Field::Name(0b11 << (*at).min(30)), 0.98);
        }
        terms(&entry.also).iter().for_each(|term| offer(*term, Field::Also, ALSO));
        terms(&entry.around).iter().for_each(|term| offer(*term, Field::Around, AROUND));
        options.sort_by(|a, b| b.0.total_cmp(&a.0));
        let mut own = Self { used: 0, gain: 0.0, in_name: 0.0, unwritten: 0.0, levels: 0.0 };
        let mut written = 0_u32;
        for (gain, mask, field) in options {
            let taken = matches!(field, Field::Name(words) if written & words != 0);
            if own.used & mask != 0 || taken {
                continue;
            }
            own.used |= mask;
            own.gain += gain;
            if let Field::Name(words) = field {
                written |= words;
                own.in_name += if is_word(asked, mask) { gain } else { 0.0 };
            } else if field == Field::Also && is_code(asked, mask) {
                // The number of a school is as good as its name.
                own.in_name += gain;
                written = u32::MAX;
            }
            own.levels += level_said(index, asked, entry, mask, field);
        }
        own.initials(index, asked, meanings, name, &mut written);
        own.neighbourhood(index, asked, entry, &mut written);
        for (at, term) in (0_u32..32).zip(name) {
            if written >> at & 1 == 0 {
                own.unwritten += weight(index, *term);
            }
        }
        own
    }

    /// `a. yani`: a letter stands for the word that begins with it.
    fn initials(
        &mut self,
        index: &Index,
        asked: &Asked,
        meanings: &Meanings,
        name: &[Term],
        written: &mut u32,
    ) {
        for (word, at) in asked.words.iter().zip(0_u32..) {
            let mut letters = word.readings[0].chars();
            let (Some(letter), None) = (letters.next(), letters.next()) else { continue };
            if self.used >> at & 1 == 1 || !letter.is_alphabetic() {
                continue;
            }
            let stands_for = |(i, term): &(u32, &Term)| {
                *written >> i & 1 == 0 && index.dictionary.begins_with(**term, letter)
            };
            if let Some((i, _)) = (0_u32..32).zip(name).find(stands_for) {
                *written |= 1 << i;
                self.used |= 1 << at;
                self.gain += 0.9 * meanings.weight_of(1 << at);
            }
        }
    }

    /// `rw 5` is the whole name of a neighbourhood: its two words were read as that.
    fn neighbourhood(&mut self, index: &Index, asked: &Asked, entry: &Entry, written: &mut u32) {
        let Some(rw) = asked.part.rw.filter(|_| matches!(entry.subject, Subject::Area { .. }))
        else {
            return;
        };
        let of = |word: &str| index.dictionary.exactly(word);
        let name = index.terms.get(entry.name.clone()).unwrap_or_default();
        if let [first, second] = name
            && of("rw") == Some(*first)
            && of(&rw.to_string()) == Some(*second)
        {
            *written |= 0b11;
            self.gain += 2.0 * NUMBER;
            self.in_name += 2.0 * NUMBER;
        }
    }
}

/// Whether it may name something alone: words may, and numbers that are codes.
fn is_word(asked: &Asked, mask: u32) -> bool {
    let at = usize::try_from(mask.trailing_zeros()).unwrap_or(usize::MAX);
    let names = |w: &Word| w.number.is_none() || w.readings[0].len() >= CODE;
    mask.count_ones() > 1 || asked.words.get(at).is_some_and(names)
}

fn is_code(asked: &Asked, mask: u32) -> bool {
    let at = usize::try_from(mask.trailing_zeros()).unwrap_or(usize::MAX);
    let code = |w: &Word| w.number.is_some() && w.readings[0].len() >= CODE;
    mask.count_ones() == 1 && asked.words.get(at).is_some_and(code)
}

/// `kel. Tembalang` is not the district of that name.
fn level_said(index: &Index, asked: &Asked, entry: &Entry, mask: u32, field: Field) -> f64 {
    let at = usize::try_from(mask.trailing_zeros()).unwrap_or(usize::MAX);
    let Some(level) = asked.words.get(at).and_then(|w| w.level) else { return 0.0 };
    let named =
        |own: Option<usize>| own.and_then(|own| index.levels.get(own)).is_some_and(|l| l == level);
    match (&entry.subject, field) {
        (Subject::Area { level: own }, Field::Name(_)) if named(*own) => 1.0,
        (_, Field::Name(_)) => -1.5,
        _ => 0.0,
    }
}
