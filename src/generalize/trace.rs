//! Polygons from the edges of their border.

use std::collections::HashMap;

use rstar::primitives::{GeomWithData, Rectangle};
use rstar::{AABB, RTree};

use super::grid::{Cell, area2, cross};

/// A ring, its first position not repeated.
pub(crate) type Ring = Vec<Cell>;

/// An exterior and its holes.
pub(crate) type Polygon = Vec<Ring>;

/// An edge of a border, with what it bounds on its left in a frame whose y grows upward.
pub(crate) type Side = (Cell, Cell);

/// The polygons that some edges bound: exteriors of a positive area, each followed by its holes.
///
/// The edges may touch at their ends and do not cross. Where one runs both ways there is no
/// border. Rings that touch themselves come apart there, so that each is simple.
pub(crate) fn polygons(sides: Vec<Side>) -> Vec<Polygon> {
    let sides = without_pairs(sides);
    let starts: Vec<Cell> = sides.iter().map(|s| s.0).collect();
    let mut used = vec![false; sides.len()];
    let mut polygons: Vec<Polygon> = Vec::new();
    let mut holes: Vec<Ring> = Vec::new();
    for first in 0..sides.len() {
        if used[first] {
            continue;
        }
        let mut loops = loops(&sides, &starts, &mut used, first);
        loops.retain(|ring| ring.len() >= 3);
        let exterior = loops.iter().position(|ring| area2(ring) > 0);
        match exterior {
            Some(i) => {
                let exterior = loops.swap_remove(i);
                let mut polygon = vec![exterior];
                // Of one face only one loop runs around it; another would be a fault in the edges.
                let (more, inner): (Vec<_>, Vec<_>) =
                    loops.into_iter().partition(|ring| area2(ring) > 0);
                polygon.extend(inner.into_iter().filter(|ring| area2(ring) < 0));
                polygons.push(polygon);
                polygons.extend(more.into_iter().map(|ring| vec![ring]));
            }
            None => holes.extend(loops.into_iter().filter(|ring| area2(ring) < 0)),
        }
    }
    give(holes, &mut polygons);
    polygons
}

/// In the order of their starts.
pub(crate) fn without_pairs(mut sides: Vec<Side>) -> Vec<Side> {
    let forward = |s: &Side| s.0 < s.1;
    let ends = |s: &Side| if forward(s) { (s.0, s.1) } else { (s.1, s.0) };
    sides.sort_unstable_by_key(ends);
    let mut kept: Vec<Side> = Vec::with_capacity(sides.len());
    for same in sides.chunk_by(|a, b| ends(a) == ends(b)) {
        let ahead = same.iter().filter(|s| forward(s)).count();
        let (a, b) = ends(&same[0]);
        match (2 * ahead).cmp(&same.len()) {
            std::cmp::Ordering::Greater => kept.push((a, b)),
            std::cmp::Ordering::Less => kept.push((b, a)),
            std::cmp::Ordering::Equal => {}
        }
    }
    kept.sort_unstable();
    kept
}

/// Walks around the face to the left of an edge; what comes back are simple loops.
fn loops(sides: &[Side], starts: &[Cell], used: &mut [bool], first: usize) -> Vec<Ring> {
    let mut out = Vec::new();
    let mut walk: Vec<Cell> = Vec::new();
    // Where the walk stands at positions that it may come by again.
    let mut seen: HashMap<Cell, usize> = HashMap::new();
    let mut next = Some(first);
    while let Some(at) = next {
        used[at] = true;
        let (from, to) = sides[at];
        if outgoing(starts, from).len() > 1
            && let Some(begin) = seen.insert(from, walk.len())
            && walk.get(begin) == Some(&from)
        {
            out.push(walk.split_off(begin));
            seen.insert(from, begin);
        }
        walk.push(from);
        let onward = outgoing(starts, to).filter(|i| !used[*i]);
        next = onward.reduce(
            |best, i| {
                if is_first(to, from, sides[i].1, sides[best].1) { i } else { best }
            },
        );
        // Back at the beginning, in the direction it began with?
        if to == sides[first].0
            && next.is_none_or(|n| is_first(to, from, sides[first].1, sides[n].1))
        {
            break;
        }
    }
    out.push(walk);
    out
}

/// The places of the edges that begin at a position.
fn outgoing(starts: &[Cell], at: Cell) -> std::ops::Range<usize> {
    let from = starts.partition_point(|s| *s < at);
    let to = from + starts[from..].iter().take_while(|s| **s == at).count();
    from..to
}

/// Whether, turning with the clock from the way back, one comes to `a` before `b`.
fn is_first(at: Cell, back: Cell, a: Cell, b: Cell) -> bool {
    // The way back itself comes last.
    let half = |p: Cell| {
        let side = cross(at, back, p);
        if side < 0 {
            0
        } else if side > 0 || dot(at, back, p) < 0 {
            1
        } else {
            2
        }
    };
    match half(a).cmp(&half(b)) {
        std::cmp::Ordering::Less => true,
        std::cmp::Ordering::Greater => false,
        std::cmp::Ordering::Equal => cross(at, a, b) < 0,
    }
}

fn dot(o: Cell, a: Cell, b: Cell) -> i64 {
    let d = |p: Cell| (i64::from(p.x) - i64::from(o.x), i64::from(p.y) - i64::from(o.y));
    let ((ax, ay), (bx, by)) = (d(a), d(b));
    ax * bx + ay * by
}

/// An exterior's number in the box around it.
type Boxed = GeomWithData<Rectangle<[i32; 2]>, usize>;

/// Gives each hole to the smallest exterior around it.
fn give(holes: Vec<Ring>, polygons: &mut [Polygon]) {
    if let [only] = polygons {
        only.extend(holes);
        return;
    }
    if holes.is_empty() {
        return;
    }
    let boxes = polygons.iter().enumerate().map(|(i, polygon)| {
        let (min, max) = bounds(&polygon[0]);
        Boxed::new(Rectangle::from_corners(min, max), i)
    });
    let tree = RTree::bulk_load(boxes.collect());
    let areas: Vec<i128> = polygons.iter().map(|polygon| area2(&polygon[0])).collect();
    for hole in holes {
        let (min, max) = bounds(&hole);
        let around = tree.locate_in_envelope_intersecting(AABB::from_corners(min, max));
        let mut around: Vec<usize> = around
            .filter(|b| {
                let (lower, upper) = (b.geom().lower(), b.geom().upper());
                (0..2).all(|i| lower[i] <= min[i] && upper[i] >= max[i])
            })
            .map(|b| b.data)
            .collect();
        around.sort_by_key(|i| areas[*i]);
        let owner = around.iter().find(|i| holds_middle(&polygons[**i][0], &hole));
        if let Some(&owner) = owner {
            polygons[owner].push(hole);
        }
    }
}

pub(super) fn bounds(ring: &[Cell]) -> ([i32; 2], [i32; 2]) {
    let (mut min, mut max) = ([i32::MAX; 2], [i32::MIN; 2]);
    for c in ring {
        min = [min[0].min(c.x), min[1].min(c.y)];
        max = [max[0].max(c.x), max[1].max(c.y)];
    }
    (min, max)
}

/// Whether the middle of a hole's first edge lies in a ring: vertices may touch it, middles not.
pub(super) fn holds_middle(ring: &[Cell], hole: &[Cell]) -> bool {
    let (a, b) = (hole[0], hole[1]);
    let (mx, my) = (i64::from(a.x) + i64::from(b.x), i64::from(a.y) + i64::from(b.y));
    let mut inside = false;
    for (i, a) in ring.iter().enumerate() {
        let b = ring[if i + 1 == ring.len() { 0 } else { i + 1 }];
        let (ay, by) = (2 * i64::from(a.y), 2 * i64::from(b.y));
        if (ay > my) != (by > my) {
            let (low, high) = if ay < by { (*a, b) } else { (b, *a) };
            let (lx, ly) = (2 * i64::from(low.x), 2 * i64::from(low.y));
            let (hx, hy) = (2 * i64::from(high.x), 2 * i64::from(high.y));
            let side = i128::from(hx - lx) * i128::from(my - ly)
                - i128::from(hy - ly) * i128::from(mx - lx);
            inside ^= side > 0;
        }
    }
    inside
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sides(rings: &[&[(i32, i32)]]) -> Vec<Side> {
        let cell = |&(x, y): &(i32, i32)| Cell { x, y };
        let edges = rings.iter().flat_map(|ring| {
            ring.iter().zip(ring.iter().cycle().skip(1)).map(move |(a, b)| (cell(a), cell(b)))
        });
        edges.collect()
    }

    /// The areas of the exterior and of the holes of each polygon, doubled.
    fn areas(rings: &[&[(i32, i32)]]) -> Vec<Vec<i128>> {
        let mut areas: Vec<Vec<i128>> = polygons(sides(rings))
            .iter()
            .map(|polygon| polygon.iter().map(|ring| area2(ring)).collect())
            .collect();
        areas.sort();
        areas
    }

    const SHELL: &[(i32, i32)] = &[(0, 0), (8, 0), (8, 8), (0, 8)];

    #[test]
    fn squares_that_touch_at_a_corner_are_two_polygons() {
        let other: &[(i32, i32)] = &[(8, 8), (12, 8), (12, 12), (8, 12)];
        assert_eq!(areas(&[SHELL, other]), [[32], [128]]);
    }

    #[test]
    fn a_hole_stays_a_hole_where_it_touches_once() {
        let inside: &[(i32, i32)] = &[(2, 2), (2, 4), (4, 4), (4, 2)];
        let touching: &[(i32, i32)] = &[(0, 0), (1, 2), (2, 1)];
        assert_eq!(areas(&[SHELL, inside]), [[128, -8]]);
        assert_eq!(areas(&[SHELL, touching]), [[128, -3]]);
        // Two holes that touch each other.
        let beside: &[(i32, i32)] = &[(4, 4), (4, 6), (6, 6), (6, 4)];
        assert_eq!(areas(&[SHELL, inside, beside]), [[128, -8, -8]]);
    }

    #[test]
    fn a_hole_that_touches_twice_cuts_the_polygon_in_two() {
        let across: &[(i32, i32)] = &[(0, 0), (3, 5), (8, 8), (5, 3)];
        let area = areas(&[SHELL, across]);
        assert_eq!(area.len(), 2);
        assert_eq!(area.iter().flatten().sum::<i128>(), 128 - 32);
    }

    #[test]
    fn edges_that_run_both_ways_are_no_border() {
        let beside: &[(i32, i32)] = &[(8, 0), (16, 0), (16, 8), (8, 8)];
        assert_eq!(areas(&[SHELL, beside]), [[256]]);
        assert_eq!(areas(&[&[(0, 0), (5, 5)]]), Vec::<Vec<i128>>::new());
    }

    #[test]
    fn an_island_in_a_hole_is_a_polygon_and_holes_go_to_the_nearest_around() {
        let hole: &[(i32, i32)] = &[(1, 1), (1, 7), (7, 7), (7, 1)];
        let island: &[(i32, i32)] = &[(2, 2), (6, 2), (6, 6), (2, 6)];
        let pond: &[(i32, i32)] = &[(3, 3), (3, 5), (5, 5), (5, 3)];
        assert_eq!(areas(&[SHELL, hole, island, pond]), [[32, -8], [128, -72]]);
    }
}
