//! A vector tile of some layers: index, simplify, clip, round to the grid, encode.

mod archived;
mod clip;
#[cfg(test)]
mod contours;
mod encode;
mod grid;
mod holes;
pub mod inspect;
mod line;
mod pyramid;

use thiserror::Error;

use crate::archive::ArchiveError;
use crate::model::{Part, PartKind, Value};
use crate::place::{Bounds, Coord, EXTENT, TileId, World, unproject};
use crate::snapshot::{Drawn, LayerVersion};
use encode::TileBuilder;
use grid::{Geometry, Grid};
use inspect::Malformed;
pub use pyramid::Pyramid;

/// Units drawn beyond each side of a tile, so that outlines of some pixels are whole.
pub const BUFFER: u32 = 64;

/// Raised whenever the same layers would give other tiles.
pub const RENDERER: &str = "3";

/// How far a line may stray below a layer's last zoom, in grid units. At its last zoom every
/// vertex is drawn.
const TOLERANCE_UNITS: f64 = 1.0;

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
    let mut builder = TileBuilder::new();
    for layer in layers.iter().filter(|l| l.layer().zooms.contains(id.z())) {
        render_layer(layer, id, &mut builder).map_err(|source| TileError::Encode {
            layer: layer.layer().id.to_string(),
            z: id.z(),
            x: id.x(),
            y: id.y(),
            source,
        })?;
    }
    let rendered = builder.finish().map_err(|source| TileError::Encode {
        layer: String::new(),
        z: id.z(),
        x: id.x(),
        y: id.y(),
        source,
    })?;
    archived::join(rendered, layers, id)
}

fn render_layer(
    layer: &LayerVersion,
    id: TileId,
    builder: &mut TileBuilder,
) -> Result<(), mvt::Error> {
    let window = id.world_bounds(BUFFER);
    let Some(box_in_degrees) = degrees(&window) else { return Ok(()) };
    let canvas = Canvas { window, grid: Grid::of(id), tolerance: tolerance(layer, id) };
    let mut open = builder.layer(layer.layer().id.as_str());
    for feature in layer.drawn().in_box(&box_in_degrees) {
        let geometry = draw(layer.drawn(), feature, &canvas);
        open = open.add(layer.tile_id(feature), &tags(layer, feature), &geometry)?;
    }
    open.close()?;
    let unmapped = layer.unmapped();
    let mut open = builder.layer(&layer.layer().id.unmapped());
    for feature in unmapped.in_box(&box_in_degrees) {
        open = open.add(1, &[], &draw(unmapped, feature, &canvas))?;
    }
    open.close()?;
    let labels = layer.labels();
    let mut open = builder.layer(&layer.layer().id.label());
    for feature in labels.in_box(&box_in_degrees) {
        let point = draw(labels, feature, &canvas);
        open = open.add(layer.tile_id(feature), &tags(layer, feature), &point)?;
    }
    open.close()
}

/// What a feature carries in tiles: its class, and the fields that the manifest marks.
fn tags(layer: &LayerVersion, feature: u32) -> Vec<(&str, Value)> {
    let class = layer.rank(feature).and_then(|r| layer.class(r));
    let class = class.map(|c| ("class", Value::Text(c.id.clone())));
    let fields = layer.layer().fields.iter().filter(|f| f.tile);
    class
        .into_iter()
        .chain(fields.map(|f| (f.name.as_str(), layer.value(&f.name, feature))))
        .collect()
}

fn draw(drawn: &Drawn, feature: u32, canvas: &Canvas) -> Geometry {
    let mut geometry = Geometry::default();
    let shape = drawn.shapes().get(usize::try_from(feature).unwrap_or(usize::MAX));
    shape.parts().for_each(|part| draw_part(drawn, part, canvas, &mut geometry));
    geometry
}

/// In World units.
fn tolerance(layer: &LayerVersion, id: TileId) -> f32 {
    if id.z() >= layer.layer().zooms.max {
        return 0.0;
    }
    #[expect(clippy::cast_possible_truncation, reason = "a tolerance; a power of two besides")]
    let tolerance = (TOLERANCE_UNITS * id.size() / f64::from(EXTENT)) as f32;
    tolerance
}

/// What a layer is drawn on: the buffered box of the tile, its grid, and how far lines may stray.
struct Canvas {
    window: Bounds,
    grid: Grid,
    tolerance: f32,
}

fn draw_part(drawn: &Drawn, part: Part<'_>, canvas: &Canvas, geometry: &mut Geometry) {
    let Canvas { window, grid, tolerance } = canvas;
    let paths =
        part.path_indices().map(|p| drawn.simplified(p, *tolerance).collect::<Vec<Coord>>());
    match part.kind {
        PartKind::Point => {
            let inside = paths.flatten().filter(|c| window.contains(*c));
            geometry.points.extend(inside.map(|c| grid.snap(c)));
        }
        PartKind::Line => {
            let lines = paths.flat_map(|p| line::clip(&p, window));
            geometry.lines.extend(lines.filter_map(|l| grid.line(&l)));
        }
        PartKind::Polygon => {
            for polygon in clip::polygon(paths.collect(), window, grid.half_unit()) {
                geometry.rings.extend(grid.polygon(&polygon));
            }
        }
    }
}

/// The box in degrees that holds a box of the world.
fn degrees(window: &Bounds) -> Option<Bounds> {
    let (min, max) = (window.min(), window.max());
    let corner = |x: f64, y: f64| unproject(World { x: x.clamp(0.0, 1.0), y: y.clamp(0.0, 1.0) });
    let (north_west, south_east) = (corner(min.x, min.y)?, corner(max.x, max.y)?);
    Bounds::new([north_west.lon(), south_east.lat(), south_east.lon(), north_west.lat()])
}
