//! A tile that is kept beside a handler that holds its bytes, and a storm on tiles that are not.
//!
//! `make bench BENCH=tile_cache`; benches/README.md says what is measured and how.

#![allow(clippy::print_stdout, clippy::print_stderr, reason = "a bench prints its figures")]

#[path = "support/allocator.rs"]
mod allocator;
#[path = "tile_cache/asker.rs"]
mod asker;
#[allow(dead_code, reason = "what other benches take of it")]
#[path = "at/cities.rs"]
mod cities;
#[allow(dead_code, reason = "what other benches take of it")]
#[path = "support/clock.rs"]
mod clock;
#[path = "at/cores.rs"]
mod cores;
#[allow(dead_code, reason = "what other benches take of it")]
#[path = "at/failure.rs"]
mod failure;
#[path = "support/machine.rs"]
mod machine;
#[path = "support/number.rs"]
mod number;
#[allow(dead_code, reason = "what other benches take of it")]
#[path = "support/random.rs"]
mod random;
#[path = "tile_cache/served.rs"]
mod served;
#[path = "at/server.rs"]
mod server;
#[path = "tile_cache/storm.rs"]
mod storm;
#[path = "support/table.rs"]
mod table;
#[path = "tile_cache/warm.rs"]
mod warm;

use std::path::Path;
use std::process::ExitCode;

use crate::cities::cities;
use crate::cores::Cores;
use crate::failure::Failure;

fn main() -> ExitCode {
    match run() {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            eprintln!("{failure}");
            ExitCode::FAILURE
        }
    }
}

fn run() -> Result<(), Failure> {
    if std::env::args().any(|argument| argument == server::ROLE) {
        return served::serve();
    }
    let made = Path::new(env!("CARGO_TARGET_TMPDIR")).with_file_name("bench");
    println!("\n{}\n", machine::described());
    // The first is the demo city.
    let (cities, _) = cities(&made);
    let Some(city) = cities.first() else { return Ok(()) };
    let folder = city.ready()?;
    warm::warm(folder, Cores::of_this_process()?)?;
    storm::storm(folder)
}
