//! `wareng snapshot`: all that is served as one file to start from, and what is other in the next.

use std::io::BufWriter;
use std::path::Path;

use wareng::changes;
use wareng::load::{Options, bundle};
use wareng::snapshot::{Grant, Published};

use super::arguments::{BuildFlags, DiffFlags, SnapshotCommand};
use super::output::Output;
use super::{Failure, Settings, history, progress, say, tell};

pub(super) fn run(settings: &Settings, command: &SnapshotCommand) -> Result<(), Failure> {
    match command {
        SnapshotCommand::Build(flags) => build(settings, flags),
        SnapshotCommand::Diff(flags) => diff(settings, flags),
        SnapshotCommand::List => history::list(settings),
        SnapshotCommand::Rollback(flags) => history::rollback(settings, flags),
        SnapshotCommand::Forward => history::forward(settings),
        SnapshotCommand::Forget(flags) => history::forget(settings, flags),
    }
}

fn build(settings: &Settings, flags: &BuildFlags) -> Result<(), Failure> {
    // Whether there is a place for it is known before a city is read for minutes.
    let output = Output::create_whole(&flags.output).map_err(Failure::Other)?;
    let options = settings.options().map_err(Failure::Other)?;
    let published = whole(&options)?;
    let name = flags.output.display();
    let mut buffered = BufWriter::new(output);
    bundle::write(&options, &published.snapshot, &mut buffered)
        .map_err(|e| Failure::Other(format!("{name}: {e}")))?;
    let output = buffered.into_inner().map_err(|e| Failure::Other(format!("{name}: {e}")))?;
    output.finish().map_err(Failure::Other)
}

fn diff(settings: &Settings, flags: &DiffFlags) -> Result<(), Failure> {
    let before = read(settings, &flags.before)?.view(&Grant::everything());
    let after = flags.after.as_deref().unwrap_or(&settings.layers);
    let after = read(settings, after)?.view(&Grant::everything());
    let changes =
        changes::between(&before, &after).map_err(|full| Failure::Other(full.to_string()))?;
    if flags.json {
        let text = serde_json::to_string_pretty(&changes);
        say(&format!("{}\n", text.map_err(|e| Failure::Other(e.to_string()))?));
    } else {
        say(&changes::to_text(&changes));
    }
    Ok(())
}

/// A file of `wareng snapshot build`, or a layers folder.
fn read(settings: &Settings, path: &Path) -> Result<Published, Failure> {
    let options = settings.options().map_err(Failure::Other)?;
    if !path.is_dir() {
        let read = bundle::read(&options, path);
        let (published, _index) =
            read.map_err(|e| Failure::Other(format!("{}: {e}", path.display())))?;
        return Ok(published);
    }
    if path == settings.layers {
        return whole(&options);
    }
    // Prepared files of another folder lie in that folder.
    whole(&Options { folder: path.to_owned(), prepared: None, ..options })
}

/// All of a layers folder, where nothing of it is refused.
fn whole(options: &Options) -> Result<Published, Failure> {
    let published = progress::load_with_progress(options)?.published;
    published.refused.values().for_each(|defects| tell(defects));
    if published.is_whole() { Ok(published) } else { Err(Failure::Refused) }
}
