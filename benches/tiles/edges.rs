//! Edges by place, and the way to the nearest of them.

use std::collections::HashMap;

/// In units of a tile.
pub(crate) type Point = (f64, f64);

pub(crate) type Edge = (Point, Point);

/// The side of a square of the grid.
const SIDE: f64 = 16.0;

/// No one looks farther: a tile and a half.
const FARTHEST: f64 = 6144.0;

/// Edges in the squares that they pass through.
#[derive(Default)]
pub(crate) struct Edges {
    all: Vec<Edge>,
    squares: HashMap<(i32, i32), Vec<u32>>,
}

impl Edges {
    pub(crate) fn new(all: Vec<Edge>) -> Self {
        let mut squares: HashMap<_, Vec<u32>> = HashMap::new();
        for (number, (a, b)) in (0_u32..).zip(&all) {
            let steps = ((a.0 - b.0).hypot(a.1 - b.1) / SIDE * 2.0).ceil().max(1.0);
            let mut step = 0.0;
            let mut last = None;
            while step <= steps {
                let part = step / steps;
                let at = square((a.0 + part * (b.0 - a.0), a.1 + part * (b.1 - a.1)));
                if last.replace(at) != Some(at) {
                    squares.entry(at).or_default().push(number);
                }
                step += 1.0;
            }
        }
        Self { all, squares }
    }

    /// The distance to the nearest; `None` where there is none in reach.
    pub(crate) fn distance(&self, at: Point) -> Option<f64> {
        let centre = square(at);
        let mut least = f64::INFINITY;
        let mut ring = 0_i32;
        // Half a step may have left out a square that an edge cuts at its corner: one more ring.
        while f64::from(ring - 2) * SIDE <= least.min(FARTHEST) {
            for dx in -ring..=ring {
                for dy in -ring..=ring {
                    if dx.abs() == ring || dy.abs() == ring {
                        let found = self.squares.get(&(centre.0 + dx, centre.1 + dy));
                        for edge in found.into_iter().flatten() {
                            let edge = usize::try_from(*edge).ok().and_then(|e| self.all.get(e));
                            least = edge.map_or(least, |e| least.min(to_edge(at, *e)));
                        }
                    }
                }
            }
            ring += 1;
            if least.is_infinite() && ring > 24 {
                // Far from all: no more squares, but each edge.
                let nearest = self.all.iter().map(|e| to_edge(at, *e));
                return nearest.reduce(f64::min);
            }
        }
        least.is_finite().then_some(least)
    }
}

#[expect(clippy::cast_possible_truncation, reason = "near a tile")]
fn square(at: Point) -> (i32, i32) {
    ((at.0 / SIDE).floor() as i32, (at.1 / SIDE).floor() as i32)
}

fn to_edge(p: Point, (a, b): Edge) -> f64 {
    let (d, v) = ((b.0 - a.0, b.1 - a.1), (p.0 - a.0, p.1 - a.1));
    let length2 = d.0 * d.0 + d.1 * d.1;
    let t = if length2 > 0.0 { ((v.0 * d.0 + v.1 * d.1) / length2).clamp(0.0, 1.0) } else { 0.0 };
    (v.0 - d.0 * t).hypot(v.1 - d.1 * t)
}
