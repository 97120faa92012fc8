//! Places by what people call them: addresses, streets, schools, villages, and positions in
//! numbers. Pure functions of a [`View`] and of the index made of it.
//!
//! The words of all names are in one dictionary (a finite-state map, searched with Levenshtein
//! automata); each leads to the entries that are known by it. What is written is taken apart into
//! words, house number and neighbourhood, and each entry that shares a word is judged by how much
//! of the question it explains, and how much of its name was written.

mod asked;
mod build;
mod dictionary;
mod explained;
mod hit;
mod houses;
mod index;
mod name;
mod notation;
mod pack;
mod photon;
mod plus_code;
mod reply;
pub mod reverse;
mod score;
mod street_line;
mod text;
mod units;
mod words;

use crate::place::{Coord, LonLat};
use crate::snapshot::View;
use asked::Asked;
pub use hit::{Geometry, Hit, Precision};
pub use index::Index;
pub use photon::{Found, collection};
use reply::{SURE, reply};
use score::{Match, Meanings, matched};

/// Hits where nothing is said, and at most.
pub const DEFAULT_LIMIT: usize = 5;
/// See [`DEFAULT_LIMIT`].
pub const MOST_HITS: usize = 20;
/// Longer texts are refused.
pub const MOST_CHARS: usize = 200;

/// Entries that are judged at most: those with the rarest words first.
const MOST_JUDGED: usize = 20_000;
/// Hits whose scores are nearer than this are as good.
const AS_GOOD: f64 = 0.25;
/// A hit has to fit so well.
const LEAST_FIT: f64 = 0.45;

/// A question.
#[derive(Debug, Clone, PartialEq)]
pub struct Wanted<'q> {
    /// What somebody wrote.
    pub text: &'q str,
    /// Where they are.
    pub near: Option<LonLat>,
    /// How many hits they want.
    pub limit: usize,
}

/// What may be meant, the likeliest first. The same view and question give the same hits.
pub fn find(view: &View, index: &Index, wanted: &Wanted<'_>) -> Vec<Hit> {
    if let Some(position) = position(view, index, wanted) {
        return position.into_iter().collect();
    }
    let asked = Asked::of(wanted.text, view.city());
    let mut found = likely(index, &asked, wanted.near.map(LonLat::coord));
    let best = found.first().map_or(0.0, |m| m.score);
    let as_good = found.iter().filter(|m| best - m.score < AS_GOOD).count();
    found.truncate(wanted.limit.min(MOST_HITS));
    found.iter().map(|m| reply(view, index, m, as_good == 1 && m.score == best)).collect()
}

/// The entries that may be meant, the likeliest first.
fn likely<'i>(index: &'i Index, asked: &Asked, near: Option<Coord>) -> Vec<Match<'i>> {
    let meanings = Meanings::of(asked, index);
    let mut judged = Vec::new();
    for term in meanings.leading(index, asked) {
        if judged.len() < MOST_JUDGED {
            judged.extend_from_slice(index.with_word(term));
        }
    }
    judged.extend(neighbourhoods(index, asked));
    judged.sort_unstable();
    judged.dedup();
    let entries = judged.iter().filter_map(|at| index.entries.get(usize::try_from(*at).ok()?));
    let mut found: Vec<Match> = entries
        .filter_map(|entry| matched(index, asked, &meanings, entry, near))
        .filter(|m| m.fit >= LEAST_FIT)
        .collect();
    // Stable: of those as good the first in the order of layers.
    found.sort_by(|a, b| b.score.total_cmp(&a.score));
    found
}

/// The entries called `RW` and a number, where that is asked for.
fn neighbourhoods<'i>(index: &'i Index, asked: &Asked) -> &'i [u32] {
    let asked = asked.part.rw.and_then(|_| index.dictionary.exactly("rw"));
    asked.map(|term| index.with_word(term)).unwrap_or_default()
}

/// The place that a shortened code is near to: what is named beside it, or else where somebody is,
/// or the city. `None` where what is named is not known here: it may be anywhere.
fn reference(view: &View, index: &Index, text: &str, near: Option<LonLat>) -> Option<LonLat> {
    let asked = Asked::of(text, view.city());
    if asked.words.iter().all(|word| word.idle) {
        return Some(near.unwrap_or(view.city().view.center));
    }
    let found = likely(index, &asked, None);
    let best = found.first().filter(|m| m.is_all_explained && m.fit >= SURE)?;
    best.entry.place.and_then(|c| LonLat::new(c.x, c.y))
}

/// A position in numbers, or a plus code; `Some(None)` for one outside the city.
fn position(view: &View, index: &Index, wanted: &Wanted<'_>) -> Option<Option<Hit>> {
    let (at, good_to_m) = match notation::coordinates(wanted.text) {
        Some(at) => (at, None),
        None => {
            let (code, rest) = plus_code::beside(wanted.text)?;
            let Some(near) = reference(view, index, rest, wanted.near) else { return Some(None) };
            let cell = plus_code::cell(&code, near)?;
            (cell.middle()?, Some(cell.height * 111_000.0 / 2.0))
        }
    };
    let inside = view.city().area.contains(at.coord());
    Some(inside.then(|| reply::of_position(view, at, good_to_m)))
}
