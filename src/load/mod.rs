//! Joins catalogue, ingest, snapshot and query: from a layers folder to what is published.

mod archived;
pub mod bundle;
mod golden;
mod side_by_side;
mod work;

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::Arc;

use crate::catalog::{self, Catalog};
use crate::ingest::{Limits, Progress};
use crate::model::{Access, Defect, Golden, Layer, LayerId};
use crate::snapshot::{About, Grant, LayerVersion, Published, Rules, Snapshot, View};
use work::Work;

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

/// Who is told what happens, from several threads.
pub type Told<'a> = &'a (dyn Fn(&LayerId, Event) + Sync);

/// The version of a layer that was served last, where somebody kept it.
pub type Last<'a> = &'a dyn Fn(&LayerId) -> Option<Arc<LayerVersion>>;

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
pub fn load(options: &Options, told: Told<'_>) -> Result<Loaded, Vec<Defect>> {
    load_beside(&Older::default(), options, told)
}

/// Loads a layers folder as a service that starts: of a layer that is wrong now the version is
/// taken that was served last, where it answers the questions of its manifest.
///
/// # Errors
/// Where the folder or its `city.toml` cannot be used at all.
pub fn resume(options: &Options, last: Last<'_>, told: Told<'_>) -> Result<Loaded, Vec<Defect>> {
    load_beside(&Older { served: None, last: Some(last) }, options, told)
}

/// Loads a layers folder beside what is served of it: what did not change is shared, and of a
/// layer that is wrong now the older version stays. Where that may be older than what was served
/// last, as after a start, it is that.
///
/// # Errors
/// Where the folder or its `city.toml` cannot be used at all.
pub fn reload(
    options: &Options,
    before: &Published,
    last: Last<'_>,
    told: Told<'_>,
) -> Result<Loaded, Vec<Defect>> {
    load_beside(&Older { served: Some(before), last: Some(last) }, options, told)
}

/// Where the older version of a layer is that is wrong now.
#[derive(Default)]
struct Older<'a> {
    /// In what is served.
    served: Option<&'a Published>,
    /// In what was served last, which is looked at first.
    last: Option<Last<'a>>,
}

fn load_beside(
    older: &Older<'_>,
    options: &Options,
    told: Told<'_>,
) -> Result<Loaded, Vec<Defect>> {
    let Catalog { city, layers, golden, mut access, mut refused, notes } =
        catalog::read(&options.folder)?;
    let before = older.served.map(|before| {
        keep_access(before, &mut access);
        before.view(&Grant::everything())
    });
    let before = before.as_ref();
    refused.keys().for_each(|id| told(id, Event::Refused));
    let (folder, prepared) = (real_folder(options)?, prepared_folder(options)?);
    let about: BTreeMap<LayerId, About> = layers
        .iter()
        .map(|(id, l)| (id.clone(), About { kind: l.kind, title: l.title.clone() }))
        .collect();
    let work = Work { options, folder, prepared, city: &city, before, told };
    let mut served = Served::new();
    for (id, outcome) in work.on_all(layers) {
        match outcome {
            Ok(layer) => _ = served.insert(id, layer),
            Err(defects) => _ = refused.insert(id, defects),
        }
    }
    golden::refuse_wrong(&golden, &mut served, &mut refused);
    archived::refuse_namesakes(&access, &mut served, &mut refused);
    let mut kept = before.map(|view| of_view(view, refused.keys())).unwrap_or_default();
    kept.extend(older.last.map(|l| of_last(l, refused.keys(), &golden)).unwrap_or_default());
    let mut outdated = keep_older(kept, &mut served, &mut refused);
    // An older file of tiles may have the name of a layer that is new.
    archived::refuse_namesakes(&access, &mut served, &mut refused);
    outdated.retain(|id, _| served.contains_key(id));
    let unavailable = refused.keys().map(|id| (id.clone(), about.get(id).cloned())).collect();
    let snapshot = Snapshot::new(city, served.into_values(), unavailable).with_access(access);
    Ok(Loaded { published: Published { snapshot, refused, outdated, pinned: None }, notes })
}

/// Where a manifest is wrong and leaves open who may see its layer, those may who could.
fn keep_access(before: &Published, access: &mut BTreeMap<LayerId, Access>) {
    for (id, access) in access.iter_mut().filter(|(_, access)| **access == Access::Nobody) {
        *access = before.snapshot.access(id).clone();
    }
}

/// Who may see what, as the layers folder says now. Where a manifest leaves that open, nothing is
/// said; nothing at all where the folder cannot be used.
pub fn rules(options: &Options) -> Rules {
    let Ok(catalog) = catalog::read(&options.folder) else { return Rules::default() };
    let small = |layer: &Layer| layer.population.as_ref()?.small_counts.clone();
    Rules {
        access: catalog.access.into_iter().filter(|(_, a)| *a != Access::Nobody).collect(),
        small_counts: catalog
            .layers
            .iter()
            .filter_map(|(id, l)| Some((id.clone(), small(l)?)))
            .collect(),
    }
}

type Served = BTreeMap<LayerId, Arc<LayerVersion>>;
type Refused = BTreeMap<LayerId, Vec<Defect>>;

/// Those of these layers that are in a view.
fn of_view<'l>(view: &View, ids: impl Iterator<Item = &'l LayerId>) -> Served {
    ids.filter_map(|id| Some((id.clone(), Arc::clone(view.shared_layer(id)?)))).collect()
}

/// The same as they were served last, where they answer what is asked of them now.
fn of_last<'l>(
    last: Last<'_>,
    ids: impl Iterator<Item = &'l LayerId>,
    golden: &BTreeMap<LayerId, Vec<Golden>>,
) -> Served {
    let mut found = ids.filter_map(|id| Some((id.clone(), last(id)?))).collect();
    golden::refuse_wrong(golden, &mut found, &mut Refused::new());
    found
}

/// Puts layers that are refused back in an older version, where there is one; these, with what is
/// wrong with the newer one.
fn keep_older(older: Served, served: &mut Served, refused: &mut Refused) -> Refused {
    let (outdated, without_older): (Refused, Refused) =
        std::mem::take(refused).into_iter().partition(|(id, _)| older.contains_key(id));
    *refused = without_older;
    served.extend(older);
    outdated
}

fn real_folder(options: &Options) -> Result<PathBuf, Vec<Defect>> {
    options.folder.canonicalize().map_err(|e| {
        let name = options.folder.display().to_string();
        vec![Defect::new(name, format!("cannot be opened: {e}"), "name the layers folder")]
    })
}

/// Where prepared files are kept; it is made where it is not there.
///
/// # Errors
/// Where it cannot be.
pub fn prepared_folder(options: &Options) -> Result<PathBuf, Vec<Defect>> {
    let folder = options.prepared.clone().unwrap_or_else(|| options.folder.join(".prepared"));
    std::fs::create_dir_all(&folder).and_then(|()| folder.canonicalize()).map_err(|e| {
        let reason = format!("prepared files cannot be kept there: {e}");
        let mend = "name a folder that can be written with --prepared";
        vec![Defect::new(folder.display().to_string(), reason, mend)]
    })
}
