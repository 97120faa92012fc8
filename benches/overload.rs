//! Several times more than a service can answer, asked by callers who do not wait for each other.
//!
//! `make bench BENCH=overload`; benches/README.md says what is measured and how.

#![allow(clippy::print_stdout, clippy::print_stderr, reason = "a bench prints its figures")]

#[path = "support/allocator.rs"]
mod allocator;
#[path = "overload/asked.rs"]
mod asked;
#[path = "support/machine.rs"]
mod machine;
#[path = "overload/open_loop.rs"]
mod open_loop;
#[path = "support/percent.rs"]
mod percent;
#[path = "support/serving.rs"]
#[allow(dead_code, reason = "what other benches take of it")]
mod serving;
#[path = "support/table.rs"]
mod table;
#[path = "overload/tally.rs"]
mod tally;

use std::net::SocketAddr;
use std::path::Path;
use std::process::ExitCode;
use std::time::Duration;

use asked::{Kind, Questions};
use open_loop::asked_at;
use serving::Serving;
use table::Table;
use tally::Tally;

/// Why there are no figures.
type Outcome<T> = Result<T, Box<dyn std::error::Error>>;

/// How many times more is asked than can be answered.
const TIMES: u32 = 5;
const QUIET: Duration = Duration::from_secs(10);
const STORM: Duration = Duration::from_secs(20);
/// So soon after the storm it is as quiet as before.
const RECOVERY: Duration = Duration::from_secs(5);

fn main() -> ExitCode {
    match run() {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            eprintln!("{failure}");
            ExitCode::FAILURE
        }
    }
}

fn run() -> Outcome<()> {
    println!("\n{}\n", machine::described());
    // What `make demo` made.
    let layers = Path::new(env!("CARGO_MANIFEST_DIR")).join("layers");
    let program = Serving::start(&layers, &[])?;
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    runtime.block_on(measured(program.address))
}

async fn measured(at: SocketAddr) -> Outcome<()> {
    let mut questions = Questions::new();
    let capacity = open_loop::capacity(at, &mut questions).await;
    println!("{capacity} expensive questions a second, one after the other on all cores\n");
    let quiet = asked_at(at, &mut questions, (capacity / 10).max(1), QUIET).await;
    let storm = asked_at(at, &mut questions, capacity * TIMES, STORM).await;
    tokio::time::sleep(RECOVERY).await;
    let after = asked_at(at, &mut questions, (capacity / 10).max(1), QUIET).await;
    report(&quiet, &storm, &after);
    Ok(())
}

fn report(quiet: &Tally, storm: &Tally, after: &Tally) {
    let head = ["", "questions", "answered", "p50 ms", "p99 ms", "turned away", "p99 ms", "failed"];
    let mut table = Table::new(&head);
    for (phase, tally) in [("quiet", quiet), ("storm", storm), ("5 s after it", after)] {
        for kind in Kind::ALL {
            table.push(tally.row(&format!("{phase}: {}", kind.name()), kind));
        }
    }
    println!("{table}");
    let verdict = |met: bool, text: &str| {
        println!("- {}: {text}", if met { "met" } else { "not met" });
    };
    let (calm, busy) = (quiet.p99(), storm.p99());
    verdict(
        busy <= 3.0 * calm,
        &format!(
            "p99 of what is answered: {busy:.0} ms in the storm, at most 3 times {calm:.0} ms"
        ),
    );
    verdict(storm.failed() == 0, "who is not answered is told so: 429 or 503 with Retry-After");
    verdict(storm.p99_turned_away() < 100.0, "who is turned away is told within 0.1 s");
    verdict(storm.turned_away(Kind::Text) == 0, "pages of text are served in the storm");
    verdict(after.all_answered(), "everything is answered 5 s after it");
}
