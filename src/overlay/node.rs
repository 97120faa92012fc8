//! Edges cut where they meet, so that they touch at their ends only.
//!
//! Snap rounding (Hobby 1999; Guibas and Marimont 1998): every end and every crossing makes the
//! square of the grid that it lies in hot, and each edge that passes a hot square is led through
//! its middle. No edge comes to cross another by that, and none is moved by more than a step.

use super::buckets::{Buckets, Squares, index};
use super::frame::{At, rounded, side};
use super::pieces::{Changes, Piece, merge};
use super::work::{Overfull, Work};

/// Edges that are led may pass other hot squares, and are led again; two rounds are usual.
const ROUNDS: usize = 6;

/// Cuts edges where they meet. What is vertical is gone then.
pub(super) fn noded(
    mut pieces: Vec<Piece>,
    changes: &mut Changes,
    work: &mut Work,
) -> Result<Vec<Piece>, Overfull> {
    merge(&mut pieces, changes, true);
    let Some((min, max)) = corners(&pieces) else { return Ok(pieces) };
    let mut hot = crossings(&pieces, &Squares::over(min, max, pieces.len()), work)?;
    hot.extend(pieces.iter().flat_map(|p| [p.a, p.b]));
    hot.sort_unstable();
    hot.dedup();
    let squares = Squares::over(min, max, hot.len());
    let by_place = Buckets::of(&squares, |put| {
        (0_u32..).zip(&hot).for_each(|(i, at)| put(squares.of(*at), i));
    });
    for _ in 0..ROUNDS {
        let before = pieces.len();
        let hot = Hot { places: &hot, squares, by_place: &by_place };
        let led = led(&pieces, &hot, changes, work)?;
        let is_done = led.len() == before;
        pieces = led;
        merge(&mut pieces, changes, true);
        if is_done {
            break;
        }
    }
    pieces.retain(|p| p.a.x != p.b.x);
    Ok(pieces)
}

/// The box around some pieces.
fn corners(pieces: &[Piece]) -> Option<(At, At)> {
    let first = pieces.first()?;
    let around = |(min, max): (At, At), at: At| {
        let min = At { x: min.x.min(at.x), y: min.y.min(at.y) };
        (min, At { x: max.x.max(at.x), y: max.y.max(at.y) })
    };
    Some(pieces.iter().flat_map(|p| [p.a, p.b]).fold((first.a, first.a), around))
}

/// The hot squares of all places where two edges cross.
fn crossings(pieces: &[Piece], squares: &Squares, work: &mut Work) -> Result<Vec<At>, Overfull> {
    let mut found = Vec::new();
    each_meeting(pieces, squares, work, |p, q, work| {
        let at = crossing(p, q);
        work.spend_crossings(usize::from(at.is_some()))?;
        found.extend(at);
        Ok(())
    })?;
    Ok(found)
}

/// Calls with the pairs of edges that may meet, until it fails; with some more than once.
fn each_meeting(
    pieces: &[Piece],
    squares: &Squares,
    work: &mut Work,
    mut found: impl FnMut(&Piece, &Piece, &mut Work) -> Result<(), Overfull>,
) -> Result<(), Overfull> {
    let buckets = Buckets::of(squares, |put| {
        (0_u32..).zip(pieces).for_each(|(i, p)| squares.passed(p.a, p.b, |s| put(s, i)));
    });
    for square in 0..squares.len() {
        // By their numbers, which go from west to east.
        let among = buckets.within(square);
        for (i, p) in among.iter().enumerate() {
            let p = &pieces[index(*p)];
            let mut pairs = 0;
            let (low, high) = (p.a.y.min(p.b.y), p.a.y.max(p.b.y));
            for q in &among[i + 1..] {
                let q = &pieces[index(*q)];
                if q.a.x > p.b.x {
                    break;
                }
                pairs += 1;
                if q.a.y.min(q.b.y) <= high && q.a.y.max(q.b.y) >= low {
                    found(p, q, work)?;
                }
            }
            work.spend_pairs(pairs)?;
        }
    }
    Ok(())
}

/// Where two edges cross, neither at an end, to the nearest position.
pub(super) fn crossing(p: &Piece, q: &Piece) -> Option<At> {
    let (c, d) = (side(p.a, p.b, q.a), side(p.a, p.b, q.b));
    if c == 0 || d == 0 || (c > 0) == (d > 0) {
        return None;
    }
    let (a, b) = (side(q.a, q.b, p.a), side(q.a, q.b, p.b));
    if a == 0 || b == 0 || (a > 0) == (b > 0) {
        return None;
    }
    // Along q by c / (c - d): the terms are below 2^40 and 2^82, so that their product fits.
    let along = |from: i64, to: i64| from + rounded(i128::from(to - from) * c, c - d);
    Some(At { x: along(q.a.x, q.b.x), y: along(q.a.y, q.b.y) })
}

/// The hot squares.
struct Hot<'a> {
    places: &'a [At],
    squares: Squares,
    by_place: &'a Buckets,
}

/// Each edge through the middles of the hot squares that it passes.
fn led(
    pieces: &[Piece],
    hot: &Hot<'_>,
    changes: &mut Changes,
    work: &mut Work,
) -> Result<Vec<Piece>, Overfull> {
    let mut out = Vec::with_capacity(pieces.len() + pieces.len() / 4);
    let mut on: Vec<(i128, At)> = Vec::new();
    for piece in pieces {
        on.clear();
        let (a, b) = (piece.a, piece.b);
        let (dx, dy) = (i128::from(b.x - a.x), i128::from(b.y - a.y));
        let mut pairs = 0;
        hot.squares.passed(a, b, |square| {
            let near = hot.by_place.within(square);
            pairs += near.len();
            for place in near {
                let at = hot.places[index(*place)];
                if at != a && at != b && passes(a, b, at) {
                    let along = dx * i128::from(at.x - a.x) + dy * i128::from(at.y - a.y);
                    on.push((along, at));
                }
            }
        });
        work.spend_pairs(pairs)?;
        on.sort_unstable();
        let stops = on.iter().map(|(_, at)| *at).chain([b]);
        stops.fold(a, |from, to| {
            out.push(if from < to {
                Piece { a: from, b: to, ..*piece }
            } else {
                // A step back westward, where two squares are beside each other.
                Piece { a: to, b: from, changes: changes.turned(piece.changes) }
            });
            to
        });
    }
    Ok(out)
}

/// Whether the edge passes the square of a step around a position. An edge through a corner
/// passes as if it ran a little beside it, always on one side, so that all edges decide alike.
fn passes(a: At, b: At, at: At) -> bool {
    let double = |p: At| At { x: 2 * p.x, y: 2 * p.y };
    if at.x < a.x.min(b.x) || at.x > a.x.max(b.x) || at.y < a.y.min(b.y) || at.y > a.y.max(b.y) {
        return false;
    }
    let (a, b, at) = (double(a), double(b), double(at));
    let is_left = |dx: i64, dy: i64| side(a, b, At { x: at.x + dx, y: at.y + dy }) >= 0;
    let first = is_left(-1, -1);
    first != is_left(1, -1) || first != is_left(-1, 1) || first != is_left(1, 1)
}
