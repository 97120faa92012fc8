//! A run of edges in less than a line of a processor's cache: what it takes to tell how far it is
//! at least. Coordinates are rounded to 16 bits in its own box.

#![expect(
    clippy::cast_possible_truncation,
    clippy::cast_precision_loss,
    reason = "32 bits are enough for what is at least: distances are made smaller by more than \
              the rounding"
)]

use super::boxes::Boxed;
use super::runs::{EDGES, Run};
use super::square::{Seen, Square};
use crate::place::Coord;

const POINTS: usize = EDGES + 1;

/// See the module.
#[derive(Debug, Clone, Copy)]
#[repr(align(64))]
pub(super) struct Packed {
    /// The south-west corner of its box, in units of the square.
    corner: [u32; 2],
    /// Its coordinates from that corner, in units of the square times 2^`shift`, rounded down; the
    /// last again where there are fewer.
    x: [u16; POINTS],
    y: [u16; POINTS],
    /// Which edges they are of.
    pub(super) run: Run,
    shift: u8,
}

/// A line of a cache.
const _: () = assert!(size_of::<Packed>() == 64);

impl Packed {
    /// A run whose coordinates lie in the square.
    pub(super) fn new(square: &Square, run: Run, coords: &[Coord]) -> Self {
        let coords = run.coords(coords);
        let at = |i: usize| square.units(coords[i.min(coords.len().saturating_sub(1))]);
        let points: [[u32; 2]; POINTS] =
            if coords.is_empty() { [[0; 2]; POINTS] } else { std::array::from_fn(at) };
        let fold = |axis: usize, pick: fn(u32, u32) -> u32| {
            points.iter().map(|p| p[axis]).reduce(pick).unwrap_or_default()
        };
        let corner = [fold(0, u32::min), fold(1, u32::min)];
        let width = (fold(0, u32::max) - corner[0]).max(fold(1, u32::max) - corner[1]);
        let shift = (u32::BITS - width.leading_zeros()).saturating_sub(u16::BITS);
        let from = |axis: usize| points.map(|p| ((p[axis] - corner[axis]) >> shift) as u16);
        Self { corner, x: from(0), y: from(1), run, shift: shift as u8 }
    }

    /// Square metres to each edge where there is one, and how many metres less it may be.
    #[inline]
    pub(super) fn roughly(&self, seen: &Seen) -> ([f32; EDGES], f32) {
        let frame = self.frame(seen);
        let (mut x, mut y) = ([0.0_f32; POINTS], [0.0_f32; POINTS]);
        for i in 0..POINTS {
            x[i] = frame.corner[0] + f32::from(self.x[i]) * frame.step[0];
            y[i] = frame.corner[1] + f32::from(self.y[i]) * frame.step[1];
        }
        let mut squares = [f32::INFINITY; EDGES];
        for (i, square) in squares.iter_mut().enumerate() {
            let (dx, dy) = (x[i + 1] - x[i], y[i + 1] - y[i]);
            let length2 = dx * dx + dy * dy;
            let along = -(x[i] * dx + y[i] * dy);
            let t = (along / length2.max(f32::MIN_POSITIVE)).clamp(0.0, 1.0);
            let (nx, ny) = (x[i] + dx * t, y[i] + dy * t);
            let metres2 = nx * nx + ny * ny;
            *square = if i < usize::from(self.run.edges) { metres2 } else { f32::INFINITY };
        }
        (squares, frame.slack)
    }

    /// The box around it.
    pub(super) fn boxed(&self) -> Boxed {
        let far = |axis: usize, q: &[u16; POINTS]| {
            let last = u64::from(q.iter().copied().fold(0, u16::max));
            // What was rounded down lies before the next.
            let end = u64::from(self.corner[axis]) + ((last + 1) << self.shift) - 1;
            u32::try_from(end).unwrap_or(u32::MAX)
        };
        let max = [far(0, &self.x), far(1, &self.y)];
        Boxed { min: self.corner, max, rank: self.run.rank }
    }

    #[inline]
    fn frame(&self, seen: &Seen) -> Frame {
        let wide = (1_u64 << self.shift) as f64;
        let corner = [0, 1]
            .map(|i| ((i64::from(self.corner[i]) - seen.at[i]) as f64 * seen.scale[i]) as f32);
        let step = seen.scale.map(|scale| (scale * wide) as f32);
        // A coordinate is rounded to the square and to the box, the place to the square; a float
        // has 24 bits, and what is computed of several loses a few.
        let size = corner[0].abs() + corner[1].abs() + 65_536.0 * (step[0] + step[1]);
        Frame { corner, step, slack: 3.0 * (step[0] + step[1]) + 1e-6 * size }
    }
}

/// A run as it is seen from a place. Units: metres.
struct Frame {
    corner: [f32; 2],
    /// In a step of its coordinates.
    step: [f32; 2],
    slack: f32,
}
