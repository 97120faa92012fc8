//! A file of tiles: the bytes are those of a PMTiles file.
//!
//! It is refused, or each tile of it is there, not there or an error; however much a packed
//! tile unpacks to, no more is taken than a tile may have.

use std::cell::OnceCell;

use tempfile::TempDir;
use wareng::archive::Archive;
use wareng::place::TileId;

/// What a tile may have. Units: bytes.
const MOST: usize = 32 << 20;

pub(crate) fn check(data: &[u8]) {
    thread_local!(static FOLDER: OnceCell<TempDir> = const { OnceCell::new() });
    FOLDER.with(|folder| {
        let folder = folder.get_or_init(|| tempfile::tempdir().expect("a folder"));
        let path = folder.path().join("a.pmtiles");
        std::fs::write(&path, data).expect("written");
        let Ok(archive) = Archive::open(&path) else { return };
        let zooms = archive.zooms();
        assert!(zooms.min <= zooms.max, "{zooms:?}");
        for z in [zooms.min, zooms.max] {
            for at in [0, (1 << z) - 1] {
                let id = TileId::new(z, at, at).expect("a tile of the world");
                if let Ok(Some(tile)) = archive.tile(id) {
                    assert!(tile.len() <= MOST, "{} bytes", tile.len());
                }
            }
        }
    });
}
