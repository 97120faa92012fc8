//! Search over a city with half a million addresses: the time of a question, and what the index
//! takes.
//!
//! `make bench BENCH=search`; benches/README.md says what is measured and how.

#![allow(
    clippy::print_stdout,
    clippy::unwrap_used,
    reason = "a bench prints its figures, and ends where it cannot"
)]

#[path = "support/allocator.rs"]
mod allocator;
#[path = "support/clock.rs"]
#[allow(dead_code, reason = "each bench takes what it needs of it")]
mod clock;
#[path = "support/machine.rs"]
mod machine;
#[path = "../tests/search/made.rs"]
mod made;
#[path = "../tests/support/random.rs"]
#[allow(dead_code, clippy::cast_precision_loss, reason = "as in the tests that it is of")]
mod random;
#[path = "../tests/search/tally.rs"]
#[allow(dead_code, reason = "right and wrong are for the tests")]
mod tally;

use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, Instant};

use wareng::ingest::Limits;
use wareng::load::{Options, load};
use wareng::search::{Index, Wanted, find};
use wareng::snapshot::Grant;

const ADDRESSES: &str = "500000";
const QUERIES: usize = 5_000;
/// What is asked of the slowest of a hundred.
const P99: Duration = Duration::from_millis(10);

fn main() {
    println!("\n{}\n", machine::described());
    let folder = city();
    let options = Options {
        folder: folder.clone(),
        prepared: None,
        program: env!("CARGO_BIN_EXE_wareng").into(),
        limits: Limits::default(),
        workers: 2,
    };
    let loaded = load(&options, &|_, _| {}).unwrap();
    assert!(loaded.published.refused.is_empty(), "{:#?}", loaded.published.refused);
    let view = loaded.published.snapshot.view(&Grant::public());
    let begun = Instant::now();
    let index = Index::of(&view);
    let (made_in, bytes, len) = (begun.elapsed(), index.bytes(), index.len());
    println!("{len} things with a name, indexed in {made_in:.2?}, {bytes} bytes");
    let whole = made::queries(&view, QUERIES, 50);
    // As somebody writes it: what the text was at each pause.
    let begun = whole.iter().map(|(text, _)| text.chars().take(text.len() / 2).collect());
    let texts: Vec<String> = whole.iter().map(|(text, _)| text.clone()).chain(begun).collect();
    let mut took: Vec<Duration> = texts
        .iter()
        .map(|text| {
            let before = clock::thread_time();
            std::hint::black_box(find(&view, &index, &Wanted { text, near: None, limit: 5 }));
            clock::thread_time().saturating_sub(before)
        })
        .collect();
    took.sort_unstable();
    let at = |percent: usize| took[took.len() * percent / 100];
    let most = took.last().unwrap();
    println!("{} questions: p50 {:.2?}, p99 {:.2?}, most {most:.2?}", took.len(), at(50), at(99));
    println!("- {}: p99 below {P99:?}", if at(99) < P99 { "met" } else { "not met" });
}

/// The demo city with more addresses, made once.
fn city() -> PathBuf {
    let made = Path::new(env!("CARGO_TARGET_TMPDIR")).with_file_name("bench").join("addresses");
    let layers = Path::new(env!("CARGO_MANIFEST_DIR")).join("layers");
    std::fs::create_dir_all(&made).unwrap();
    for file in std::fs::read_dir(layers).unwrap().flatten() {
        if file.path().extension().is_some_and(|e| e == "toml") {
            std::fs::copy(file.path(), made.join(file.file_name())).unwrap();
        }
    }
    let mut program = Command::new(env!("CARGO_BIN_EXE_wareng-demo"));
    let status = program.arg(made.join("data")).args(["--addresses", ADDRESSES]).status();
    assert!(status.unwrap().success());
    made
}
