//! Which tiles there are to render: those over the boxes of layers, zoom by zoom.

use std::ops::RangeInclusive;

use super::BUFFER;
use crate::archive::tile_at;
use crate::model::Zooms;
use crate::place::{Bounds, Coord, TileId, project};
use crate::snapshot::LayerVersion;

/// The tiles that may hold something, in the order of their numbers (see [`crate::archive`]).
///
/// A tile that a layer reaches with its buffer alone is among them: the server answers it too.
/// An empty tile does not end its branch: what was too small to draw may be drawn deeper.
#[derive(Debug, Clone)]
pub struct Walk {
    layers: Vec<Cover>,
    within: Option<Bounds>,
    zooms: RangeInclusive<u8>,
    /// What is yet to be looked at of the zoom that is walked, the next last: a tile of a zoom
    /// from 0 to that one, by its place on the curve.
    open: Vec<(u8, u64)>,
    zoom: u8,
}

/// Where a layer has something. Units: World.
#[derive(Debug, Clone, Copy)]
struct Cover {
    zooms: Zooms,
    bounds: Bounds,
}

impl Walk {
    /// The tiles of some layers together, at some zooms. Units of `within`: degrees; tiles that
    /// it does not meet are left out.
    pub fn new(layers: &[&LayerVersion], zooms: Zooms, within: Option<Bounds>) -> Self {
        let cover = |layer: &&LayerVersion| {
            let bounds = world(layer.drawn_bounds()?);
            Some(Cover { zooms: layer.layer().zooms, bounds })
        };
        let layers = layers.iter().filter_map(cover).collect();
        let within = within.map(world);
        Self { layers, within, zooms: zooms.min..=zooms.max, open: Vec::new(), zoom: 0 }
    }

    /// Whether a tile of the zoom that is walked can lie in this one and hold something.
    fn meets(&self, id: TileId) -> bool {
        let buffered = id.world_bounds(BUFFER);
        let plain = id.world_bounds(0);
        self.within.is_none_or(|w| w.intersects(&plain))
            && self
                .layers
                .iter()
                .any(|l| l.zooms.contains(self.zoom) && l.bounds.intersects(&buffered))
    }
}

impl Iterator for Walk {
    type Item = TileId;

    fn next(&mut self) -> Option<TileId> {
        loop {
            let Some((z, along)) = self.open.pop() else {
                self.zoom = self.zooms.next()?;
                self.open.push((0, 0));
                continue;
            };
            let Some(id) = tile_at(z, along).filter(|id| self.meets(*id)) else { continue };
            if z == self.zoom {
                return Some(id);
            }
            // A child's buffered box lies in its parent's.
            self.open.extend((0..4).rev().map(|child| (z + 1, 4 * along + child)));
        }
    }
}

/// A box of degrees in units of the world, whose y runs south.
fn world(bounds: Bounds) -> Bounds {
    let corner = |c: Coord| {
        let w = project(c.x, c.y);
        Coord { x: w.x, y: w.y }
    };
    let (a, b) = (corner(bounds.min()), corner(bounds.max()));
    Bounds::from([a.x, a.y, b.x, b.y])
}
