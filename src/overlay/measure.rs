//! Areas on the ellipsoid.

use std::iter::Sum;
use std::ops::{Add, AddAssign, SubAssign};

use crate::place::{Coord, zone_m2};

/// An area, as a whole number of 2^-30 square metres: sums of them are exact, in any order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub struct Square(i128);

const UNITS: f64 = 1_073_741_824.0;

impl Square {
    /// Square metres.
    #[expect(clippy::cast_precision_loss, reason = "a double holds an area to 16 digits")]
    pub fn m2(self) -> f64 {
        self.0 as f64 / UNITS
    }

    #[expect(clippy::cast_possible_truncation, reason = "the earth has 2^49 square metres")]
    fn of_m2(m2: f64) -> Self {
        Self((m2 * UNITS).round() as i128)
    }
}

impl Add for Square {
    type Output = Self;
    fn add(self, other: Self) -> Self {
        Self(self.0 + other.0)
    }
}

impl AddAssign for Square {
    fn add_assign(&mut self, other: Self) {
        self.0 += other.0;
    }
}

impl SubAssign for Square {
    fn sub_assign(&mut self, other: Self) {
        self.0 -= other.0;
    }
}

impl Sum for Square {
    fn sum<I: Iterator<Item = Self>>(areas: I) -> Self {
        areas.fold(Self::default(), Add::add)
    }
}

/// The area between an edge, straight in degrees, and a parallel south of it. Units: degrees.
///
/// The area between two parallels is known in closed form ([`zone_m2`]); along the edge it is
/// summed by Simpson's rule, whose error grows with the fourth power of the piece: pieces of a
/// quarter of a degree of latitude keep it below 1e-11 of the whole.
pub(super) fn under(a: Coord, b: Coord, south: f64) -> Square {
    const PIECE: f64 = 0.25;
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "720 at most")]
    let pieces = ((b.y - a.y).abs() / PIECE).ceil().clamp(1.0, 1e4) as u32;
    let height = |t: f64| zone_m2(south, a.y + (b.y - a.y) * t);
    let piece = |i: u32| {
        let (from, to) = (f64::from(i) / f64::from(pieces), f64::from(i + 1) / f64::from(pieces));
        (height(from) + 4.0 * height((from + to) / 2.0) + height(to)) / 6.0 / f64::from(pieces)
    };
    let mean: f64 = (0..pieces).map(piece).sum();
    Square::of_m2(mean * (b.x - a.x))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::place::ring_area_m2;

    #[test]
    fn the_area_of_small_rings_is_that_of_karney() {
        for lat in [-60.0, -7.0, 0.0, 0.001, 35.0, 80.0] {
            let corners = [(0., 0.), (4e-4, 1e-4), (6e-4, 7e-4), (1e-4, 5e-4), (0., 0.)];
            let at = |(x, y): (f64, f64)| Coord { x: 110.0 + x, y: lat + y };
            // In pieces of a metre a geodesic is as good as straight in degrees.
            let side = |e: &[(f64, f64)]| {
                let (a, b) = (at(e[0]), at(e[1]));
                (0..64).map(move |i| a + (b - a) * (f64::from(i) / 64.0)).collect::<Vec<_>>()
            };
            let mut ring: Vec<Coord> = corners.windows(2).flat_map(side).collect();
            ring.push(ring[0]);
            let ours: Square = ring.windows(2).map(|e| under(e[1], e[0], lat)).sum();
            let karney = ring_area_m2(&ring);
            assert!((ours.m2() / karney - 1.0).abs() < 1e-7, "{lat}: {} {karney}", ours.m2());
        }
    }
}
