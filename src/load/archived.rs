//! Layers that are files of tiles: opened, not ingested.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

use super::{Refused, Served};
use crate::archive::Archive;
use crate::ingest;
use crate::model::{Access, Defect, Layer, LayerId};
use crate::snapshot::LayerVersion;

/// Opens the file of a layer and takes its zooms from it.
pub(super) fn open(folder: &Path, mut layer: Layer) -> Result<LayerVersion, Vec<Defect>> {
    let file = layer.source.file.display().to_string();
    let path = ingest::source_file(folder, &layer.source).map_err(|d| vec![d])?;
    let archive = Archive::open(&path)
        .map_err(|e| vec![Defect::new(&file, e.fault.to_string(), e.fault.mend())])?;
    if archive.metadata().vector_layers.is_empty() {
        let reason = "its metadata name no `vector_layers`, so that nobody knows what to draw";
        let mend = "make it again with a program that writes them, as tippecanoe and planetiler do";
        return Err(vec![Defect::new(file, reason, mend)]);
    }
    layer.zooms = archive.zooms();
    Ok(LayerVersion::of_archive(layer, archive))
}

/// Refuses layers that bring a source layer of a name that another may write: the layers of a tile
/// have names of their own, and any layers that somebody sees can be asked for in one tile. Files
/// of tiles give way to the others, and what fewer may see to what everybody may: nobody learns
/// by it what is hidden.
///
/// The names in a file stay as they are, for styles that are made for it name them.
pub(super) fn refuse_namesakes(
    access: &BTreeMap<LayerId, Access>,
    served: &mut Served,
    refused: &mut Refused,
) {
    let mut taken: BTreeMap<String, LayerId> = BTreeMap::new();
    let is_restricted = |id: &LayerId| access.get(id) != Some(&Access::Public);
    let is_file = |id: &LayerId| served.get(id).is_some_and(|l| l.archive().is_some());
    let mut ids: Vec<LayerId> = served.keys().chain(refused.keys()).cloned().collect();
    ids.sort_by_key(|id| (is_restricted(id), is_file(id)));
    for id in ids {
        let names = names(&id, served.get(&id));
        let owner = |name: &String| Some((name.clone(), taken.get(name)?.clone()));
        let clashes: Vec<_> = names.iter().filter_map(owner).collect();
        if let (Some(layer), false) = (served.get(&id), clashes.is_empty()) {
            let defect = |(name, owner): (String, LayerId)| {
                clash(layer, &name, Some(owner).filter(|o| may_name(access, &id, o)))
            };
            let defects = clashes.into_iter().map(defect).collect();
            served.remove(&id);
            refused.insert(id, defects);
        } else {
            taken.extend(names.into_iter().map(|name| (name, id.clone())));
        }
    }
}

/// The source layers that a layer writes into tiles, or would if it were in order.
fn names(id: &LayerId, layer: Option<&Arc<LayerVersion>>) -> Vec<String> {
    match layer.and_then(|l| l.archive()) {
        Some(file) => file.metadata().vector_layers.iter().map(|l| l.id.clone()).collect(),
        None => vec![id.to_string(), id.unmapped(), id.label()],
    }
}

/// Whether all who may read what is wrong with a layer may know of the other.
fn may_name(access: &BTreeMap<LayerId, Access>, id: &LayerId, other: &LayerId) -> bool {
    let of = |id: &LayerId| access.get(id).unwrap_or(&Access::Nobody);
    of(id).is_within(of(other))
}

fn clash(layer: &LayerVersion, name: &str, owner: Option<LayerId>) -> Defect {
    let file = layer.layer().source.file.display().to_string();
    let (whose, other) = match owner {
        Some(owner) => (format!("layer `{owner}`"), format!("{owner}.toml")),
        None => ("another layer".to_owned(), "the other".to_owned()),
    };
    let reason = format!("its layer `{name}` has the name of one of {whose}");
    let mend = match layer.archive() {
        Some(_) => format!("rename {other}, or that layer in the file"),
        None => format!("rename {}.toml, or that layer in the file of {other}", layer.layer().id),
    };
    Defect::new(file, reason, mend)
}
