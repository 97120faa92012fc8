//! Whether two tiles draw the same along the side between them.

use std::collections::{BTreeMap, HashMap};

use wareng::place::{EXTENT, TileId};

use crate::borders::{Point, to_edge};
use crate::mvt::{Cell, Feature};
use crate::tally::Tally;

/// The side of a tile that a neighbour begins at.
#[derive(Debug, Clone, Copy)]
enum Side {
    East,
    South,
}

/// A side, and what its two tiles draw.
struct Between<'t> {
    tile: TileId,
    tiles: [&'t [Feature]; 2],
    side: Side,
    /// The deviation of the zoom.
    most: f64,
}

/// Every side between two tiles, one of which may be empty.
pub(crate) fn look(
    order: &[TileId],
    tiles: &HashMap<TileId, Vec<Feature>>,
    most: f64,
    tally: &mut Tally,
) {
    for tile in order {
        for (side, dx, dy) in [(Side::East, 1, 0), (Side::South, 0, 1)] {
            let next = TileId::new(tile.z(), tile.x() + dx, tile.y() + dy).unwrap();
            if let Some(beyond) = tiles.get(&next) {
                Between { tile: *tile, tiles: [&tiles[tile], beyond], side, most }.look(tally);
            }
        }
    }
}

impl Between<'_> {
    fn look(&self, tally: &mut Tally) {
        let mut pairs: BTreeMap<u64, [Option<&Feature>; 2]> = BTreeMap::new();
        for (at, features) in self.tiles.iter().enumerate() {
            for feature in features.iter().filter(|f| !f.dust) {
                pairs.entry(feature.id).or_default()[at] = Some(feature);
            }
        }
        for pair in pairs.values() {
            // A border along the side is seen just before it, and just beyond.
            for beyond in [false, true] {
                tally.sides += 1;
                let cross = |at: usize| pair[at].map(|f| crossings(f, self.side, at, beyond));
                let mut both: Vec<f64> = [0, 1].into_iter().filter_map(cross).flatten().collect();
                both.sort_by(f64::total_cmp);
                // Between every second and the next one of the two covers the side, the other
                // does not.
                for ends in both.chunks_exact(2) {
                    let ends = [ends[0], ends[1]].map(|c| c.clamp(0.0, f64::from(EXTENT)));
                    if ends[1] - ends[0] > 1.0 + 1e-9 {
                        self.differ(pair, ends, tally);
                    }
                }
            }
        }
    }

    /// Along a side that only one of the two covers.
    fn differ(&self, pair: &[Option<&Feature>; 2], [from, to]: [f64; 2], tally: &mut Tally) {
        let absent = pair.iter().position(Option::is_none);
        let gathered = absent.is_some_and(|at| self.tiles[at].iter().any(|f| f.dust));
        if gathered && to - from <= 2.0 * self.most {
            tally.gathered += 1;
            return;
        }
        // Where borders run nearly along the side, far less than that lies between them.
        let apart = [from, f64::midpoint(from, to), to].map(|along| {
            let places = [f64::from(EXTENT), 0.0].map(|across| match self.side {
                Side::East => (across, along),
                Side::South => (along, across),
            });
            let apart =
                [0, 1].map(|at| pair[at].map_or(f64::INFINITY, |f| to_border(f, places[at])));
            apart[0].max(apart[1])
        });
        let apart = apart.into_iter().fold(0.0, f64::max).min(to - from);
        tally.mismatch(apart, self.tile);
    }
}

/// Where rings cross the side, by the first tile's last column or the second one's first.
fn crossings(feature: &Feature, side: Side, at: usize, beyond: bool) -> Vec<f64> {
    let line = if at == 0 { i32::try_from(EXTENT).unwrap() } else { 0 };
    let turned = |c: &Cell| match side {
        Side::East => *c,
        Side::South => (c.1, c.0),
    };
    let is_past = |across: i32| if beyond { across > line } else { across >= line };
    let mut found = Vec::new();
    for edge in feature.polygons.iter().flatten().flat_map(|ring| ring.windows(2)) {
        let (a, b) = (turned(&edge[0]), turned(&edge[1]));
        if is_past(a.0) != is_past(b.0) {
            // The same from either end.
            let (a, b) = (a.min(b), a.max(b));
            let part = f64::from(line - a.0) / f64::from(b.0 - a.0);
            found.push(f64::from(a.1) + part * f64::from(b.1 - a.1));
        }
    }
    found
}

fn to_border(feature: &Feature, place: Point) -> f64 {
    let point = |c: Cell| (f64::from(c.0), f64::from(c.1));
    let edges = feature.polygons.iter().flatten().flat_map(|ring| ring.windows(2));
    edges.map(|e| to_edge(place, point(e[0]), point(e[1]))).fold(f64::INFINITY, f64::min)
}

#[test]
fn a_border_that_jumps_at_a_side_is_found_out() {
    let tile = TileId::new(10, 820, 530).unwrap();
    let east = TileId::new(10, 821, 530).unwrap();
    // South of a border that runs east, at so many units in each of the two tiles.
    let below = |at: i32| Feature {
        id: 7,
        polygons: vec![vec![vec![(-64, at), (4160, at), (4160, 4160), (-64, 4160), (-64, at)]]],
        ..Feature::default()
    };
    let apart = |west: i32, beyond: Vec<Feature>| {
        let tiles = HashMap::from([(tile, vec![below(west)]), (east, beyond)]);
        let mut tally = Tally::default();
        look(&[tile, east], &tiles, 8.0, &mut tally);
        assert!(tally.sides > 0);
        tally.is_seamless()
    };
    assert!(apart(100, vec![below(100)]) && apart(100, vec![below(101)]));
    assert!(!apart(100, vec![below(102)]) && !apart(100, vec![below(900)]));
    assert!(!apart(100, Vec::new()), "it ends at the side");
}
