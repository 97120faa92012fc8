//! Files of tiles as the crate pmtiles reads and writes them, which is not what serves them.
#![allow(
    dead_code,
    unreachable_pub,
    clippy::unwrap_used,
    reason = "shared by tests that use parts of it; what cannot be read fails the test"
)]

use std::collections::BTreeMap;
use std::io::{Cursor, Read};
use std::path::Path;
use std::sync::Arc;

use futures_util::TryStreamExt;
use pmtiles::{AsyncPmTilesReader, Compression, HashMapCache, PmTilesWriter, TileCoord, TileType};
use wareng::place::TileId;

/// All of a file.
pub struct Whole {
    /// The first and the last zoom.
    pub zooms: (u8, u8),
    /// West, south, east, north.
    pub bounds: [f64; 4],
    /// How many contents its header tells.
    pub contents: u64,
    /// How many lines its directories have, by its header.
    pub entries: u64,
    /// Its tiles, decoded.
    pub tiles: BTreeMap<(u8, u32, u32), Vec<u8>>,
    /// The metadata.
    pub metadata: serde_json::Value,
}

impl Whole {
    /// A tile that has to be there.
    pub fn tile(&self, id: TileId) -> Option<&[u8]> {
        self.tiles.get(&(id.z(), id.x(), id.y())).map(Vec::as_slice)
    }
}

/// The tile of [`made`].
pub const AT: (u8, u32, u32) = (12, 3304, 2127);

/// A file of one tile.
pub fn made(packing: Compression, tile: &[u8], metadata: &serde_json::Value) -> Vec<u8> {
    let mut out = Cursor::new(Vec::new());
    let (z, x, y) = AT;
    let writer = PmTilesWriter::new(TileType::Mvt).precompressed(packing).min_zoom(z).max_zoom(z);
    let writer = writer.bounds(110.0, -7.4, 110.9, -6.6).metadata(metadata.to_string());
    let mut file = writer.create(&mut out).unwrap();
    file.add_tile(TileCoord::new(z, x, y).unwrap(), tile).unwrap();
    file.finalize().unwrap();
    out.into_inner()
}

/// Reads all of a file, and holds its header against what is in it.
pub fn read(path: &Path) -> Whole {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    runtime.block_on(whole(path))
}

async fn whole(path: &Path) -> Whole {
    let reader = AsyncPmTilesReader::new_with_cached_path(HashMapCache::default(), path);
    let reader = Arc::new(reader.await.unwrap());
    let header = reader.get_header();
    assert_eq!((header.spec_version(), header.tile_type), (3, TileType::Mvt));
    assert_eq!(header.tile_compression, Compression::Gzip);
    assert!(header.clustered(), "tiles stand in their order");
    let entries: Vec<_> = Arc::clone(&reader).entries().try_collect().await.unwrap();
    let mut tiles = BTreeMap::new();
    for id in entries.iter().flat_map(|e| e.iter_coords()) {
        let coord = TileCoord::from(id);
        let packed = reader.get_tile(id).await.unwrap().unwrap();
        let mut plain = Vec::new();
        flate2::read::GzDecoder::new(packed.as_ref()).read_to_end(&mut plain).unwrap();
        assert!(!plain.is_empty());
        assert!(tiles.insert((coord.z(), coord.x(), coord.y()), plain).is_none(), "{coord:?}");
    }
    let count = |n: Option<std::num::NonZeroU64>| n.unwrap().get();
    assert_eq!(count(header.n_addressed_tiles()), tiles.len() as u64);
    assert_eq!(count(header.n_tile_entries()), entries.len() as u64);
    Whole {
        zooms: (header.min_zoom, header.max_zoom),
        bounds: [
            header.min_longitude,
            header.min_latitude,
            header.max_longitude,
            header.max_latitude,
        ],
        contents: count(header.n_tile_contents()),
        entries: count(header.n_tile_entries()),
        tiles,
        metadata: serde_json::from_str(&reader.get_metadata().await.unwrap()).unwrap(),
    }
}
