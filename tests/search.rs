//! Search, judged by queries: a hundred as people type them, written before there was a search,
//! and some hundred that a generator makes of the demo city's addresses.
#![allow(
    clippy::cast_precision_loss,
    clippy::print_stdout,
    clippy::unwrap_used,
    reason = "a test stops and tells, and counts little"
)]

#[path = "support/city.rs"]
#[allow(dead_code, reason = "each test takes what it needs of it")]
mod city;
#[path = "search/made.rs"]
mod made;
#[path = "support/random.rs"]
#[allow(dead_code, reason = "each test takes what it needs of it")]
mod random;
#[path = "search/tally.rs"]
mod tally;
#[path = "search/typed.rs"]
mod typed;

use std::sync::OnceLock;

use tally::{Expected, Tally};
use wareng::search::{Hit, Index, Wanted, find};

/// Hits that are looked at.
const LIMIT: usize = 5;
/// Made of addresses, from this random number on. It is the commit at which search was done.
const MADE: usize = 500;
const SEED: u64 = 0x0962_dc2a;

fn index() -> &'static Index {
    static INDEX: OnceLock<Index> = OnceLock::new();
    INDEX.get_or_init(|| Index::of(city::demo()))
}

fn hits(text: &str) -> Vec<Hit> {
    find(city::demo(), index(), &Wanted { text, near: None, limit: LIMIT })
}

fn judged(queries: &[(String, Expected)]) -> Tally {
    let mut tally = Tally::default();
    for (text, expected) in queries {
        tally.add(text, expected, &hits(text));
    }
    println!("{tally}");
    tally
}

#[test]
fn people_find_what_they_type() {
    let tally = judged(&typed::queries());
    assert_eq!(tally.asked, 100);
    tally.hold();
}

#[test]
fn people_find_addresses_however_they_write_them() {
    let tally = judged(&made::queries(city::demo(), MADE, SEED));
    assert_eq!(tally.asked, MADE);
    tally.hold();
}

#[test]
fn the_same_question_has_the_same_hits() {
    let again = Index::of(city::demo());
    for text in ["jl mawar", "sd negeri 1", "semarang barat", "rw 3"] {
        let wanted = Wanted { text, near: None, limit: LIMIT };
        assert_eq!(hits(text), find(city::demo(), &again, &wanted), "{text}");
    }
}

/// What somebody writes letter by letter is looked for at each.
#[test]
fn every_beginning_is_answered_and_the_whole_is_found() {
    let whole = "puskesmas contoh sendangguwo";
    let found: Vec<bool> = (1..=whole.len())
        .map(|end| hits(&whole[..end]).iter().any(|h| h.name == "Puskesmas Contoh Sendangguwo"))
        .collect();
    assert!(found[whole.len() - 1]);
    let first = found.iter().position(|found| *found).unwrap();
    assert!(first < "puskesmas contoh sen".len(), "only after {} letters", first + 1);
}

#[test]
fn strange_texts_are_no_trouble() {
    let long = "mawar ".repeat(40);
    for text in [
        "",
        " ",
        "–",
        "''''",
        "³òr; ٣½",
        "jl",
        "no",
        "rt",
        "a",
        "ii iii iv",
        "0/0",
        "+",
        "'",
        &long,
    ] {
        assert!(hits(text).len() <= LIMIT, "{text}");
    }
    assert!(hits("\u{0}\u{ffff}𝔍𝔩").is_empty());
}
