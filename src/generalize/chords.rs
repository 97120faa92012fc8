//! The fewest vertices of a stretch from which it strays no farther than a tolerance.
//!
//! They are found by the shortest way over all chords that are near enough (Imai and Iri 1988),
//! each judged by a wedge (Williams 1978; Sklansky and Gonzalez 1980).

use super::grid::{Cell, FINE, Fine};

/// How far a published position may lie from what is drawn, in steps, where it is not what was
/// rounded that lies farther.
pub(super) const TOLERANCE: f64 = 1.1;

/// The same at a layer's last zoom, which maps draw larger beyond.
pub(super) const LAST_TOLERANCE: f64 = 1.0;

/// A wedge says nothing of what lies beyond the end of a chord: this much farther is let pass.
pub(super) const SLACK: f64 = 1.05;

/// How many places a chord may leave out: bounds the work on a long straight line.
const LONGEST: usize = 400;

/// The square of the distance of a position from a segment.
pub(crate) fn from_segment2(p: (f64, f64), a: (f64, f64), b: (f64, f64)) -> f64 {
    let (dx, dy) = (b.0 - a.0, b.1 - a.1);
    let (px, py) = (p.0 - a.0, p.1 - a.1);
    let length2 = dx * dx + dy * dy;
    let t = if length2 > 0.0 { ((px * dx + py * dy) / length2).clamp(0.0, 1.0) } else { 0.0 };
    let (ox, oy) = (px - dx * t, py - dy * t);
    ox * ox + oy * oy
}

/// The lists that finding the fewest places needs, kept from arc to arc.
#[derive(Debug)]
pub(super) struct Work {
    pub(super) tolerance: f64,
    /// For each place: how many chords lead to it, and from where the last of them.
    best: Vec<(u32, u32)>,
}

/// The vertices of a stretch, and what was published at each.
pub(super) trait Stretch {
    fn len(&self) -> usize;
    fn cell(&self, i: usize) -> Cell;
    fn published(&self, i: usize) -> &[Fine];

    /// How far what a chord leaves out lies from it. Units: steps.
    fn strays(&self, from: usize, to: usize) -> f64 {
        let (a, b) = (self.cell(from).steps(), self.cell(to).steps());
        let left_out = ((from + 1)..to).flat_map(|i| self.published(i));
        left_out.map(|p| from_segment2(p.steps(), a, b)).fold(0.0, f64::max).sqrt()
    }
}

impl Work {
    pub(super) fn within(tolerance: f64) -> Self {
        Self { tolerance, best: Vec::new() }
    }

    /// The places to keep, first and last among them.
    pub(super) fn fewest(&mut self, judge: &impl Stretch) -> Vec<usize> {
        let n = judge.len();
        self.best.clear();
        self.best.resize(n, (u32::MAX, 0));
        self.best[0] = (0, 0);
        for from in 0..n.saturating_sub(1) {
            let chords = self.best[from].0 + 1;
            let back = u32::try_from(from).unwrap_or(u32::MAX);
            let mut wedge = Wedge::at(judge.cell(from).fine(), self.tolerance);
            for to in (from + 1)..n.min(from + LONGEST) {
                if wedge.allows(judge.cell(to).fine()) && chords < self.best[to].0 {
                    self.best[to] = (chords, back);
                }
                if !judge.published(to).iter().all(|p| wedge.narrow(*p)) {
                    break;
                }
            }
        }
        let mut kept = vec![n - 1];
        let mut at = n - 1;
        while at > 0 {
            at = usize::try_from(self.best[at].1).unwrap_or(0);
            kept.push(at);
        }
        kept.reverse();
        kept
    }
}

/// The directions in which a line from a position passes near enough to all that it should.
struct Wedge {
    o: Fine,
    tolerance: f64,
    /// Where it begins and ends, seen with y growing upward; `None` while anything goes.
    sides: Option<((f64, f64), (f64, f64))>,
    /// The square of the distance of the farthest position so far. Units: square steps.
    far2: f64,
}

impl Wedge {
    fn at(o: Fine, tolerance: f64) -> Self {
        Self { o, tolerance, sides: None, far2: 0.0 }
    }

    fn towards(&self, p: Fine) -> (f64, f64) {
        #[expect(clippy::cast_precision_loss, reason = "below 2^40")]
        let step = |d: i64| d as f64 / FINE as f64;
        (step(p.x - self.o.x), step(p.y - self.o.y))
    }

    fn allows(&self, p: Fine) -> bool {
        let v = self.towards(p);
        let reach = (v.0 * v.0 + v.1 * v.1).sqrt() + self.tolerance * (SLACK - 1.0);
        reach * reach >= self.far2
            && self.sides.is_none_or(|(from, to)| turn(from, v) >= 0.0 && turn(v, to) >= 0.0)
    }

    /// Takes in a position to pass; whether any direction is left.
    fn narrow(&mut self, p: Fine) -> bool {
        let v = self.towards(p);
        let d2 = v.0 * v.0 + v.1 * v.1;
        self.far2 = self.far2.max(d2);
        if d2 <= self.tolerance * self.tolerance {
            return true;
        }
        // The two directions that pass it at the tolerance.
        let (sin, cos) = (self.tolerance, (d2 - self.tolerance * self.tolerance).sqrt());
        let right = (v.0 * cos + v.1 * sin, v.1 * cos - v.0 * sin);
        let left = (v.0 * cos - v.1 * sin, v.1 * cos + v.0 * sin);
        let Some((from, to)) = self.sides else {
            self.sides = Some((right, left));
            return true;
        };
        let middle = (from.0 + to.0, from.1 + to.1);
        if middle.0 * v.0 + middle.1 * v.1 <= 0.0 {
            return false;
        }
        let from = if turn(from, right) > 0.0 { right } else { from };
        let to = if turn(to, left) < 0.0 { left } else { to };
        // Of about one length, so that their sum lies between them.
        let unit = |v: (f64, f64)| {
            let length = v.0.hypot(v.1);
            (v.0 / length, v.1 / length)
        };
        let (from, to) = (unit(from), unit(to));
        self.sides = Some((from, to));
        turn(from, to) >= 0.0
    }
}

/// Positive where b lies to the left of a.
fn turn(a: (f64, f64), b: (f64, f64)) -> f64 {
    a.0 * b.1 - a.1 * b.0
}
