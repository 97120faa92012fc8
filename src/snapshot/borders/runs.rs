//! Which edges are borders, in runs that lie together.

use prefetch_index::prefetch_index;

use crate::model::{PartKind, Shapes};
use crate::place::Coord;

/// Edges in a run: fewer make more boxes, more make a visit long. Measured.
pub(super) const EDGES: usize = 8;

/// Consecutive edges of a ring.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Run {
    pub(super) feature: u32,
    /// The place of its first coordinate.
    pub(super) first: u32,
    pub(super) edges: u8,
    /// The rank of the feature.
    pub(super) rank: u8,
}

impl Run {
    /// Its coordinates: one more than it has edges.
    pub(super) fn coords(self, coords: &[Coord]) -> &[Coord] {
        let first = self.first as usize;
        coords.get(first..=first + usize::from(self.edges)).unwrap_or_default()
    }

    /// Begins to fetch its coordinates.
    pub(super) fn expect(self, coords: &[Coord]) {
        // Four of them are in a line of a cache.
        for at in (0..=usize::from(self.edges)).step_by(4) {
            prefetch_index(coords, self.first as usize + at);
        }
    }

    /// The ends of one of its edges.
    pub(super) fn edge(self, coords: &[Coord], index: usize) -> Option<(Coord, Coord)> {
        match self.coords(coords).get(index..=index + 1)? {
            [a, b] => Some((*a, *b)),
            _ => None,
        }
    }
}

/// The edges of all polygons.
pub(super) fn of_all(shapes: &Shapes) -> Vec<Run> {
    let mut runs = Vec::new();
    for (feature, ring) in rings(shapes) {
        push(&mut runs, feature, 0, ring.start..ring.end.saturating_sub(1));
    }
    runs
}

/// The edges of all polygons but those that have polygons of the highest rank there on both
/// sides; those that several share once, as one of the highest rank.
pub(super) fn of_ranks(shapes: &Shapes, ranks: &[u8]) -> Vec<Run> {
    let mut sides = sides(shapes, ranks);
    sides.sort_unstable_by(|a, b| (a.key, b.rank, a.first).cmp(&(b.key, a.rank, b.first)));
    let mut is_border = vec![false; shapes.coords().len()];
    for alike in sides.chunk_by(|a, b| a.key == b.key) {
        each_border(alike, shapes.coords(), |side| {
            is_border[side.first as usize] = true;
        });
    }
    let mut runs = Vec::new();
    for (feature, ring) in rings(shapes) {
        let rank = rank_of(ranks, feature);
        let (mut from, end) = (ring.start, ring.end.saturating_sub(1));
        for (first, is_border) in is_border.iter().enumerate().take(end).skip(ring.start) {
            if !is_border {
                push(&mut runs, feature, rank, from..first);
                from = first + 1;
            }
        }
        push(&mut runs, feature, rank, from..end);
    }
    runs
}

/// An edge as one polygon has it, which lies to its left: [`Shapes`] says how rings are wound.
struct OneSide {
    /// Alike for the same two ends in either order.
    key: u64,
    first: u32,
    rank: u8,
}

fn sides(shapes: &Shapes, ranks: &[u8]) -> Vec<OneSide> {
    let mut sides = Vec::with_capacity(shapes.coords().len());
    for (feature, ring) in rings(shapes) {
        let rank = rank_of(ranks, feature);
        let coords = &shapes.coords()[ring.clone()];
        for (first, ends) in ring.zip(coords.windows(2)) {
            let (a, b) = (ends[0], ends[1]);
            sides.push(OneSide { key: crate::place::edge_key(a, b), first: small(first), rank });
        }
    }
    sides
}

/// Of edges with the same key, the gravest first, the one of each two ends that is a border.
fn each_border(alike: &[OneSide], coords: &[Coord], mut found: impl FnMut(&OneSide)) {
    let ends = |side: &OneSide| {
        let first = side.first as usize;
        (coords[first], coords[first + 1])
    };
    for (i, side) in alike.iter().enumerate() {
        let (a, b) = ends(side);
        let same = |other: &&OneSide| [(a, b), (b, a)].contains(&ends(other));
        let first_of_its_ends = !alike[..i].iter().any(|other| same(&other));
        let gravest = || alike.iter().filter(same).filter(|other| other.rank == side.rank);
        if first_of_its_ends && gravest().all(|other| ends(other) == (a, b)) {
            found(side);
        }
    }
}

/// Each ring of each polygon: its feature, and where its coordinates are.
fn rings(shapes: &Shapes) -> impl Iterator<Item = (u32, std::ops::Range<usize>)> {
    (0_u32..).zip(shapes.iter()).flat_map(move |(feature, shape)| {
        let polygons = shape.parts().filter(|part| part.kind == PartKind::Polygon);
        let paths = polygons.flat_map(crate::model::Part::path_indices);
        paths.map(move |path| (feature, shapes.path_range(path)))
    })
}

/// Adds the edges that begin in a range.
fn push(runs: &mut Vec<Run>, feature: u32, rank: u8, edges: std::ops::Range<usize>) {
    for first in edges.clone().step_by(EDGES) {
        let count = (edges.end - first).min(EDGES);
        let edges = u8::try_from(count).unwrap_or(u8::MAX);
        runs.push(Run { feature, first: small(first), edges, rank });
    }
}

fn rank_of(ranks: &[u8], feature: u32) -> u8 {
    ranks.get(feature as usize).copied().unwrap_or(0)
}

fn small(index: usize) -> u32 {
    u32::try_from(index).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The ends of an edge, and its rank.
    type Border = (Coord, Coord, u8);

    /// The borders of squares of one degree side by side, counter-clockwise, from the west.
    fn row(ranks: &[u8]) -> Vec<Border> {
        let mut shapes = Shapes::default();
        for (i, _) in (0_i32..).zip(ranks) {
            let (west, east) = (f64::from(i), f64::from(i + 1));
            let ring = [(west, 0.0), (east, 0.0), (east, 1.0), (west, 1.0), (west, 0.0)];
            shapes.begin_feature();
            shapes.push_part(PartKind::Polygon, [ring.map(|(x, y)| Coord { x, y }).to_vec()]);
        }
        let mut edges = Vec::new();
        for run in of_ranks(&shapes, ranks) {
            for ends in run.coords(shapes.coords()).windows(2) {
                edges.push((ends[0], ends[1], run.rank));
            }
        }
        edges
    }

    /// The ranks of the borders at some longitude.
    fn at(edges: &[Border], x: f64) -> Vec<u8> {
        edges.iter().filter(|(a, b, _)| a.x == x && b.x == x).map(|e| e.2).collect()
    }

    #[test]
    fn an_edge_with_the_same_rank_on_both_sides_is_no_border() {
        let edges = row(&[1, 1]);
        assert_eq!(edges.len(), 6);
        assert!(at(&edges, 1.0).is_empty());
    }

    #[test]
    fn an_edge_between_two_ranks_is_a_border_once_and_of_the_graver() {
        for ranks in [[0, 2], [2, 0]] {
            let edges = row(&ranks);
            assert_eq!(at(&edges, 1.0), [2], "{ranks:?}");
            assert_eq!(edges.len(), 7);
        }
    }

    #[test]
    fn an_edge_that_a_lesser_rank_has_too_is_judged_by_the_gravest() {
        let mut shapes = Shapes::default();
        // The two of the highest rank share x = 1; below the first lies one of a lesser rank.
        for (west, east) in [(0.0, 1.0), (1.0, 2.0), (0.0, 1.0)] {
            let ring = [(west, 0.0), (east, 0.0), (east, 1.0), (west, 1.0), (west, 0.0)];
            shapes.begin_feature();
            shapes.push_part(PartKind::Polygon, [ring.map(|(x, y)| Coord { x, y }).to_vec()]);
        }
        let runs = of_ranks(&shapes, &[2, 2, 1]);
        assert!(runs.iter().all(|run| run.rank == 2));
        let edges: usize = runs.iter().map(|run| usize::from(run.edges)).sum();
        assert_eq!(edges, 6);
    }
}
