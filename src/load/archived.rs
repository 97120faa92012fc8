//! Layers that are files of tiles: opened, not ingested.

use std::collections::BTreeMap;
use std::path::Path;

use super::{Refused, Served};
use crate::archive::Archive;
use crate::ingest;
use crate::model::{Defect, Layer, LayerId};
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

/// Refuses files that bring a source layer of a name that another layer may write: the layers of
/// a tile have names of their own, and any layers can be asked for in one tile.
///
/// The names in a file stay as they are, for styles that are made for it name them.
pub(super) fn refuse_namesakes(served: &mut Served, refused: &mut Refused) {
    let mut taken: BTreeMap<String, LayerId> = BTreeMap::new();
    let ours = served.iter().filter(|(_, l)| l.archive().is_none()).map(|(id, _)| id);
    for id in ours.chain(refused.keys()) {
        for name in [id.to_string(), id.unmapped(), id.label()] {
            taken.insert(name, id.clone());
        }
    }
    let files: Vec<LayerId> =
        served.iter().filter(|(_, l)| l.archive().is_some()).map(|(id, _)| id.clone()).collect();
    for id in files {
        let Some(layer) = served.get(&id) else { continue };
        let names = || layer.archive().into_iter().flat_map(|a| &a.metadata().vector_layers);
        let defects: Vec<Defect> = names()
            .filter_map(|l| Some((&l.id, taken.get(&l.id)?)))
            .map(|(name, owner)| {
                let file = layer.layer().source.file.display().to_string();
                let reason = format!("its layer `{name}` has the name of one of layer `{owner}`");
                let mend = format!("rename {owner}.toml, or that layer in the file");
                Defect::new(file, reason, mend)
            })
            .collect();
        if defects.is_empty() {
            taken.extend(names().map(|l| (l.id.clone(), id.clone())));
        } else {
            served.remove(&id);
            refused.insert(id, defects);
        }
    }
}
