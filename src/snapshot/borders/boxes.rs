//! Boxes in boxes, sixteen in each, packed along a Hilbert curve; made once and never changed.
//!
//! Source: Kamel and Faloutsos, "On Packing R-trees" (CIKM 1993).

#![expect(
    clippy::cast_possible_truncation,
    clippy::cast_precision_loss,
    reason = "what is made smaller was shifted or clamped before; floats are enough to leave boxes \
              out, for distances are made smaller by more than the rounding"
)]

use prefetch_index::prefetch_index;

use super::square::{BITS, Seen};

/// Boxes in a node. Measured.
const EACH: usize = 16;

/// A box in units of the square, both corners rounded down, and the highest rank in it.
#[derive(Debug, Clone, Copy)]
pub(super) struct Boxed {
    pub(super) min: [u32; 2],
    pub(super) max: [u32; 2],
    pub(super) rank: u8,
}

/// Sixteen boxes in two lines of a cache, side by side so that one instruction measures several:
/// in 8 bits of the box around them all.
#[derive(Debug, Clone, Copy)]
#[repr(align(128))]
struct Node {
    /// The south-west corner of the box around them all, in units of the square.
    corner: [u32; 2],
    /// Sides from that corner, in units of the square times 2^`shift`, rounded down.
    west: [u8; EACH],
    south: [u8; EACH],
    east: [u8; EACH],
    north: [u8; EACH],
    /// The highest rank in each.
    rank: [u8; EACH],
    shift: u8,
}

/// Two lines of a cache that are fetched together.
const _: () = assert!(size_of::<Node>() == 128);

/// See the module.
#[derive(Debug, Clone, Default)]
pub(super) struct Boxes {
    /// From those that hold the items to the single one that holds all.
    levels: Vec<Vec<Node>>,
}

/// Someone who looks for what is nearest, and knows how near it has to be.
pub(super) trait Visitor {
    /// Looks at an item, by its place in the order.
    fn visit(&mut self, item: usize);
    /// Begins to fetch an item that will be looked at soon.
    fn expect(&self, item: usize);
    /// Square metres beyond which nothing is looked for any more.
    fn within_m2(&self) -> f32;
    /// The least rank that is looked for.
    fn least_rank(&self) -> u8;
}

impl Boxed {
    fn union(self, other: Self) -> Self {
        let both = |a: [u32; 2], b: [u32; 2], pick: fn(u32, u32) -> u32| {
            [pick(a[0], b[0]), pick(a[1], b[1])]
        };
        Self {
            min: both(self.min, other.min, u32::min),
            max: both(self.max, other.max, u32::max),
            rank: self.rank.max(other.rank),
        }
    }
}

impl Boxes {
    /// The order in which items lie in boxes: near ones together.
    pub(super) fn order(items: impl Iterator<Item = Boxed>) -> Vec<usize> {
        let middle = |b: &Boxed, axis: usize| b.min[axis] / 2 + b.max[axis] / 2;
        let along = |b: &Boxed| hilbert(middle(b, 0), middle(b, 1));
        let mut order: Vec<(u64, usize)> = items.map(|b| along(&b)).zip(0..).collect();
        order.sort_unstable();
        order.into_iter().map(|(_, i)| i).collect()
    }

    /// Boxes around items in that order.
    pub(super) fn around(items: impl Iterator<Item = Boxed>) -> Self {
        let mut below: Vec<Boxed> = items.collect();
        let mut levels = Vec::new();
        while !below.is_empty() {
            levels.push(below.chunks(EACH).map(Node::around).collect::<Vec<_>>());
            if below.len() <= EACH {
                break;
            }
            let around = |boxes: &[Boxed]| boxes.iter().copied().reduce(Boxed::union);
            below = below.chunks(EACH).filter_map(around).collect();
        }
        Self { levels }
    }

    /// Shows the items to `visitor` that may be near enough, the nearest boxes first.
    pub(super) fn nearest(&self, seen: &Seen, visitor: &mut impl Visitor) {
        if let Some(top) = self.levels.len().checked_sub(1) {
            self.descend((top, 0), seen, visitor);
        }
    }

    fn descend(&self, (level, index): (usize, usize), seen: &Seen, visitor: &mut impl Visitor) {
        let Some(node) = self.levels[level].get(index) else { return };
        let mut keys = node.keys(seen, visitor.least_rank());
        let mut next = least(&keys);
        while square_metres(next) <= visitor.within_m2() && next != NOTHING {
            let lane = next as usize % EACH;
            keys[lane] = NOTHING;
            next = least(&keys);
            let [child, after] = [lane, next as usize % EACH].map(|lane| index * EACH + lane);
            let will_be_seen = square_metres(next) <= visitor.within_m2();
            match level.checked_sub(1) {
                Some(below) => {
                    if will_be_seen {
                        prefetch_index(&self.levels[below], after);
                    }
                    self.descend((below, child), seen, visitor);
                }
                None => {
                    if will_be_seen {
                        visitor.expect(after);
                    }
                    visitor.visit(child);
                }
            }
        }
    }

    /// The bytes it holds.
    pub(super) fn bytes(&self) -> usize {
        self.levels.iter().map(|level| size_of_val(level.as_slice())).sum()
    }
}

/// The key of a box that is not there, or not wanted.
const NOTHING: i32 = i32::MAX;

fn least(keys: &[i32; EACH]) -> i32 {
    keys.iter().copied().fold(NOTHING, i32::min)
}

/// The square of the distance in a key, or less. The bits of floats that are not negative are in their order;
/// the last four are the place of the box.
fn square_metres(key: i32) -> f32 {
    f32::from_bits((key & !(EACH as i32 - 1)) as u32)
}

impl Node {
    fn around(boxes: &[Boxed]) -> Self {
        let all = boxes.iter().copied().reduce(Boxed::union);
        let all = all.unwrap_or(Boxed { min: [0; 2], max: [0; 2], rank: 0 });
        let width = (all.max[0] - all.min[0]).max(all.max[1] - all.min[1]);
        let shift = (u32::BITS - width.leading_zeros()).saturating_sub(u8::BITS);
        let side = |at: fn(&Boxed) -> u32, corner: u32, nowhere: u8| {
            // One that is not there is as far away as can be, and leads nowhere.
            let mut sides = [nowhere; EACH];
            for (side, b) in sides.iter_mut().zip(boxes) {
                *side = ((at(b) - corner) >> shift) as u8;
            }
            sides
        };
        let mut rank = [0; EACH];
        rank.iter_mut().zip(boxes).for_each(|(rank, b)| *rank = b.rank);
        Self {
            corner: all.min,
            west: side(|b| b.min[0], all.min[0], u8::MAX),
            south: side(|b| b.min[1], all.min[1], u8::MAX),
            east: side(|b| b.max[0], all.min[0], 0),
            north: side(|b| b.max[1], all.min[1], 0),
            rank,
            shift: shift as u8,
        }
    }

    /// A key for each box: its distance from a place, and where it is.
    #[inline]
    fn keys(&self, seen: &Seen, least_rank: u8) -> [i32; EACH] {
        // Far away is far enough, and the difference of two of them is no overflow.
        const FAR: i64 = 1 << 13;
        let at = [0, 1].map(|i| {
            let from_corner = seen.at[i] - i64::from(self.corner[i]);
            (from_corner >> self.shift).clamp(-FAR, FAR) as i16
        });
        // Less than it is by more than floats are rounded.
        let wide = (1_u64 << self.shift) as f64 * (1.0 - 1e-6);
        let step = seen.scale.map(|scale| (scale * wide) as f32);
        let mut keys = [NOTHING; EACH];
        for (lane, key) in keys.iter_mut().enumerate() {
            // All are rounded down: what lies between two may be one less.
            let beyond = |low: u8, high: u8, at: i16| {
                (i16::from(low) - at - 1).max(at - i16::from(high) - 1).max(0)
            };
            let x = f32::from(beyond(self.west[lane], self.east[lane], at[0])) * step[0];
            let y = f32::from(beyond(self.south[lane], self.north[lane], at[1])) * step[1];
            // The last bits give way to the place: that makes it less.
            *key = (x * x + y * y).to_bits() as i32 & !(EACH as i32 - 1) | lane as i32;
        }
        if least_rank > 0 {
            for (key, rank) in keys.iter_mut().zip(&self.rank) {
                *key = if *rank < least_rank { NOTHING } else { *key };
            }
        }
        keys
    }
}

/// The distance along a Hilbert curve over the square.
///
/// Source: Warren, Hacker's Delight (2013), section 16-5.
fn hilbert(x: u32, y: u32) -> u64 {
    let (mut x, mut y, mut distance) = (x, y, 0);
    for bit in (0..BITS).rev() {
        let (right, up) = (x >> bit & 1, y >> bit & 1);
        distance = distance << 2 | u64::from((3 * right) ^ up);
        if up == 0 {
            if right == 1 {
                (x, y) = (!x, !y);
            }
            (x, y) = (y, x);
        }
    }
    distance
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_next_to_each_other_along_the_curve_are_next_to_each_other() {
        let mut along: Vec<(u64, i64, i64)> = Vec::new();
        for x in 0..16_u32 {
            for y in 0..16_u32 {
                along.push((hilbert(x, y), i64::from(x), i64::from(y)));
            }
        }
        along.sort_unstable();
        assert!(along.windows(2).all(|w| (w[0].1 - w[1].1).abs() + (w[0].2 - w[1].2).abs() == 1));
    }
}
