use std::collections::BTreeMap;
use std::fs;
use std::io::{ErrorKind, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::HistoryError;
use super::files::sync_folder;
use crate::model::{Defect, Layer, LayerId, WholeFile};
use crate::snapshot::{Grant, Outline, Published};

/// All that answers of one snapshot depended on, but for the layers, which lie beside it.
///
/// Its file is the BLAKE3 of the rest in hexadecimal digits, a line end, and JSON. The name of the
/// file is its number.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Record {
    /// The larger, the newer.
    #[serde(skip)]
    pub number: u64,
    /// The name of the snapshot, as it is to those who see all of it. Where it was opened to
    /// others there are several of one name.
    pub id: String,
    /// Since when it was served.
    pub published: DateTime<Utc>,
    /// What it was made of.
    pub outline: Outline,
    /// The layers that are files of tiles.
    pub(super) archives: BTreeMap<LayerId, Layer>,
    pub(super) refused: BTreeMap<LayerId, Vec<Defect>>,
    pub(super) outdated: BTreeMap<LayerId, Vec<Defect>>,
}

const ENDING: &str = "json";

impl Record {
    pub(super) fn of(of: &Published, published: DateTime<Utc>) -> Self {
        let view = of.view(&Grant::everything());
        let archives = view.layers().filter(|layer| layer.archive().is_some());
        let archives = archives.map(|l| (l.layer().id.clone(), l.layer().clone())).collect();
        Self {
            number: 0,
            id: view.version().to_owned(),
            published,
            outline: of.snapshot.outline(),
            archives,
            refused: of.refused.clone(),
            outdated: of.outdated.clone(),
        }
    }

    /// Whether it is of the same layers, and for the same people.
    pub(super) fn is_of_the_same(&self, other: &Self) -> bool {
        self.outline == other.outline
    }

    /// Whether it says all that the other says.
    pub(super) fn says(&self, other: &Self) -> bool {
        Self { number: other.number, ..self.clone() } == *other
    }

    /// What is declared of a layer that is a file of tiles; nothing of another.
    pub(super) fn archive(&self, id: &LayerId) -> Option<&Layer> {
        self.archives.get(id)
    }

    pub(super) fn write(&self, below: &Path) -> Result<(), HistoryError> {
        let json = serde_json::to_vec(self).map_err(std::io::Error::from)?;
        let folder = folder(below);
        let mut file = WholeFile::private(&path(below, self.number))?;
        writeln!(file, "{}", blake3::hash(&json).to_hex())?;
        file.write_all(&json)?;
        file.finish()?;
        Ok(sync_folder(&folder)?)
    }

    pub(super) fn remove(&self, below: &Path) -> Result<(), HistoryError> {
        match fs::remove_file(path(below, self.number)) {
            Err(e) if e.kind() != ErrorKind::NotFound => Err(e.into()),
            _ => Ok(sync_folder(&folder(below))?),
        }
    }
}

/// Where records lie.
pub(super) fn folder(below: &Path) -> PathBuf {
    below.join("snapshots")
}

fn path(below: &Path, number: u64) -> PathBuf {
    folder(below).join(format!("{number:010}.{ENDING}"))
}

/// The numbers of the records on the disk, ascending.
pub(super) fn numbers(below: &Path) -> Result<Vec<u64>, HistoryError> {
    let mut numbers = Vec::new();
    for entry in fs::read_dir(folder(below))? {
        let name = entry?.file_name();
        let number = name.to_str().and_then(|n| n.strip_suffix(ENDING)?.strip_suffix('.'));
        numbers.extend(number.and_then(|n| n.parse::<u64>().ok()));
    }
    numbers.sort_unstable();
    Ok(numbers)
}

/// The records on the disk, the oldest first. Those that are not whole are passed over.
pub(super) fn read_all(below: &Path) -> Result<Vec<Arc<Record>>, HistoryError> {
    let mut records: Vec<Arc<Record>> = Vec::new();
    for number in numbers(below)? {
        match read(below, number) {
            Ok(record) => {
                // Who was killed between writing one anew and removing the older left both.
                records.retain(|older| !older.is_of_the_same(&record));
                records.push(Arc::new(record));
            }
            Err(error) => {
                let path = path(below, number);
                tracing::warn!("{}: {error}; it is passed over", path.display());
            }
        }
    }
    Ok(records)
}

fn read(below: &Path, number: u64) -> Result<Record, HistoryError> {
    let bytes = fs::read(path(below, number))?;
    let damaged = || HistoryError::Damaged(format!("record {number}"));
    let end = bytes.iter().position(|byte| *byte == b'\n').ok_or_else(damaged)?;
    let json = &bytes[end + 1..];
    if blake3::hash(json).to_hex().as_bytes() != &bytes[..end] {
        return Err(damaged());
    }
    let record: Record = serde_json::from_slice(json).map_err(|_e| damaged())?;
    Ok(Record { number, ..record })
}
