//! Coverages of two features, as bands of a raster have them: what is drawn of both together is
//! the square that they share, at any scale and in any tile.

use proptest::prelude::*;

use super::commands::{Commands, paths};
use super::contours::{Raster, raster};
use super::grid::{Cell, area2};
use super::trace::{Polygon, Side, polygons};
use super::{Subject, pyramid, recut};
use crate::model::{Owner, PartKind, PieceKind, Shapes, TileLevel, Zooms};
use crate::place::{Coord, EXTENT, TileId, World, unproject};

const ZOOM: u8 = 14;

/// Both features, `unit` tile units to a cell, from a place of the world on.
fn coverage(raster: &Raster, unit: f64, (x, y): (f64, f64)) -> Shapes {
    let id = TileId::new(ZOOM, 13214, 8504).expect("valid");
    let scale = id.size() / f64::from(EXTENT);
    let place = |c: &Coord| {
        let at = World {
            x: id.origin().x + (x + c.x * unit) * scale,
            y: id.origin().y + (y + c.y * unit) * scale,
        };
        let at = unproject(at).expect("in the world");
        Coord { x: at.lon(), y: at.lat() }
    };
    let mut shapes = Shapes::default();
    for polygons in [raster.polygons(), raster.inverse().polygons()] {
        shapes.begin_feature();
        for polygon in polygons {
            // North is up in degrees and down in the world: rings turn over.
            let rings = polygon.iter().map(|r| r.iter().rev().map(place).collect::<Vec<_>>());
            shapes.push_part(PartKind::Polygon, rings);
        }
    }
    shapes
}

fn level(shapes: &Shapes, ranks: &[u8]) -> TileLevel {
    let zooms = Zooms { min: ZOOM, max: ZOOM };
    let subject = Subject { shapes, zooms, gathers: true, ranks, seal: None, order: None };
    pyramid(subject, &mut || {}).levels.remove(0)
}

/// The rings in a geometry, each simple and with an area.
fn rings(geometry: &[u8]) -> Vec<Vec<Cell>> {
    let rings = paths(geometry).expect("ours");
    for ring in &rings {
        let mut sorted = ring.clone();
        sorted.sort_unstable();
        sorted.dedup();
        assert_eq!(sorted.len(), ring.len(), "a ring comes by twice: {ring:?}");
        assert!(ring.len() >= 3 && area2(ring) != 0, "{ring:?}");
    }
    assert!(rings.first().is_none_or(|r| area2(r) > 0), "an exterior comes first");
    rings
}

fn sides(rings: &[Vec<Cell>]) -> Vec<Side> {
    let edges = rings.iter().flat_map(|r| r.iter().zip(r.iter().cycle().skip(1)));
    edges.map(|(a, b)| (*a, *b)).collect()
}

/// What the features cover together in each tile.
fn together(level: &TileLevel) -> Vec<((u32, u32), Vec<Polygon>, i128)> {
    let tiles = level.tiles.iter().map(|t| (t.column, t.row));
    tiles
        .map(|(column, row)| {
            let (mut all, mut area) = (Vec::new(), 0);
            for (piece, geometry) in level.pieces_in(column, row).filter_map(|at| level.piece(at)) {
                let rings = rings(geometry);
                if matches!(piece.owner, Owner::Feature(_)) {
                    area += rings.iter().map(|r| area2(r)).sum::<i128>();
                    all.extend(sides(&rings));
                }
            }
            ((column, row), polygons(all), area)
        })
        .collect()
}

fn scale() -> impl Strategy<Value = f64> {
    prop_oneof![0.2..4.0_f64, 4.0..40.0, 40.0..1500.0]
}

/// Both features of one class, which keeps most of what is small, or each of its own.
fn ranks() -> impl Strategy<Value = Vec<u8>> {
    prop_oneof![Just(Vec::new()), Just(vec![0, 1])]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn neighbours_leave_no_gap_and_do_not_overlap(
        raster in raster(),
        unit in scale(),
        at in (-300.0..4300.0_f64, -300.0..4300.0_f64),
        ranks in ranks(),
    ) {
        let level = level(&coverage(&raster, unit, at), &ranks);
        for (tile, covered, area) in together(&level) {
            prop_assert!(covered.iter().all(|p| p.len() == 1), "{tile:?} has gaps: {covered:?}");
            let whole: i128 = covered.iter().flatten().map(|r| area2(r)).sum();
            prop_assert_eq!(whole, area, "overlaps in {:?}", tile);
        }
    }

    #[test]
    fn what_is_drawn_strays_no_farther_than_is_said(
        raster in raster(),
        unit in scale(),
        at in (-300.0..4300.0_f64, -300.0..4300.0_f64),
        ranks in ranks(),
    ) {
        let level = level(&coverage(&raster, unit, at), &ranks);
        prop_assert!(level.deviation <= 8.0, "{}", level.deviation);
        let id = TileId::new(ZOOM, 13214, 8504).expect("valid");
        let published: Vec<Vec<Vec<Coord>>> = raster.polygons();
        for (tile, ..) in together(&level) {
            for (piece, geometry) in level.pieces_in(tile.0, tile.1).filter_map(|at| level.piece(at)) {
                if !matches!(piece.owner, Owner::Feature(0)) {
                    continue;
                }
                let (ox, oy) = (i64::from(tile.0) - i64::from(id.x()), i64::from(tile.1) - i64::from(id.y()));
                #[expect(clippy::cast_precision_loss, reason = "small")]
                let origin = ((ox * 4096) as f64 - at.0, (oy * 4096) as f64 - at.1);
                for (a, b) in sides(&rings(geometry)) {
                    let in_core = |c: Cell| (0..=4096).contains(&c.x) && (0..=4096).contains(&c.y);
                    if !in_core(a) || !in_core(b) {
                        continue;
                    }
                    let middle = ((f64::from(a.x) + f64::from(b.x)) / 2.0, (f64::from(a.y) + f64::from(b.y)) / 2.0);
                    let place = Coord { x: (middle.0 + origin.0) / unit, y: (middle.1 + origin.1) / unit };
                    let near = published.iter().flatten().flat_map(|r| r.windows(2)).map(|e| distance(place, e[0], e[1])).fold(f64::MAX, f64::min);
                    prop_assert!(near * unit <= level.deviation + 1e-6, "{} {} {:?}", near * unit, level.deviation, (a, b));
                }
            }
        }
    }
}

fn distance(p: Coord, a: Coord, b: Coord) -> f64 {
    let (d, v) = (b - a, p - a);
    let length2 = d.x * d.x + d.y * d.y;
    let t = if length2 > 0.0 { ((v.x * d.x + v.y * d.y) / length2).clamp(0.0, 1.0) } else { 0.0 };
    let o = v - d * t;
    o.x.hypot(o.y)
}

#[test]
fn a_piece_of_a_larger_tile_is_what_the_tile_itself_would_hold() {
    let ring: Vec<Cell> = [(-64, -64), (8000, -64), (8000, 4000), (5000, 5000), (-64, 8000)]
        .map(|(x, y)| Cell { x, y })
        .to_vec();
    let mut written = Commands::from_corner(Cell { x: 0, y: 0 }, 0);
    written.ring(&ring);
    let geometry = written.into_bytes();
    let areas: i128 = [(0, 0), (1, 0), (0, 1), (1, 1)]
        .into_iter()
        .filter_map(|(x, y)| recut(PieceKind::Polygons, &geometry, x, y))
        .flat_map(|cut| rings(&cut))
        .map(|r| area2(&r))
        .sum();
    assert!(areas >= area2(&ring), "four tiles and their buffers hold all of it");
    assert_eq!(recut(PieceKind::Polygons, &geometry, 2, 2), None);
    let inside: Vec<Cell> = [(-9000, -9000), (90_000, -9000), (90_000, 90_000), (-9000, 90_000)]
        .map(|(x, y)| Cell { x, y })
        .to_vec();
    let mut around = Commands::from_corner(Cell { x: 0, y: 0 }, 0);
    around.ring(&inside);
    let whole = recut(PieceKind::Polygons, &around.into_bytes(), 3, 5).expect("inside");
    let side = i128::from(EXTENT + 2 * super::BUFFER);
    assert_eq!(area2(&rings(&whole)[0]), 2 * side * side);
}
