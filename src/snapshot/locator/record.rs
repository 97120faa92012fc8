//! What is kept of a cell with edges in it: the parts it has to do with, which of them cover its
//! south-west corner, and its edges in chains, in words of 32 bits.
//!
//! A group holds up to sixteen parts: its features in order, then its chains. A chain is
//! consecutive edges of a ring that the same parts have; of neighbours that share them, once.
//!
//! The points of a chain are cut at the cell's border and rounded down to units: 2^-16 of its side.
//! They decide only for a place that is further than [`NEAR`] from the cell's border, in y from
//! each point, and from each edge that it is level with; others are decided by the published
//! coordinates. Why that is safe: see the locator.

use super::frame::LOCAL_MAX;
use super::legs;
use crate::place::{Coord, on_segment};

/// Parts in a group: bits of a mask.
pub(super) const PARTS: usize = 16;
/// Edges in a chain.
pub(super) const EDGES: u32 = 60;
/// Units within which rounded edges decide nothing. No difference between a place and a point, or
/// between two points, is wrong by as much.
const NEAR: i32 = 6;

const MORE: u32 = 1 << 5;
const CHAINS_SHIFT: u32 = 6;
const MANY_CHAINS: u32 = 0x3ff;
const BASE_SHIFT: u32 = 16;
const POINTS_SHIFT: u32 = 16;
const EDGES_SHIFT: u32 = 24;
const FROM_WEST: u32 = 1 << 30;
const TO_WEST: u32 = 1 << 31;

/// Consecutive edges of a ring inside a cell.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Chain {
    /// The first edge, by the place of its first coordinate.
    pub(super) first: u32,
    pub(super) edges: u32,
    /// The parts of the group that have these edges.
    pub(super) mask: u16,
    /// What of the edges lies in the cell, east of its west border; none or a single point where
    /// that is no line.
    pub(super) points: Vec<(u16, u16)>,
    /// Whether the chain comes in, or leaves, through the west border north of the corner.
    pub(super) from_west: bool,
    pub(super) to_west: bool,
}

/// Writes a group; `more` says that another follows.
pub(super) fn write(
    words: &mut Vec<u32>,
    features: &[u32],
    base: u16,
    chains: &[Chain],
    more: bool,
) {
    let count = u32::try_from(chains.len()).unwrap_or(u32::MAX);
    let parts = u32::try_from(features.len()).unwrap_or(u32::MAX);
    let more = if more { MORE } else { 0 };
    let few = count.min(MANY_CHAINS);
    words.push(parts | more | few << CHAINS_SHIFT | u32::from(base) << BASE_SHIFT);
    if few == MANY_CHAINS {
        words.push(count);
    }
    words.extend_from_slice(features);
    for chain in chains {
        let points = u32::try_from(chain.points.len()).unwrap_or(u32::MAX);
        let west =
            if chain.from_west { FROM_WEST } else { 0 } | if chain.to_west { TO_WEST } else { 0 };
        words.push(chain.first);
        words.push(
            u32::from(chain.mask) | points << POINTS_SHIFT | chain.edges << EDGES_SHIFT | west,
        );
        words.extend(chain.points.iter().map(|(x, y)| u32::from(*x) | u32::from(*y) << 16));
    }
}

/// A group, read from its words.
#[derive(Debug, Clone, Copy)]
pub(super) struct Group<'a> {
    /// Of which features its parts are, ascending.
    pub(super) features: &'a [u32],
    base: u32,
    count: u32,
    words: &'a [u32],
    more: bool,
}

/// A chain, read from its words.
#[derive(Clone, Copy)]
struct Read<'a> {
    first: u32,
    head: u32,
    points: &'a [u32],
}

impl<'a> Group<'a> {
    /// The group that begins with the first word.
    #[inline]
    pub(super) fn read(words: &'a [u32]) -> Self {
        let (head, words) = (words[0], &words[1..]);
        let few = head >> CHAINS_SHIFT & MANY_CHAINS;
        let (count, rest) = if few == MANY_CHAINS { (words[0], &words[1..]) } else { (few, words) };
        let (features, words) = rest.split_at((head & (MORE - 1)) as usize);
        Self { features, base: head >> BASE_SHIFT, count, words, more: head & MORE != 0 }
    }

    /// Whether an edge passes through the cell.
    pub(super) fn has_edges(self) -> bool {
        self.count > 0
    }

    /// The group after it, where there is one.
    pub(super) fn next(self) -> Option<Self> {
        if !self.more {
            return None;
        }
        let mut rest = self.words;
        for _ in 0..self.count {
            rest = chain(rest).1;
        }
        Some(Self::read(rest))
    }

    /// Which parts cover a place of the cell, by the rounded edges; `None` where it is too near to
    /// one to tell.
    #[inline]
    pub(super) fn by_rounded_edges(&self, (px, py): (i32, i32)) -> Option<u32> {
        if self.count > 0 && (near_border(px) || near_border(py)) {
            return None;
        }
        let mut covering = self.base;
        let mut rest = self.words;
        for _ in 0..self.count {
            let (read, after) = chain(rest);
            rest = after;
            if crosses_oddly(read, px, py)? {
                covering ^= read.head & 0xffff;
            }
        }
        Some(covering)
    }

    /// Which parts cover a place of the cell, by the published coordinates of its edges.
    #[cold]
    pub(super) fn by_published_edges(&self, coords: &[Coord], corner: Coord, p: Coord) -> u32 {
        let turn = Coord { x: corner.x, y: p.y };
        let (mut covering, mut on_border) = (self.base, 0);
        let mut rest = self.words;
        for _ in 0..self.count {
            let (read, after) = chain(rest);
            rest = after;
            let mask = read.head & 0xffff;
            for edge in read.edges(coords).windows(2) {
                let (a, b) = (edge[0], edge[1]);
                if on_segment(a, b, p) {
                    on_border |= mask;
                }
                if legs::along_y(a, b, corner, p.y) != legs::along_x(a, b, turn, p.x) {
                    covering ^= mask;
                }
            }
        }
        covering | on_border
    }
}

impl Read<'_> {
    /// The ends of its edges, as they were published.
    fn edges<'c>(&self, coords: &'c [Coord]) -> &'c [Coord] {
        let first = self.first as usize;
        coords.get(first..=first + (self.head >> EDGES_SHIFT & 0x3f) as usize).unwrap_or_default()
    }
}

/// Whether what begins with the first word is groups of chains as they are written here, of these
/// features: then reading it stays in the words.
pub(super) fn is_sound(words: &[u32], features: usize) -> bool {
    let mut rest = words;
    loop {
        match group_end(rest, features) {
            Some((true, after)) => rest = after,
            Some((false, _)) => return true,
            None => return false,
        }
    }
}

/// Whether another group follows, and what.
fn group_end(words: &[u32], features: usize) -> Option<(bool, &[u32])> {
    let (head, words) = words.split_first()?;
    let few = head >> CHAINS_SHIFT & MANY_CHAINS;
    let (count, words) = if few == MANY_CHAINS { words.split_first()? } else { (&few, words) };
    let parts = head & (MORE - 1);
    let (of, mut rest) = words.split_at_checked(parts as usize)?;
    let is_of_parts = |mask: u32| mask >> parts == 0;
    let mut is_sound =
        is_of_parts(head >> BASE_SHIFT) && of.iter().all(|of| (*of as usize) < features);
    for _ in 0..*count {
        let (&[_, head], points) = rest.split_first_chunk()?;
        (_, rest) = points.split_at_checked((head >> POINTS_SHIFT & 0xff) as usize)?;
        is_sound &= is_of_parts(head & 0xffff);
    }
    is_sound.then_some((head & MORE != 0, rest))
}

#[inline]
fn chain(words: &[u32]) -> (Read<'_>, &[u32]) {
    let (first, head) = (words[0], words[1]);
    let (points, rest) = words[2..].split_at((head >> POINTS_SHIFT & 0xff) as usize);
    (Read { first, head, points }, rest)
}

fn near_border(v: i32) -> bool {
    !(NEAR..=LOCAL_MAX - NEAR).contains(&v)
}

/// Whether the way from the corner north along the border, then east to the place, crosses the
/// chain an odd number of times; `None` where rounding may have changed that.
#[inline]
fn crosses_oddly(chain: Read<'_>, px: i32, py: i32) -> Option<bool> {
    let mut points = chain.points.iter().map(|w| ((w & 0xffff) as i32, (w >> 16) as i32));
    let Some((mut ax, mut ay)) = points.next() else { return Some(false) };
    let mut near = is_near(ay, py);
    let mut odd = chain.head & FROM_WEST != 0 && ay < py;
    for (bx, by) in points {
        near |= is_near(by, py);
        if (ay < py) != (by < py) {
            odd ^= passes_west((ax, ay), (bx, by), (px, py))?;
        }
        (ax, ay) = (bx, by);
    }
    odd ^= chain.head & TO_WEST != 0 && ay < py;
    (!near).then_some(odd)
}

#[inline]
fn is_near(v: i32, p: i32) -> bool {
    (v - p).unsigned_abs() <= NEAR.unsigned_abs()
}

/// Whether an edge that the place is level with passes west of it; `None` where it is too near.
#[inline]
fn passes_west((ax, ay): (i32, i32), (bx, by): (i32, i32), (px, py): (i32, i32)) -> Option<bool> {
    if ax.min(bx) > px + NEAR {
        return Some(false);
    }
    if ax.max(bx) < px - NEAR {
        return Some(true);
    }
    let (dx, dy) = (i64::from(bx - ax), i64::from(by - ay));
    let (ex, ey) = (i64::from(px - ax), i64::from(py - ay));
    let cross = ex * dy - dx * ey;
    // Every difference above errs by less than NEAR; this is twice what that makes of the products.
    let error =
        2 * i64::from(NEAR) * (dx.abs() + dy.abs() + ex.abs() + ey.abs() + 2 * i64::from(NEAR));
    (cross.abs() > error).then_some((cross > 0) == (dy > 0))
}
