//! Joins catalogue, ingest and snapshot: from a layers folder to what is served.

mod archived;

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};

use crate::catalog::{self, Catalog};
use crate::ingest::{self, Job, Limits, Progress};
use crate::model::{Defect, Format, Layer, LayerId, Prepared};
use crate::snapshot::{About, LayerVersion, Published, Snapshot};

/// Where things are, and what they may take.
#[derive(Debug, Clone)]
pub struct Options {
    /// The layers folder.
    pub folder: PathBuf,
    /// Where prepared files are kept; `.prepared` in the layers folder where nothing is said.
    pub prepared: Option<PathBuf>,
    /// The program that is started as the ingesting child: this one.
    pub program: PathBuf,
    /// What a child may take.
    pub limits: Limits,
    /// How many children run at once.
    pub workers: usize,
}

/// What happens to a layer while it loads.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Event {
    /// Its source is being read.
    Reading(Progress),
    /// Its source is unchanged: the prepared file is taken as it is.
    Unchanged,
    /// It was read and is in order, with this many features.
    Ready(usize),
    /// It is a file with this many tiles, and in order.
    ReadyTiles(u64),
    /// It is refused.
    Refused,
}

/// What became of a layers folder.
#[derive(Debug)]
pub struct Loaded {
    /// The layers in order, and what is wrong with the others.
    pub published: Published,
    /// What was left alone and was perhaps not meant to be.
    pub notes: Vec<Defect>,
}

/// Loads a layers folder: layers side by side, each that is wrong left out with its reasons.
///
/// # Errors
/// Where the folder or its `city.toml` cannot be used at all.
pub fn load(
    options: &Options,
    told: &(dyn Fn(&LayerId, Event) + Sync),
) -> Result<Loaded, Vec<Defect>> {
    let Catalog { city, layers, mut refused, notes } = catalog::read(&options.folder)?;
    refused.keys().for_each(|id| told(id, Event::Refused));
    let folder = real_folder(options)?;
    let prepared = prepared_folder(options)?;
    let about: BTreeMap<LayerId, About> = layers
        .iter()
        .map(|(id, l)| (id.clone(), About { kind: l.kind, title: l.title.clone() }))
        .collect();
    let queue = Mutex::new(layers.into_values());
    let outcomes = Mutex::new(Vec::new());
    std::thread::scope(|scope| {
        for _ in 0..options.workers.max(1) {
            scope.spawn(|| {
                while let Some(layer) = next(&queue) {
                    let id = layer.id.clone();
                    let job = |layer: Layer, fingerprint| Job {
                        folder: folder.clone(),
                        out: prepared.join(format!("{}.prepared", layer.id)),
                        layer,
                        area: city.area,
                        usual_crs: city.usual_crs.clone(),
                        fingerprint,
                    };
                    let outcome = if layer.source.format == Format::PmTiles {
                        archived::open(&folder, layer)
                    } else {
                        ingest::fingerprint(&folder, &layer, city.area)
                            .map_err(|d| vec![d])
                            .and_then(|f| version(&job(layer, f), options, &|e| told(&id, e)))
                    };
                    told(&id, outcome.as_ref().map_or(Event::Refused, ready));
                    outcomes.lock().unwrap_or_else(PoisonError::into_inner).push((id, outcome));
                }
            });
        }
    });
    let mut served = BTreeMap::new();
    for (id, outcome) in outcomes.into_inner().unwrap_or_else(PoisonError::into_inner) {
        match outcome {
            Ok(layer) => _ = served.insert(id, layer),
            Err(defects) => _ = refused.insert(id, defects),
        }
    }
    archived::refuse_namesakes(&mut served, &mut refused);
    let served = served.into_values().map(Arc::new);
    let unavailable = refused.keys().map(|id| (id.clone(), about.get(id).cloned())).collect();
    let snapshot = Snapshot::new(city, served, unavailable);
    Ok(Loaded { published: Published { refused, ..snapshot.into() }, notes })
}

fn ready(layer: &LayerVersion) -> Event {
    match layer.archive() {
        Some(archive) => Event::ReadyTiles(archive.tiles()),
        None => Event::Ready(layer.len()),
    }
}

fn next(queue: &Mutex<impl Iterator<Item = Layer>>) -> Option<Layer> {
    queue.lock().unwrap_or_else(PoisonError::into_inner).next()
}

fn real_folder(options: &Options) -> Result<PathBuf, Vec<Defect>> {
    options.folder.canonicalize().map_err(|e| {
        let name = options.folder.display().to_string();
        vec![Defect::new(name, format!("cannot be opened: {e}"), "name the layers folder")]
    })
}

fn prepared_folder(options: &Options) -> Result<PathBuf, Vec<Defect>> {
    let folder = options.prepared.clone().unwrap_or_else(|| options.folder.join(".prepared"));
    std::fs::create_dir_all(&folder).and_then(|()| folder.canonicalize()).map_err(|e| {
        let reason = format!("prepared files cannot be kept there: {e}");
        let mend = "name a folder that can be written with --prepared";
        vec![Defect::new(folder.display().to_string(), reason, mend)]
    })
}

/// The layer version of a job, from its prepared file where that is of the same work.
fn version(
    job: &Job,
    options: &Options,
    told: &dyn Fn(Event),
) -> Result<LayerVersion, Vec<Defect>> {
    let kept = Prepared::read(&job.out).ok().filter(|p| p.fingerprint == job.fingerprint);
    if let Some(prepared) = kept {
        told(Event::Unchanged);
        return Ok(LayerVersion::new(prepared));
    }
    ingest::ingest(&options.program, job, options.limits, &mut |p| told(Event::Reading(p)))?;
    let prepared = Prepared::read(&job.out).map_err(|e| {
        vec![Defect::new(job.layer.source.file.display().to_string(), e.to_string(), "try again")]
    })?;
    Ok(LayerVersion::new(prepared))
}
