//! What tiles draw, and the grid that their units are counted on.

use wareng::place::{Coord, EXTENT, TileId, World, project};
use wareng::snapshot::LayerVersion;
use wareng::tile::render;

use crate::mvt::{self, Cell, Feature, Layer};

/// The last zoom of the frame: its units are whole numbers of none that is smaller.
pub(crate) const FINEST: u8 = 16;

/// Units of a tile of zoom 16, counted from the north-west corner of a tile of zoom 8, so that
/// positions in tiles of any zoom between are whole numbers. A unit of zoom `z` is `unit(z)`.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Frame {
    origin: (f64, f64),
}

impl Frame {
    /// Around a layer.
    pub(crate) fn of(layer: &LayerVersion) -> Self {
        let [west, _, _, north] = layer.drawn_bounds().unwrap().to_array();
        let corner = project(west, north);
        let side = f64::from(1_u32 << (FINEST - 8)) * f64::from(EXTENT);
        let first = |at: f64| (at * 256.0).floor() * side;
        Self { origin: (first(corner.x), first(corner.y)) }
    }

    /// Of a place in degrees.
    pub(crate) fn place(&self, c: &Coord) -> (f64, f64) {
        let all = f64::from(1_u32 << FINEST) * f64::from(EXTENT);
        let w = project(c.x, c.y);
        (w.x * all - self.origin.0, w.y * all - self.origin.1)
    }

    /// The inverse.
    pub(crate) fn world(&self, (x, y): (f64, f64)) -> World {
        let all = f64::from(1_u32 << FINEST) * f64::from(EXTENT);
        World { x: (x + self.origin.0) / all, y: (y + self.origin.1) / all }
    }

    /// A position in a tile.
    pub(crate) fn at(&self, tile: TileId, c: &Cell) -> (f64, f64) {
        let one = unit(tile.z());
        let at = |tile: u32, at: i32| (f64::from(tile) * f64::from(EXTENT) + f64::from(at)) * one;
        (at(tile.x(), c.0) - self.origin.0, at(tile.y(), c.1) - self.origin.1)
    }

    /// West, north, east, south of a tile without its buffer.
    pub(crate) fn core(&self, tile: TileId) -> [f64; 4] {
        let side = i32::try_from(EXTENT).unwrap();
        let ((west, north), (east, south)) = (self.at(tile, &(0, 0)), self.at(tile, &(side, side)));
        [west, north, east, south]
    }
}

/// How many units of the finest zoom a unit of a zoom is.
pub(crate) fn unit(z: u8) -> f64 {
    f64::from(1_u32 << (FINEST - z))
}

/// The source layers of a tile; none where nothing is drawn.
pub(crate) fn read(layers: &[&LayerVersion], tile: TileId) -> Vec<Layer> {
    let Some(bytes) = render(layers, tile).unwrap() else { return Vec::new() };
    mvt::read(&bytes, tile).unwrap_or_else(|e| panic!("{e}"))
}

/// The polygons of one source layer of a tile.
pub(crate) fn areas(layers: Vec<Layer>, name: &str) -> Vec<Feature> {
    let own = layers.into_iter().filter(|l| l.name == name);
    own.flat_map(|l| l.features).filter(|f| !f.polygons.is_empty()).collect()
}
