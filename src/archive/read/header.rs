//! The first 127 bytes of a file.

use super::Fault;
use super::pack::Packing;
use crate::model::Zooms;
use crate::place::{Bounds, MAX_ZOOM};

/// The length of the header.
pub(super) const BYTES: usize = 127;

const MAGIC: &[u8] = b"PMTiles";

const VERSION: u8 = 3;

/// The tile type of MVT.
const MVT: u8 = 1;

/// Where a part of the file stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Span {
    pub(super) offset: u64,
    pub(super) length: u64,
}

/// What a file of vector tiles says at its beginning: every span lies in the file.
#[derive(Debug, Clone)]
pub(super) struct Header {
    pub(super) root: Span,
    pub(super) metadata: Span,
    pub(super) leaves: Span,
    pub(super) tiles: Span,
    /// How directories and metadata are packed.
    pub(super) internal: Packing,
    /// How tiles are.
    pub(super) packing: Packing,
    pub(super) addressed: u64,
    pub(super) zooms: Zooms,
    pub(super) bounds: Bounds,
}

impl Header {
    pub(super) fn parse(bytes: &[u8], file_length: u64) -> Result<Self, Fault> {
        let bytes: &[u8; BYTES] = bytes.first_chunk().ok_or(Fault::NotPmtiles)?;
        if !bytes.starts_with(MAGIC) {
            return Err(Fault::NotPmtiles);
        }
        if bytes[7] != VERSION {
            return Err(Fault::Version(bytes[7]));
        }
        if bytes[99] != MVT {
            return Err(Fault::TileType(bytes[99]));
        }
        let span = |at: usize, what| {
            let span = Span { offset: u64_at(bytes, at), length: u64_at(bytes, at + 8) };
            let end = span.offset.checked_add(span.length);
            if end.is_none_or(|end| end > file_length) {
                return Err(Fault::Cut { what, file_length });
            }
            Ok(span)
        };
        let zooms = Zooms { min: bytes[100], max: bytes[101].min(MAX_ZOOM) };
        if zooms.min > zooms.max {
            return Err(Fault::Zooms { min: bytes[100], max: bytes[101] });
        }
        let degrees = [102, 106, 110, 114].map(|at| f64::from(i32_at(bytes, at)) / 1e7);
        let [west, south, east, north] = degrees;
        let on_globe = west >= -180.0 && east <= 180.0 && south >= -90.0 && north <= 90.0;
        let bounds = Bounds::new(degrees).filter(|_| on_globe && west < east && south < north);
        Ok(Self {
            root: span(8, "its directory")?,
            metadata: span(24, "its metadata")?,
            leaves: span(40, "its further directories")?,
            tiles: span(56, "its tiles")?,
            addressed: u64_at(bytes, 72),
            internal: Packing::of(bytes[97]).ok_or(Fault::Packing(bytes[97]))?,
            packing: Packing::of(bytes[98]).ok_or(Fault::Packing(bytes[98]))?,
            zooms,
            bounds: bounds.ok_or(Fault::Bounds(degrees))?,
        })
    }
}

fn u64_at(bytes: &[u8; BYTES], at: usize) -> u64 {
    let number = bytes.get(at..).and_then(|b| b.first_chunk()).copied();
    u64::from_le_bytes(number.unwrap_or_default())
}

fn i32_at(bytes: &[u8; BYTES], at: usize) -> i32 {
    let number = bytes.get(at..).and_then(|b| b.first_chunk()).copied();
    i32::from_le_bytes(number.unwrap_or_default())
}
