//! All that is served of a layers folder as one file, from which a service starts without reading
//! a source or indexing it: prepared layers, what finds places in them, and the index of search.
//!
//! Layout, all numbers little-endian: the 7 bytes `WARENGS` and a format number; the length of
//! the head as 64 bits, the head as JSON and 32 bytes of BLAKE3 over it; then the sections that
//! the head lists, each with its own hash there. It is read and not mapped into memory, so that a
//! file which is cut short while it is read costs an error and not the process.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::{ErrorKind, Write};
use std::os::unix::fs::FileExt;
use std::path::Path;
use std::sync::Arc;

use serde::{Deserialize, Serialize};
use thiserror::Error;

use super::side_by_side::side_by_side;
use super::{Options, Served, archived, prepared_folder, real_folder};
use crate::model::{Access, City, Defect, Layer, LayerId, Prepared};
use crate::search::Index;
use crate::snapshot::{Grant, LayerVersion, Published, Snapshot};

const MAGIC: &[u8; 7] = b"WARENGS";

/// Raised whenever the head, the index or what they mean change.
const FORMAT: u8 = 3;

const HASH_BYTES: usize = 32;

/// More is no head. Units: bytes.
const MOST_OF_HEAD: u64 = 64 << 20;

/// What is in the file.
#[derive(Serialize, Deserialize)]
struct Head {
    /// The name of what is served from it.
    snapshot: String,
    city: City,
    access: BTreeMap<LayerId, Access>,
    /// Layers that are files of tiles: they stay where they are.
    archives: Vec<Layer>,
    layers: Vec<LayerSections>,
    index: Section,
}

/// What is kept of a layer, one after the other.
#[derive(Serialize, Deserialize)]
struct LayerSections {
    /// Its prepared file.
    prepared: Section,
    /// What finds places in it.
    indexes: Section,
}

/// Bytes that follow, and their BLAKE3.
#[derive(Serialize, Deserialize)]
struct Section {
    bytes: u64,
    hash: String,
}

/// Why a file cannot be served from.
#[derive(Debug, Error)]
pub enum BundleError {
    /// The file system refused.
    #[error("cannot be read or written: {0}")]
    Io(#[from] std::io::Error),
    /// Another program's file, or one of another version of this program.
    #[error("is no snapshot of this version of wareng; make it again with `wareng snapshot build`")]
    Format,
    /// It was cut short or altered.
    #[error("is damaged ({0}); make it again with `wareng snapshot build`")]
    Damaged(&'static str),
    /// A file of tiles beside it is not what it was, or prepared files are not.
    #[error(
        "does not fit the layers folder any more ({0}); make it again with `wareng snapshot build`"
    )]
    Stale(String),
}

/// Writes what was just loaded of a layers folder, with the index of search that everybody uses.
///
/// # Errors
/// Where writing fails, or a prepared file is not that of its layer any more.
pub fn write(
    options: &Options,
    snapshot: &Snapshot,
    to: &mut impl Write,
) -> Result<(), BundleError> {
    let view = snapshot.view(&Grant::everything());
    let folder = prepared_folder(options).map_err(stale)?;
    let (archives, prepared): (Vec<_>, Vec<_>) = view.layers().partition(|l| l.archive().is_some());
    let mut sections = Vec::new();
    for layer in prepared {
        let path = folder.join(format!("{}.prepared", layer.layer().id));
        let bytes = std::fs::read(&path)?;
        let is_of_it = Prepared::from_bytes(&bytes, path.display().to_string()).is_ok_and(|of| {
            of.version == layer.version() && of.prepared.fingerprint == layer.fingerprint()
        });
        if !is_of_it {
            return Err(BundleError::Stale(path.display().to_string()));
        }
        sections.push([bytes, layer.indexes()]);
    }
    let index = postcard::to_stdvec(&Index::of(&snapshot.view(&Grant::public())))
        .map_err(std::io::Error::other)?;
    let head = Head {
        snapshot: view.version().to_owned(),
        city: view.city().clone(),
        access: snapshot.accesses().clone(),
        archives: archives.into_iter().map(|l| l.layer().clone()).collect(),
        layers: sections.iter().map(LayerSections::of).collect(),
        index: Section::of(&index),
    };
    let head = serde_json::to_vec(&head).map_err(std::io::Error::from)?;
    to.write_all(MAGIC)?;
    to.write_all(&[FORMAT])?;
    to.write_all(&(head.len() as u64).to_le_bytes())?;
    to.write_all(&head)?;
    to.write_all(blake3::hash(&head).as_bytes())?;
    sections.iter().flatten().try_for_each(|section| to.write_all(section))?;
    to.write_all(&index)?;
    Ok(())
}

/// Reads what is served, with the index of search.
///
/// # Errors
/// Where the file cannot be read, is of another format, is damaged, or does not fit the files of
/// tiles in the layers folder any more.
pub fn read(options: &Options, path: &Path) -> Result<(Published, Index), BundleError> {
    let file = Sections::open(path)?;
    let (head, mut at) = file.head()?;
    let mut parts = Vec::new();
    for layer in head.layers.iter().map(Some).chain([None]) {
        let bytes = layer.map_or(head.index.bytes, LayerSections::bytes);
        parts.push((bytes, at, layer));
        at = at.saturating_add(bytes);
    }
    if at != file.bytes {
        return Err(BundleError::Damaged("its end"));
    }
    // The largest first: the others are made beside it.
    parts.sort_by_key(|(bytes, ..)| std::cmp::Reverse(*bytes));
    let read = side_by_side(options.workers, parts, |(_, at, layer)| match layer {
        Some(layer) => file.layer(at, layer),
        None => file.index(at, &head.index),
    });
    let (mut served, mut index) = (Served::new(), None);
    for part in read {
        match part? {
            Part::Layer(layer) => _ = served.insert(layer.layer().id.clone(), Arc::new(*layer)),
            Part::Index(of_search) => index = Some(of_search),
        }
    }
    let index = *index.ok_or(BundleError::Damaged(INDEX))?;
    let folder = real_folder(options).map_err(stale)?;
    for layer in head.archives {
        let layer = archived::open(&folder, layer).map_err(stale)?;
        served.insert(layer.layer().id.clone(), Arc::new(layer));
    }
    let snapshot = Snapshot::new(head.city, served.into_values(), Default::default());
    let snapshot = snapshot.with_access(head.access);
    let [all, public] = [Grant::everything(), Grant::public()].map(|grant| snapshot.view(&grant));
    if all.version() != head.snapshot || public.version() != index.version() {
        return Err(BundleError::Stale("its layers are others".into()));
    }
    Ok((snapshot.into(), index))
}

/// Hands on the prepared file of each layer in a file, one after the other.
///
/// # Errors
/// Where the file cannot be read, is of another format, or is damaged; or what it was handed to
/// could not take it.
pub fn each_layer(
    path: &Path,
    mut take: impl FnMut(Vec<u8>) -> std::io::Result<()>,
) -> Result<(), BundleError> {
    let file = Sections::open(path)?;
    let (head, mut at) = file.head()?;
    for sections in &head.layers {
        take(file.section(at, &sections.prepared, A_LAYER)?)?;
        at = at.saturating_add(sections.bytes());
    }
    Ok(())
}

fn stale(defects: Vec<Defect>) -> BundleError {
    BundleError::Stale(defects.iter().map(ToString::to_string).collect::<Vec<_>>().join("; "))
}

/// What a section holds.
enum Part {
    Layer(Box<LayerVersion>),
    Index(Box<Index>),
}

const A_LAYER: &str = "a layer";
const INDEXES: &str = "the indexes of a layer";
const INDEX: &str = "the index of search";

impl Section {
    fn of(bytes: &[u8]) -> Self {
        Self { bytes: bytes.len() as u64, hash: blake3::hash(bytes).to_hex().to_string() }
    }
}

impl LayerSections {
    fn of([prepared, indexes]: &[Vec<u8>; 2]) -> Self {
        Self { prepared: Section::of(prepared), indexes: Section::of(indexes) }
    }

    fn bytes(&self) -> u64 {
        self.prepared.bytes.saturating_add(self.indexes.bytes)
    }
}

/// The file, of which several read their own sections.
struct Sections {
    file: File,
    bytes: u64,
}

impl Sections {
    fn open(path: &Path) -> Result<Self, BundleError> {
        let file = File::open(path)?;
        let about = file.metadata()?;
        if !about.is_file() {
            return Err(BundleError::Format);
        }
        Ok(Self { file, bytes: about.len() })
    }

    /// What is in it, and where that begins.
    fn head(&self) -> Result<(Head, u64), BundleError> {
        const WHAT: &str = "its head";
        if self.take(0, 8, "its beginning")? != [&MAGIC[..], &[FORMAT]].concat() {
            return Err(BundleError::Format);
        }
        let length = self.take(8, 8, WHAT)?.try_into().map(u64::from_le_bytes);
        let length = length.ok().filter(|length| *length <= MOST_OF_HEAD);
        let length = length.ok_or(BundleError::Damaged(WHAT))?;
        let bytes = self.take(16, length, WHAT)?;
        if self.take(16 + length, HASH_BYTES as u64, WHAT)? != blake3::hash(&bytes).as_bytes() {
            return Err(BundleError::Damaged(WHAT));
        }
        // What is whole and still cannot be read was written by another version.
        let head = serde_json::from_slice(&bytes).map_err(|_e| BundleError::Format)?;
        Ok((head, 16 + length + HASH_BYTES as u64))
    }

    /// A layer. A prepared file has a hash of its own, and the name of all that is served says
    /// which file it is: it is not hashed once more.
    fn layer(&self, at: u64, sections: &LayerSections) -> Result<Part, BundleError> {
        let bytes = self.take(at, sections.prepared.bytes, A_LAYER)?;
        let stored = Prepared::from_bytes(&bytes, String::new());
        let stored = stored.map_err(|_e| BundleError::Damaged(A_LAYER))?;
        // Its room is for the indexes.
        drop(bytes);
        let at = at.saturating_add(sections.prepared.bytes);
        let indexes = self.section(at, &sections.indexes, INDEXES)?;
        let layer = LayerVersion::indexed(stored, &indexes);
        layer.map(|layer| Part::Layer(Box::new(layer))).ok_or(BundleError::Damaged(INDEXES))
    }

    fn index(&self, at: u64, section: &Section) -> Result<Part, BundleError> {
        let index = postcard::from_bytes(&self.section(at, section, INDEX)?);
        index.map(|index| Part::Index(Box::new(index))).map_err(|_e| BundleError::Damaged(INDEX))
    }

    fn section(
        &self,
        at: u64,
        section: &Section,
        what: &'static str,
    ) -> Result<Vec<u8>, BundleError> {
        let bytes = self.take(at, section.bytes, what)?;
        let is_whole = blake3::hash(&bytes).to_hex().as_str() == section.hash;
        is_whole.then_some(bytes).ok_or(BundleError::Damaged(what))
    }

    /// So many bytes; no room is made for more than the file has.
    fn take(&self, at: u64, count: u64, what: &'static str) -> Result<Vec<u8>, BundleError> {
        if at.checked_add(count).is_none_or(|end| end > self.bytes) {
            return Err(BundleError::Damaged(what));
        }
        let mut bytes = vec![0; usize::try_from(count).map_err(|_e| BundleError::Damaged(what))?];
        self.file.read_exact_at(&mut bytes, at).map_err(|e| match e.kind() {
            ErrorKind::UnexpectedEof => BundleError::Damaged(what),
            _ => BundleError::Io(e),
        })?;
        Ok(bytes)
    }
}
