//! What of some edges lies in a cell of the grid.
//!
//! The sweep goes along the cell from west to east and up from its southern side. What covers
//! that side comes in as edges along it, and what covers the northern side goes out by edges along
//! that: from the western corner, where it is known what covers it, to the first edge that crosses
//! the side, and so on. Whether an edge crosses a side is decided alike in the cells on both sides
//! of it and along it, so that what covers a corner can be told from cell to cell.

use super::frame::{At, rounded};
use super::pieces::{Changes, Piece};
use super::states::{Change, Token};

/// A box on the grid between odd positions, through which no published vertex lies.
#[derive(Debug, Clone, Copy)]
pub(super) struct Cell {
    pub(super) near: At,
    pub(super) far: At,
}

/// Where along a side something begins (1) or ceases (-1) to cover it.
type Crossing = (Token, i64, i32);

/// The edges in a cell as they are collected.
pub(super) struct Clip<'a> {
    cell: Cell,
    pieces: Vec<Piece>,
    south: Vec<Crossing>,
    north: Vec<Crossing>,
    changes: &'a mut Changes,
}

impl<'a> Clip<'a> {
    pub(super) fn of(cell: Cell, changes: &'a mut Changes) -> Self {
        Self { cell, pieces: Vec::new(), south: Vec::new(), north: Vec::new(), changes }
    }

    /// Adds what of a directed edge lies in the cell; what the token stands for is on its left.
    pub(super) fn add(&mut self, token: Token, (a, b): (At, At)) {
        let Cell { near, far } = self.cell;
        let Some((a, b)) = between_meridians((a, b), near.x, far.x) else { return };
        for (line, crossings) in [(near.y, &mut self.south), (far.y, &mut self.north)] {
            if let Some((x, change)) = crossing((a, b), line) {
                crossings.push((token, x, change));
            }
        }
        if let Some((a, b)) = between(a, b, near.y, far.y, |at| (at.y, at.x)) {
            self.push(token, At { x: a.1, y: a.0 }, At { x: b.1, y: b.0 }, 1);
        }
    }

    /// The edges, with those along the sides; what covers the corners in the south-west and in the
    /// north-west is given.
    pub(super) fn closed(mut self, south_west: &[Change], north_west: &[Change]) -> Vec<Piece> {
        let (south, north) = (std::mem::take(&mut self.south), std::mem::take(&mut self.north));
        let Cell { near, far } = self.cell;
        self.lay(near.y, south_west, south, 1);
        self.lay(far.y, north_west, north, -1);
        self.pieces
    }

    /// An edge in its direction, `times` over.
    fn push(&mut self, token: Token, a: At, b: At, times: i32) {
        let eastward = a < b;
        let (west, east) = if eastward { (a, b) } else { (b, a) };
        let change = if eastward { times } else { -times };
        let changes = self.changes.number(&[(token, change)]);
        self.pieces.push(Piece { a: west, b: east, changes });
    }

    /// The edges along a side: of what lies above it (1), or below (-1).
    fn lay(&mut self, y: i64, corner: &[Change], mut crossings: Vec<Crossing>, above: i32) {
        let Cell { near, far } = self.cell;
        crossings.extend(corner.iter().map(|(token, times)| (*token, near.x, *times)));
        crossings.sort_unstable();
        for of_token in crossings.chunk_by(|p, q| p.0 == q.0) {
            let mut times = 0;
            for (i, (token, x, change)) in of_token.iter().enumerate() {
                times += change;
                let next = of_token.get(i + 1).map_or(far.x, |next| next.1);
                if times != 0 && *x < next {
                    self.push(*token, At { x: *x, y }, At { x: next, y }, above * times);
                }
            }
        }
    }
}

/// What of a directed edge lies between two meridians.
pub(super) fn between_meridians((a, b): (At, At), west: i64, east: i64) -> Option<(At, At)> {
    let (a, b) = between(a, b, west, east, |at| (at.x, at.y))?;
    Some((At { x: a.0, y: a.1 }, At { x: b.0, y: b.1 }))
}

/// Where an edge crosses a parallel, and whether what lies on its left begins (1) or ceases (-1)
/// there, eastward: who goes north has it in the west.
pub(super) fn crossing((a, b): (At, At), line: i64) -> Option<(i64, i32)> {
    if (a.y < line) == (b.y < line) {
        return None;
    }
    Some((cut((a.y, a.x), (b.y, b.x), line), if b.y > a.y { -1 } else { 1 }))
}

/// What of an edge lies between two lines on an axis, which `on` gives first.
fn between(
    a: At,
    b: At,
    low: i64,
    high: i64,
    on: impl Fn(At) -> (i64, i64),
) -> Option<((i64, i64), (i64, i64))> {
    let (a, b) = (on(a), on(b));
    if a.0.max(b.0) < low || a.0.min(b.0) > high {
        return None;
    }
    let end = |own: (i64, i64)| {
        let line = own.0.clamp(low, high);
        if line == own.0 { own } else { (line, cut(a, b, line)) }
    };
    Some((end(a), end(b)))
}

/// Where an edge crosses a line across the first axis.
fn cut(a: (i64, i64), b: (i64, i64), line: i64) -> i64 {
    // Both directions of an edge are cut alike.
    let (a, b) = if a <= b { (a, b) } else { (b, a) };
    a.1 + rounded(i128::from(b.1 - a.1) * i128::from(line - a.0), i128::from(b.0 - a.0))
}
