//! `/v1/at` over HTTP beside a handler that does nothing: processor time of the server a request.
//!
//! `make bench BENCH=at`; benches/README.md says what is measured and how.

#![allow(clippy::print_stdout, clippy::print_stderr, reason = "a bench prints its figures")]

#[path = "support/allocator.rs"]
mod allocator;
#[path = "at/asked.rs"]
mod asked;
#[path = "at/breakdown.rs"]
mod breakdown;
#[path = "at/callers.rs"]
mod callers;
#[path = "at/cities.rs"]
mod cities;
#[allow(dead_code, reason = "what other benches take of it")]
#[path = "support/clock.rs"]
mod clock;
#[path = "at/cores.rs"]
mod cores;
#[path = "at/failure.rs"]
mod failure;
#[path = "support/machine.rs"]
mod machine;
#[path = "support/number.rs"]
mod number;
#[allow(dead_code, reason = "what other benches take of it")]
#[path = "support/points.rs"]
mod points;
#[path = "support/random.rs"]
#[allow(dead_code, reason = "what other benches take of it")]
mod random;
#[path = "at/report.rs"]
mod report;
#[path = "at/rounds.rs"]
mod rounds;
#[path = "at/served.rs"]
mod served;
#[path = "at/server.rs"]
mod server;
#[path = "support/table.rs"]
mod table;

use std::path::Path;
use std::process::ExitCode;
use std::time::Duration;

use crate::cities::cities;
use crate::cores::Cores;
use crate::failure::Failure;
use crate::report::Report;
use crate::rounds::rounds;

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
    // `--bench` is what cargo adds to what it was told.
    let arguments: Vec<String> = std::env::args().skip(1).filter(|a| a != "--bench").collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    match arguments.as_slice() {
        [server::ROLE] => served::serve(),
        [] => bench(None),
        ["--profile", seconds] => {
            let seconds = seconds.parse().map_err(|source| Failure::Seconds { source })?;
            bench(Some(Duration::from_secs(seconds)))
        }
        _ => Err(Failure::Arguments(arguments.join(" "))),
    }
}

fn bench(profile: Option<Duration>) -> Result<(), Failure> {
    let cores = Cores::of_this_process()?;
    // What `make bench` made.
    let made = Path::new(env!("CARGO_TARGET_TMPDIR")).with_file_name("bench");
    let (cities, missing) = cities(&made);
    let mut report = Report::new(cores, missing);
    for city in cities {
        eprintln!("{} ...", city.name);
        let outcome = rounds(&city, cores, profile)?;
        report.push(city.name, outcome);
    }
    print!("{report}");
    Ok(())
}
