//! Places in whole numbers: a square over all borders, 2^32 units on each side.

#![expect(
    clippy::cast_possible_truncation,
    reason = "numbers are brought into range by the casts themselves, which saturate"
)]

use crate::place::{Bounds, Coord};

/// The bits of a place in the square, in each direction.
pub(super) const BITS: u32 = 32;

/// See the module.
#[derive(Debug, Clone, Copy)]
pub(super) struct Square {
    /// The south-west corner. Units: degrees.
    origin: Coord,
    /// Degrees in a unit.
    unit: f64,
}

/// The square as it is seen from a place.
#[derive(Debug, Clone, Copy)]
pub(super) struct Seen {
    /// The place, in units of the square, rounded down; it may lie outside.
    pub(super) at: [i64; 2],
    /// Metres in a unit of the square, no more than they are anywhere in reach.
    pub(super) scale: [f64; 2],
}

impl Square {
    /// A square over a box.
    pub(super) fn over(bounds: Bounds) -> Self {
        let (min, max) = (bounds.min(), bounds.max());
        let unit = (max.x - min.x).max(max.y - min.y) / f64::from(u32::MAX);
        // Where doubles end there are no distances: any unit will do that is a number.
        Self { origin: min, unit: if unit.is_normal() { unit } else { 1.0 } }
    }

    /// Where a place of the box lies, from the south-west corner, in units rounded down.
    pub(super) fn units(&self, c: Coord) -> [u32; 2] {
        let from = c - self.origin;
        [from.x, from.y].map(|v| (v / self.unit) as u32)
    }

    /// `scale`: metres in a degree.
    pub(super) fn seen(&self, place: Coord, scale: Coord) -> Seen {
        let from = place - self.origin;
        let at = [from.x, from.y].map(|v| (v / self.unit).floor() as i64);
        // No box is further than this, and sums of it are numbers.
        const FAR: i64 = 1 << 48;
        let scale = [scale.x * self.unit, scale.y * self.unit];
        // What is wider than the Earth many times over is not in degrees, and floats need not
        // hold it: nothing is left out.
        const WIDE_M: f64 = 1e9;
        let is_usual = scale.iter().all(|scale| scale * f64::from(u32::MAX) < WIDE_M);
        let scale = if is_usual { scale } else { [0.0; 2] };
        Seen { at: at.map(|v| v.clamp(-FAR, FAR)), scale }
    }
}
