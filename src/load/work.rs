//! The layers of a folder, made side by side.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::Arc;

use super::side_by_side::side_by_side;
use super::{Event, Options, Told, archived};
use crate::ingest::{self, Job};
use crate::model::{City, Defect, Format, Layer, LayerId, Prepared, Stored};
use crate::snapshot::{LayerVersion, View};

/// What is to be made, and of what.
pub(super) struct Work<'a> {
    pub(super) options: &'a Options,
    /// The layers folder, absolute.
    pub(super) folder: PathBuf,
    /// Where prepared files are, absolute.
    pub(super) prepared: PathBuf,
    pub(super) city: &'a City,
    /// What is served already.
    pub(super) before: Option<&'a View>,
    pub(super) told: Told<'a>,
}

type Outcome = Result<Arc<LayerVersion>, Vec<Defect>>;

impl Work<'_> {
    /// What comes of each layer, in no order.
    pub(super) fn on_all(&self, layers: BTreeMap<LayerId, Layer>) -> Vec<(LayerId, Outcome)> {
        let layers = layers.into_values().collect();
        side_by_side(self.options.workers, layers, |layer: Layer| {
            let id = layer.id.clone();
            let outcome = self.on(layer);
            (self.told)(&id, outcome.as_deref().map_or(Event::Refused, ready));
            (id, outcome)
        })
    }

    fn on(&self, layer: Layer) -> Outcome {
        let before = self.before.and_then(|view| view.shared_layer(&layer.id));
        if layer.source.format == Format::PmTiles {
            let opened = archived::open(&self.folder, layer)?;
            let same = before.filter(|b| b.version() == opened.version());
            return Ok(same.map_or_else(|| Arc::new(opened), Arc::clone));
        }
        let fingerprint = self.fingerprint(&layer)?;
        if let Some(same) = before.filter(|b| b.fingerprint() == fingerprint) {
            (self.told)(&layer.id, Event::Unchanged);
            return Ok(Arc::clone(same));
        }
        let out = self.prepared.join(format!("{}.prepared", layer.id));
        let kept =
            Prepared::read(&out).ok().filter(|kept| kept.prepared.fingerprint == fingerprint);
        if let Some(kept) = kept {
            (self.told)(&layer.id, Event::Unchanged);
            return Ok(Arc::new(LayerVersion::of(kept)));
        }
        let job = Job {
            folder: self.folder.clone(),
            out,
            layer,
            area: self.city.area,
            usual_crs: self.city.usual_crs.clone(),
            fingerprint,
        };
        self.ingest(&job).map(|stored| Arc::new(LayerVersion::of(stored)))
    }

    /// The prepared layer of a job, read from its source.
    fn ingest(&self, job: &Job) -> Result<Stored, Vec<Defect>> {
        let (id, options) = (&job.layer.id, self.options);
        let wrong = |reason: String, mend: &str| {
            vec![Defect::new(job.layer.source.file.display().to_string(), reason, mend)]
        };
        ingest::ingest(&options.program, job, options.limits, &mut |progress| {
            (self.told)(id, Event::Reading(progress));
        })?;
        // Who writes while it is read would have half of it published.
        if self.fingerprint(&job.layer)? != job.fingerprint {
            std::fs::remove_file(&job.out).ok();
            let reason = "was changed while it was read".to_owned();
            return Err(wrong(reason, "read it again when it is written whole"));
        }
        Prepared::read(&job.out).map_err(|e| wrong(e.to_string(), "try again"))
    }

    fn fingerprint(&self, layer: &Layer) -> Result<String, Vec<Defect>> {
        ingest::fingerprint(&self.folder, layer, self.city.area).map_err(|defect| vec![defect])
    }
}

fn ready(layer: &LayerVersion) -> Event {
    match layer.archive() {
        Some(archive) => Event::ReadyTiles(archive.tiles()),
        None => Event::Ready(layer.len()),
    }
}
