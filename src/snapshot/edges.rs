//! The edges of a layer by place: what distances to borders are measured with.

use rstar::primitives::{GeomWithData, Rectangle};
use rstar::{AABB, RTree};

use super::locator::rectangle;
use crate::model::{PartKind, Shapes};
use crate::place::{Bounds, Coord, Metric};

/// Edges in one box of the index: fewer make the tree large, more make a visit long.
const EDGES_PER_RUN: usize = 16;

/// Where the search begins: most places have a border within it, and few edges are read.
const FIRST_REACH_M: f64 = 40.0;
const REACH_GROWTH: f64 = 3.0;

/// Consecutive edges of a polygon's ring.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Run {
    feature: u32,
    /// The first coordinate in [`Shapes::coords`], and how many edges follow.
    start: u32,
    edges: u32,
}

/// The edges of all polygons of a layer, in runs. Every call is given the geometries it was
/// made from.
#[derive(Debug, Clone)]
pub(super) struct Edges(RTree<GeomWithData<Rectangle<[f64; 2]>, Run>>);

/// An edge near a place.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct NearEdge {
    /// Whose edge it is.
    pub feature: u32,
    /// Its ends. Units: degrees.
    pub ends: (Coord, Coord),
    /// Its point nearest to the place. Units: degrees.
    pub nearest: Coord,
    /// Square metres to that point, good to tell which of two is nearer.
    distance2: f64,
}

impl Edges {
    /// An index over the rings of all polygons. Cost: n log n in the number of runs.
    pub(super) fn new(shapes: &Shapes) -> Self {
        let mut runs = Vec::new();
        for (feature, shape) in (0_u32..).zip(shapes.iter()) {
            for part in shape.parts().filter(|p| p.kind == PartKind::Polygon) {
                for path in part.path_indices() {
                    push_runs(&mut runs, feature, shapes.path_range(path), shapes.coords());
                }
            }
        }
        Self(RTree::bulk_load(runs))
    }

    /// The edges around a place, in groups from the nearest outward, each group in order of
    /// distance; none beyond `radius_m`, and each edge once.
    pub(super) fn outward<'a>(
        &'a self,
        shapes: &'a Shapes,
        place: Coord,
        radius_m: f64,
    ) -> impl Iterator<Item = Vec<NearEdge>> + 'a {
        let metric = Metric::at(place);
        let mut reach = Some((-1.0, FIRST_REACH_M.min(radius_m)));
        std::iter::from_fn(move || {
            let (seen, to) = reach?;
            reach = (to < radius_m).then(|| (to, (to * REACH_GROWTH).min(radius_m)));
            let mut near = self.within(shapes, &metric, to);
            // What the group before held is not offered again.
            near.retain(|e| seen < 0.0 || e.distance2 > seen * seen);
            near.sort_by(|a, b| {
                a.distance2.total_cmp(&b.distance2).then(a.feature.cmp(&b.feature))
            });
            Some(near)
        })
    }

    pub(super) fn bytes(&self) -> usize {
        self.0.size() * size_of::<GeomWithData<Rectangle<[f64; 2]>, Run>>()
    }

    fn within(&self, shapes: &Shapes, metric: &Metric, reach_m: f64) -> Vec<NearEdge> {
        let reach = metric.reach(reach_m);
        let (min, max) = (reach.min(), reach.max());
        let envelope = AABB::from_corners([min.x, min.y], [max.x, max.y]);
        let limit2 = reach_m * reach_m;
        let mut near = Vec::new();
        for entry in self.0.locate_in_envelope_intersecting(envelope) {
            let run = entry.data;
            let start = usize::try_from(run.start).unwrap_or(usize::MAX);
            let end = start.saturating_add(usize::try_from(run.edges).unwrap_or(0));
            let coords = shapes.coords().get(start..=end).unwrap_or_default();
            for ends in coords.windows(2) {
                let (nearest, distance2) = metric.nearest_on(ends[0], ends[1]);
                if distance2 <= limit2 {
                    let ends = (ends[0], ends[1]);
                    near.push(NearEdge { feature: run.feature, ends, nearest, distance2 });
                }
            }
        }
        near
    }
}

fn push_runs(
    runs: &mut Vec<GeomWithData<Rectangle<[f64; 2]>, Run>>,
    feature: u32,
    path: std::ops::Range<usize>,
    coords: &[Coord],
) {
    let Some(last) = path.end.checked_sub(1) else { return };
    for start in path.clone().step_by(EDGES_PER_RUN) {
        let end = (start + EDGES_PER_RUN).min(last);
        let Some(bounds) = Bounds::around(&coords[start..=end]).filter(|_| end > start) else {
            continue;
        };
        let (Ok(start), Ok(edges)) = (u32::try_from(start), u32::try_from(end - start)) else {
            continue;
        };
        runs.push(GeomWithData::new(rectangle(&bounds), Run { feature, start, edges }));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Squares of a hundredth of a degree in a row, as features 0, 1, 2, …
    fn squares(count: u32) -> Shapes {
        let mut shapes = Shapes::default();
        for i in 0..count {
            let w = f64::from(i) * 0.02;
            let ring = [(w, 0.), (w + 0.01, 0.), (w + 0.01, 0.01), (w, 0.01), (w, 0.)];
            shapes.begin_feature();
            let ring: Vec<Coord> = ring.iter().map(|&(x, y)| Coord { x, y }).collect();
            shapes.push_part(PartKind::Polygon, [ring]);
        }
        shapes
    }

    #[test]
    fn edges_are_offered_from_the_nearest_outward_and_once() {
        let shapes = squares(3);
        let edges = Edges::new(&shapes);
        let place = Coord { x: 0.012, y: 0.005 };
        let offered: Vec<NearEdge> = edges.outward(&shapes, place, 5_000.0).flatten().collect();
        assert_eq!(offered.len(), 12);
        assert!(offered.is_sorted_by_key(|e| e.distance2));
        assert_eq!((offered[0].feature, offered[11].feature), (0, 2));
    }

    #[test]
    fn nothing_is_offered_beyond_the_radius() {
        let shapes = squares(1);
        let edges = Edges::new(&shapes);
        let place = Coord { x: 0.012, y: 0.005 };
        assert_eq!(edges.outward(&shapes, place, 222.0).flatten().count(), 0);
        let first = edges.outward(&shapes, place, 223.0).flatten().next();
        assert_eq!(first.map(|e| e.nearest.x), Some(0.01));
    }
}
