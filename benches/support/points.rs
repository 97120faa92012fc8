//! The points that are asked, made before any clock runs.

use wareng::place::{Bounds, Coord};

use crate::random::Random;

/// How points lie.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Spread {
    /// Anywhere in the extent of the layer, outside of its polygons too.
    Random,
    /// As people do: most of them around centres, some exactly on a vertex.
    Clustered,
}

pub(crate) const SPREADS: [Spread; 2] = [Spread::Random, Spread::Clustered];

impl Spread {
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Random => "random",
            Self::Clustered => "clustered",
        }
    }
}

const CENTRES: usize = 400;
/// Of the points of a cluster, in degrees: about 440 m.
const SIGMA: f64 = 0.004;
const IN_CLUSTERS: f64 = 0.7;
const ON_VERTICES: f64 = 0.01;

/// `count` points over the extent of some coordinates, in no order.
pub(crate) fn points(
    spread: Spread,
    count: usize,
    extent: Bounds,
    vertices: &[Coord],
) -> Vec<Coord> {
    let mut random = Random::new(3374);
    match spread {
        Spread::Random => (0..count).map(|_| anywhere(&mut random, extent)).collect(),
        Spread::Clustered => clustered(&mut random, count, extent, vertices),
    }
}

fn clustered(random: &mut Random, count: usize, extent: Bounds, vertices: &[Coord]) -> Vec<Coord> {
    let centres: Vec<Coord> = (0..CENTRES).map(|_| anywhere(random, extent)).collect();
    let point = |_| {
        let chance = random.unit();
        if chance < ON_VERTICES {
            vertices[random.below(vertices.len())]
        } else if chance < ON_VERTICES + IN_CLUSTERS {
            let centre = centres[random.below(CENTRES)];
            let (dx, dy) = (SIGMA * random.normal(), SIGMA * random.normal());
            extent.clamp(rounded(Coord { x: centre.x + dx, y: centre.y + dy }))
        } else {
            anywhere(random, extent)
        }
    };
    (0..count).map(point).collect()
}

fn anywhere(random: &mut Random, extent: Bounds) -> Coord {
    let [west, south, east, north] = extent.to_array();
    rounded(Coord { x: random.between(west, east), y: random.between(south, north) })
}

/// To the seven decimals that coordinates are published with.
pub(crate) fn rounded(c: Coord) -> Coord {
    Coord { x: (c.x * 1e7).round() / 1e7, y: (c.y * 1e7).round() / 1e7 }
}
