//! What is measured from one place: to points, and to edges that are straight in degrees.

use crate::place::{Coord, Direction, Metric, direction, geodesic_m, least_m};

/// A place that distances are measured from.
pub(super) struct Seen {
    place: Coord,
    pub(super) direction: Direction,
    metric: Metric,
}

/// Within this distance, at moderate latitudes, the foot on an edge is found in the flat frame of
/// the place, to some centimetres along the edge: nothing in the distance.
pub(super) const FLAT_M: f64 = 10_000.0;
const FLAT_DEGREES: f64 = 70.0;
const PIECE_DEGREES: f64 = 15.0;

/// A degree of latitude or longitude is nowhere longer. Units: metres.
const MOST_M: f64 = 111_700.0;

/// What rounding of directions may take. Units: metres.
pub(super) const SLACK_M: f64 = 1e-5;

impl Seen {
    pub(super) fn from(place: Coord) -> Self {
        Self { place, direction: direction(place), metric: Metric::at(place) }
    }

    /// No more than the metres to a point.
    pub(super) fn at_least_m(&self, point: Coord) -> f64 {
        least_m(length(sub(direction(point), self.direction))) - SLACK_M
    }

    /// Metres to a point on the ellipsoid.
    pub(super) fn metres(&self, point: Coord) -> f64 {
        geodesic_m(self.place, point)
    }

    /// No more than the metres to any place of a path: those to its middle vertex, less the longest
    /// way from there. Of what is far away this says more than directions do.
    pub(super) fn path_at_least_m(&self, path: &[Coord]) -> f64 {
        let Some(middle) = path.get(path.len() / 2) else { return 0.0 };
        let most = |e: &[Coord]| (e[1].x - e[0].x).abs() + (e[1].y - e[0].y).abs();
        let along: f64 = path.windows(2).map(most).sum();
        self.metres(*middle) - MOST_M * along - SLACK_M
    }

    /// No more than the metres to any place of an edge. `ends` are the directions of `a` and `b`.
    pub(super) fn edge_at_least_m(&self, (a, b): (Coord, Coord), ends: [Direction; 2]) -> f64 {
        // Between its ends an edge leaves their straight line by no more than an eighth of its
        // greatest second derivative; reduced latitudes change as latitudes do, to 0.4 %.
        let turn = ((b.x - a.x).abs() + (b.y - a.y).abs()).to_radians() * 1.02;
        let sag = turn * turn / 8.0;
        least_m((self.to_segment(ends) - sag).max(0.0)) - SLACK_M
    }

    /// The nearest place of an edge, and metres to it.
    pub(super) fn nearest_on(&self, (a, b): (Coord, Coord), least_m: f64) -> (Coord, f64) {
        let turns = self.turns_to(a);
        let (a, b) = (a + turns, b + turns);
        let flat = least_m < FLAT_M && self.place.y.abs() < FLAT_DEGREES;
        let span = (b.x - a.x).abs().max((b.y - a.y).abs());
        let foot = if flat && span < PIECE_DEGREES {
            self.metric.nearest_on(a, b).0
        } else {
            // In a piece of this length there is one nearest place, and none that seems to be.
            let pieces = (span / PIECE_DEGREES).ceil().max(1.0);
            let ends = |i: f64| a + (b - a) * (i / pieces);
            let feet = std::iter::successors(Some(0.0), |i| Some(i + 1.0))
                .take_while(|i| *i < pieces)
                .map(|i| self.searched(ends(i), if i + 1.0 < pieces { ends(i + 1.0) } else { b }));
            let metres = |c: &Coord| geodesic_m(self.place, *c);
            feet.min_by(|x, y| metres(x).total_cmp(&metres(y))).unwrap_or(a)
        };
        // As the edge was published, be it on one side of the antimeridian or the other.
        (foot - turns, geodesic_m(self.place, foot))
    }

    /// Whole turns of longitude to an edge that begins there, so that it lies on this side of the
    /// globe.
    fn turns_to(&self, begin: Coord) -> Coord {
        Coord { x: ((self.place.x - begin.x) / 360.0).round() * 360.0, y: 0.0 }
    }

    /// The nearest place of an edge by halving, with the distance itself.
    fn searched(&self, a: Coord, b: Coord) -> Coord {
        const GOLDEN: f64 = 0.618_033_988_749_894_9;
        let at = |t: f64| a + (b - a) * t;
        let metres = |t: f64| geodesic_m(self.place, at(t));
        let (mut low, mut high) = (0.0, 1.0);
        let (mut t, mut u) = (high - GOLDEN, low + GOLDEN);
        let (mut of_t, mut of_u) = (metres(t), metres(u));
        for _ in 0..48 {
            if of_t < of_u {
                (high, u, of_u) = (u, t, of_t);
                t = high - (high - low) * GOLDEN;
                of_t = metres(t);
            } else {
                (low, t, of_t) = (t, u, of_u);
                u = low + (high - low) * GOLDEN;
                of_u = metres(u);
            }
        }
        let ends = [(0.0, metres(0.0)), (1.0, metres(1.0)), (t, of_t)];
        let nearest = ends.into_iter().min_by(|x, y| x.1.total_cmp(&y.1));
        nearest.map_or(a, |(t, _)| if t == 1.0 { b } else { at(t) })
    }

    /// The straight line from the direction of the place to that between two others.
    fn to_segment(&self, [a, b]: [Direction; 2]) -> f64 {
        let (from, along) = (sub(self.direction, a), sub(b, a));
        let length2 = dot(along, along);
        let t = if length2 > 0.0 { (dot(from, along) / length2).clamp(0.0, 1.0) } else { 0.0 };
        length(sub(from, along.map(|v| v * t)))
    }
}

fn sub(a: Direction, b: Direction) -> Direction {
    [a[0] - b[0], a[1] - b[1], a[2] - b[2]]
}

fn dot(a: Direction, b: Direction) -> f64 {
    a[0] * b[0] + a[1] * b[1] + a[2] * b[2]
}

fn length(a: Direction) -> f64 {
    dot(a, a).sqrt()
}
