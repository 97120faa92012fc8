//! The borders of a layer's polygons by place: what distances are measured to.

mod boxes;
mod runs;

use crate::model::Shapes;
use crate::place::{Coord, Metric};
use boxes::Boxes;
use runs::Run;

/// The borders of all polygons of a layer, in runs of edges. Every call is given the geometries
/// it was made from.
#[derive(Debug, Clone)]
pub(super) struct Borders {
    /// In the order of the boxes.
    runs: Vec<Run>,
    boxes: Boxes,
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

    fn new(shapes: &Shapes, runs: Vec<Run>) -> Self {
        let bounds = |run: &Run| (run.bounds(shapes.coords()), run.rank);
        let (boxes, order) = Boxes::new(runs.iter().map(bounds).collect());
        let runs = order.into_iter().filter_map(|i| runs.get(i).copied()).collect();
        Self { runs, boxes }
    }

    /// The nearest of the edges wanted that `accept` takes. It is asked of every edge that is
    /// nearer than those it has taken before, in no order.
    pub(super) fn nearest(
        &self,
        shapes: &Shapes,
        wanted: Wanted<'_>,
        mut accept: impl FnMut(&NearEdge) -> bool,
    ) -> Option<NearEdge> {
        let Wanted { metric, radius_m, .. } = wanted;
        let (mut best, mut within_m2): (Option<NearEdge>, f64) = (None, radius_m * radius_m);
        let least = metric.least_scale(radius_m);
        self.boxes.nearest(wanted, least, |run| {
            let run = self.runs.get(run)?;
            let coords = run.coords(shapes.coords());
            // The least first: of the others few are then worth a second look.
            let mut at_least = [f64::INFINITY; runs::EDGES];
            for (least_m2, ends) in at_least.iter_mut().zip(coords.windows(2)) {
                *least_m2 = metric.square_distance(ends[0], ends[1], least);
            }
            loop {
                let (i, least_m2) = smallest(&at_least);
                if least_m2 > within_m2 * (1.0 + 1e-9) || least_m2 == f64::INFINITY {
                    break;
                }
                at_least[i] = f64::INFINITY;
                let (a, b) = (coords[i], coords[i + 1]);
                let (nearest, distance2) = metric.nearest_on(a, b);
                // Of several as near, to what a double can tell, one of the gravest, and of
                // those the first.
                let as_near = (distance2 - within_m2).abs() <= within_m2 * 1e-9;
                let before = |e: &NearEdge| (e.rank, run.feature) > (run.rank, e.feature);
                match &best {
                    Some(best) if as_near && before(best) => continue,
                    Some(_) if as_near => {}
                    _ if distance2 > within_m2 => continue,
                    _ => {}
                }
                let distance_m = distance2.sqrt();
                let (feature, rank) = (run.feature, run.rank);
                let edge = NearEdge { feature, rank, ends: (a, b), nearest, distance_m };
                if accept(&edge) {
                    (best, within_m2) = (Some(edge), distance2.min(within_m2));
                }
            }
            Some(within_m2)
        });
        best
    }

    /// The bytes it holds, without the geometries.
    pub(super) fn bytes(&self) -> usize {
        size_of_val(self.runs.as_slice()) + self.boxes.bytes()
    }
}

fn smallest(of: &[f64; runs::EDGES]) -> (usize, f64) {
    let mut best = (0, of[0]);
    for (i, v) in of.iter().enumerate().skip(1) {
        if *v < best.1 {
            best = (i, *v);
        }
    }
    best
}
