//! Reads a file by position: nothing of it is mapped into memory, so that a file which is cut
//! while it is served costs an answer and not the process; and nothing is read without a bound.

mod directory;
mod fault;
mod header;
mod metadata;
mod pack;

use std::fs::File;
use std::os::unix::fs::FileExt;
use std::path::{Path, PathBuf};

use super::number;
use crate::model::Zooms;
use crate::place::{Bounds, TileId};
use directory::Entry;
pub use fault::{ArchiveError, Fault};
use header::{Header, Span};
pub use metadata::{Metadata, VectorLayer};
use pack::Packing;

/// What a tile or the metadata may have, packed or not. Tiles are some hundred kilobytes.
const MOST_BYTES: usize = 32 << 20;

/// The same for a directory, whose lines take some times as much once they are read. Those of
/// the whole planet have some hundred kilobytes.
const MOST_OF_DIRECTORY: usize = 4 << 20;

/// How many directories lead to a tile at most: writers make two.
const DEEPEST: usize = 4;

/// A file of vector tiles, open for reading.
#[derive(Debug)]
pub struct Archive {
    path: PathBuf,
    file: File,
    header: Header,
    root: Vec<Entry>,
    metadata: Metadata,
    hash: blake3::Hash,
}

impl Archive {
    /// Opens a file, and checks what it says of itself.
    ///
    /// # Errors
    /// Where it cannot be read, is something else, is cut off or damaged.
    pub fn open(path: &Path) -> Result<Self, ArchiveError> {
        Self::try_open(path).map_err(ArchiveError::of(path))
    }

    fn try_open(path: &Path) -> Result<Self, Fault> {
        let file = File::open(path)?;
        let about = file.metadata()?;
        if !about.is_file() {
            return Err(Fault::NotPmtiles);
        }
        let mut begin = vec![0; header::BYTES];
        file.read_exact_at(&mut begin, 0).map_err(|e| match e.kind() {
            std::io::ErrorKind::UnexpectedEof => Fault::NotPmtiles,
            _ => Fault::Io(e),
        })?;
        let header = Header::parse(&begin, about.len())?;
        let root = directory(&file, header.root, header.internal, "its directory")?;
        let metadata = read(&file, header.metadata, header.internal, MOST_BYTES, "its metadata")?;
        let metadata = Metadata::parse(&metadata)?;
        let mut hasher = blake3::Hasher::new();
        hasher.update_reader(&file)?;
        Ok(Self { path: path.to_owned(), file, header, root, metadata, hash: hasher.finalize() })
    }

    /// A tile as it was before it was packed; nothing where the file has none.
    ///
    /// # Errors
    /// Where the file cannot be read any more, or is damaged there.
    pub fn tile(&self, id: TileId) -> Result<Option<Vec<u8>>, ArchiveError> {
        self.try_tile(id).map_err(ArchiveError::of(&self.path))
    }

    fn try_tile(&self, id: TileId) -> Result<Option<Vec<u8>>, Fault> {
        let number = number(id);
        let Some(mut entry) = directory::find(&self.root, number).copied() else { return Ok(None) };
        for _ in 1..DEEPEST {
            if entry.run > 0 {
                let span = inside(self.header.tiles, &entry, "this tile")?;
                let packing = self.header.packing;
                return read(&self.file, span, packing, MOST_BYTES, "this tile").map(Some);
            }
            let span = inside(self.header.leaves, &entry, "a directory")?;
            let leaf = directory(&self.file, span, self.header.internal, "a directory")?;
            match directory::find(&leaf, number) {
                Some(found) => entry = *found,
                None => return Ok(None),
            }
        }
        let how = format!("more than {DEEPEST} of them lead to a tile");
        Err(Fault::Damaged { what: "a directory", how })
    }

    /// The zooms of its tiles.
    pub fn zooms(&self) -> Zooms {
        self.header.zooms
    }

    /// Where its tiles lie. Units: degrees.
    pub fn bounds(&self) -> Bounds {
        self.header.bounds
    }

    /// How many tiles it has, as it says.
    pub fn tiles(&self) -> u64 {
        self.header.addressed
    }

    /// What it says of its tiles.
    pub fn metadata(&self) -> &Metadata {
        &self.metadata
    }

    /// The hash of its bytes when it was opened.
    pub fn hash(&self) -> blake3::Hash {
        self.hash
    }
}

/// Where an entry leads: inside the part of the file that it belongs to.
fn inside(part: Span, entry: &Entry, what: &'static str) -> Result<Span, Fault> {
    let length = u64::from(entry.length);
    let end = entry.offset.checked_add(length).filter(|end| *end <= part.length);
    let how = || "its place is beyond the part of the file that it belongs to".to_owned();
    end.ok_or_else(|| Fault::Damaged { what, how: how() })?;
    Ok(Span { offset: part.offset + entry.offset, length })
}

fn directory(
    file: &File,
    span: Span,
    packing: Packing,
    what: &'static str,
) -> Result<Vec<Entry>, Fault> {
    let lines = read(file, span, packing, MOST_OF_DIRECTORY, what)?;
    let how = || "its lines do not fit together".to_owned();
    directory::parse(&lines).ok_or_else(|| Fault::Damaged { what, how: how() })
}

/// Reads a part of the file and unpacks it, to `most` bytes at most.
fn read(
    file: &File,
    span: Span,
    packing: Packing,
    most: usize,
    what: &'static str,
) -> Result<Vec<u8>, Fault> {
    let too_large = || Fault::TooLarge { what, most };
    let length = usize::try_from(span.length).ok().filter(|l| *l <= most);
    let mut packed = vec![0; length.ok_or_else(too_large)?];
    file.read_exact_at(&mut packed, span.offset).map_err(|e| match e.kind() {
        // It was longer when it was opened.
        std::io::ErrorKind::UnexpectedEof => Fault::Damaged { what, how: "it was cut off".into() },
        _ => Fault::Io(e),
    })?;
    let plain = packing.open(packed, most);
    let plain = plain.map_err(|e| Fault::Damaged { what, how: e.to_string() })?;
    plain.ok_or_else(too_large)
}
