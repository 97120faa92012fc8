//! The locator beside its peers: nanoseconds of processor time to look up one point.
//!
//! `make bench BENCH=locator`; benches/README.md says what is measured and how.

#![allow(clippy::print_stdout, clippy::print_stderr, reason = "a bench prints its figures")]

#[path = "support/allocator.rs"]
mod allocator;
#[path = "support/clock.rs"]
mod clock;
#[path = "support/contest.rs"]
mod contest;
#[path = "support/coverage.rs"]
mod coverage;
#[path = "support/failure.rs"]
mod failure;
#[path = "peers/geo_rtree.rs"]
mod geo_rtree;
#[path = "support/geojson_layer.rs"]
mod geojson_layer;
#[path = "peers/geos.rs"]
mod geos;
#[path = "support/inputs.rs"]
mod inputs;
#[path = "support/lookup.rs"]
mod lookup;
#[path = "support/machine.rs"]
mod machine;
#[path = "support/number.rs"]
mod number;
#[path = "support/points.rs"]
mod points;
#[path = "support/random.rs"]
mod random;
#[path = "support/report.rs"]
mod report;
#[path = "support/table.rs"]
mod table;

use std::path::Path;
use std::process::ExitCode;

use crate::contest::contest;
use crate::failure::Failure;
use crate::inputs::inputs;
use crate::report::Report;

fn main() -> ExitCode {
    match run() {
        Ok(report) => {
            print!("{report}");
            ExitCode::SUCCESS
        }
        Err(failure) => {
            eprintln!("{failure}");
            ExitCode::FAILURE
        }
    }
}

fn run() -> Result<Report, Failure> {
    // What `make bench` made: the peers in Python, and the synthetic city.
    let made = Path::new(env!("CARGO_TARGET_TMPDIR")).with_file_name("bench");
    let python = Some(made.join("python/bin/python")).filter(|python| python.exists());
    let (inputs, mut missing) = inputs(&made);
    if python.is_none() {
        missing.push("skipped: GEOS, which `make bench` installs".to_owned());
    }
    let mut report = Report::new(missing);
    for input in inputs {
        eprintln!("{} ...", input.name);
        let outcome = contest(&input, python.as_deref())?;
        report.push(input, outcome);
    }
    Ok(report)
}
