//! Exact predicates: the sign is that of real arithmetic on the given doubles.
//!
//! Source: Shewchuk, "Adaptive Precision Floating-Point Arithmetic and Fast Robust Geometric
//! Predicates" (1997), as the `robust` crate behind `geo` implements it.

use std::cmp::Ordering;

use geo::algorithm::kernels::{Kernel, Orientation, RobustKernel};

use num_bigint::BigInt;

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
    if ![a.x, a.y, b.x, b.y, c.x, c.y].into_iter().all(is_usual) {
        return side_of_any(a, b, c);
    }
    match RobustKernel::orient2d(a, b, c) {
        Orientation::CounterClockwise => Side::Left,
        Orientation::Clockwise => Side::Right,
        Orientation::Collinear => Side::On,
    }
}

/// Whether the expansions of the predicate hold a number: its products neither overflow, nor lose
/// the last bits of what is smaller than the smallest double.
fn is_usual(v: f64) -> bool {
    const SMALL: f64 = 1e-120;
    const LARGE: f64 = 1e150;
    let size = v.abs();
    (SMALL..=LARGE).contains(&size) || size == 0.0
}

/// The side by whole numbers as long as it takes.
#[cold]
fn side_of_any(a: Coord, b: Coord, c: Coord) -> Side {
    let [ax, ay, bx, by, cx, cy] = [a.x, a.y, b.x, b.y, c.x, c.y].map(in_smallest_doubles);
    let left = (&bx - &ax) * (&cy - &ay);
    match left.cmp(&((by - ay) * (cx - ax))) {
        Ordering::Greater => Side::Left,
        Ordering::Less => Side::Right,
        Ordering::Equal => Side::On,
    }
}

/// A finite double as a multiple of the smallest one, 2^-1074.
fn in_smallest_doubles(v: f64) -> BigInt {
    const FRACTION_BITS: u32 = f64::MANTISSA_DIGITS - 1;
    let fraction = v.to_bits() & ((1 << FRACTION_BITS) - 1);
    let exponent = v.to_bits() >> FRACTION_BITS & 0x7ff;
    let size = match exponent {
        0 => BigInt::from(fraction),
        _ => BigInt::from(fraction | 1 << FRACTION_BITS) << (exponent - 1),
    };
    if v.is_sign_negative() { -size } else { size }
}

/// Whether `c` lies exactly on the closed segment a–b. Units: any, the same for all three.
pub fn on_segment(a: Coord, b: Coord, c: Coord) -> bool {
    let in_box =
        a.x.min(b.x) <= c.x && c.x <= a.x.max(b.x) && a.y.min(b.y) <= c.y && c.y <= a.y.max(b.y);
    in_box && side(a, b, c) == Side::On
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_at_the_ends_of_the_doubles_have_a_side() {
        for scale in [1e-300, 5e-324, 1.0, 1e300] {
            let at = |x: f64, y: f64| Coord { x: x * scale, y: y * scale };
            assert_eq!(side(at(0., 0.), at(4., 4.), at(2., 3.)), Side::Left, "{scale}");
            assert_eq!(side(at(0., 0.), at(4., 4.), at(3., 2.)), Side::Right, "{scale}");
            assert_eq!(side(at(0., 0.), at(4., 4.), at(2., 2.)), Side::On, "{scale}");
        }
        let (a, b) = (Coord { x: -1e308, y: -1e308 }, Coord { x: 1e308, y: 1e308 });
        assert_eq!(side(a, b, Coord { x: 0.0, y: 5e-324 }), Side::Left);
    }
}
