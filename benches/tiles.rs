//! Tiles beside tippecanoe's: bytes, how far borders stray, and the time of a tile.
//!
//! `make bench BENCH=tiles`, or with a number of tiles a zoom: `cargo bench --bench tiles -- 200`;
//! benches/README.md says what is measured and how.

#![allow(clippy::print_stdout, clippy::print_stderr, reason = "a bench prints its figures")]

#[path = "support/allocator.rs"]
mod allocator;
#[path = "at/cities.rs"]
#[allow(dead_code, reason = "this bench loads by itself")]
mod cities;
#[path = "support/clock.rs"]
#[allow(dead_code, reason = "each bench takes what it needs of it")]
mod clock;
#[path = "tiles/decoded.rs"]
mod decoded;
#[path = "tiles/edges.rs"]
mod edges;
#[path = "at/failure.rs"]
#[allow(dead_code, reason = "the cities alone fail here")]
mod failure;
#[path = "tiles/inputs.rs"]
mod inputs;
#[path = "tiles/list.rs"]
mod list;
#[path = "support/machine.rs"]
mod machine;
#[path = "tiles/measured.rs"]
mod measured;
#[path = "support/number.rs"]
mod number;
#[path = "tiles/peer.rs"]
mod peer;
#[path = "tiles/published.rs"]
mod published;
#[path = "support/random.rs"]
#[allow(dead_code, reason = "each bench takes what it needs of it")]
mod random;
#[path = "tiles/report.rs"]
mod report;
#[path = "tiles/stray.rs"]
mod stray;
#[path = "support/table.rs"]
mod table;

use std::path::Path;

use crate::inputs::inputs;
use crate::measured::measured;
use crate::report::Report;

type Outcome<T> = Result<T, Box<dyn std::error::Error>>;

/// Tiles of a zoom, where there are as many.
const TILES: usize = 64;

fn main() -> Outcome<()> {
    let at_most = std::env::args().find_map(|a| a.parse().ok()).unwrap_or(TILES);
    // What `make bench` made: the peers in Python, and the synthetic city.
    let made = Path::new(env!("CARGO_TARGET_TMPDIR")).with_file_name("bench");
    let python = Some(made.join("python/bin/python")).filter(|python| python.exists());
    let (inputs, mut missing) = inputs(&made);
    if python.is_none() {
        missing.push("skipped: tippecanoe, which `make bench` installs".to_owned());
    }
    let mut report = Report { missing, inputs: Vec::new() };
    for input in inputs {
        eprintln!("{} ...", input.name());
        report.inputs.push(measured(&input, &made, python.as_deref(), at_most)?);
    }
    print!("{report}");
    Ok(())
}
