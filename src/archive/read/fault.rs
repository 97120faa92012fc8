use std::path::{Path, PathBuf};

use thiserror::Error;

/// Why a file of tiles cannot be read, or one of its tiles.
#[derive(Debug, Error)]
#[error("{}: {fault}", path.display())]
pub struct ArchiveError {
    /// The file.
    pub path: PathBuf,
    /// What is wrong with it.
    pub fault: Fault,
}

impl ArchiveError {
    pub(super) fn of(path: &Path) -> impl Fn(Fault) -> Self {
        move |fault| Self { path: path.to_owned(), fault }
    }
}

/// What is wrong with a file of tiles.
#[derive(Debug, Error)]
pub enum Fault {
    /// It cannot be read.
    #[error("it cannot be read: {0}")]
    Io(#[from] std::io::Error),
    /// It is something else.
    #[error("it is no PMTiles file")]
    NotPmtiles,
    /// It is of another version.
    #[error("it is of version {0} of PMTiles, and only version 3 is read")]
    Version(u8),
    /// Its tiles are pictures, or unknown.
    #[error("its tiles are {}, not vector tiles (MVT)", tile_type(*.0))]
    TileType(u8),
    /// It does not say how it is packed.
    #[error("it is packed in a way that is unknown here (number {0})")]
    Packing(u8),
    /// It ends too early.
    #[error("{what} would lie beyond its end at byte {file_length}: it is cut off")]
    Cut {
        /// What of it.
        what: &'static str,
        /// Its length.
        file_length: u64,
    },
    /// Its zooms are none.
    #[error("its tiles are said to be from zoom {min} to {max}")]
    Zooms {
        /// The first.
        min: u8,
        /// The last.
        max: u8,
    },
    /// Its bounds are none.
    #[error("it is said to lie in {0:?}, which is no box of west, south, east, north")]
    Bounds([f64; 4]),
    /// More than is read at once.
    #[error("{what} is larger than {} MiB", .most >> 20)]
    TooLarge {
        /// What of it.
        what: &'static str,
        /// What is read at most. Units: bytes.
        most: usize,
    },
    /// What is in it does not fit together.
    #[error("{what} is damaged: {how}")]
    Damaged {
        /// What of it.
        what: &'static str,
        /// What does not fit.
        how: String,
    },
}

impl Fault {
    /// What would be right.
    pub fn mend(&self) -> &'static str {
        match self {
            Self::Io(_) => "make it a readable file",
            Self::NotPmtiles => "name a PMTiles file",
            Self::Version(_) => "convert it: `pmtiles convert old.pmtiles new.pmtiles`",
            Self::TileType(_) => "name a file of vector tiles",
            Self::Packing(_) => "pack its tiles with gzip",
            Self::Cut { .. } | Self::Damaged { .. } => "copy or make it again",
            Self::Zooms { .. } | Self::Bounds(_) => {
                "make it again: `pmtiles edit` writes its header"
            }
            Self::TooLarge { .. } => "make it again with smaller tiles",
        }
    }
}

fn tile_type(number: u8) -> &'static str {
    match number {
        2 => "PNG images",
        3 => "JPEG images",
        4 => "WebP images",
        5 => "AVIF images",
        6 => "MapLibre tiles (MLT)",
        _ => "of an unknown sort",
    }
}
