//! Tiles of files beside those that are rendered: the bytes of two tiles in a row are one tile
//! with the layers of both (MVT 2.1 is protobuf, and `layers` is repeated).

use super::TileError;
use super::inspect::{Malformed, top_level};
use crate::archive::Archive;
use crate::place::TileId;
use crate::snapshot::LayerVersion;

/// Adds what the files among the layers have there to a rendered tile.
pub(super) fn join(
    tile: &mut Vec<u8>,
    layers: &[&LayerVersion],
    id: TileId,
) -> Result<(), TileError> {
    for layer in layers.iter().filter(|l| l.layer().zooms.contains(id.z())) {
        if let Some(archive) = layer.archive() {
            let found = archive.tile(id)?.unwrap_or_default();
            add(tile, archive, &found).map_err(|source| TileError::Malformed {
                layer: layer.layer().id.to_string(),
                z: id.z(),
                x: id.x(),
                y: id.y(),
                source,
            })?;
        }
    }
    Ok(())
}

/// Adds the layers that the file says it has, each once. Others are left out: their names may be
/// those of layers beside it. What is malformed would spoil these too.
fn add(tile: &mut Vec<u8>, archive: &Archive, found: &[u8]) -> Result<(), Malformed> {
    let mut declared: Vec<&str> =
        archive.metadata().vector_layers.iter().map(|l| l.id.as_str()).collect();
    for (name, bytes) in top_level(found)? {
        if let Some(at) = declared.iter().position(|d| *d == name) {
            declared.swap_remove(at);
            tile.extend_from_slice(bytes);
        }
    }
    Ok(())
}
