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
use wareng::search::{Hit, Index, Precision, Wanted, find};

/// Hits that are looked at.
const LIMIT: usize = 5;
/// Made of addresses, from this random number on. It is the commit after search was last changed.
const MADE: usize = 500;
const SEED: u64 = 0x9f28_87f7;

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
        // Almost as cards write it: no neighbourhood is of that number.
        "00/00",
        "0058492613/0058492613",
        "jl kenanga 0070000/001",
        // Each is short for several words.
        &"sdn ".repeat(24),
        &"polsek ".repeat(50),
        "+",
        "'",
        &long,
    ] {
        assert!(hits(text).len() <= LIMIT, "{text}");
    }
    assert!(hits("\u{0}\u{ffff}𝔍𝔩").is_empty());
}

#[test]
fn the_name_of_the_city_is_the_city() {
    for text in ["semarang", "kota semarang", "smg", "Semarang", "semaran"] {
        let hits = hits(text);
        assert_eq!(hits[0].name, "Kota Semarang", "{text}: {hits:?}");
    }
}

/// Whoever is sent to a wrong door in the night had better be told that it is a guess.
#[test]
fn no_hit_is_sure_that_something_speaks_against() {
    for text in [
        "bandung",
        "kabupaten semarang",
        "WCXQ+WJ Jakarta",
        "WCXQ+WJ Surabaya, Jawa Timur",
        "WCXQ+WJ Kabupaten Semarang",
        "rw 99 ngesrep",
        "rt 3 rw 5 miroto",
        "jl intan III no 1 rt 2 rw 3",
        "jl intan iii no 1 miroto kab. semarang",
        "jl intan iii no 1 jakarta selatan",
        "dekat jl intan iii no 1 miroto",
        "dekat puskesmas kauman",
    ] {
        let hits = hits(text);
        assert!(hits.iter().all(|hit| !hit.sure), "{text}: {hits:?}");
    }
    let eighth = hits("jl serayu viii no 24 tembalang");
    let is_house = |hit: &Hit| matches!(hit.precision, Precision::House | Precision::Interpolated);
    assert!(!eighth.iter().any(is_house), "{eighth:?}");
}

#[test]
fn a_code_is_read_with_the_name_of_the_city_on_either_side() {
    let alone = hits("WCXQ+WJ");
    for text in [
        "WCXQ+WJ Semarang",
        "Semarang WCXQ+WJ",
        "WCXQ+WJ, Kota Semarang, Jawa Tengah",
        "Semarang\u{a0}WCXQ+WJ",
        "Semarang, WCXQ+WJ,",
        "WCXQ+WJ\u{2003}Semarang",
    ] {
        assert_eq!(hits(text), alone, "{text}");
    }
    assert_eq!(alone.len(), 1);
}

#[test]
fn a_whole_address_is_sure_and_a_landmark_behind_it_is_no_trouble() {
    let whole = hits(
        "Jl. Intan III No.1, RT.01/RW.03, Miroto, Kec. Semarang Tengah, Kota Semarang, Jawa Tengah \
         50134, Indonesia",
    );
    assert!(whole[0].sure && whole[0].precision == Precision::House, "{whole:?}");
    let beside = hits("jl merpati dekat masjid besar");
    assert!(beside[0].precision == Precision::Street && !beside[0].sure, "{beside:?}");
    let neighbourhood = hits("rw 3 miroto");
    assert_eq!(neighbourhood[0].precision, Precision::Neighbourhood);
}
