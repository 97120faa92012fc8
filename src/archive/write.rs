//! Writes a file through the crate pmtiles, which keeps a line of its directory for each tile
//! in memory and no tile.

use std::collections::HashSet;
use std::io::{self, Seek, SeekFrom, Write};

use libdeflater::CompressionLvl;
use pmtiles::{CallerKey, Compression, PmTilesWriter, PmtError, TileCoord, TileType};
use thiserror::Error;

use super::number;
use crate::model::Zooms;
use crate::place::{Bounds, TileId};

/// As the server codes tiles.
const GZIP_LEVEL: i32 = 6;

/// What a file says of itself.
#[derive(Debug, Clone)]
pub struct About {
    /// A JSON object: what tiles hold, whose they are.
    pub metadata: String,
    /// The zooms of its tiles.
    pub zooms: Zooms,
    /// What its tiles draw lies in here. Units: degrees.
    pub bounds: Bounds,
    /// Where maps begin: longitude, latitude, zoom.
    pub center: (f64, f64, u8),
}

/// A tile as files hold it, with a name of its content: what is the same has the same.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Packed {
    content: u128,
    bytes: Vec<u8>,
}

impl Packed {
    /// Packs the bytes of a tile. The same bytes are packed the same.
    ///
    /// # Errors
    /// None in practice: memory is the only writer.
    pub fn new(plain: &[u8]) -> io::Result<Self> {
        let level = CompressionLvl::new(GZIP_LEVEL).unwrap_or_default();
        let mut coder = libdeflater::Compressor::new(level);
        let mut bytes = vec![0; coder.gzip_compress_bound(plain.len())];
        let length = coder.gzip_compress(plain, &mut bytes).map_err(io::Error::other)?;
        bytes.truncate(length);
        let hash = blake3::hash(plain);
        let name = hash.as_bytes().first_chunk().copied().unwrap_or_default();
        Ok(Self { content: u128::from_le_bytes(name), bytes })
    }
}

/// Why a file could not be written.
#[derive(Debug, Error)]
pub enum WriteError {
    /// The disk is full, or gone.
    #[error(transparent)]
    Io(#[from] io::Error),
    /// A tile comes after one that it should come before: the file would not be read in one go.
    #[error("tile {z}/{x}/{y} is out of order")]
    Order {
        /// Zoom.
        z: u8,
        /// Column.
        x: u32,
        /// Row.
        y: u32,
    },
    /// The format holds no such file: a tile of 4 GiB, for one.
    #[error("the format PMTiles cannot hold this: {0}")]
    Format(PmtError),
}

impl From<PmtError> for WriteError {
    fn from(error: PmtError) -> Self {
        match error {
            PmtError::Reading(e) => Self::Io(e),
            other => Self::Format(other),
        }
    }
}

/// What a file has come to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Written {
    /// How many tiles can be asked for.
    pub tiles: u64,
    /// How many of them differ from each other.
    pub distinct: u64,
    /// The length of the file.
    pub bytes: u64,
}

/// Writes a whole file: `tiles` in the order of their numbers, each once. The first that failed
/// ends it, and what stands in `out` then is no file.
///
/// # Errors
/// Where a tile failed, or `out` does; and where tiles are out of order.
pub fn write<W: Write + Seek, E: From<WriteError>>(
    out: &mut W,
    about: &About,
    tiles: impl IntoIterator<Item = Result<(TileId, Packed), E>>,
) -> Result<Written, E> {
    let mut file = begin(about).create(&mut *out).map_err(WriteError::from)?;
    let mut contents = HashSet::new();
    let (mut count, mut next) = (0, 0);
    for tile in tiles {
        let (id, packed) = tile?;
        let (z, x, y) = (id.z(), id.x(), id.y());
        let number = number(id);
        if number < next {
            return Err(WriteError::Order { z, x, y }.into());
        }
        let coord = TileCoord::new(z, x, y).map_err(WriteError::from)?;
        let added = file.add_tile(coord, &packed.bytes, Some(packed.content));
        added.map_err(WriteError::from)?;
        contents.insert(packed.content);
        (count, next) = (count + 1, number.saturating_add(1));
    }
    file.finalize().map_err(WriteError::from)?;
    let bytes = out.seek(SeekFrom::End(0)).map_err(WriteError::from)?;
    let distinct = contents.len() as u64;
    Ok(Written { tiles: count, distinct, bytes })
}

fn begin(about: &About) -> PmTilesWriter<CallerKey<u128>> {
    let [west, south, east, north] = about.bounds.to_array();
    let (lon, lat, zoom) = about.center;
    PmTilesWriter::new(TileType::Mvt)
        .precompressed(Compression::Gzip)
        .min_zoom(about.zooms.min)
        .max_zoom(about.zooms.max)
        .bounds(west, south, east, north)
        .center(lon, lat)
        .center_zoom(zoom)
        .metadata(about.metadata.as_str())
        .dedup_by_key()
}
