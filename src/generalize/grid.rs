//! The integer grid of a zoom: what tiles of that zoom can say of a position.

use crate::place::{Bounds, Coord, EXTENT};

/// A position on the grid, counted from the grid's origin.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub(crate) struct Cell {
    pub(crate) x: i32,
    pub(crate) y: i32,
}

/// A position before rounding. Units: 1/256 of the grid's step. Always odd on both axes where it
/// comes from a coordinate, so that no position lies on the border between two cells.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct Fine {
    pub(crate) x: i64,
    pub(crate) y: i64,
}

/// Fine units in a step.
pub(crate) const FINE: i64 = 256;

/// The bits of a tile's extent.
const EXTENT_BITS: u32 = EXTENT.ilog2();

/// The bits of a position that are left to the grid of a layer, so that products of two
/// differences stay exact.
const CELL_BITS: i32 = 30;

/// The grid of one zoom over the extent of one layer.
///
/// Its step is a tile unit, 1/4096 of a tile, unless the layer is so large and the zoom so deep
/// that positions would not fit: then it is a power of two of them.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Grid {
    z: u8,
    /// The binary logarithm of the tile units in a step.
    pub(crate) coarse: u32,
    /// In steps from the north-west corner of the world.
    origin: (i64, i64),
}

impl Grid {
    /// The grid for what lies in some bounds. Units: [`World`](crate::place::World).
    pub(crate) fn over(z: u8, bounds: &Bounds) -> Self {
        let span = (bounds.max() - bounds.min()).x.max((bounds.max() - bounds.min()).y);
        let bits =
            span.max(f64::MIN_POSITIVE).log2().ceil() + f64::from(EXTENT_BITS) + f64::from(z);
        let coarse = (0..8).find(|k| bits - f64::from(*k) <= f64::from(CELL_BITS)).unwrap_or(8);
        let mut grid = Self { z, coarse, origin: (0, 0) };
        let scale = grid.scale();
        grid.origin = (whole(bounds.min().x * scale), whole(bounds.min().y * scale));
        grid
    }

    pub(crate) fn z(&self) -> u8 {
        self.z
    }

    /// Steps along the side of a tile of the zoom `depth`.
    pub(crate) fn tile_side(&self, depth: u8) -> i64 {
        1 << (EXTENT_BITS - self.coarse + u32::from(self.z - depth))
    }

    /// Steps along the whole world.
    fn scale(&self) -> f64 {
        f64::from(1_u32 << (EXTENT_BITS - self.coarse)) * f64::from(1_u32 << self.z)
    }

    /// Where the world's north-west corner lies. Units: steps.
    pub(crate) fn world_corner(&self) -> (i64, i64) {
        (-self.origin.0, -self.origin.1)
    }

    /// Units: [`World`](crate::place::World) to 1/256 of a step.
    pub(crate) fn fine(&self, c: Coord) -> Fine {
        let scale = self.scale();
        #[expect(clippy::cast_precision_loss, reason = "below 2^34")]
        let (ox, oy) = (self.origin.0 as f64, self.origin.1 as f64);
        let odd = |v: f64| 2 * whole(v * 128.0) + 1;
        Fine { x: odd(c.x * scale - ox), y: odd(c.y * scale - oy) }
    }
}

/// Rounded towards the north-west.
fn whole(v: f64) -> i64 {
    #[expect(clippy::cast_possible_truncation, reason = "below 2^43")]
    let whole = v.floor() as i64;
    whole
}

impl Fine {
    /// The nearest position on the grid.
    pub(crate) fn cell(self) -> Cell {
        let half = FINE / 2;
        #[expect(clippy::cast_possible_truncation, reason = "the grid is chosen so that it fits")]
        let near = |v: i64| (v + half).div_euclid(FINE) as i32;
        Cell { x: near(self.x), y: near(self.y) }
    }

    /// In steps.
    pub(crate) fn steps(self) -> (f64, f64) {
        #[expect(clippy::cast_precision_loss, reason = "below 2^43")]
        let steps = |v: i64| v as f64 / FINE as f64;
        (steps(self.x), steps(self.y))
    }
}

impl Cell {
    /// The middle of the cell.
    pub(crate) fn fine(self) -> Fine {
        Fine { x: i64::from(self.x) * FINE, y: i64::from(self.y) * FINE }
    }

    /// In steps.
    pub(crate) fn steps(self) -> (f64, f64) {
        (f64::from(self.x), f64::from(self.y))
    }
}

/// Twice the area of the triangle o, a, b: positive where b lies to the left of o-a in a frame
/// whose y grows upward.
pub(crate) fn cross(o: Cell, a: Cell, b: Cell) -> i64 {
    let d = |p: Cell| (i64::from(p.x) - i64::from(o.x), i64::from(p.y) - i64::from(o.y));
    let ((ax, ay), (bx, by)) = (d(a), d(b));
    ax * by - bx * ay
}

/// Twice the area of a ring, its first position not repeated (surveyor's formula); positive for
/// exteriors, as tiles have them.
pub(crate) fn area2(ring: &[Cell]) -> i128 {
    let Some(&o) = ring.first() else { return 0 };
    ring.windows(2).map(|e| i128::from(cross(o, e[0], e[1]))).sum()
}

/// Whether a position lies in a ring, its first position not repeated: even and odd.
pub(crate) fn holds(ring: &[Cell], at: Cell) -> bool {
    let mut inside = false;
    for (i, a) in ring.iter().enumerate() {
        let b = ring[if i + 1 == ring.len() { 0 } else { i + 1 }];
        if (a.y > at.y) != (b.y > at.y) {
            let (low, high) = if a.y < b.y { (*a, b) } else { (b, *a) };
            inside ^= cross(low, high, at) > 0;
        }
    }
    inside
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::place::project;

    #[test]
    fn a_position_is_rounded_to_the_nearest_on_the_grid() {
        let w = project(110.42, -7.0);
        let c = Coord { x: w.x, y: w.y };
        let grid = Grid::over(16, &Bounds::from([c.x, c.y, c.x + 1e-4, c.y + 1e-4]));
        let fine = grid.fine(c);
        let (x, y) = fine.steps();
        let near = fine.cell().steps();
        assert!((x - near.0).abs() <= 0.5 && (y - near.1).abs() <= 0.5);
        assert!((0..=1).contains(&fine.cell().x));
    }

    #[test]
    fn the_world_at_the_deepest_zoom_fits() {
        let grid = Grid::over(22, &Bounds::from([0.0, 0.0, 1.0, 1.0]));
        let far = grid.fine(Coord { x: 1.0, y: 1.0 }).cell();
        assert_eq!(i64::from(far.x) << grid.coarse, 1 << 34);
    }
}
