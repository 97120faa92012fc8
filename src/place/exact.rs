//! Exact predicates: the sign is that of real arithmetic on the given doubles.
//!
//! Source: Shewchuk, "Adaptive Precision Floating-Point Arithmetic and Fast Robust Geometric
//! Predicates" (1997), as the `robust` crate behind `geo` implements it.

use geo::algorithm::kernels::{Kernel, Orientation, RobustKernel};

use super::Coord;

/// On which side of the directed line a → b a coordinate lies.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Side {
    /// Left of it, seen along its direction.
    Left,
    /// Right of it.
    Right,
    /// Exactly on the line through a and b.
    On,
}

/// The side of `c` seen along a → b. Units: any, the same for all three.
pub fn side(a: Coord, b: Coord, c: Coord) -> Side {
    match RobustKernel::orient2d(a, b, c) {
        Orientation::CounterClockwise => Side::Left,
        Orientation::Clockwise => Side::Right,
        Orientation::Collinear => Side::On,
    }
}

/// Whether `c` lies exactly on the closed segment a–b. Units: any, the same for all three.
pub fn on_segment(a: Coord, b: Coord, c: Coord) -> bool {
    let in_box =
        a.x.min(b.x) <= c.x && c.x <= a.x.max(b.x) && a.y.min(b.y) <= c.y && c.y <= a.y.max(b.y);
    in_box && side(a, b, c) == Side::On
}
