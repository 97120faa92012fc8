//! A polygon that somebody asks about: checked whole before anything is asked of it.

use super::polygon_fault::PolygonFault;
use super::ring::position_among;
use super::segments::{crosses, crossing};
use super::stripes::Stripes;
use super::{
    Bounds, Coord, LonLat, Position, Side, on_segment, position_in_ring, segments_meet, side,
};

/// More positions than this are refused.
pub const MAX_VERTICES: usize = 10_000;

/// A ring as it is sent: closed.
type Ring = Vec<Coord>;

/// One or more polygons that somebody asks about, their borders included: closed rings in
/// degrees, none of which crosses itself or another, holes inside their exterior, polygons side
/// by side.
#[derive(Debug, Clone)]
pub struct AskedPolygon {
    polygons: Vec<Vec<Ring>>,
    bounds: Bounds,
    boxes: Vec<Bounds>,
    edges: Vec<(Coord, Coord)>,
    stripes: Stripes,
}

/// How much may be compared for one question; it goes down.
#[derive(Debug, Clone)]
pub struct Work(u64);

/// More would have to be compared than a question may cost.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("more would have to be compared than a question may cost")]
pub struct TooMuch;

impl Work {
    /// So many comparisons of two edges, or of an edge and a place.
    pub fn of(comparisons: u64) -> Self {
        Self(comparisons)
    }

    /// Takes some away.
    ///
    /// # Errors
    /// [`TooMuch`] where not so many are left.
    pub fn spend(&mut self, comparisons: usize) -> Result<(), TooMuch> {
        let left = self.0.checked_sub(comparisons as u64);
        self.0 = left.ok_or(TooMuch)?;
        Ok(())
    }
}

impl AskedPolygon {
    /// Checks polygons, each of an exterior ring and its holes, whatever their winding. Units:
    /// degrees. Cost: at worst the square of the number of vertices.
    ///
    /// # Errors
    /// The first fault, with its place.
    pub fn new(mut polygons: Vec<Vec<Ring>>) -> Result<Self, PolygonFault> {
        let count = polygons.iter().flatten().map(Vec::len).sum();
        if count > MAX_VERTICES {
            return Err(PolygonFault::TooManyVertices(count));
        }
        if polygons.is_empty() || polygons.iter().any(Vec::is_empty) {
            return Err(PolygonFault::Empty);
        }
        polygons.iter_mut().flatten().try_for_each(check_ring)?;
        let numbered: Vec<Edge> =
            polygons.iter().flatten().enumerate().flat_map(edges_of).collect();
        no_crossing(numbered)?;
        for (i, polygon) in polygons.iter().enumerate() {
            holes_fit(polygon)?;
            polygons[..i].iter().try_for_each(|other| apart(polygon, other))?;
        }
        let boxes: Vec<Bounds> =
            polygons.iter().filter_map(|p| Bounds::around(p.first()?)).collect();
        let bounds = boxes.iter().copied().reduce(Bounds::union).ok_or(PolygonFault::Empty)?;
        let rings = polygons.iter().flatten();
        let edges: Vec<(Coord, Coord)> =
            rings.flat_map(|ring| ring.windows(2).map(|e| (e[0], e[1]))).collect();
        Ok(Self { stripes: Stripes::over(&edges), polygons, bounds, boxes, edges })
    }

    /// The polygons, each an exterior ring and its holes.
    pub fn polygons(&self) -> &[Vec<Ring>] {
        &self.polygons
    }

    /// The smallest box around all of them.
    pub fn bounds(&self) -> Bounds {
        self.bounds
    }

    /// The smallest box around each polygon.
    pub fn boxes(&self) -> &[Bounds] {
        &self.boxes
    }

    /// How a place lies to it. Exact.
    ///
    /// # Errors
    /// [`TooMuch`] where the work is spent.
    pub fn position(&self, place: Coord, work: &mut Work) -> Result<Position, TooMuch> {
        if !self.boxes.iter().any(|b| b.contains(place)) {
            return Ok(Position::Outside);
        }
        let near = self.stripes.at(place.y);
        work.spend(near.len())?;
        Ok(position_among(near.iter().filter_map(|e| self.edge(*e)), place))
    }

    /// Whether a closed segment meets its border. Exact.
    ///
    /// # Errors
    /// [`TooMuch`] where the work is spent.
    pub fn meets(&self, segment: (Coord, Coord), work: &mut Work) -> Result<bool, TooMuch> {
        let around = Bounds::from([segment.0.x, segment.0.y, segment.1.x, segment.1.y]);
        work.spend(1)?;
        if !self.boxes.iter().any(|b| b.intersects(&around)) {
            return Ok(false);
        }
        for near in self.stripes.between(around.min().y, around.max().y) {
            work.spend(near.len())?;
            if near.iter().filter_map(|e| self.edge(*e)).any(|edge| segments_meet(edge, segment)) {
                return Ok(true);
            }
        }
        Ok(false)
    }

    fn edge(&self, edge: u32) -> Option<(Coord, Coord)> {
        self.edges.get(usize::try_from(edge).ok()?).copied()
    }
}

fn check_ring(ring: &mut Ring) -> Result<(), PolygonFault> {
    if let Some(c) = ring.iter().find(|c| LonLat::new(c.x, c.y).is_none()) {
        return Err(PolygonFault::NoPlace(*c));
    }
    let (Some(first), Some(last)) = (ring.first().copied(), ring.last().copied()) else {
        return Err(PolygonFault::Empty);
    };
    if first != last {
        return Err(PolygonFault::Unclosed(first));
    }
    ring.dedup();
    let second = ring.get(1).copied().unwrap_or(first);
    if ring.iter().all(|c| side(first, second, *c) == Side::On) {
        return Err(PolygonFault::Flat(first));
    }
    Ok(())
}

/// An edge, the place of its ring, its own place in it and how many edges that has.
#[derive(Clone, Copy)]
struct Edge {
    ends: (Coord, Coord),
    ring: usize,
    at: usize,
    of: usize,
}

fn edges_of((ring, path): (usize, &Ring)) -> impl Iterator<Item = Edge> {
    let of = path.len() - 1;
    path.windows(2).enumerate().map(move |(at, e)| Edge { ends: (e[0], e[1]), ring, at, of })
}

/// Of all pairs of edges that are level with each other none crosses.
fn no_crossing(mut edges: Vec<Edge>) -> Result<(), PolygonFault> {
    let west = |e: &Edge| e.ends.0.x.min(e.ends.1.x);
    edges.sort_by(|a, b| west(a).total_cmp(&west(b)));
    for (i, first) in edges.iter().enumerate() {
        let east = first.ends.0.x.max(first.ends.1.x);
        let level = edges[i + 1..].iter().take_while(|other| west(other) <= east);
        if let Some(second) = level.into_iter().find(|second| clash(first, second)) {
            return Err(PolygonFault::Crosses(crossing(first.ends, second.ends)));
        }
    }
    Ok(())
}

/// Whether two edges share what they must not: edges of a ring only the vertex between them,
/// edges of two rings only single places where they touch.
fn clash(first: &Edge, second: &Edge) -> bool {
    let ((a, b), (c, d)) = (first.ends, second.ends);
    if first.ring != second.ring {
        return crosses((a, b), (c, d)) || overlap((a, b), (c, d));
    }
    let follows = |e: &Edge, f: &Edge| (e.at + 1) % e.of == f.at;
    if follows(first, second) || follows(second, first) {
        return overlap((a, b), (c, d));
    }
    segments_meet((a, b), (c, d))
}

/// Whether two segments share more than a point.
fn overlap((a, b): (Coord, Coord), (c, d): (Coord, Coord)) -> bool {
    if side(a, b, c) != Side::On || side(a, b, d) != Side::On {
        return false;
    }
    let mut shared: Vec<Coord> = [c, d].into_iter().filter(|p| on_segment(a, b, *p)).collect();
    shared.extend([a, b].into_iter().filter(|p| on_segment(c, d, *p)));
    shared.iter().any(|p| *p != shared[0])
}

/// Holes lie in the exterior, and in no other hole.
fn holes_fit(polygon: &[Ring]) -> Result<(), PolygonFault> {
    let Some((exterior, holes)) = polygon.split_first() else { return Ok(()) };
    for (i, hole) in holes.iter().enumerate() {
        let others = holes.iter().enumerate().filter(|(j, _)| *j != i).map(|(_, ring)| ring);
        let others: Vec<(&Ring, Option<Bounds>)> =
            others.map(|ring| (ring, Bounds::around(ring))).collect();
        for place in places_of(hole) {
            let in_another = others.iter().any(|(ring, around)| {
                around.is_some_and(|a| a.contains(place))
                    && position_in_ring(ring, place) == Position::Inside
            });
            if in_another || position_in_ring(exterior, place) == Position::Outside {
                return Err(PolygonFault::HoleOutside(place));
            }
        }
    }
    Ok(())
}

/// No place is inside both of two polygons.
fn apart(one: &[Ring], other: &[Ring]) -> Result<(), PolygonFault> {
    let around = |polygon: &[Ring]| polygon.first().and_then(Bounds::around);
    let (Some(a), Some(b)) = (around(one), around(other)) else { return Ok(()) };
    if !a.intersects(&b) {
        return Ok(());
    }
    let inside = |polygon: &[Ring], place: Coord| {
        let edges = polygon.iter().flat_map(|ring| ring.windows(2).map(|e| (e[0], e[1])));
        position_among(edges, place) == Position::Inside
    };
    let of_one = one.iter().flat_map(places_of).find(|p| b.contains(*p) && inside(other, *p));
    let of_other = || other.iter().flat_map(places_of).find(|p| a.contains(*p) && inside(one, *p));
    of_one.or_else(of_other).map_or(Ok(()), |place| Err(PolygonFault::Overlap(place)))
}

/// The vertices of a ring, and the middles of its edges: where rings touch in vertices only, one
/// of those tells on which side they go on.
fn places_of(ring: &Ring) -> impl Iterator<Item = Coord> {
    ring.windows(2).flat_map(|e| [e[0], (e[0] + e[1]) / 2.0])
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ring(positions: &[(f64, f64)]) -> Ring {
        positions.iter().map(|&(x, y)| Coord { x, y }).collect()
    }

    fn square(x: f64, y: f64, side: f64) -> Ring {
        ring(&[(x, y), (x + side, y), (x + side, y + side), (x, y + side), (x, y)])
    }

    #[test]
    fn what_is_no_polygon_is_refused_with_its_place() {
        let bow = ring(&[(0., 0.), (2., 2.), (2., 0.), (0., 2.), (0., 0.)]);
        let spike = ring(&[(0., 0.), (4., 0.), (2., 0.), (2., 2.), (0., 0.)]);
        let touching = ring(&[(0., 0.), (4., 0.), (4., 4.), (2., 0.), (0., 4.), (0., 0.)]);
        let at = |x: f64, y: f64| Coord { x, y };
        for (polygons, fault) in [
            (vec![], PolygonFault::Empty),
            (vec![vec![]], PolygonFault::Empty),
            (vec![vec![ring(&[(0., 0.), (1., 0.), (1., 1.)])]], PolygonFault::Unclosed(at(0., 0.))),
            (vec![vec![ring(&[(0., 0.), (1., 0.), (0., 0.)])]], PolygonFault::Flat(at(0., 0.))),
            (vec![vec![square(179., 0., 2.)]], PolygonFault::NoPlace(at(181., 0.))),
            (vec![vec![bow]], PolygonFault::Crosses(at(1., 1.))),
            (vec![vec![spike]], PolygonFault::Crosses(at(4., 0.))),
            (vec![vec![touching]], PolygonFault::Crosses(at(2., 0.))),
            (
                vec![vec![square(0., 0., 4.), square(5., 5., 1.)]],
                PolygonFault::HoleOutside(at(5., 5.)),
            ),
            (
                vec![vec![square(0., 0., 9.), square(1., 1., 5.), square(2., 2., 1.)]],
                PolygonFault::HoleOutside(at(2., 2.)),
            ),
            (
                vec![vec![square(0., 0., 4.)], vec![square(1., 1., 1.)]],
                PolygonFault::Overlap(at(1., 1.)),
            ),
        ] {
            assert_eq!(AskedPolygon::new(polygons.clone()).err(), Some(fault), "{polygons:?}");
        }
        let many = (0..MAX_VERTICES).map(|_| at(0., 0.)).chain([at(1., 1.)]).collect();
        let fault = PolygonFault::TooManyVertices(MAX_VERTICES + 1);
        assert_eq!(AskedPolygon::new(vec![vec![many]]).err(), Some(fault));
    }

    #[test]
    fn holes_that_touch_and_islands_in_holes_are_polygons() {
        let diamond = ring(&[(0., 2.), (2., 1.), (4., 2.), (2., 3.), (0., 2.)]);
        for polygons in [
            vec![vec![square(0., 0., 4.), square(1., 1., 1.), square(2., 2., 1.)]],
            vec![vec![square(0., 0., 9.), square(1., 1., 5.)], vec![square(2., 2., 1.)]],
            vec![vec![square(0., 0., 4.)], vec![square(4., 4., 1.)]],
            vec![vec![square(0., 0., 4.).into_iter().rev().collect()]],
            vec![vec![square(0., 0., 4.), diamond]],
        ] {
            assert!(AskedPolygon::new(polygons.clone()).is_ok(), "{polygons:?}");
        }
    }

    #[test]
    fn places_and_segments_are_told_exactly() {
        let asked = AskedPolygon::new(vec![vec![square(0., 0., 4.), square(1., 1., 2.)]]).unwrap();
        let mut work = Work::of(1_000_000);
        for (x, y, expected) in [
            (0.5, 0.5, Position::Inside),
            (2.0, 2.0, Position::Outside),
            (1.0, 2.0, Position::Border),
            (4.0, 4.0, Position::Border),
            (4.0_f64.next_up(), 2.0, Position::Outside),
        ] {
            assert_eq!(asked.position(Coord { x, y }, &mut work), Ok(expected), "{x} {y}");
        }
        let mut meets = |a: (f64, f64), b: (f64, f64)| {
            asked.meets((Coord { x: a.0, y: a.1 }, Coord { x: b.0, y: b.1 }), &mut work)
        };
        assert_eq!(meets((0.2, 0.2), (0.8, 0.8)), Ok(false));
        assert_eq!(meets((0.2, 0.2), (1.0, 1.0)), Ok(true));
        assert_eq!(meets((-1.0, 5.0), (5.0, 5.0)), Ok(false));
        assert_eq!(meets((-1.0, 4.0), (5.0, 4.0)), Ok(true));
        assert_eq!(Work::of(3).spend(4), Err(TooMuch));
    }
}
