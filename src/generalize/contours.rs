//! Polygons for tests, as bands of a raster have them: many holes, parts that touch at corners,
//! edges that lie along the sides of a window.

use std::collections::BTreeMap;

use proptest::prelude::*;

use crate::place::Coord;

/// Cells along a side of the raster.
pub(super) const SIDE: usize = 9;

/// How far a corner of the raster is moved at most: less than what would let edges cross.
const SHIFT: f64 = 0.2;

/// A corner of the raster.
type Corner = (usize, usize);

/// A raster of cells, set or not, whose corners have been moved or not.
#[derive(Clone)]
pub(super) struct Raster {
    set: Vec<bool>,
    moved: Vec<(f64, f64)>,
}

/// Any raster; in half of them the corners stay where they are.
pub(super) fn raster() -> impl Strategy<Value = Raster> {
    let set = prop::collection::vec(prop::bool::weighted(0.6), SIDE * SIDE);
    let shift = || -SHIFT..SHIFT;
    let corners = (SIDE + 1) * (SIDE + 1);
    let moved = prop_oneof![
        Just(vec![(0.0, 0.0); corners]),
        prop::collection::vec((shift(), shift()), corners),
    ];
    (set, moved).prop_map(|(set, moved)| Raster { set, moved })
}

impl std::fmt::Debug for Raster {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        for row in self.set.chunks(SIDE) {
            let row: String = row.iter().map(|set| if *set { '#' } else { '.' }).collect();
            writeln!(f, "{row}")?;
        }
        Ok(())
    }
}

fn signed_area(ring: &[Coord]) -> f64 {
    ring.windows(2).map(|e| e[0].x * e[1].y - e[1].x * e[0].y).sum()
}

impl Raster {
    /// The other cells, with the same corners.
    pub(super) fn inverse(&self) -> Self {
        Self { set: self.set.iter().map(|set| !set).collect(), moved: self.moved.clone() }
    }

    /// The polygons of the set cells, each an exterior and its holes, closed; cells that only
    /// touch at a corner are apart. Exteriors have a positive area.
    pub(super) fn polygons(&self) -> Vec<Vec<Vec<Coord>>> {
        let parts = self.parts();
        let mut out: BTreeMap<usize, Vec<Vec<Coord>>> = BTreeMap::new();
        for (part, ring) in rings(&self.edges(&parts)) {
            let mut ring: Vec<Coord> = ring.iter().map(|c| self.at(*c)).collect();
            ring.extend(ring.first().copied());
            let polygon = out.entry(part).or_default();
            // The exterior of a part is the one ring that runs with the sun.
            let first = signed_area(&ring) > 0.0;
            polygon.insert(if first { 0 } else { polygon.len() }, ring);
        }
        out.into_values().collect()
    }

    fn at(&self, (x, y): Corner) -> Coord {
        let (dx, dy) = self.moved[y * (SIDE + 1) + x];
        #[expect(clippy::cast_precision_loss, reason = "small")]
        let at = Coord { x: x as f64 + dx, y: y as f64 + dy };
        at
    }

    /// For each cell the number of its part; `None` where it is not set.
    fn parts(&self) -> Vec<Option<usize>> {
        let mut parts = vec![None; self.set.len()];
        for seed in 0..self.set.len() {
            let mut open = vec![seed];
            while let Some(cell) = open.pop() {
                if !self.set[cell] || parts[cell].is_some() {
                    continue;
                }
                parts[cell] = Some(seed);
                let (x, y) = (cell % SIDE, cell / SIDE);
                open.extend((x > 0).then(|| cell - 1));
                open.extend((x + 1 < SIDE).then(|| cell + 1));
                open.extend((y > 0).then(|| cell - SIDE));
                open.extend((y + 1 < SIDE).then(|| cell + SIDE));
            }
        }
        parts
    }

    /// The borders of each part, with the part on their left where y grows upward.
    fn edges(&self, parts: &[Option<usize>]) -> BTreeMap<(usize, Corner), Vec<Corner>> {
        let part =
            |x: usize, y: usize| (x < SIDE && y < SIDE).then(|| parts[y * SIDE + x]).flatten();
        let mut edges: BTreeMap<(usize, Corner), Vec<Corner>> = BTreeMap::new();
        for (x, y) in (0..SIDE).flat_map(|y| (0..SIDE).map(move |x| (x, y))) {
            let Some(own) = part(x, y) else { continue };
            let sides = [
                (x, y.wrapping_sub(1), (x, y), (x + 1, y)),
                (x + 1, y, (x + 1, y), (x + 1, y + 1)),
                (x, y + 1, (x + 1, y + 1), (x, y + 1)),
                (x.wrapping_sub(1), y, (x, y + 1), (x, y)),
            ];
            for (nx, ny, from, to) in sides {
                if part(nx, ny) != Some(own) {
                    edges.entry((own, from)).or_default().push(to);
                }
            }
        }
        edges
    }
}

/// Rings that visit no corner twice.
fn rings(edges: &BTreeMap<(usize, Corner), Vec<Corner>>) -> Vec<(usize, Vec<Corner>)> {
    let mut edges = edges.clone();
    let mut out = Vec::new();
    while let Some((&(part, start), _)) = edges.iter().find(|(_, ends)| !ends.is_empty()) {
        let mut walk = vec![start];
        while let Some(to) = walk.last().and_then(|c| edges.get_mut(&(part, *c))?.pop()) {
            // What was walked since the last visit of this corner is a ring.
            match walk.iter().position(|c| *c == to) {
                Some(since) => {
                    out.push((part, walk.split_off(since)));
                    walk.push(to);
                }
                None => walk.push(to),
            }
        }
    }
    out
}
