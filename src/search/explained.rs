//! Which words of a question an entry explains.

use super::asked::{Asked, Word};
use super::build::CODE;
use super::dictionary::Term;
use super::index::{Entry, Index, Subject};
use super::score::{Meanings, NUMBER, weight};

/// What stands for a name less directly than its own words.
const ALSO: f64 = 0.9;
const AROUND: f64 = 0.85;

/// Which words of a question an entry explains, each once, the best first.
#[derive(Default)]
pub(super) struct Explained {
    /// The words, as bits.
    pub(super) used: u32,
    pub(super) gain: f64,
    /// The part of it by words of the name.
    pub(super) in_name: f64,
    /// What words of the name weigh that were not written.
    pub(super) unwritten: f64,
    /// What is lost because words were written otherwise than they are, or not to their end.
    pub(super) doubt: f64,
    /// Whether it is the neighbourhood that is asked for.
    pub(super) is_neighbourhood: bool,
    /// Whether what is said of units is so.
    pub(super) levels: f64,
}

/// A word of an entry that some words of the question may stand for.
struct Offer {
    gain: f64,
    doubt: f64,
    mask: u32,
    field: Field,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Field {
    /// The words of the name, as bits.
    Name(u32),
    Also,
    Around,
}

impl Explained {
    pub(super) fn of(index: &Index, asked: &Asked, meanings: &Meanings, entry: &Entry) -> Self {
        let terms =
            |range: &std::ops::Range<usize>| index.terms.get(range.clone()).unwrap_or_default();
        let name = terms(&entry.name);
        let mut options: Vec<Offer> = Vec::new();
        let mut offer = |term: Term, field: Field, factor: f64| {
            for (mask, likeness) in meanings.of_term.get(&term).into_iter().flatten() {
                let weight = meanings.weight_of(*mask);
                let (gain, doubt) = (weight * likeness * factor, weight * (1.0 - likeness));
                options.push(Offer { gain, doubt, mask: *mask, field });
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
        options.sort_by(|a, b| b.gain.total_cmp(&a.gain));
        let mut own = Self::default();
        let mut written = 0_u32;
        for Offer { gain, doubt, mask, field } in options {
            let taken = matches!(field, Field::Name(words) if written & words != 0);
            if own.used & mask != 0 || taken {
                continue;
            }
            own.used |= mask;
            own.gain += gain;
            own.doubt += doubt;
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
        own.initials(index, asked, meanings, (name, &mut written));
        own.neighbourhood(index, asked, entry, &mut written);
        for (at, term) in (0_u32..32).zip(name) {
            if written >> at & 1 == 0 && !index.free.contains(term) {
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
        (name, written): (&[Term], &mut u32),
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
            self.is_neighbourhood = true;
            self.gain += 2.0 * NUMBER;
            self.in_name += 2.0 * NUMBER;
        }
    }
}

/// Whether it may name something alone: words may, and numbers that are codes.
pub(super) fn is_word(asked: &Asked, mask: u32) -> bool {
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
