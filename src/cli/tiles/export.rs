//! `wareng tiles export FILE`.

use std::time::Instant;

use wareng::archive::{self, About, Written};
use wareng::model::{Lang, Zooms};
use wareng::place::Bounds;
use wareng::snapshot::{Grant, LayerVersion, View};
use wareng::style::{self, Addresses};
use wareng::tile::{RENDERER, Walk};

use super::arguments::ExportFlags;
use super::pipeline::{self, Stopped};
use super::progress::Progress;
use super::scope;
use crate::cli::output::Output;
use crate::cli::settings::cores;
use crate::cli::{Failure, Settings, progress, tell};

pub(super) fn run(settings: &Settings, flags: &ExportFlags) -> Result<(), Failure> {
    let lang = Lang::from_tag(&flags.lang)
        .ok_or_else(|| Failure::Other(format!("--lang {}: use id or en", flags.lang)))?;
    if flags.output.extension().is_none_or(|e| !e.eq_ignore_ascii_case("pmtiles")) {
        let name = flags.output.display();
        return Err(Failure::Other(format!(
            "{name}: tiles are exported to PMTiles, so name the file ….pmtiles"
        )));
    }
    // Whether there is a place for it is known before a city is read for minutes.
    let mut output = Output::create_whole(&flags.output).map_err(Failure::Other)?;
    let options = settings.options().map_err(Failure::Other)?;
    let loaded = progress::load_with_progress(&options)?;
    loaded.published.refused.values().for_each(|defects| tell(defects));
    // A file is passed on: what not everybody may see is in it only where it is named.
    let named = flags.of_layers.is_some();
    let grant = if named { Grant::everything() } else { Grant::public() };
    let view = loaded.published.view(&grant);
    let layers = super::layers(&view, flags.of_layers.as_deref())?;

    let begun = Instant::now();
    let plan = Plan::new(&view, &layers, flags, lang)?;
    let progress = Progress::new(plan.tiles.clone().count() as u64);
    let written = plan.write(&layers, &mut output, &progress)?;
    if written.tiles == 0 {
        return Err(Failure::Other("all these tiles are empty: no file is written".into()));
    }
    output.finish().map_err(Failure::Other)?;
    progress.finish(&flags.output.display().to_string(), written, begun.elapsed());
    Ok(())
}

/// What is written: which tiles, and what their file says of them.
struct Plan {
    tiles: Walk,
    about: About,
}

impl Plan {
    fn new(
        view: &View,
        layers: &[&LayerVersion],
        flags: &ExportFlags,
        lang: Lang,
    ) -> Result<Self, Failure> {
        let all = style::tilejson(view.city(), layers, &Addresses::new("", RENDERER), lang)
            .ok_or_else(|| Failure::Other("these layers have no geometry to draw".into()))?;
        let has = Zooms { min: all.minzoom, max: all.maxzoom };
        let zooms = zooms(flags.zooms, has, layers)?;
        let extent = Bounds::from(all.bounds);
        let bounds = flags.bbox.map_or(Some(extent), |b| scope::shared(b, extent));
        let bounds = bounds.ok_or_else(|| {
            let [west, south, east, north] = all.bounds;
            let text = format!(
                "--bbox: nothing is drawn there; these layers lie in {west},{south},{east},{north}"
            );
            Failure::Other(text)
        })?;
        let all = all.narrowed(zooms, bounds);
        let metadata = style::metadata(&all, layers, RENDERER).to_string();
        let [lon, lat, _] = all.center;
        let about = About { metadata, zooms, bounds, center: (lon, lat, zooms.min) };
        Ok(Self { tiles: Walk::new(layers, zooms, flags.bbox), about })
    }

    fn write(
        &self,
        layers: &[&LayerVersion],
        output: &mut Output,
        progress: &Progress,
    ) -> Result<Written, Failure> {
        let tiles = self.tiles.clone();
        let written = pipeline::run(layers, tiles, cores(), progress, |tiles| {
            archive::write(output, &self.about, tiles)
        });
        written.map_err(|stopped| match stopped {
            Stopped::Writing(archive::WriteError::Io(e)) => output.failed(&e),
            other => Failure::Other(other.to_string()),
        })
    }
}

/// The zooms that are asked for, of those that there are; says which layers go on beyond.
fn zooms(asked: Option<Zooms>, has: Zooms, layers: &[&LayerVersion]) -> Result<Zooms, Failure> {
    let Zooms { min: from, max: to } = asked.unwrap_or(has);
    // Above the first zoom nothing is missed; below the last, something would be.
    let zooms = Zooms { min: from.max(has.min), max: to };
    if zooms.min > to || to > has.max {
        let text = format!(
            "--zooms {from}-{to}: tiles of these layers together are from zoom {} to {}",
            has.min, has.max
        );
        return Err(Failure::Other(text));
    }
    let ends = layers.iter().filter(|l| l.layer().zooms.max == has.max);
    let ends: Vec<&str> = ends.map(|l| l.layer().id.as_str()).collect();
    let deeper = layers.iter().filter(|l| l.layer().zooms.max > has.max);
    let deeper: Vec<&str> = deeper.map(|l| l.layer().id.as_str()).collect();
    if asked.is_none() && !deeper.is_empty() {
        eprintln!(
            "note: {} have tiles beyond zoom {}, where {} ends: maps draw the last ones larger",
            deeper.join(", "),
            has.max,
            ends.join(", ")
        );
    }
    Ok(zooms)
}
