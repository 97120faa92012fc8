//! The integer grid that areas are measured on.

use crate::place::{Bounds, Coord};

/// A position on the grid. What was published lies on even numbers and the sides of the box on
/// odd ones, so that no side passes through a vertex.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub(super) struct At {
    pub(super) x: i64,
    pub(super) y: i64,
}

/// The bits of a position inside the box: a box of half a degree has a grid of a thousandth of a
/// millimetre.
const BITS: f64 = 36.0;

/// A box laid out on the grid. Its south-west corner is (1, 1).
#[derive(Debug, Clone, Copy)]
pub(super) struct Frame {
    origin: Coord,
    /// Positions in a degree: a power of two, so that degrees are taken over exactly.
    scale: f64,
}

impl Frame {
    /// The grid over a box. Units: degrees.
    pub(super) fn over(bounds: &Bounds) -> Self {
        let size = bounds.max() - bounds.min();
        let span = size.x.max(size.y).max(1e-6);
        Self { origin: bounds.min(), scale: (BITS - span.log2().ceil()).exp2() }
    }

    /// The nearest even position. The corner of the box is half a step below zero.
    pub(super) fn at(&self, c: Coord) -> At {
        #[expect(clippy::cast_possible_truncation, reason = "360 degrees of 2^56 at most")]
        let even = |v: f64| (v * self.scale / 2.0).round() as i64 * 2;
        At { x: even(c.x - self.origin.x), y: even(c.y - self.origin.y) }
    }

    /// Units: degrees.
    pub(super) fn degrees(&self, at: At) -> Coord {
        #[expect(clippy::cast_precision_loss, reason = "positions are below 2^50")]
        let degrees = |v: i64| v as f64 / self.scale;
        Coord { x: self.origin.x + degrees(at.x), y: self.origin.y + degrees(at.y) }
    }
}

/// Above zero where `c` lies to the left of the way from `a` to `b`, zero where on its line.
pub(super) fn side(a: At, b: At, c: At) -> i128 {
    let ((bx, by), (cx, cy)) = ((b.x - a.x, b.y - a.y), (c.x - a.x, c.y - a.y));
    i128::from(bx) * i128::from(cy) - i128::from(by) * i128::from(cx)
}

/// `a / b` to the nearest whole number.
pub(super) fn rounded(a: i128, b: i128) -> i64 {
    let (a, b) = if b < 0 { (-a, -b) } else { (a, b) };
    let whole = (2 * a + b).div_euclid(2 * b);
    i64::try_from(whole).unwrap_or(if whole < 0 { i64::MIN } else { i64::MAX })
}
