//! What of the edges of a sheet lies in a box, on its grid.
//!
//! The sweep goes along the box from west to east and up from its southern side. What covers
//! that side comes in as edges along it: from the corner, where the sheet is asked what covers
//! it, to the first edge that crosses the side, and so on.

use super::frame::{At, Frame, rounded, side};
use super::pieces::{Changes, Piece};
use super::sheet::{Edge, Sheet};
use super::states::Token;
use crate::place::Bounds;

/// An edge this near to the corner leaves open what covers the corner once it is on the grid.
const NEAR: i64 = 16;

/// An edge passes too near to the south-west corner of the box: another box has to be taken.
#[derive(Debug)]
pub(super) struct CornerTaken;

/// The edges of a sheet in a box, and what covers its southern side.
pub(super) fn clipped(
    sheet: &Sheet,
    bounds: &Bounds,
    frame: &Frame,
    changes: &mut Changes,
) -> Result<Vec<Piece>, CornerTaken> {
    let mut clip = Clip { frame, pieces: Vec::new(), crossed: Vec::new(), changes };
    let mut taken = false;
    sheet.each_in(bounds, |edge| taken |= clip.add(edge).is_err());
    if taken {
        return Err(CornerTaken);
    }
    let covering = sheet.covering(frame.corner());
    clip.crossed.extend(covering.into_iter().map(|token| (token, 1, 1)));
    clip.lay_floor();
    Ok(clip.pieces)
}

struct Clip<'a> {
    frame: &'a Frame,
    pieces: Vec<Piece>,
    /// Where along the southern side something begins (1) or ceases (-1) to cover it.
    crossed: Vec<(Token, i64, i32)>,
    changes: &'a mut Changes,
}

impl Clip<'_> {
    fn add(&mut self, edge: Edge) -> Result<(), CornerTaken> {
        let (a, b) = (self.frame.at(edge.a), self.frame.at(edge.b));
        let corner = At { x: 1, y: 1 };
        if is_near(a, b, corner) {
            return Err(CornerTaken);
        }
        let far = self.frame.far;
        let Some((a, b)) = between(a, b, corner.x, far.x, |at| (at.x, at.y)) else {
            return Ok(());
        };
        let (a, b) = (At { x: a.0, y: a.1 }, At { x: b.0, y: b.1 });
        if (a.y < corner.y) != (b.y < corner.y) {
            let x = cut((a.y, a.x), (b.y, b.x), corner.y);
            // Who goes north has what is covered on the left.
            self.crossed.push((edge.token, x, if b.y > a.y { -1 } else { 1 }));
        }
        if let Some((a, b)) = between(a, b, corner.y, far.y, |at| (at.y, at.x)) {
            self.push(edge.token, At { x: a.1, y: a.0 }, At { x: b.1, y: b.0 }, 1);
        }
        Ok(())
    }

    /// An edge in its direction, `times` over.
    fn push(&mut self, token: Token, a: At, b: At, times: i32) {
        let eastward = a < b;
        let (west, east) = if eastward { (a, b) } else { (b, a) };
        let change = if eastward { times } else { -times };
        let changes = self.changes.number(&[(token, change)]);
        self.pieces.push(Piece { a: west, b: east, changes });
    }

    /// The edges along the southern side.
    fn lay_floor(&mut self) {
        self.crossed.sort_unstable();
        let crossed = std::mem::take(&mut self.crossed);
        for of_token in crossed.chunk_by(|p, q| p.0 == q.0) {
            let mut times = 0;
            for (i, (token, x, change)) in of_token.iter().enumerate() {
                times += change;
                let next = of_token.get(i + 1).map_or(self.frame.far.x, |next| next.1);
                if times != 0 && *x < next {
                    self.push(*token, At { x: *x, y: 1 }, At { x: next, y: 1 }, times);
                }
            }
        }
    }
}

/// What of an edge lies between two lines on an axis, which `on` gives first; no end lies on one
/// of them.
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

/// Whether an edge passes near a place.
fn is_near(a: At, b: At, place: At) -> bool {
    let beside = |a: i64, b: i64, c: i64| c < a.min(b) - NEAR || c > a.max(b) + NEAR;
    if beside(a.x, b.x, place.x) || beside(a.y, b.y, place.y) {
        return false;
    }
    let length = i128::from((b.x - a.x).abs().max((b.y - a.y).abs())).max(1);
    side(a, b, place).abs() <= 2 * i128::from(NEAR) * length
}
