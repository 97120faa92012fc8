//! `wareng at --input FILE --output FILE`: many places.

mod input;
mod pipeline;
mod progress;

use std::io::Write;
use std::path::Path;
use std::time::Instant;

use wareng::batch::{Chunk, Columns, OpenError, Plan, Rows, Tally, Wanted};
use wareng::load;
use wareng::model::{Lang, Refused};
use wareng::snapshot::{Grant, View};

use super::arguments::AtFlags;
use super::output::Output;
use super::{Failure, Settings, tell};
use input::Input;
use progress::Progress;

pub(super) fn run(settings: &Settings, asked: &AtFlags, lang: Lang) -> Result<(), Failure> {
    let flags = &asked.batch;
    let Some(path) = flags.input.as_deref() else { return Ok(()) };
    let options = settings.options().map_err(Failure::Other)?;
    // What is wrong with the files is known before a city is read for minutes.
    let input = Input::open(path, flags.format.as_deref()).map_err(Failure::Other)?;
    let to = flags.output.as_deref().unwrap_or(Path::new("-"));
    let mut output = Output::create(to).map_err(Failure::Other)?;
    let loaded = load::load(&options, &|_, _| {})?;
    loaded.published.refused.values().for_each(|defects| tell(defects));
    let view = loaded.published.view(&Grant::everything());

    let begun = Instant::now();
    let progress = Progress::new(input.length());
    let tally = answer(&view, &wanted(asked, lang), input, &mut output, &progress)?;
    output.finish().map_err(Failure::Other)?;
    progress.finish(&view, &tally, begun.elapsed(), lang);
    Ok(())
}

/// Answers all rows. The output is whole only when its owner finishes it.
fn answer(
    view: &View,
    wanted: &Wanted,
    input: Input,
    output: &mut Output,
    progress: &Progress,
) -> Result<Tally, Failure> {
    let name = input.name();
    let unread = |e: &std::io::Error| Failure::Other(format!("{name} cannot be read: {e}"));
    let opened = Rows::open(input.carrier(), progress.watch(input)).map_err(|e| match e {
        OpenError::Io(e) => unread(&e),
        OpenError::Refused(refused) => told(&refused, wanted.lang),
    });
    let (head, rows) = opened?;
    let plan = Plan::new(view, wanted, &head).map_err(|refused| told(&refused, wanted.lang))?;
    output.write_all(&plan.head(&head)).map_err(|e| output.failed(&e))?;
    let answer = move |chunk: &mut Chunk, text: &mut Vec<u8>| plan.answer(chunk, text);
    pipeline::run(answer, rows, output, progress).map_err(|stopped| match stopped {
        pipeline::Stopped::Reading(e) => unread(&e),
        pipeline::Stopped::Writing(e) => output.failed(&e),
    })
}

fn told(refused: &Refused, lang: Lang) -> Failure {
    // Here `--layers` is the folder.
    let option = if refused.parameter == "layers" { "of" } else { refused.parameter };
    Failure::Other(format!("--{option}: {}", refused.text(lang)))
}

fn wanted(asked: &AtFlags, lang: Lang) -> Wanted {
    let flags = &asked.batch;
    let columns = Columns { layers: asked.of_layers.clone(), fields: flags.fields.clone() };
    Wanted {
        columns,
        lon: flags.lon_column.clone(),
        lat: flags.lat_column.clone(),
        prefix: flags.prefix.clone(),
        error: flags.error.clone(),
        radius_m: asked.radius_m,
        lang,
    }
}
