//! Places where a wrong answer would hide.

use num_bigint::Sign;

use super::exact::{Edge, side};
use super::features::{Feature, Position};
use super::random::Random;

/// How a place was chosen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Sort {
    Anywhere,
    Vertex,
    /// At the x or y of a vertex, and of another where both.
    Level,
    OnEdge,
    /// Some last bits away from an edge, or some millionths of its length.
    NearEdge,
    /// The next double in x, y or both from one on a vertex.
    BesideVertex,
    /// The same from one on an edge.
    BesideEdge,
    /// The same from one level with a vertex.
    BesideLevel,
    /// The corners and sides of the extent, beside them and far away.
    Outside,
}

impl Sort {
    pub(crate) const ALL: [Self; 9] = [
        Self::Anywhere,
        Self::Vertex,
        Self::Level,
        Self::OnEdge,
        Self::NearEdge,
        Self::BesideVertex,
        Self::BesideEdge,
        Self::BesideLevel,
        Self::Outside,
    ];
}

/// What places are chosen by.
pub(crate) struct Ground {
    /// The edges of each feature that has some, those of lines too; a point is one from itself
    /// to itself.
    edges: Vec<Vec<Edge>>,
    all_edges: Vec<Edge>,
    low: Position,
    high: Position,
}

impl Ground {
    pub(crate) fn new(features: &[Feature]) -> Self {
        let edges: Vec<Vec<Edge>> =
            features.iter().map(edges).filter(|edges| !edges.is_empty()).collect();
        let all_edges: Vec<Edge> = edges.iter().flatten().copied().collect();
        let extent = |axis: usize| {
            let ends = all_edges.iter().flat_map(|(a, b)| [a[axis], b[axis]]);
            ends.fold(None, |extent, c| {
                let (low, high): (f64, f64) = extent.unwrap_or((c, c));
                Some((low.min(c), high.max(c)))
            })
        };
        // Where there is nothing at all, places of the city do.
        let (x, y) = (extent(0).unwrap_or((110.3, 110.5)), extent(1).unwrap_or((-7.1, -6.9)));
        Self { edges, all_edges, low: [x.0, y.0], high: [x.1, y.1] }
    }

    pub(crate) fn place(&self, sort: Sort, random: &mut Random) -> Position {
        match sort {
            Sort::Anywhere => self.anywhere(random),
            Sort::Vertex => self.edge(random).0,
            Sort::Level => self.level(random),
            Sort::OnEdge => self.on_edge(random),
            Sort::NearEdge => self.near_edge(random),
            Sort::BesideVertex => beside(self.edge(random).0, random),
            Sort::BesideEdge => beside(self.on_edge(random), random),
            Sort::BesideLevel => beside(self.level(random), random),
            Sort::Outside => self.outside(random),
        }
    }

    /// In the extent or a twentieth of it beyond.
    fn anywhere(&self, random: &mut Random) -> Position {
        [0, 1].map(|axis| {
            let t = random.between(-0.05, 1.05);
            self.low[axis] * (1.0 - t) + self.high[axis] * t
        })
    }

    /// Each feature as often as another, and each edge as often as another, by turns: small
    /// features beside large ones are asked about too.
    fn edge(&self, random: &mut Random) -> Edge {
        if self.edges.is_empty() {
            let at = self.anywhere(random);
            return (at, at);
        }
        if random.coin() {
            return random.of(&self.all_edges);
        }
        let feature = random.below(self.edges.len());
        random.of(&self.edges[feature])
    }

    fn level(&self, random: &mut Random) -> Position {
        let (vertex, other, anywhere) =
            (self.edge(random).0, self.edge(random).0, self.anywhere(random));
        random.of(&[[vertex[0], other[1]], [vertex[0], anywhere[1]], [anywhere[0], vertex[1]]])
    }

    /// Exactly on an edge where doubles can name such a place, otherwise next to it.
    fn on_edge(&self, random: &mut Random) -> Position {
        let (a, b) = self.edge(random);
        let mut at = a;
        for _ in 0..6 {
            let parts = random.of(&[2.0, 3.0, 4.0, 8.0, 1024.0]);
            let t = (random.part() * parts).floor() / parts;
            at = along((a, b), t);
            if at != a && side(a, b, at) == Sign::NoSign {
                break;
            }
        }
        at
    }

    fn near_edge(&self, random: &mut Random) -> Position {
        let (a, b) = self.edge(random);
        let at = along((a, b), random.part());
        if random.coin() {
            let steps = 1 + random.below(64);
            return (0..steps).fold(at, |at, _| beside(at, random));
        }
        let away = random.between(-1e-5, 1e-5);
        [at[0] + (b[1] / 2.0 - a[1] / 2.0) * away, at[1] + (b[0] / 2.0 - a[0] / 2.0) * away]
    }

    fn outside(&self, random: &mut Random) -> Position {
        const FAR: [f64; 10] = [
            0.0,
            -0.0,
            f64::MIN_POSITIVE,
            1e18,
            -1e18,
            1e308,
            -1e308,
            f64::INFINITY,
            f64::NEG_INFINITY,
            f64::NAN,
        ];
        let anywhere = self.anywhere(random);
        let mut away = |axis: usize| match random.below(3) {
            0 => random.of(&FAR),
            1 => random.of(&[self.low[axis], self.high[axis]]),
            _ => anywhere[axis],
        };
        let at = [away(0), away(1)];
        if random.coin() { at } else { beside(at, random) }
    }
}

/// The edges of all paths.
fn edges(feature: &Feature) -> Vec<Edge> {
    let paths = feature.iter().flat_map(|part| part.paths());
    paths
        .flat_map(|path| match path {
            [at] => vec![(*at, *at)],
            _ => path.windows(2).map(|edge| (edge[0], edge[1])).collect(),
        })
        .collect()
}

/// Without the difference of both ends, which no double may hold.
fn along((a, b): Edge, t: f64) -> Position {
    [0, 1].map(|axis| a[axis] * (1.0 - t) + b[axis] * t)
}

/// One of the eight positions that are the next a double can name.
fn beside(at: Position, random: &mut Random) -> Position {
    let steps = 1 + random.below(8);
    let step = |c: f64, way: usize| match way {
        0 => c,
        1 => c.next_up(),
        _ => c.next_down(),
    };
    [step(at[0], steps % 3), step(at[1], steps / 3)]
}
