//! Tiles that nobody has kept, over HTTP, beside martin on PostGIS and on a file of ready tiles.
//!
//! `make martin` once, then `make bench BENCH=martin`; benches/README.md says what is measured
//! and how.

#![allow(clippy::print_stdout, clippy::print_stderr, reason = "a bench prints its figures")]

#[path = "support/allocator.rs"]
mod allocator;
#[path = "tile_cache/asker.rs"]
#[allow(dead_code, reason = "what other benches take of it")]
mod asker;
#[path = "at/cities.rs"]
mod cities;
#[allow(dead_code, reason = "what other benches take of it")]
#[path = "support/clock.rs"]
mod clock;
#[path = "at/cores.rs"]
mod cores;
#[path = "martin/database.rs"]
mod database;
#[path = "at/failure.rs"]
#[allow(dead_code, reason = "what other benches take of it")]
mod failure;
#[path = "tiles/inputs.rs"]
#[allow(dead_code, reason = "what other benches take of it")]
mod inputs;
#[path = "tiles/list.rs"]
mod list;
#[path = "support/machine.rs"]
mod machine;
#[path = "support/number.rs"]
mod number;
#[path = "tiles/peer.rs"]
mod peer;
#[path = "../tests/support/postgres.rs"]
mod postgres;
#[path = "martin/program.rs"]
mod program;
#[path = "support/random.rs"]
#[allow(dead_code, reason = "each bench takes what it needs of it")]
mod random;
#[path = "martin/served.rs"]
mod served;
#[path = "at/server.rs"]
#[allow(dead_code, reason = "what other benches take of it")]
mod server;
#[path = "martin/spent.rs"]
mod spent;
#[path = "support/table.rs"]
mod table;
#[path = "martin/timed.rs"]
mod timed;

use std::path::Path;

type Outcome<T> = Result<T, Box<dyn std::error::Error>>;

fn main() -> Outcome<()> {
    if std::env::args().any(|argument| argument == server::ROLE) {
        return served::serve();
    }
    let made = Path::new(env!("CARGO_TARGET_TMPDIR")).with_file_name("bench");
    let (martin, python) = (made.join("martin/bin/martin"), made.join("python/bin/python"));
    for (program, target) in [(&martin, "make martin"), (&python, "make bench")] {
        if !program.exists() {
            println!("skipped: {} is not there, `{target}` makes it", program.display());
            return Ok(());
        }
    }
    println!("\n{}", machine::described());
    let (inputs, missing) = inputs::inputs(&made);
    // What is asked is asked of the two larger ones.
    for input in inputs.iter().filter(|input| input.name() != "demo city") {
        timed::timed(input, &made, &martin, &python)?;
    }
    missing.iter().for_each(|line| println!("- {line}"));
    Ok(())
}
