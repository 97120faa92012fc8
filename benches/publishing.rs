//! Layers published again and again, broken ones too, while people ask.
//!
//! `make bench BENCH=publishing`; benches/README.md says what is measured and how.

#![allow(clippy::print_stdout, clippy::print_stderr, reason = "a bench prints its figures")]

#[path = "support/allocator.rs"]
mod allocator;
#[path = "publishing/asked.rs"]
mod asked;
#[path = "support/demo.rs"]
mod demo;
#[path = "publishing/folder.rs"]
mod folder;
#[path = "publishing/heard.rs"]
mod heard;
#[path = "support/machine.rs"]
mod machine;
#[path = "support/percent.rs"]
mod percent;
#[path = "publishing/pool.rs"]
mod pool;
#[path = "publishing/program.rs"]
mod program;
#[allow(dead_code, reason = "each bench takes what it needs of it")]
#[path = "support/random.rs"]
mod random;
#[path = "publishing/report.rs"]
mod report;
#[path = "support/serving.rs"]
mod serving;
#[allow(dead_code, reason = "what other benches take of it")]
#[path = "martin/spent.rs"]
mod spent;
#[path = "support/table.rs"]
mod table;

use std::process::ExitCode;
use std::sync::Arc;
use std::time::{Duration, Instant};

use asked::{Questions, asked_until};
use folder::Folder;
use heard::Heard;
use pool::Pool;
use program::Program;
use report::{Event, Report};

/// Why there are no figures.
type Outcome<T> = Result<T, Box<dyn std::error::Error>>;

/// How long, unless the command says otherwise.
const LONG: Duration = Duration::from_secs(600);
/// What is done in so long.
const SWAPS: u32 = 200;
const INGESTS: u32 = 20;
const BROKEN: u32 = 8;
/// The part of one core that is asked for.
const LOAD: f64 = 0.7;

fn main() -> ExitCode {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    match runtime.map_err(Into::into).and_then(|runtime| runtime.block_on(measured())) {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            eprintln!("{failure}");
            ExitCode::FAILURE
        }
    }
}

/// Files are written beside those who ask: while this thread wrote, nobody would.
async fn put(mut folder: Folder, kind: Event, event: u32) -> Outcome<Folder> {
    let written = tokio::task::spawn_blocking(move || {
        let outcome = folder.put(kind, event).map_err(|failure| failure.to_string());
        outcome.map(|()| folder)
    });
    Ok(written.await??)
}

async fn measured() -> Outcome<()> {
    println!("\n{}\n", machine::described());
    let seconds = std::env::args().find_map(|argument| argument.parse().ok());
    let long = seconds.map_or(LONG, Duration::from_secs);
    let mut folder = Folder::make()?;
    let program = Program::start(folder.path())?;
    let (pool, questions) = (Arc::new(Pool::new(program.address)), Arc::new(Questions::new()));
    folder.keep_both(&program).await?;

    let per_question = asked::processor_time(&program, &pool, &questions).await?;
    let per_second = LOAD / per_question.as_secs_f64();
    println!("{per_second:.0} questions a second, of {per_question:.0?} of a processor each\n");

    let heard = Arc::new(Heard::default());
    let end = Instant::now() + long;
    let asking = tokio::spawn(asked_until(
        end,
        per_second,
        Arc::clone(&pool),
        questions,
        Arc::clone(&heard),
    ));
    let mut report = Report::new(program.memory()?);
    let events = SWAPS + INGESTS;
    for event in 0..events {
        let due = end - long + long * event / events;
        tokio::time::sleep_until(due.into()).await;
        let kind = Event::of(event, events, INGESTS, BROKEN);
        folder = put(folder, kind, event).await?;
        let begin = Instant::now();
        let outcome = program.reload().await?;
        report.add(kind, begin..Instant::now(), &outcome, program.memory()?);
    }
    let answers = asking.await?;
    report.print(&answers, &heard)
}
