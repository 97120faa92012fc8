//! Rings on the grid of a zoom, so that none crosses itself or another where it did not before.

use super::chords::from_segment2;
use super::grid::{Cell, Fine, Grid};
use super::hot::Hot;
use super::index::size;
use crate::model::{PartKind, Shapes};

/// Edges are led through the cells they pass until none is left to lead; what remains after this
/// many rounds is left as it is. Two are usual.
const ROUNDS: usize = 8;

/// The rings of a layer on a grid.
#[derive(Debug)]
pub(crate) struct Snapped {
    pub(crate) hot: Hot,
    pub(crate) rings: Vec<Ring>,
    /// The hot cells that rings run through, ring after ring; the first of a ring not repeated.
    pub(crate) places: Vec<u32>,
    /// The published positions of each hot cell, cell after cell.
    pub(crate) published: Published,
    /// The farthest that an edge was led away from the published one. Units: steps.
    pub(crate) led: f64,
}

/// A published ring.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Ring {
    pub(crate) feature: u32,
    /// Where its places begin and end.
    pub(crate) from: usize,
    pub(crate) to: usize,
    /// Its area as it was published: negative for holes. Units: square steps.
    pub(crate) area: f64,
    /// Its first position.
    pub(crate) at: Cell,
}

impl Snapped {
    /// Puts all rings of a layer on a grid. `shapes` are in units of the world.
    pub(crate) fn of(shapes: &Shapes, grid: &Grid) -> Self {
        let (fines, mut rings) = fines(shapes, grid);
        let hot = Hot::of(fines.iter().copied());
        let published = Published::of(&fines, &hot);
        let ends = rings.clone();
        let first: Vec<u32> = (0_u32..).take(fines.len()).collect();
        let mut way = route(&mut rings, &hot, &first, |i| fines[i], Some(&published));
        for _ in 0..ROUNDS {
            let before = way.places.len();
            let at = |i: usize| hot.cell(way.places[i]).fine();
            way = route(&mut rings, &hot, &way.edges, at, None);
            if way.places.len() == before {
                break;
            }
        }
        let led = led(&way, &rings, &ends, &fines, &hot);
        Self { hot, rings, places: way.places, published, led }
    }

    /// The places that a ring runs through.
    pub(crate) fn path(&self, ring: &Ring) -> &[u32] {
        &self.places[ring.from..ring.to]
    }
}

/// The positions of all rings, each without its closing one, and the rings over them.
fn fines(shapes: &Shapes, grid: &Grid) -> (Vec<Fine>, Vec<Ring>) {
    let mut fines = Vec::with_capacity(shapes.coords().len());
    let mut rings = Vec::with_capacity(shapes.path_count());
    for (feature, shape) in (0_u32..).zip(shapes.iter()) {
        for part in shape.parts().filter(|p| p.kind == PartKind::Polygon) {
            for (i, path) in part.paths().enumerate() {
                let from = fines.len();
                let open = path.split_last().map_or(path, |(_, open)| open);
                // North is up where exteriors run against the clock, and down on the grid.
                fines.extend(open.iter().rev().map(|c| grid.fine(*c)));
                let area = area(&fines[from..]).abs();
                let area = if i == 0 { area } else { -area };
                let at = fines.get(from).map_or(Cell::default(), |f| f.cell());
                rings.push(Ring { feature, from, to: fines.len(), area, at });
            }
        }
    }
    (fines, rings)
}

/// Square steps.
fn area(ring: &[Fine]) -> f64 {
    let Some((ox, oy)) = ring.first().map(|f| f.steps()) else { return 0.0 };
    let edges = ring.windows(2).map(|e| {
        let ((ax, ay), (bx, by)) = (e[0].steps(), e[1].steps());
        (ax - ox) * (by - oy) - (bx - ox) * (ay - oy)
    });
    edges.sum::<f64>() / 2.0
}

/// The hot cells that all rings run through, and for each the published edge that the way onward
/// stands for, by the position that it begins at.
#[derive(Default)]
struct Way {
    places: Vec<u32>,
    edges: Vec<u32>,
}

impl Way {
    fn push(&mut self, begin: usize, place: u32, edge: u32) {
        if self.places.len() > begin && self.places.last() == Some(&place) {
            self.edges.last_mut().into_iter().for_each(|last| *last = edge);
        } else {
            self.places.push(place);
            self.edges.push(edge);
        }
    }

    fn truncate(&mut self, len: usize) {
        self.places.truncate(len);
        self.edges.truncate(len);
    }
}

/// Leads the edges of all rings through the hot cells they pass; `at` is the position of each
/// vertex as the rings count them, and rings are moved over to what comes back.
///
/// Where a published vertex lies on an edge, as where one neighbour has a vertex that the other
/// has not, the edge is led on from there as the neighbour's is.
fn route(
    rings: &mut [Ring],
    hot: &Hot,
    edges: &[u32],
    at: impl Fn(usize) -> Fine,
    published: Option<&Published>,
) -> Way {
    let mut out = Way::default();
    let mut passed: Vec<(f64, u32)> = Vec::new();
    let mut stops: Vec<(f64, Fine)> = Vec::new();
    for ring in rings {
        let begin = out.places.len();
        for (i, edge) in edges.iter().copied().enumerate().take(ring.to).skip(ring.from) {
            let next = if i + 1 == ring.to { ring.from } else { i + 1 };
            let (a, b) = (at(i), at(next));
            let (from, to) = (a.cell(), b.cell());
            out.push(begin, hot.place(from), edge);
            if from == to {
                continue;
            }
            along(hot, a, b, &mut passed);
            stops.clear();
            if let Some(published) = published {
                let near = passed.iter().flat_map(|(_, place)| published.of_place(*place));
                stops.extend(near.filter_map(|p| Some((lies_on(*p, a, b)?, *p))));
                stops.sort_unstable_by(|p, q| p.0.total_cmp(&q.0).then(p.1.cmp(&q.1)));
            }
            if stops.is_empty() {
                passed.iter().for_each(|(_, place)| out.push(begin, *place, edge));
                continue;
            }
            let mut leg = a;
            for stop in stops.iter().map(|(_, p)| *p).chain([b]) {
                along(hot, leg, stop, &mut passed);
                passed.iter().for_each(|(_, place)| out.push(begin, *place, edge));
                out.push(begin, hot.place(stop.cell()), edge);
                leg = stop;
            }
        }
        while out.places.len() > begin + 1 && out.places.last() == out.places.get(begin) {
            out.truncate(out.places.len() - 1);
        }
        if out.places.len() < begin + 3 {
            out.truncate(begin);
        }
        (ring.from, ring.to) = (begin, out.places.len());
    }
    out
}

/// How far along an edge a position lies, if it lies on it: as near as positions are told apart.
fn lies_on(p: Fine, a: Fine, b: Fine) -> Option<f64> {
    const NEAR2: f64 = 1.0 / (64.0 * 64.0);
    let (p, a, b) = (p.steps(), a.steps(), b.steps());
    let along = (p.0 - a.0) * (b.0 - a.0) + (p.1 - a.1) * (b.1 - a.1);
    (from_segment2(p, a, b) <= NEAR2).then_some(along)
}

/// The farthest that a way runs from the edges that it stands for. Units: steps.
fn led(way: &Way, rings: &[Ring], published: &[Ring], fines: &[Fine], hot: &Hot) -> f64 {
    let mut farthest = 0.0_f64;
    for (ring, of) in rings.iter().zip(published) {
        for i in ring.from..ring.to {
            let first = size(way.edges[i]);
            let second = if first + 1 == of.to { of.from } else { first + 1 };
            let at = hot.cell(way.places[i]).steps();
            let strays = from_segment2(at, fines[first].steps(), fines[second].steps());
            farthest = farthest.max(strays);
        }
    }
    farthest.sqrt()
}

/// The hot cells that an edge passes, in its order, without those it begins and ends in.
fn along(hot: &Hot, a: Fine, b: Fine, passed: &mut Vec<(f64, u32)>) {
    passed.clear();
    let (from, to) = (a.cell(), b.cell());
    let ((ax, ay), (bx, by)) = (a.steps(), b.steps());
    hot.passed(a, b, |place, cell| {
        if cell != from && cell != to {
            let (x, y) = cell.steps();
            passed.push(((x - ax) * (bx - ax) + (y - ay) * (by - ay), place));
        }
    });
    // Cells as far along stand in the same order from either end.
    let reversed = b < a;
    passed.sort_unstable_by(|p, q| {
        let ties = if reversed { q.1.cmp(&p.1) } else { p.1.cmp(&q.1) };
        p.0.total_cmp(&q.0).then(ties)
    });
}

/// The published positions in each hot cell, each once.
#[derive(Debug)]
pub(crate) struct Published {
    fines: Vec<Fine>,
    starts: Vec<u32>,
}

impl Published {
    fn of(fines: &[Fine], hot: &Hot) -> Self {
        let places: Vec<u32> = fines.iter().map(|f| hot.place(f.cell())).collect();
        let mut ends = vec![0_u32; hot.len() + 1];
        places.iter().for_each(|p| ends[size(*p) + 1] += 1);
        for i in 1..ends.len() {
            ends[i] += ends[i - 1];
        }
        let mut sorted = vec![Fine { x: 0, y: 0 }; fines.len()];
        let mut next = ends.clone();
        for (place, fine) in places.iter().zip(fines) {
            let at = &mut next[size(*place)];
            sorted[size(*at)] = *fine;
            *at += 1;
        }
        let mut out = Self { fines: Vec::with_capacity(fines.len()), starts: vec![0] };
        for place in 0..hot.len() {
            let slice = &mut sorted[size(ends[place])..size(ends[place + 1])];
            slice.sort_unstable();
            let from = out.fines.len();
            for fine in slice.iter() {
                if out.fines[from..].last() != Some(fine) {
                    out.fines.push(*fine);
                }
            }
            out.starts.push(u32::try_from(out.fines.len()).unwrap_or(u32::MAX));
        }
        out
    }

    /// Those in a cell.
    pub(crate) fn of_place(&self, place: u32) -> &[Fine] {
        let at = size(place);
        &self.fines[size(self.starts[at])..size(self.starts[at + 1])]
    }
}
