//! Features in short runs, each in a box of directions: so few boxes that the index is made
//! quickly, so short that little in a run is far from the rest.

use rstar::{AABB, PointDistance, RTreeObject};

use crate::model::{PartKind, Shapes};
use crate::place::{Bounds, Coord, Direction, directions_within};

/// Points or edges in a run.
const LONGEST: usize = 32;

/// A point of a feature: the feature, and its place among all coordinates.
pub(super) type PointOf = (u32, u32);

/// Some points near each other, or some edges of a path one after the other, in a box.
#[derive(Debug, Clone, Copy)]
pub(super) struct Run {
    low: [f32; 3],
    high: [f32; 3],
    pub(super) members: Members,
}

/// What is in a run.
#[derive(Debug, Clone, Copy)]
pub(super) enum Members {
    /// From one place in the list of points up to another.
    Points(u32, u32),
    /// Edges of a feature: the coordinates from one place up to another, both included.
    Edges(u32, u32, u32),
}

impl Run {
    fn around(bounds: &Bounds, members: Members) -> Self {
        let (low, high) = directions_within(bounds);
        Self { low: low.map(down), high: high.map(up), members }
    }
}

impl RTreeObject for Run {
    type Envelope = AABB<[f32; 3]>;

    fn envelope(&self) -> Self::Envelope {
        AABB::from_corners(self.low, self.high)
    }
}

impl PointDistance for Run {
    fn distance_2(&self, point: &[f32; 3]) -> f32 {
        let outside = |i: usize| (self.low[i] - point[i]).max(point[i] - self.high[i]).max(0.0);
        (0..3).map(outside).map(|v| v * v).sum()
    }
}

/// The points of all features, near ones together, and the runs over them and over all edges.
pub(super) fn of(shapes: &Shapes) -> (Vec<PointOf>, Vec<Run>) {
    let mut points = Vec::new();
    let mut runs = Vec::new();
    for (feature, shape) in (0_u32..).zip(shapes.iter()) {
        for part in shape.parts() {
            for path in part.path_indices() {
                let range = shapes.path_range(path);
                if part.kind == PartKind::Point {
                    points.extend(range.map(|at| (feature, index(at))));
                } else {
                    edges(shapes, feature, range, &mut runs);
                }
            }
        }
    }
    let coord = |at: u32| shapes.coords().get(size(at)).copied().unwrap_or_default();
    points.sort_by_cached_key(|(feature, at)| (along_a_curve(coord(*at)), *feature));
    for (i, near) in points.chunks(LONGEST).enumerate() {
        let coords: Vec<Coord> = near.iter().map(|(_, at)| coord(*at)).collect();
        let first = i * LONGEST;
        let members = Members::Points(index(first), index(first + near.len()));
        runs.extend(Bounds::around(&coords).map(|b| Run::around(&b, members)));
    }
    (points, runs)
}

fn edges(shapes: &Shapes, feature: u32, path: std::ops::Range<usize>, runs: &mut Vec<Run>) {
    let mut first = path.start;
    while first + 1 < path.end {
        let last = (first + LONGEST).min(path.end - 1);
        let bounds = Bounds::around(&shapes.coords()[first..=last]);
        let members = Members::Edges(feature, index(first), index(last));
        runs.extend(bounds.map(|b| Run::around(&b, members)));
        first = last;
    }
}

/// A number that is near for near places: the bits of both coordinates in turn.
fn along_a_curve(c: Coord) -> u64 {
    let bits = |v: f64, range: f64| {
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "0 to 2^32")]
        let whole = ((v / range + 0.5).clamp(0.0, 1.0) * f64::from(u32::MAX)) as u32;
        spread(whole)
    };
    bits(c.x, 360.0) | bits(c.y, 180.0) << 1
}

/// The bits of a number with a zero between any two.
fn spread(v: u32) -> u64 {
    let mut v = u64::from(v);
    for (shift, mask) in [
        (16, 0x0000_ffff_0000_ffff),
        (8, 0x00ff_00ff_00ff_00ff),
        (4, 0x0f0f_0f0f_0f0f_0f0f),
        (2, 0x3333_3333_3333_3333),
        (1, 0x5555_5555_5555_5555),
    ] {
        v = (v | v << shift) & mask;
    }
    v
}

/// The single-precision corner of a box that holds this one.
fn down(v: f64) -> f32 {
    rounded(v).next_down()
}

fn up(v: f64) -> f32 {
    rounded(v).next_up()
}

/// A direction in single precision, as boxes are searched in.
pub(super) fn single(direction: Direction) -> [f32; 3] {
    direction.map(rounded)
}

#[expect(clippy::cast_possible_truncation, reason = "to the nearest, at most half a bit off")]
fn rounded(v: f64) -> f32 {
    v as f32
}

/// Ingest refuses sources with more coordinates than 32 bits count.
fn index(size: usize) -> u32 {
    u32::try_from(size).unwrap_or(u32::MAX)
}

pub(super) fn size(index: u32) -> usize {
    usize::try_from(index).unwrap_or(usize::MAX)
}
