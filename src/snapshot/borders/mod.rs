//! The borders of a layer's polygons by place: what distances are measured to.

mod boxes;
mod form;
mod packed;
mod runs;
mod square;

use prefetch_index::prefetch_index;

use crate::model::Shapes;
use crate::place::{Bounds, Coord, Metric};
use boxes::{Boxes, Visitor};
use packed::Packed;
use square::{Seen, Square};

/// The borders of all polygons of a layer, in runs of edges. Every call is given the geometries
/// it was made from.
#[derive(Debug, Clone, Default)]
pub(super) struct Borders {
    square: Option<Square>,
    boxes: Boxes,
    /// In the order of the boxes.
    runs: Vec<Packed>,
}

/// An edge near a place.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct NearEdge {
    /// Whose edge it is; of polygons that share it, the gravest.
    pub feature: u32,
    /// The rank of that feature; 0 in layers without ranks.
    pub rank: u8,
    /// Its ends. Units: degrees.
    pub ends: (Coord, Coord),
    /// Its point nearest to the place. Units: degrees.
    pub nearest: Coord,
    /// Metres from the place to that point, on the ellipsoid: see [`Metric`].
    pub distance_m: f64,
}

/// Which edges are looked for.
#[derive(Debug, Clone, Copy)]
pub(super) struct Wanted<'m> {
    /// Around the place that this is at.
    pub(super) metric: &'m Metric,
    /// No further from it than this.
    pub(super) radius_m: f64,
    /// Of features of at least this rank.
    pub(super) least_rank: u8,
    /// Of this feature, where not of any.
    pub(super) feature: Option<u32>,
}

impl Borders {
    /// An index over every edge of every polygon.
    pub(super) fn of_all(shapes: &Shapes) -> Self {
        Self::new(shapes, runs::of_all(shapes))
    }

    /// An index over the edges across which something changes where of several polygons the
    /// highest rank counts. `ranks` has one for each feature.
    pub(super) fn of_ranks(shapes: &Shapes, ranks: &[u8]) -> Self {
        Self::new(shapes, runs::of_ranks(shapes, ranks))
    }

    fn new(shapes: &Shapes, runs: Vec<runs::Run>) -> Self {
        let (square, runs) = packed(shapes, runs);
        let order = Boxes::order(runs.iter().map(Packed::boxed));
        Self::ordered(square, order.into_iter().filter_map(|i| runs.get(i).copied()).collect())
    }

    /// An index over runs that are in the order of boxes.
    fn ordered(square: Option<Square>, runs: Vec<Packed>) -> Self {
        Self { square, boxes: Boxes::around(runs.iter().map(Packed::boxed)), runs }
    }

    /// The nearest of the edges wanted that `accept` takes. It is asked of every edge that is
    /// nearer than those it has taken before, in no order.
    pub(super) fn nearest(
        &self,
        shapes: &Shapes,
        wanted: Wanted<'_>,
        accept: impl FnMut(&NearEdge) -> bool,
    ) -> Option<NearEdge> {
        let Wanted { metric, radius_m, .. } = wanted;
        let seen = self.square?.seen(metric.place(), metric.least_scale(radius_m));
        let mut search = Search {
            runs: &self.runs,
            coords: shapes.coords(),
            seen: &seen,
            wanted,
            accept,
            best: None,
            within_m2: radius_m * radius_m,
            within_m: up(radius_m),
        };
        self.boxes.nearest(&seen, &mut search);
        search.best
    }

    /// The bytes it holds, without the geometries.
    pub(super) fn bytes(&self) -> usize {
        size_of_val(self.runs.as_slice()) + self.boxes.bytes()
    }
}

/// Runs in the square over all of them.
fn packed(shapes: &Shapes, runs: Vec<runs::Run>) -> (Option<Square>, Vec<Packed>) {
    let coords = shapes.coords();
    let bounds = runs.iter().flat_map(|run| Bounds::around(run.coords(coords)));
    let Some(bounds) = bounds.reduce(Bounds::union) else { return (None, Vec::new()) };
    let square = Square::over(bounds);
    (Some(square), runs.into_iter().map(|run| Packed::new(&square, run, coords)).collect())
}

/// The nearest edge so far.
struct Search<'a, F> {
    runs: &'a [Packed],
    coords: &'a [Coord],
    seen: &'a Seen,
    wanted: Wanted<'a>,
    accept: F,
    best: Option<NearEdge>,
    within_m2: f64,
    /// Its root, rounded up by more than a float loses.
    within_m: f32,
}

impl<F: FnMut(&NearEdge) -> bool> Visitor for Search<'_, F> {
    fn visit(&mut self, item: usize) {
        let Some(packed) = self.runs.get(item) else { return };
        let run = packed.run;
        if self.wanted.feature.is_some_and(|feature| feature != run.feature) {
            return;
        }
        run.expect(self.coords);
        let (mut roughly, slack_m) = packed.roughly(self.seen);
        loop {
            // The least first: of the others few are then worth a second look.
            let (i, metres2) = smallest(&roughly);
            let enough_m = self.within_m + slack_m;
            if metres2 > enough_m * enough_m || metres2 == f32::INFINITY {
                return;
            }
            roughly[i] = f32::INFINITY;
            if let Some(ends) = run.edge(self.coords, i) {
                self.look_at(run, ends);
            }
        }
    }

    fn expect(&self, item: usize) {
        prefetch_index(self.runs, item);
    }

    fn within_m2(&self) -> f32 {
        self.within_m * self.within_m
    }

    fn least_rank(&self) -> u8 {
        self.wanted.least_rank
    }
}

impl<F: FnMut(&NearEdge) -> bool> Search<'_, F> {
    fn look_at(&mut self, run: runs::Run, ends: (Coord, Coord)) {
        let (nearest, distance2) = self.wanted.metric.nearest_on(ends.0, ends.1);
        // Of several as near, to what a double can tell, one of the gravest, and of those the
        // first.
        let as_near = (distance2 - self.within_m2).abs() <= self.within_m2 * 1e-9;
        let (feature, rank) = (run.feature, run.rank);
        match &self.best {
            Some(best) if as_near && (best.rank, feature) > (rank, best.feature) => return,
            Some(_) if as_near => {}
            _ if distance2 > self.within_m2 => return,
            _ => {}
        }
        let edge = NearEdge { feature, rank, ends, nearest, distance_m: distance2.sqrt() };
        if (self.accept)(&edge) {
            self.best = Some(edge);
            self.within_m2 = distance2.min(self.within_m2);
            self.within_m = up(self.within_m2.sqrt());
        }
    }
}

/// Rounded up, so that nothing near is left out.
#[expect(clippy::cast_possible_truncation, reason = "made greater by more than the rounding")]
fn up(v: f64) -> f32 {
    (v * (1.0 + 1e-6)) as f32
}

fn smallest(of: &[f32; runs::EDGES]) -> (usize, f32) {
    let mut best = (0, of[0]);
    for (i, v) in of.iter().enumerate().skip(1) {
        if *v < best.1 {
            best = (i, *v);
        }
    }
    best
}
