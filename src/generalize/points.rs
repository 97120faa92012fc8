//! Points of a zoom: where they stand close, those of the highest rank.

use std::collections::HashSet;

use super::grid::{Cell, Grid};
use crate::model::{PartKind, Shapes};

/// Of points in one square of this side, one is drawn. Units: 1/4096 of a tile; 16 pixels.
pub const SPACING: u32 = 128;

/// The points of each feature that has any. `order` is the features from the highest rank on,
/// where points are thinned.
pub(super) fn points(shapes: &Shapes, grid: &Grid, order: Option<&[u32]>) -> Vec<(u32, Vec<Cell>)> {
    let features: Vec<u32> = match order {
        Some(order) => order.to_vec(),
        None => (0_u32..).take(shapes.len()).collect(),
    };
    let mut taken: HashSet<(i64, i64)> = HashSet::new();
    let mut out = Vec::new();
    for feature in features {
        let shape = shapes.get(usize::try_from(feature).unwrap_or(usize::MAX));
        let places = shape.parts().filter(|p| p.kind == PartKind::Point).flat_map(|p| p.paths());
        let mut cells: Vec<Cell> = places.flatten().map(|c| grid.fine(*c).cell()).collect();
        if order.is_some() {
            cells.retain(|c| taken.insert(square(*c, grid)));
        }
        if !cells.is_empty() {
            out.push((feature, cells));
        }
    }
    out
}

/// The square of the world that holds a point.
fn square(c: Cell, grid: &Grid) -> (i64, i64) {
    let (ox, oy) = grid.world_corner();
    let side = i64::from(SPACING >> grid.coarse);
    ((i64::from(c.x) - ox).div_euclid(side), (i64::from(c.y) - oy).div_euclid(side))
}
