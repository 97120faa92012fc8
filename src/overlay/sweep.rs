//! The areas of all states in one pass from west to east.
//!
//! Edges that are under way are kept in their order from south to north. Each that begins learns
//! the state below it from its neighbour in the south, and changes it to the state above it. The
//! area between an edge and the southern side is given to the state below and taken from the
//! state above, so that in the end each state has its own, and all of them add up.

use std::cmp::Ordering;
use std::collections::BTreeMap;

use super::buckets::index;
use super::frame::{At, Frame, side};
use super::measure::{Square, under};
use super::pieces::{Changes, Piece};
use super::states::States;

/// An edge under way. Order: from south to north.
#[derive(Debug, Clone, Copy)]
struct Way {
    a: At,
    b: At,
}

impl Ord for Way {
    /// Edges that touch at ends only and have some meridian in common keep their order on all of
    /// them.
    fn cmp(&self, other: &Self) -> Ordering {
        if self.a.x < other.a.x {
            return other.cmp(self).reverse();
        }
        let of = |at: At| side(other.a, other.b, at).cmp(&0);
        of(self.a).then_with(|| of(self.b)).then_with(|| (self.a, self.b).cmp(&(other.a, other.b)))
    }
}

impl PartialOrd for Way {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl PartialEq for Way {
    fn eq(&self, other: &Self) -> bool {
        (self.a, self.b) == (other.a, other.b)
    }
}

impl Eq for Way {}

/// Calls with each edge from west to east, and the numbers of the states below and above it.
/// `pieces` touch at their ends only, and none is vertical.
pub(super) fn each_piece(
    pieces: &mut [Piece],
    changes: &Changes,
    states: &mut States,
    mut found: impl FnMut(&Piece, u32, u32),
) {
    pieces.sort_unstable_by_key(|p| (p.a.x, p.a.y));
    let way = |p: &Piece| Way { a: p.a, b: p.b };
    let mut ends: Vec<Way> = pieces.iter().map(way).collect();
    ends.sort_unstable_by_key(|w| w.b.x);
    let mut ends = ends.into_iter().peekable();
    let mut under_way: BTreeMap<Way, u32> = BTreeMap::new();
    for beginning in pieces.chunk_by_mut(|p, q| p.a.x == q.a.x) {
        let x = beginning[0].a.x;
        while let Some(ended) = ends.next_if(|w| w.b.x <= x) {
            under_way.remove(&ended);
        }
        // From south to north: each knows its neighbour in the south before its own turn.
        beginning.sort_unstable_by_key(way);
        for piece in beginning.iter() {
            let own = way(piece);
            let below = under_way.range(..own).next_back().map_or(0, |(_, above)| *above);
            let above = states.above(below, piece.changes, changes.of(piece.changes));
            under_way.insert(own, above);
            found(piece, below, above);
        }
    }
}

/// The area of each state by its number, measured from a parallel in the south; that of the empty state makes all of them nothing.
pub(super) fn areas(
    mut pieces: Vec<Piece>,
    changes: &Changes,
    states: &mut States,
    (frame, south): (&Frame, f64),
) -> Vec<Square> {
    let mut areas: Vec<Square> = Vec::new();
    each_piece(&mut pieces, changes, states, |piece, below, above| {
        let area = under(frame.degrees(piece.a), frame.degrees(piece.b), south);
        *of_state(&mut areas, below) += area;
        *of_state(&mut areas, above) -= area;
    });
    areas.resize(states.len(), Square::default());
    areas
}

fn of_state(areas: &mut Vec<Square>, state: u32) -> &mut Square {
    let place = index(state);
    if areas.len() <= place {
        areas.resize(place + 1, Square::default());
    }
    &mut areas[place]
}
