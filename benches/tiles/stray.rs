//! How far drawn borders stray from published ones, and back.

use wareng::place::{EXTENT, TileId};
use wareng::tile::BUFFER;

use crate::decoded::{Decoded, Ring};
use crate::edges::{Edge, Edges, Point};
use crate::published::{Published, in_core};

/// Places at most along the published borders of a tile, and on drawn ones.
const SAMPLES: f64 = 20_000.0;

/// Distances in tile units.
#[derive(Default)]
pub(crate) struct Strays(Vec<f64>);

/// Of both sides: from what was published to what is drawn, and back.
#[derive(Default)]
pub(crate) struct Deviation {
    /// Ours, then the peer's.
    pub(crate) out: [Strays; 2],
    pub(crate) back: [Strays; 2],
    /// Features that were measured.
    pub(crate) features: usize,
    /// Features that one side or the other does not draw as themselves.
    pub(crate) left_out: usize,
    /// Rings too small to be asked about.
    pub(crate) small: usize,
}

impl Deviation {
    /// One tile, as both sides draw it.
    pub(crate) fn add(&mut self, tile: TileId, published: &Published, sides: [&Decoded; 2]) {
        let (found, small) = published.within(tile);
        self.small += small;
        let length: f64 = found.values().flat_map(|b| &b.asked).map(length).sum();
        let step = (length / SAMPLES).max(2.0);
        for (feature, borders) in &found {
            if !borders.edges.iter().any(|e| in_core(e.0) || in_core(e.1)) {
                continue;
            }
            let drawn = sides.map(|decoded| decoded.features.get(feature));
            let [Some(ours), Some(theirs)] = drawn else {
                self.left_out += 1;
                continue;
            };
            self.features += 1;
            let places = along(&borders.asked, step);
            let whole = Edges::new(borders.edges.clone());
            for (side, rings) in [ours, theirs].into_iter().enumerate() {
                let edges = borders_of(rings);
                let places_on: Vec<Point> = edges
                    .iter()
                    .flat_map(|(a, b)| [*a, (f64::midpoint(a.0, b.0), f64::midpoint(a.1, b.1))])
                    .filter(|p| in_core(*p))
                    .collect();
                let drawn = Edges::new(edges);
                self.out[side].extend(&places, &drawn);
                self.back[side].extend(&places_on, &whole);
            }
        }
    }
}

impl Strays {
    fn extend(&mut self, places: &[Point], edges: &Edges) {
        self.0.extend(places.iter().filter_map(|p| edges.distance(*p)));
    }

    /// The mean, that of the 99th of a hundred, and the greatest.
    pub(crate) fn figures(&self) -> [f64; 3] {
        let mut sorted = self.0.clone();
        sorted.sort_by(f64::total_cmp);
        let at = sorted.len().saturating_sub(1) * 99 / 100;
        let mean = sorted.iter().sum::<f64>() / crate::number::number(sorted.len());
        let of = |at: usize| sorted.get(at).copied().unwrap_or(f64::NAN);
        [mean, of(at), of(sorted.len().saturating_sub(1))]
    }
}

fn length((a, b): &Edge) -> f64 {
    (a.0 - b.0).hypot(a.1 - b.1)
}

/// Places inside of the tile, one every so many units.
fn along(edges: &[Edge], step: f64) -> Vec<Point> {
    let (mut places, mut left) = (Vec::new(), step / 2.0);
    for edge in edges {
        let long = length(edge);
        while left < long {
            let (part, (a, b)) = (left / long, edge);
            places.push((a.0 + part * (b.0 - a.0), a.1 + part * (b.1 - a.1)));
            left += step;
        }
        left -= long;
    }
    places.retain(|p| in_core(*p));
    places
}

/// Drawn edges, without those that run where the buffer ends, on both sides alike: they are of the
/// knife.
fn borders_of(rings: &[Ring]) -> Vec<Edge> {
    let (low, high) = (0.5 - f64::from(BUFFER), f64::from(EXTENT + BUFFER) - 0.5);
    let cut = |a: f64, b: f64| (a <= low && b <= low) || (a >= high && b >= high);
    let edges = rings.iter().flat_map(|ring| ring.windows(2)).map(|e| (e[0], e[1]));
    edges.filter(|(a, b)| !cut(a.0, b.0) && !cut(a.1, b.1)).collect()
}
