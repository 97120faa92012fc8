//! Fewer vertices: each arc keeps the fewest of its places from which it strays no farther than
//! a tolerance, and no more than lets it pass what lies beside it on the same side as before.
//!
//! A chord is safe where no other hot cell lies between it and what it replaces, nor is passed by
//! it. Two safe chords do not cross: what they replace did not, and an edge that enters the strip
//! between a chord and its stretch must end in it, for it can cross the chord but once.

use super::arcs::Arcs;
use super::chords::{SLACK, Stretch, Work, from_segment2};
use super::grid::{Cell, Fine, holds};
use super::hot::passes;
use super::snap::Snapped;

/// Arcs with fewer places.
#[derive(Debug, Default)]
pub(crate) struct Simplified {
    /// The places kept of each arc, arc after arc.
    places: Vec<u32>,
    starts: Vec<usize>,
    /// The farthest that a published position lies from what is drawn. Units: steps.
    pub(crate) deviation: f64,
}

impl Simplified {
    pub(crate) fn of(snapped: &Snapped, arcs: &Arcs, tolerance: f64) -> Self {
        let mut out =
            Self { deviation: snapped.led.max(tolerance), starts: vec![0], ..Self::default() };
        let mut work = Work::within(tolerance);
        for arc in &arcs.arcs {
            out.add(snapped, arcs.path(arc), &mut work);
            out.starts.push(out.places.len());
        }
        out
    }

    /// The places kept of an arc by its number; a closed one repeats its first.
    pub(crate) fn path(&self, arc: usize) -> &[u32] {
        &self.places[self.starts[arc]..self.starts[arc + 1]]
    }

    fn add(&mut self, snapped: &Snapped, path: &[u32], work: &mut Work) {
        let (Some(first), Some(last)) = (path.first(), path.last()) else { return };
        if first != last {
            self.places.push(*first);
            self.stretch(snapped, path, work);
            return;
        }
        // A closed arc is halved where it is widest from there, so that it does not fold up.
        let ring = &path[1..];
        let cell = |i: usize| snapped.hot.cell(ring[i]);
        let farthest = |from: usize| {
            let o = cell(from);
            (0..ring.len()).max_by_key(|i| distance2(o, cell(*i))).unwrap_or(0)
        };
        // Where the arc begins others may end: that place stays.
        let one = ring.len() - 1;
        let other = farthest(one);
        let (low, high) = (one.min(other), one.max(other));
        let there: Vec<u32> = ring[low..=high].to_vec();
        let back: Vec<u32> = ring[high..].iter().chain(&ring[..=low]).copied().collect();
        self.places.push(there[0]);
        self.stretch(snapped, &there, work);
        self.stretch(snapped, &back, work);
    }

    /// Adds the places kept after the first.
    fn stretch(&mut self, snapped: &Snapped, path: &[u32], work: &mut Work) {
        let judge = Judge { snapped, path, tolerance: work.tolerance };
        let kept = work.fewest(&judge);
        for chord in kept.windows(2) {
            self.settle(&judge, chord[0], chord[1]);
        }
    }

    /// Adds the end of a chord, and of what it leaves out as much as it takes to be safe.
    fn settle(&mut self, judge: &Judge<'_>, from: usize, to: usize) {
        if to > from + 1 {
            let strays = judge.strays(from, to);
            if strays > judge.tolerance * SLACK || !judge.is_safe(from, to) {
                let split = judge.farthest(from, to);
                self.settle(judge, from, split);
                self.settle(judge, split, to);
                return;
            }
            self.deviation = self.deviation.max(strays);
        }
        self.places.push(judge.path[to]);
    }
}

fn distance2(a: Cell, b: Cell) -> i64 {
    let (dx, dy) = (i64::from(a.x) - i64::from(b.x), i64::from(a.y) - i64::from(b.y));
    dx * dx + dy * dy
}

/// What can be said of the chords of a path.
struct Judge<'a> {
    snapped: &'a Snapped,
    path: &'a [u32],
    /// How far a chord may stray. Units: steps.
    tolerance: f64,
}

impl Judge<'_> {
    /// The place that a chord leaves out farthest from it.
    fn farthest(&self, from: usize, to: usize) -> usize {
        let (a, b) = (self.cell(from).steps(), self.cell(to).steps());
        let strays = |i: usize| from_segment2(self.cell(i).steps(), a, b);
        let mut best = (from + 1, -1.0);
        for i in (from + 1)..to {
            let strays = strays(i);
            if strays > best.1 {
                best = (i, strays);
            }
        }
        best.0
    }

    fn is_safe(&self, from: usize, to: usize) -> bool {
        let cells: Vec<Cell> = (from..=to).map(|i| self.cell(i)).collect();
        let (mut min, mut max) = (cells[0], cells[0]);
        for c in &cells {
            min = Cell { x: min.x.min(c.x), y: min.y.min(c.y) };
            max = Cell { x: max.x.max(c.x), y: max.y.max(c.y) };
        }
        let (low, high) =
            (Cell { x: min.x - 1, y: min.y - 1 }, Cell { x: max.x + 1, y: max.y + 1 });
        let (a, b) = (self.cell(from).fine(), self.cell(to).fine());
        let mut own = self.path[from..=to].to_vec();
        own.sort_unstable();
        let mut safe = true;
        self.snapped.hot.near(low, high, |place, cell| {
            let inside = cell.x >= low.x && cell.x <= high.x && cell.y >= low.y && cell.y <= high.y;
            if safe && inside && own.binary_search(&place).is_err() {
                safe = !passes(a, b, cell) && !holds(&cells, cell);
            }
        });
        // A path that runs through its own first or last place again would be cut short there.
        safe && own.windows(2).all(|w| w[0] != w[1])
    }
}

impl Stretch for Judge<'_> {
    fn len(&self) -> usize {
        self.path.len()
    }

    fn cell(&self, i: usize) -> Cell {
        self.snapped.hot.cell(self.path[i])
    }

    fn published(&self, i: usize) -> &[Fine] {
        self.snapped.published.of_place(self.path[i])
    }
}

impl Stretch for &[Fine] {
    fn len(&self) -> usize {
        <[Fine]>::len(self)
    }

    fn cell(&self, i: usize) -> Cell {
        self[i].cell()
    }

    fn published(&self, i: usize) -> &[Fine] {
        std::slice::from_ref(&self[i])
    }
}

/// A stretch of a line with the fewest vertices, and how far it strays. Units: steps.
pub(crate) fn line(fines: &[Fine], tolerance: f64) -> (Vec<Cell>, f64) {
    let kept = Work::within(tolerance).fewest(&fines);
    let strays = kept.windows(2).map(|chord| fines.strays(chord[0], chord[1]));
    let farthest = strays.fold(tolerance, f64::max);
    (kept.into_iter().map(|i| fines[i].cell()).collect(), farthest)
}
