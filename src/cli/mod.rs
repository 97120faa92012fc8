//! The commands. Printing happens here and nowhere else.
#![expect(clippy::print_stderr, reason = "a command line speaks by printing")]

mod arguments;
mod at;
mod batch;
mod check;
mod exposure;
mod history;
mod ingest;
mod keys;
mod misfits;
mod nearest;
mod output;
mod progress;
mod receipts;
mod search;
mod serve;
mod settings;
mod snapshot;
mod styles;
mod tiles;
mod tips;

use std::process::ExitCode;

use clap::Parser;
use wareng::model::Defect;

use arguments::{Arguments, Command};
use settings::Settings;

/// What a command ends with where it could not do its work.
pub(crate) enum Failure {
    /// Something is wrong with the layers folder; it has been said.
    Refused,
    /// Something else; to be said.
    Other(String),
}

impl From<Vec<Defect>> for Failure {
    fn from(defects: Vec<Defect>) -> Self {
        tell(&defects);
        Self::Refused
    }
}

/// Reads the command line and does what it says.
pub(crate) fn run() -> ExitCode {
    let arguments = Arguments::try_parse().unwrap_or_else(|e| tips::with_tip(e).exit());
    let settings = match Settings::gather(&arguments.common) {
        Ok(settings) => settings,
        Err(e) => {
            eprintln!("wareng: {e}");
            return ExitCode::from(2);
        }
    };
    let outcome = match arguments.command {
        Command::Serve(flags) => match settings.with_serve(&flags) {
            Ok(settings) => serve::run(&settings),
            Err(text) => Err(Failure::Other(text)),
        },
        Command::Check(flags) => check::run(&settings, flags.json),
        Command::Ingest => ingest::run(&settings),
        Command::At(flags) => at::run(&settings, &flags),
        Command::Search(flags) => search::run(&settings, &flags),
        Command::Nearest(flags) => nearest::run(&settings, &flags),
        Command::Exposure(flags) => exposure::run(&settings, &flags),
        Command::Keys(command) => keys::run(&settings, &command),
        Command::Snapshot(command) => snapshot::run(&settings, &command),
        Command::Receipts(command) => receipts::run(&command),
        Command::Verify(flags) => receipts::verify(&flags),
        Command::Tiles(command) => tiles::run(&settings, &command),
        Command::Schema(flags) => {
            let schema = if flags.city {
                wareng::catalog::city_schema()
            } else {
                wareng::catalog::layer_schema()
            };
            say(&format!("{schema:#}\n"));
            Ok(())
        }
        Command::IngestChild => ingest::as_child(),
    };
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(Failure::Refused) => ExitCode::FAILURE,
        Err(Failure::Other(text)) => {
            eprintln!("wareng: {text}");
            ExitCode::FAILURE
        }
    }
}

/// Writes to standard output; a reader that has gone away, such as `head`, is no failure.
fn say(text: &str) {
    use std::io::Write;
    let mut out = std::io::stdout().lock();
    out.write_all(text.as_bytes()).and_then(|()| out.flush()).ok();
}

/// Writes to standard error, where it is in nobody's way.
fn warn(text: &str) {
    eprintln!("{text}");
}

fn tell(defects: &[Defect]) {
    for defect in defects {
        eprintln!("{defect}");
    }
}
