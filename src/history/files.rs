use std::collections::{BTreeMap, BTreeSet};
use std::fs::{self, File};
use std::io::{self, ErrorKind, Write};
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use rustix::fs::{FlockOperation, flock};

use super::{HistoryError, Record};
use crate::archive::Archive;
use crate::ingest;
use crate::load::bundle;
use crate::model::{Layer, LayerId, Prepared, WholeFile};
use crate::snapshot::LayerVersion;

/// Where the files of what is served are.
#[derive(Debug, Clone, Copy)]
pub struct Sources<'a> {
    /// The layers folder, for files of tiles.
    pub layers: &'a Path,
    /// The folder of prepared files.
    pub prepared: &'a Path,
    /// What the service was started from, where the prepared files may still be others.
    pub bundle: Option<&'a Path>,
}

/// The files of layer versions, each named by its layer and version. They are the prepared files
/// themselves, which are replaced and never written to, under a second name where that can be, and
/// copies of files of tiles.
#[derive(Debug)]
pub(super) struct Files(PathBuf);

const PREPARED: &str = "prepared";
const TILES: &str = "pmtiles";

impl Files {
    pub(super) fn below(folder: &Path) -> io::Result<Self> {
        let folder = folder.join("layers");
        fs::create_dir_all(&folder)?;
        Ok(Self(folder))
    }

    /// Keeps others from changing anything until it is dropped.
    pub(super) fn lock(&self) -> io::Result<File> {
        let folder = File::open(&self.0)?;
        flock(&folder, FlockOperation::LockExclusive)?;
        Ok(folder)
    }

    /// Takes in the files of layers that are not there yet.
    pub(super) fn keep<'a>(
        &self,
        layers: impl Iterator<Item = &'a LayerVersion>,
        from: &Sources<'_>,
    ) -> Result<(), HistoryError> {
        let mut missing: BTreeMap<&str, &LayerVersion> = BTreeMap::new();
        for layer in layers {
            let is_archive = layer.archive().is_some();
            let to = self.path(&layer.layer().id, layer.version(), is_archive);
            let is_kept = to.exists()
                || if is_archive { take_tiles(layer, from, &to)? } else { take(layer, from, &to)? };
            if !is_kept {
                missing.insert(layer.fingerprint(), layer);
            }
        }
        if let (Some(bundle), false) = (from.bundle, missing.is_empty()) {
            self.take_from(bundle, &mut missing)?;
        }
        match missing.values().next() {
            Some(layer) => Err(HistoryError::Gone(layer.layer().id.to_string())),
            None => Ok(sync_folder(&self.0)?),
        }
    }

    fn take_from(
        &self,
        bundle: &Path,
        missing: &mut BTreeMap<&str, &LayerVersion>,
    ) -> Result<(), HistoryError> {
        let read = bundle::each_layer(bundle, |bytes| {
            let of = Prepared::from_bytes(&bytes, String::new()).ok();
            let layer = of.and_then(|of| missing.remove(of.prepared.fingerprint.as_str()));
            let Some(layer) = layer else { return Ok(()) };
            let to = self.path(&layer.layer().id, layer.version(), false);
            let mut file = WholeFile::private(&to)?;
            file.write_all(&bytes)?;
            file.finish()
        });
        read.map_err(|_e| HistoryError::Damaged(bundle.display().to_string()))
    }

    /// The layer of a version.
    pub(super) fn read(
        &self,
        id: &LayerId,
        version: &str,
        archive: Option<&Layer>,
    ) -> Result<LayerVersion, HistoryError> {
        let path = self.path(id, version, archive.is_some());
        let damaged = || HistoryError::Damaged(path.display().to_string());
        let layer = match archive {
            Some(layer) => {
                let archive = Archive::open(&path).map_err(|_e| damaged())?;
                LayerVersion::of_archive(layer.clone(), archive)
            }
            None => LayerVersion::of(Prepared::read(&path).map_err(|_e| damaged())?),
        };
        if layer.version() == version { Ok(layer) } else { Err(damaged()) }
    }

    /// How much the file of a version takes; nothing where it is not there.
    pub(super) fn bytes(&self, id: &LayerId, version: &str, is_archive: bool) -> u64 {
        self.path(id, version, is_archive).metadata().map_or(0, |about| about.len())
    }

    /// Removes the files that no record names, and what a process that was killed left.
    pub(super) fn remove_but(&self, records: &[Arc<Record>]) -> Result<(), HistoryError> {
        let of = |record: &Arc<Record>| -> Vec<PathBuf> {
            let layers = record.outline.layers.iter();
            layers.map(|(id, e)| self.path(id, &e.version, record.archive(id).is_some())).collect()
        };
        let named: BTreeSet<PathBuf> = records.iter().flat_map(of).collect();
        for entry in fs::read_dir(&self.0)? {
            let path = entry?.path();
            if !named.contains(&path) {
                fs::remove_file(path)?;
            }
        }
        Ok(sync_folder(&self.0)?)
    }

    fn path(&self, id: &LayerId, version: &str, is_archive: bool) -> PathBuf {
        let digits = version.trim_start_matches("b3:");
        let ending = if is_archive { TILES } else { PREPARED };
        self.0.join(format!("{id}-{digits}.{ending}"))
    }
}

/// Takes the prepared file of a layer, where that is of the version that is served.
fn take(layer: &LayerVersion, from: &Sources<'_>, to: &Path) -> io::Result<bool> {
    let path = from.prepared.join(format!("{}.{PREPARED}", layer.layer().id));
    let is_it = |path: &Path| {
        Prepared::read(path).is_ok_and(|of| of.prepared.fingerprint == layer.fingerprint())
    };
    put(&path, to, link, is_it)
}

fn take_tiles(layer: &LayerVersion, from: &Sources<'_>, to: &Path) -> io::Result<bool> {
    let source = ingest::source_file(from.layers, &layer.layer().source);
    let Ok(path) = source else { return Ok(false) };
    let hash = layer.archive().map(Archive::hash);
    // It is the publisher's, who may write over it: a second name would be of what comes next.
    put(&path, to, copy, |path| Archive::open(path).is_ok_and(|a| Some(a.hash()) == hash))
}

/// Puts a file there, if it is the right one under a name that nobody changes.
fn put(
    from: &Path,
    to: &Path,
    by: impl Fn(&Path, &Path) -> io::Result<()>,
    is_it: impl FnOnce(&Path) -> bool,
) -> io::Result<bool> {
    if !from.exists() {
        return Ok(false);
    }
    let folder = to.parent().unwrap_or(Path::new("."));
    let hidden = tempfile::Builder::new().prefix(".wareng-").make_in(folder, |path| {
        by(from, path)?;
        File::open(path)
    })?;
    let is_it = is_it(hidden.path());
    if is_it {
        hidden.as_file().sync_all()?;
        hidden.persist(to).map_err(|e| e.error)?;
    }
    Ok(is_it)
}

/// Gives a file a second name, or copies it where that cannot be.
fn link(from: &Path, to: &Path) -> io::Result<()> {
    fs::hard_link(from, to).or_else(|e| match e.kind() {
        ErrorKind::AlreadyExists => Err(e),
        _ => copy(from, to),
    })
}

fn copy(from: &Path, to: &Path) -> io::Result<()> {
    // As prepared files: the layer may be for few.
    let mut out = File::options().write(true).create_new(true).mode(0o600).open(to)?;
    io::copy(&mut File::open(from)?, &mut out).map(drop)
}

/// What was renamed or removed in a folder is so after the power fails, too.
pub(super) fn sync_folder(folder: &Path) -> io::Result<()> {
    File::open(folder)?.sync_all()
}
