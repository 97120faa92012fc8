//! Features by their distance from a place, exact at any latitude and across the antimeridian.
//!
//! Runs of points and edges lie in boxes of directions ([`crate::place::direction`]), where the
//! straight line to a box says how near on the ellipsoid what is in it can be. What may be near
//! enough is measured by its geodesic.

mod runs;
mod seen;

use std::collections::BTreeMap;

use rstar::{AABB, RTree};

use super::LayerVersion;
use crate::model::Shapes;
use crate::place::{Bounds, Coord, Direction, direction, directions_within, least_m};
use runs::{Members, PointOf, Run, single, size};
use seen::{FLAT_M, Seen};

/// The features of a layer by place.
#[derive(Debug)]
pub(super) struct Nearby {
    points: Vec<PointOf>,
    tree: RTree<Run>,
}

/// A feature near a place.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Near {
    /// The feature.
    pub feature: u32,
    /// Metres to it on the ellipsoid; 0 where it covers the place.
    pub distance_m: f64,
    /// Its nearest point. Units: degrees.
    pub nearest: Coord,
}

/// What single precision and its rounding may take from a distance to a box, in parts and metres.
const SINGLE_PARTS: f64 = 1e-5;
const SINGLE_M: f64 = 3.0;

impl Nearby {
    /// Indexes geometries. Cost: n log n in points, little for edges.
    pub(super) fn new(shapes: &Shapes) -> Self {
        let (points, runs) = runs::of(shapes);
        Self { points, tree: RTree::bulk_load(runs) }
    }

    /// The bytes it holds.
    pub(super) fn bytes(&self) -> usize {
        size_of_val(self.points.as_slice()) + self.tree.size() * size_of::<Run>()
    }

    /// The features some of whose points or edges may lie in a box, ascending. Units: degrees.
    pub(super) fn about(&self, bounds: &Bounds) -> Vec<u32> {
        let (low, high) = directions_within(bounds);
        // Single precision is good to a tenth of this.
        let (low, high) = (low.map(|v| v - 1e-6), high.map(|v| v + 1e-6));
        let envelope = AABB::from_corners(single(low), single(high));
        let mut features = Vec::new();
        for run in self.tree.locate_in_envelope_intersecting(envelope) {
            match run.members {
                Members::Points(first, end) => {
                    let points = self.points.get(size(first)..size(end)).unwrap_or_default();
                    features.extend(points.iter().map(|(feature, _)| *feature));
                }
                Members::Edges(feature, ..) => features.push(feature),
            }
        }
        features.sort_unstable();
        features.dedup();
        features
    }
}

/// A look outward from a place.
struct Outward<'a> {
    nearby: &'a Nearby,
    coords: &'a [Coord],
    seen: Seen,
}

/// Who looks outward.
trait Seeker {
    /// How far a feature is worth looking at, where nothing beyond `within_m` is.
    fn worth_m(&self, feature: u32, within_m: f64) -> f64;

    /// Takes a place of a feature; how far is far enough from now on.
    fn take(&mut self, near: Near, within_m: f64) -> f64;
}

impl Outward<'_> {
    /// Hands over the places of features that may be within a distance, nearest box first, until
    /// that is beyond what the seeker last said to be far enough.
    fn look(&self, mut within_m: f64, seeker: &mut dyn Seeker) {
        let from = single(self.seen.direction);
        for (run, square) in self.nearby.tree.nearest_neighbor_iter_with_distance_2(from) {
            let box_m = least_m(f64::from(square).sqrt()) * (1.0 - SINGLE_PARTS) - SINGLE_M;
            if box_m > within_m {
                return;
            }
            within_m = match run.members {
                Members::Points(first, end) => {
                    let points = self.nearby.points.get(size(first)..size(end));
                    self.points(points.unwrap_or_default(), within_m, seeker)
                }
                Members::Edges(feature, first, last) => {
                    let path = self.coords.get(size(first)..=size(last)).unwrap_or_default();
                    let worth_m = seeker.worth_m(feature, within_m);
                    let is_beyond = box_m > worth_m
                        || box_m > FLAT_M && self.seen.path_at_least_m(path) > worth_m;
                    if is_beyond { within_m } else { self.edges(feature, path, within_m, seeker) }
                }
            };
        }
    }

    fn points(&self, points: &[PointOf], mut within_m: f64, seeker: &mut dyn Seeker) -> f64 {
        for (feature, at) in points {
            let nearest = self.coords.get(size(*at)).copied().unwrap_or_default();
            if self.seen.at_least_m(nearest) <= within_m {
                let distance_m = self.seen.metres(nearest);
                within_m = seeker.take(Near { feature: *feature, distance_m, nearest }, within_m);
            }
        }
        within_m
    }

    fn edges(
        &self,
        feature: u32,
        path: &[Coord],
        mut within_m: f64,
        seeker: &mut dyn Seeker,
    ) -> f64 {
        let directions: Vec<Direction> = path.iter().map(|c| direction(*c)).collect();
        let mut edges: Vec<(f64, (Coord, Coord))> = (path.windows(2))
            .zip(directions.windows(2))
            .map(|(e, d)| ((e[0], e[1]), [d[0], d[1]]))
            .map(|(ends, directions)| (self.seen.edge_at_least_m(ends, directions), ends))
            .collect();
        edges.sort_by(|a, b| a.0.total_cmp(&b.0));
        for (least, ends) in edges {
            let worth_m = seeker.worth_m(feature, within_m);
            if least > worth_m {
                break;
            }
            if least > FLAT_M && self.seen.path_at_least_m(&[ends.0, ends.1]) > worth_m {
                continue;
            }
            let (nearest, distance_m) = self.seen.nearest_on(ends, least);
            within_m = seeker.take(Near { feature, distance_m, nearest }, within_m);
        }
        within_m
    }
}

/// The nearest so far, of those that are accepted.
struct Nearest<A> {
    k: usize,
    accept: A,
    best: Vec<Near>,
}

impl<A: Fn(u32) -> bool> Seeker for Nearest<A> {
    fn worth_m(&self, feature: u32, within_m: f64) -> f64 {
        let known = self.best.iter().find(|near| near.feature == feature);
        known.map_or(within_m, |near| near.distance_m.min(within_m))
    }

    fn take(&mut self, near: Near, within_m: f64) -> f64 {
        let best = &mut self.best;
        let key = |n: &Near| (n.distance_m, n.feature);
        let known = best.iter().position(|other| other.feature == near.feature);
        let improves = match known {
            Some(at) => near.distance_m < best[at].distance_m,
            None => near.distance_m <= within_m && (self.accept)(near.feature),
        };
        if improves {
            known.map(|at| best.remove(at));
            let at = best.partition_point(|other| key(other) <= key(&near));
            best.insert(at, near);
            best.truncate(self.k);
        }
        if best.len() == self.k { best.last().map_or(within_m, |n| n.distance_m) } else { within_m }
    }
}

/// All within a radius, each with its metres.
struct Within {
    radius_m: f64,
    metres: BTreeMap<u32, f64>,
}

impl Seeker for Within {
    fn worth_m(&self, feature: u32, within_m: f64) -> f64 {
        self.metres.get(&feature).map_or(within_m, |known| known.min(within_m))
    }

    fn take(&mut self, near: Near, within_m: f64) -> f64 {
        if near.distance_m <= self.radius_m {
            let metres = self.metres.entry(near.feature).or_insert(near.distance_m);
            *metres = metres.min(near.distance_m);
        }
        within_m
    }
}

impl LayerVersion {
    /// The `k` nearest of the features that `accept` takes, no farther than `radius_m`, nearest
    /// first, of features as near that with the lower id first. A feature that covers the place
    /// is at 0 metres; edges are straight in degrees. Cost: some microseconds, and more where
    /// `accept` takes few.
    pub fn nearest(
        &self,
        place: Coord,
        (k, radius_m): (usize, f64),
        accept: impl Fn(u32) -> bool,
    ) -> Vec<Near> {
        let mut best: Vec<Near> = Vec::new();
        let covering = |feature: u32| Near { feature, distance_m: 0.0, nearest: place };
        self.area().each_covering(place, |f| {
            if accept(f) {
                best.push(covering(f));
            }
        });
        best.truncate(k);
        if k == 0 || best.len() == k {
            return best;
        }
        let mut nearest = Nearest { k, accept, best };
        self.outward(place).look(radius_m, &mut nearest);
        nearest.best
    }

    /// The features no farther than `radius_m` from a place, each with its metres, ascending by
    /// feature: a closed set.
    pub fn within_m(&self, place: Coord, radius_m: f64) -> BTreeMap<u32, f64> {
        let mut within = Within { radius_m, metres: BTreeMap::new() };
        self.area().each_covering(place, |feature| _ = within.metres.insert(feature, 0.0));
        self.outward(place).look(radius_m, &mut within);
        within.metres
    }

    /// The features that may meet a box, ascending; all that do are among them, but for those
    /// that hold the whole box inside. Units: degrees.
    pub fn about(&self, bounds: &Bounds) -> Vec<u32> {
        self.nearby().about(bounds)
    }

    fn outward(&self, place: Coord) -> Outward<'_> {
        let coords = self.shapes().coords();
        Outward { nearby: self.nearby(), coords, seen: Seen::from(place) }
    }
}
