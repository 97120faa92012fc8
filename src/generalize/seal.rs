//! Closes narrow gaps of a partition, where its manifest asks for it: what no feature covers and
//! features lie all around, up to a width, goes to the one with the longest border along it.

use std::collections::{BTreeMap, HashMap};

use super::grid::{Cell, Grid};
use super::trace::{Polygon, Side, bounds, holds_middle, polygons};
use crate::place::{Bounds, Coord, Metric, World, pole, unproject};

/// How a partition is sealed.
#[derive(Debug, Clone, Copy)]
pub struct Seal<'a> {
    /// No wider gaps. Units: metres.
    pub width_m: f64,
    /// The group of each feature: those of one are a partition.
    pub groups: &'a [u32],
}

/// The edges that each feature gets: some run against one of its own, and take it away.
pub(super) fn filling(
    seal: &Seal<'_>,
    sides: &[(u32, &[Side])],
    grid: &Grid,
    middle: World,
) -> Vec<(u32, Side)> {
    let width = seal.width_m / metres_of_a_step(grid, middle);
    let mut groups: BTreeMap<u32, Vec<(u32, &[Side])>> = BTreeMap::new();
    for of_feature in sides {
        let at = usize::try_from(of_feature.0).unwrap_or(usize::MAX);
        groups.entry(seal.groups.get(at).copied().unwrap_or(0)).or_default().push(*of_feature);
    }
    let mut out = Vec::new();
    for features in groups.into_values() {
        let boxes: Vec<_> = features.iter().map(|(_, sides)| around(sides)).collect();
        let mut users: HashMap<Side, u32> = HashMap::new();
        for (feature, sides) in &features {
            users.extend(sides.iter().map(|side| (*side, *feature)));
        }
        let all = features.iter().flat_map(|(_, sides)| sides.iter().copied()).collect();
        // What the features cover together: where it has a hole there is a gap.
        let gaps = gaps(&polygons(all));
        for gap in gaps.iter().filter(|gap| is_narrow(gap, width)) {
            // Where borders cross, as those of wide overlaps do, a loop may be no gap.
            let widest = widest(gap);
            let near = features.iter().zip(&boxes);
            let is_covered = |at: Coord| {
                near.clone()
                    .any(|((_, sides), b)| b.is_some_and(|b| b.contains(at)) && covers(sides, at))
            };
            if widest.is_some_and(is_covered) {
                continue;
            }
            let sides: Vec<Side> = gap.iter().flat_map(|ring| edges(ring)).collect();
            if let Some(neighbour) = longest_along(&sides, &users) {
                out.extend(sides.into_iter().map(|side| (neighbour, side)));
            }
        }
    }
    out
}

/// The holes of some polygons, each less the polygons in it, as exteriors.
fn gaps(covered: &[Polygon]) -> Vec<Polygon> {
    let boxes: Vec<_> = covered.iter().map(|p| bounds(&p[0])).collect();
    let mut gaps = Vec::new();
    for (owner, polygon) in covered.iter().enumerate() {
        for hole in polygon.iter().skip(1) {
            let (min, max) = bounds(hole);
            let within = |(low, high): &([i32; 2], [i32; 2])| {
                (0..2).all(|i| low[i] >= min[i] && high[i] <= max[i])
            };
            let others = covered.iter().zip(&boxes).enumerate().filter(|(i, _)| *i != owner);
            let islands = others
                .filter(|(_, (other, around))| within(around) && holds_middle(hole, &other[0]));
            let rings = std::iter::once(hole).chain(islands.map(|(_, (other, _))| &other[0]));
            gaps.extend(polygons(
                rings.flat_map(|ring| edges(ring)).map(|(a, b)| (b, a)).collect(),
            ));
        }
    }
    gaps
}

fn edges(ring: &[Cell]) -> impl Iterator<Item = Side> {
    ring.iter().zip(ring.iter().cycle().skip(1)).map(|(a, b)| (*a, *b))
}

/// The feature that runs along a gap, against its edges, for the longest way.
fn longest_along(sides: &[Side], users: &HashMap<Side, u32>) -> Option<u32> {
    let mut lengths: BTreeMap<u32, f64> = BTreeMap::new();
    for (a, b) in sides {
        if let Some(user) = users.get(&(*b, *a)) {
            let (a, b) = (a.steps(), b.steps());
            *lengths.entry(*user).or_default() += (a.0 - b.0).hypot(a.1 - b.1);
        }
    }
    // Of several as long the first.
    lengths.into_iter().rev().max_by(|a, b| a.1.total_cmp(&b.1)).map(|(feature, _)| feature)
}

fn closed(gap: &Polygon) -> Vec<Vec<Coord>> {
    let place = |c: &Cell| {
        let (x, y) = c.steps();
        Coord { x, y }
    };
    gap.iter().map(|ring| ring.iter().chain(ring.first()).map(place).collect()).collect()
}

/// Where it is widest.
fn widest(gap: &Polygon) -> Option<Coord> {
    pole(&closed(gap))
}

fn around(sides: &[Side]) -> Option<Bounds> {
    let starts: Vec<Coord> = sides
        .iter()
        .map(|(a, _)| {
            let (x, y) = a.steps();
            Coord { x, y }
        })
        .collect();
    Bounds::around(&starts)
}

/// Whether some borders have a place inside: even and odd.
fn covers(sides: &[Side], at: Coord) -> bool {
    let crossed = sides.iter().filter(|(a, b)| {
        let ((ax, ay), (bx, by)) = (a.steps(), b.steps());
        (ay > at.y) != (by > at.y) && at.x < ax + (bx - ax) * (at.y - ay) / (by - ay)
    });
    crossed.count() % 2 == 1
}

/// Whether no wider circle fits in. Units: steps.
fn is_narrow(gap: &Polygon, width: f64) -> bool {
    let Some(at) = widest(gap) else { return true };
    let rings = closed(gap);
    let edges = rings.iter().flat_map(|ring| ring.windows(2));
    let nearest2 = edges
        .map(|e| super::chords::from_segment2((at.x, at.y), (e[0].x, e[0].y), (e[1].x, e[1].y)))
        .fold(f64::INFINITY, f64::min);
    4.0 * nearest2 <= width * width
}

/// East to west, in the middle of the layer; a map is as true in either direction.
fn metres_of_a_step(grid: &Grid, middle: World) -> f64 {
    const EQUATOR_M: f64 = 40_075_016.685_578_49;
    let stretch = unproject(middle).map_or(1.0, |at| {
        let metric = Metric::at(Coord { x: at.lon(), y: at.lat() });
        let equator = Metric::at(Coord { x: at.lon(), y: 0.0 });
        metric.scale().x / equator.scale().x
    });
    #[expect(clippy::cast_precision_loss, reason = "a power of two")]
    let world = grid.tile_side(0) as f64;
    EQUATOR_M * stretch / world
}
