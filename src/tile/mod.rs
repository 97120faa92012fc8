//! A vector tile of some layers: what ingest cut for it, with the attributes of its features.

mod archived;
mod encode;
pub mod inspect;
mod labels;
mod walk;

use std::borrow::Cow;

use thiserror::Error;

use crate::archive::ArchiveError;
pub use crate::generalize::BUFFER;
use crate::generalize::recut;
use crate::model::{Owner, PieceKind, Pyramid, Value};
use crate::place::{EXTENT, TileId};
use crate::snapshot::LayerVersion;
use encode::{LayerWriter, Tags};
use inspect::Malformed;
pub use walk::Walk;

/// Raised whenever the same layers would give other tiles.
pub const RENDERER: &str = "6";

/// Why a tile could not be written.
#[derive(Debug, Error)]
pub enum TileError {
    /// The encoder refused a geometry or a layer.
    #[error("layer `{layer}` in tile {z}/{x}/{y}: {source}")]
    Encode {
        /// The layer.
        layer: String,
        /// Zoom.
        z: u8,
        /// Column.
        x: u32,
        /// Row.
        y: u32,
        /// The cause.
        source: mvt::Error,
    },
    /// The file of a layer that is one cannot be read there.
    #[error(transparent)]
    Archive(#[from] ArchiveError),
    /// What a layer's file has there is no tile.
    #[error("layer `{layer}` in tile {z}/{x}/{y}: {source}")]
    Malformed {
        /// The layer.
        layer: String,
        /// Zoom.
        z: u8,
        /// Column.
        x: u32,
        /// Row.
        y: u32,
        /// The cause.
        source: Malformed,
    },
}

/// Renders a tile; `None` where none of the layers has anything in it. MVT 2.1, extent 4096.
///
/// # Errors
/// [`TileError::Encode`], which valid layers do not cause; and where the file of a layer that is
/// one is not as it was.
pub fn render(layers: &[&LayerVersion], id: TileId) -> Result<Option<Vec<u8>>, TileError> {
    let mut out = Vec::new();
    for layer in layers.iter().filter(|l| l.layer().zooms.contains(id.z())) {
        features(layer, id, &mut out);
        unmapped(layer, id, &mut out);
        labels::write(layer, id, &mut out).map_err(|source| TileError::Encode {
            layer: layer.layer().id.to_string(),
            z: id.z(),
            x: id.x(),
            y: id.y(),
            source,
        })?;
    }
    archived::join(&mut out, layers, id)?;
    Ok((!out.is_empty()).then_some(out))
}

fn features(layer: &LayerVersion, id: TileId, out: &mut Vec<u8>) {
    let mut writer = LayerWriter::new(layer.layer().id.as_str());
    let mut tags = Tags::of(layer);
    let pieces = pieces(&layer.drawn().features, id);
    writer.reserve(pieces.len(), pieces.iter().map(|(.., geometry)| geometry.len()).sum());
    pieces.iter().for_each(|(owner, kind, geometry)| match *owner {
        Owner::Feature(feature) => {
            let tags = tags.of_feature(feature, &mut writer);
            writer.feature(Some(layer.tile_id(feature)), tags, *kind, geometry);
        }
        Owner::Dust(rank) => {
            let class = layer.class(rank).map(|c| Value::Text(c.id.clone()));
            let class = class.iter().map(|class| ("class", class));
            let named = class.chain([("dust", &Value::Boolean(true))]);
            let tags: Vec<u32> = named.flat_map(|(k, v)| writer.tag(k, v)).collect();
            writer.feature(None, &tags, *kind, geometry);
        }
    });
    writer.finish(out);
}

fn unmapped(layer: &LayerVersion, id: TileId, out: &mut Vec<u8>) {
    let mut writer = LayerWriter::new(&layer.layer().id.unmapped());
    for (owner, kind, geometry) in pieces(&layer.drawn().unmapped, id) {
        match owner {
            Owner::Feature(_) => writer.feature(Some(1), &[], kind, &geometry),
            Owner::Dust(_) => {
                let tag = writer.tag("dust", &Value::Boolean(true));
                writer.feature(None, &tag, kind, &geometry);
            }
        }
    }
    writer.finish(out);
}

/// A piece of what a tile shows. The geometry is as MVT writes it.
type Piece<'p> = (Owner, PieceKind, Cow<'p, [u8]>);

/// What a tile shows, by owner.
fn pieces(pyramid: &Pyramid, id: TileId) -> Vec<Piece<'_>> {
    let Some(level) = pyramid.level(id.z()) else { return Vec::new() };
    let down = u32::from(id.z() - level.depth);
    let (column, row) = (id.x() >> down, id.y() >> down);
    let mut pieces: Vec<Piece<'_>> = Vec::new();
    for (piece, geometry) in level.pieces_in(column, row).filter_map(|at| level.piece(at)) {
        let cut = if down == 0 {
            Some(Cow::Borrowed(geometry))
        } else {
            let (x, y) = (id.x() - (column << down), id.y() - (row << down));
            recut(piece.kind, geometry, x, y).map(Cow::Owned)
        };
        pieces.extend(cut.map(|cut| (piece.owner, piece.kind, cut)));
    }
    let cut = pieces.len();
    let whole = level.around(column, row);
    pieces.extend(whole.map(|owner| (owner, PieceKind::Polygons, Cow::Borrowed(WHOLE))));
    if pieces.len() > cut {
        pieces.sort_by_key(|(owner, ..)| *owner);
    }
    pieces
}

/// A tile and its buffer, as an exterior ring: from the north-west corner right around.
const WHOLE: &[u8] = &{
    const fn zigzag(v: i64) -> [u8; 2] {
        let z = ((v << 1) ^ (v >> 63)).cast_unsigned();
        [(z & 0x7f) as u8 | 0x80, ((z >> 7) & 0x7f) as u8]
    }
    const SIDE: i64 = EXTENT as i64 + 2 * BUFFER as i64;
    let (corner, side, back) = (zigzag(-(BUFFER as i64)), zigzag(SIDE), zigzag(-SIDE));
    let _: () = assert!(SIDE < 1 << 13, "two bytes hold it");
    [
        9, corner[0], corner[1], corner[0], corner[1], // MoveTo
        26, side[0], side[1], 0, 0, side[0], side[1], back[0], back[1],
        0,  // LineTo, three times
        15, // ClosePath
    ]
};
