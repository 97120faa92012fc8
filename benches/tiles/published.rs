//! The published borders of layers, found by tile.

use std::collections::{BTreeMap, HashMap};

use wareng::place::{Coord, EXTENT, TileId, project};
use wareng::snapshot::LayerVersion;

use crate::edges::{Edge, Point};

/// Edges are kept by the tile of this zoom that they begin in or end in.
const KEPT_AT: u8 = 13;

/// Rings smaller than this, in square units, may be gathered or left out: their borders are
/// measured on neither side.
pub(crate) const SMALL: f64 = 64.0;

/// All rings of all layers. Units: World.
pub(crate) struct Published {
    rings: Vec<Ring>,
    by_tile: HashMap<(u32, u32), Vec<(u32, u32)>>,
}

struct Ring {
    feature: (usize, u64),
    coords: Vec<Coord>,
    area: f64,
}

/// The published borders of a feature in a tile. Units: those of the tile.
#[derive(Default)]
pub(crate) struct Borders {
    pub(crate) edges: Vec<Edge>,
    /// Those of rings that are not small.
    pub(crate) asked: Vec<Edge>,
}

impl Published {
    pub(crate) fn of(layers: &[&LayerVersion]) -> Self {
        let mut rings = Vec::new();
        let mut by_tile: HashMap<_, Vec<(u32, u32)>> = HashMap::new();
        for (at, layer) in layers.iter().enumerate() {
            for (feature, shape) in (0_u32..).zip(layer.shapes().iter()) {
                for part in shape.parts() {
                    for path in part.paths() {
                        let ring = Ring::new((at, layer.tile_id(feature)), path);
                        let number = u32::try_from(rings.len()).unwrap_or(u32::MAX);
                        for (edge, ends) in (0_u32..).zip(ring.coords.windows(2)) {
                            let (a, b) = (cell(ends[0]), cell(ends[1]));
                            for x in a.0.min(b.0)..=a.0.max(b.0) {
                                for y in a.1.min(b.1)..=a.1.max(b.1) {
                                    by_tile.entry((x, y)).or_default().push((number, edge));
                                }
                            }
                        }
                        rings.push(ring);
                    }
                }
            }
        }
        Self { rings, by_tile }
    }

    /// Those in a tile and a little around it, by feature, and how many of its rings are small.
    pub(crate) fn within(&self, tile: TileId) -> (BTreeMap<(usize, u64), Borders>, usize) {
        let count = f64::from(1_u32 << tile.z()) * f64::from(EXTENT);
        let origin =
            (f64::from(tile.x()) * f64::from(EXTENT), f64::from(tile.y()) * f64::from(EXTENT));
        let place = |c: &Coord| (c.x * count - origin.0, c.y * count - origin.1);
        let mut found: BTreeMap<(usize, u64), Borders> = BTreeMap::new();
        let mut edges: Vec<(u32, u32)> = Vec::new();
        for key in kept(tile) {
            edges.extend(self.by_tile.get(&key).into_iter().flatten());
        }
        edges.sort_unstable();
        edges.dedup();
        let mut small = Vec::new();
        for (number, edge) in edges {
            let Some(ring) = usize::try_from(number).ok().and_then(|n| self.rings.get(n)) else {
                continue;
            };
            let at = usize::try_from(edge).unwrap_or(usize::MAX);
            let Some([a, b]) = ring.coords.get(at..at + 2) else { continue };
            let edge = (place(a), place(b));
            if !near(edge) {
                continue;
            }
            let borders = found.entry(ring.feature).or_default();
            borders.edges.push(edge);
            if ring.area * count * count >= SMALL {
                borders.asked.push(edge);
            } else {
                small.push(number);
            }
        }
        small.dedup();
        (found, small.len())
    }
}

impl Ring {
    fn new(feature: (usize, u64), path: &[Coord]) -> Self {
        let world = |c: &Coord| {
            let w = project(c.x, c.y);
            Coord { x: w.x, y: w.y }
        };
        let coords: Vec<Coord> = path.iter().map(world).collect();
        let from = coords.first().copied().unwrap_or_default();
        let cross = |e: &[Coord]| {
            let (a, b) = (e[0] - from, e[1] - from);
            a.x * b.y - b.x * a.y
        };
        let area = coords.windows(2).map(cross).sum::<f64>().abs() / 2.0;
        Self { feature, coords, area }
    }
}

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "within a zoom")]
fn cell(c: Coord) -> (u32, u32) {
    let count = f64::from(1_u32 << KEPT_AT);
    ((c.x * count) as u32, (c.y * count) as u32)
}

/// The tiles of the zoom where edges are kept that a tile and those around it meet.
fn kept(tile: TileId) -> impl Iterator<Item = (u32, u32)> {
    let range = move |at: u32| match tile.z() {
        z if z <= KEPT_AT => {
            let wide = 1 << (KEPT_AT - z);
            (at * wide).saturating_sub(1)..=(at + 1) * wide
        }
        z => {
            let at = at >> (z - KEPT_AT);
            at.saturating_sub(1)..=at + 1
        }
    };
    range(tile.x()).flat_map(move |x| range(tile.y()).map(move |y| (x, y)))
}

/// Whether an edge may come near the tile: its box meets the tile and a quarter around it.
fn near((a, b): Edge) -> bool {
    let (low, high) = (-f64::from(EXTENT) / 4.0, f64::from(EXTENT) * 1.25);
    let meets = |a: f64, b: f64| a.min(b) <= high && a.max(b) >= low;
    meets(a.0, b.0) && meets(a.1, b.1)
}

/// Whether a place is in a tile, without its buffer.
pub(crate) fn in_core(p: Point) -> bool {
    let side = 0.0..=f64::from(EXTENT);
    side.contains(&p.0) && side.contains(&p.1)
}
