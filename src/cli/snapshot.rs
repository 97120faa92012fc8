//! `wareng snapshot build`: all that is served, as one file to start from.

use std::io::BufWriter;

use wareng::load::bundle;
use wareng::snapshot::Grant;

use super::arguments::{BuildFlags, SnapshotCommand};
use super::output::Output;
use super::{Failure, Settings, progress, tell};

pub(super) fn run(settings: &Settings, command: &SnapshotCommand) -> Result<(), Failure> {
    match command {
        SnapshotCommand::Build(flags) => build(settings, flags),
    }
}

fn build(settings: &Settings, flags: &BuildFlags) -> Result<(), Failure> {
    // Whether there is a place for it is known before a city is read for minutes.
    let output = Output::create_whole(&flags.output).map_err(Failure::Other)?;
    let options = settings.options().map_err(Failure::Other)?;
    let published = progress::load_with_progress(&options)?.published;
    published.refused.values().for_each(|defects| tell(defects));
    if !published.is_whole() {
        return Err(Failure::Refused);
    }
    let name = flags.output.display();
    let mut buffered = BufWriter::new(output);
    bundle::write(&options, &published.view(&Grant::public()), &mut buffered)
        .map_err(|e| Failure::Other(format!("{name}: {e}")))?;
    let output = buffered.into_inner().map_err(|e| Failure::Other(format!("{name}: {e}")))?;
    output.finish().map_err(Failure::Other)
}
