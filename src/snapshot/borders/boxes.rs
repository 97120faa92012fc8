//! Boxes in boxes, eight in each, packed along a Hilbert curve; made once and never changed.
//!
//! Source: Kamel and Faloutsos, "On Packing R-trees" (CIKM 1993).

#![expect(
    clippy::cast_possible_truncation,
    reason = "32 bits are enough to leave boxes out: boxes are widened, distances made smaller \
              and bounds greater by more than the rounding"
)]

use super::Wanted;
use crate::place::{Bounds, Coord};

const EACH: usize = 8;

/// Eight boxes in degrees from an origin, side by side so that one instruction measures several.
/// A place that is not taken is infinitely far.
#[derive(Debug, Clone, Copy)]
struct Node {
    west: [f32; EACH],
    south: [f32; EACH],
    east: [f32; EACH],
    north: [f32; EACH],
    /// The highest rank in each.
    rank: [u8; EACH],
}

/// See the module.
#[derive(Debug, Clone)]
pub(super) struct Boxes {
    origin: Coord,
    /// From those that hold the items to the single one that holds all.
    levels: Vec<Vec<Node>>,
}

/// What a search carries along.
struct Search<F> {
    /// The place, from the origin. Units: degrees.
    at: [f32; 2],
    /// Metres in a degree, no more than they are anywhere within the radius.
    scale: [f32; 2],
    /// Square metres beyond which nothing is looked for.
    within_m2: f32,
    least_rank: u8,
    visit: F,
}

impl Boxes {
    /// Boxes around items, and the order in which the items are found.
    pub(super) fn new(items: Vec<(Bounds, u8)>) -> (Self, Vec<usize>) {
        let all = items.iter().map(|(b, _)| *b).reduce(Bounds::union);
        let all = all.unwrap_or(Bounds::from([0.0; 4]));
        let (min, max) = (all.min(), all.max());
        let origin = min;
        let mut order: Vec<(u32, usize)> = items
            .iter()
            .enumerate()
            .map(|(i, (b, _))| {
                (
                    hilbert(
                        share(b.min().x + b.max().x, min.x, max.x),
                        share(b.min().y + b.max().y, min.y, max.y),
                    ),
                    i,
                )
            })
            .collect();
        order.sort_unstable();
        let order: Vec<usize> = order.into_iter().map(|(_, i)| i).collect();
        // What rounding a place and a box to 32 bits may move them by.
        let slack = (max.x - min.x).max(max.y - min.y) as f32 * f32::EPSILON * 2.0;
        let mut below: Vec<(Bounds, u8)> =
            order.iter().filter_map(|i| items.get(*i).copied()).collect();
        let mut levels = Vec::new();
        while below.len() > 1 || levels.is_empty() {
            levels.push(
                below.chunks(EACH).map(|c| Node::around(c, origin, slack)).collect::<Vec<_>>(),
            );
            below = below.chunks(EACH).filter_map(union).collect();
        }
        (Self { origin, levels }, order)
    }

    /// Calls `visit` with items that may be near, by their place in the order; it returns the
    /// square metres beyond which nothing is looked for any more.
    ///
    /// `scale` is the least within the radius: see [`Metric::least_scale`](crate::place::Metric).
    pub(super) fn nearest(
        &self,
        wanted: Wanted<'_>,
        scale: Coord,
        visit: impl FnMut(usize) -> Option<f64>,
    ) {
        let Wanted { metric, radius_m, least_rank } = wanted;
        let at = metric.place() - self.origin;
        // Rounded down, so that nothing is taken to be farther than it is.
        let down = |v: f64| (v * (1.0 - 1e-6)) as f32;
        let mut search = Search {
            at: [at.x as f32, at.y as f32],
            scale: [down(scale.x), down(scale.y)],
            within_m2: up(radius_m * radius_m),
            least_rank,
            visit,
        };
        if let Some(top) = self.levels.len().checked_sub(1) {
            self.descend(top, 0, &mut search);
        }
    }

    fn descend<F: FnMut(usize) -> Option<f64>>(
        &self,
        level: usize,
        index: usize,
        search: &mut Search<F>,
    ) {
        let Some(node) = self.levels[level].get(index) else { return };
        let mut distances = node.at_least_m2(search.at, search.scale, search.least_rank);
        loop {
            let (nearest, distance) = smallest(&distances);
            if distance > search.within_m2 || distance == f32::INFINITY {
                return;
            }
            distances[nearest] = f32::INFINITY;
            let child = index * EACH + nearest;
            if level > 0 {
                self.descend(level - 1, child, search);
            } else if let Some(within_m2) = (search.visit)(child) {
                search.within_m2 = up(within_m2);
            }
        }
    }

    /// The bytes it holds.
    pub(super) fn bytes(&self) -> usize {
        self.levels.iter().map(|level| size_of_val(level.as_slice())).sum()
    }
}

impl Node {
    fn around(items: &[(Bounds, u8)], origin: Coord, slack: f32) -> Self {
        let nothing = [f32::INFINITY; EACH];
        let mut node =
            Self { west: nothing, south: nothing, east: nothing, north: nothing, rank: [0; EACH] };
        for (i, (bounds, rank)) in items.iter().enumerate() {
            let (min, max) = (bounds.min() - origin, bounds.max() - origin);
            node.west[i] = min.x as f32 - slack;
            node.south[i] = min.y as f32 - slack;
            node.east[i] = max.x as f32 + slack;
            node.north[i] = max.y as f32 + slack;
            node.rank[i] = *rank;
        }
        node
    }

    /// Square metres from a place to each box, or less.
    #[inline]
    fn at_least_m2(&self, at: [f32; 2], scale: [f32; 2], least_rank: u8) -> [f32; EACH] {
        let mut distances = [f32::INFINITY; EACH];
        for (i, distance) in distances.iter_mut().enumerate() {
            let x = (self.west[i] - at[0]).max(at[0] - self.east[i]).max(0.0) * scale[0];
            let y = (self.south[i] - at[1]).max(at[1] - self.north[i]).max(0.0) * scale[1];
            let near = x * x + y * y;
            *distance = if self.rank[i] < least_rank { f32::INFINITY } else { near };
        }
        distances
    }
}

fn smallest(distances: &[f32; EACH]) -> (usize, f32) {
    let mut best = (0, distances[0]);
    for (i, distance) in distances.iter().enumerate().skip(1) {
        if *distance < best.1 {
            best = (i, *distance);
        }
    }
    best
}

fn union(items: &[(Bounds, u8)]) -> Option<(Bounds, u8)> {
    items.iter().copied().reduce(|a, b| (a.0.union(b.0), a.1.max(b.1)))
}

/// Rounded up, so that nothing near is left out.
fn up(v: f64) -> f32 {
    (v * (1.0 + 1e-6)) as f32
}

/// Where the middle of a box lies between two borders, in 2^-16; `twice` is the sum of its sides.
fn share(twice: f64, from: f64, to: f64) -> u32 {
    let share = (twice / 2.0 - from) / (to - from);
    (share.clamp(0.0, 1.0) * 65_535.0) as u32
}

/// The distance along a Hilbert curve over a square of 2^16 by 2^16.
///
/// Source: Warren, Hacker's Delight (2013), section 16-5.
fn hilbert(x: u32, y: u32) -> u32 {
    let (mut x, mut y, mut distance) = (x, y, 0);
    for bit in (0..16).rev() {
        let (right, up) = (x >> bit & 1, y >> bit & 1);
        distance = distance << 2 | (3 * right) ^ up;
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
        let mut along: Vec<(u32, i64, i64)> = Vec::new();
        for x in 0..16_u32 {
            for y in 0..16_u32 {
                along.push((hilbert(x, y), i64::from(x), i64::from(y)));
            }
        }
        along.sort_unstable();
        assert!(along.windows(2).all(|w| (w[0].1 - w[1].1).abs() + (w[0].2 - w[1].2).abs() == 1));
    }
}
