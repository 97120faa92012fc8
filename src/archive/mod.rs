//! A pyramid of tiles in one file: [PMTiles 3](https://github.com/protomaps/PMTiles/blob/main/spec/v3/spec.md).
//!
//! Tiles stand in the order of their numbers: zoom by zoom, and in a zoom along Hilbert's curve.
//! One that says the same as another is kept once.

mod number;
mod read;
mod write;

pub use number::{number, tile_at};
pub use read::{Archive, ArchiveError, Fault, Metadata, VectorLayer};
pub use write::{About, Packed, WriteError, Written, write};
