//! Indexes and frames beside the plainest thing that could be right: a scan of everything, with
//! the predicates and measures of `geo`.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::print_stdout,
    reason = "a test stops and tells"
)]
#![allow(dead_code, reason = "each test takes a part of what is shared")]

#[path = "support/city.rs"]
mod city;

use geo::{Intersects, LineString, Point, Polygon};
use wareng::model::{PartKind, Shapes};
use wareng::place::{
    Bounds, Coord, EXTENT, MAX_ZOOM, Metric, TileId, World, geodesic_m, project, unproject,
};
use wareng::snapshot::Area;

/// PCG-like: numbers in [0, 1), the same in every run.
struct Random(u64);

impl Random {
    fn next(&mut self) -> f64 {
        self.0 =
            self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        f64::from(u32::try_from(self.0 >> 33).unwrap()) / f64::from(1_u32 << 31)
    }

    fn between(&mut self, low: f64, high: f64) -> f64 {
        low + self.next() * (high - low)
    }

    fn below(&mut self, count: usize) -> usize {
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            clippy::cast_precision_loss,
            reason = "small counts"
        )]
        let at = (self.next() * count as f64) as usize;
        at.min(count - 1)
    }

    fn in_box(&mut self, around: Bounds) -> Coord {
        let [west, south, east, north] = around.to_array();
        Coord { x: self.between(west, east), y: self.between(south, north) }
    }
}

/// For each feature its polygons as `geo` has them.
fn polygons(shapes: &Shapes) -> Vec<Vec<Polygon>> {
    let polygon = |paths: Vec<&[Coord]>| {
        let mut rings = paths.into_iter().map(|r| LineString::from(r.to_vec()));
        Polygon::new(rings.next().unwrap(), rings.collect())
    };
    let of = |kind: PartKind| kind == PartKind::Polygon;
    shapes
        .iter()
        .map(|s| s.parts().filter(|p| of(p.kind)).map(|p| polygon(p.paths().collect())).collect())
        .collect()
}

/// Stars with a hole over each other, as features of up to two parts.
fn stars(random: &mut Random, count: usize) -> Shapes {
    let mut shapes = Shapes::default();
    for i in 0..count {
        shapes.begin_feature();
        for _ in 0..=i % 2 {
            let centre = random.in_box(Bounds::from([110.3, -7.1, 110.5, -6.9]));
            let size = random.between(0.002, 0.03);
            let n = 3 + random.below(60);
            let mut ring = |low: f64, high: f64| -> Vec<Coord> {
                let mut ring: Vec<Coord> = (0..n)
                    .map(|k| {
                        #[expect(clippy::cast_precision_loss, reason = "small counts")]
                        let angle = std::f64::consts::TAU * k as f64 / n as f64;
                        let r = size * random.between(low, high);
                        // Rounded, so that places often lie level with vertices.
                        let round = |v: f64| (v * 1e4).round() / 1e4;
                        Coord {
                            x: round(centre.x + r * angle.cos()),
                            y: round(centre.y + r * angle.sin()),
                        }
                    })
                    .collect();
                ring.push(ring[0]);
                ring
            };
            let (exterior, hole) = (ring(0.6, 1.0), ring(0.1, 0.25));
            shapes.push_part(PartKind::Polygon, [exterior, hole]);
        }
    }
    shapes
}

/// Places anywhere, on vertices, level with vertices and in the middle of edges.
fn places(shapes: &Shapes, random: &mut Random, count: usize) -> Vec<Coord> {
    let around = shapes.bounds().unwrap().grown(0.01, 0.01);
    let coords = shapes.coords();
    (0..count)
        .map(|i| {
            let at = random.below(coords.len() - 1);
            let (vertex, next) = (coords[at], coords[at + 1]);
            match i % 4 {
                0 => vertex,
                1 => Coord { y: vertex.y, ..random.in_box(around) },
                2 => (vertex + next) / 2.0,
                _ => random.in_box(around),
            }
        })
        .collect()
}

#[test]
fn the_features_that_cover_a_place_are_those_that_a_scan_finds() {
    let mut random = Random(1);
    let mut checked = 0;
    let made = Area::new(stars(&mut random, 300));
    checked += covering_agrees(&made, 4_000, &mut random);
    let view = city::demo();
    for id in ["kelurahan", "banjir", "zona-sd"] {
        let area = Area::new(city::layer(view, id).shapes().clone());
        checked += covering_agrees(&area, 800, &mut random);
    }
    println!("{checked} coverings found");
}

fn covering_agrees(area: &Area, count: usize, random: &mut Random) -> usize {
    let features = polygons(area.shapes());
    let boxes: Vec<_> = area.shapes().iter().map(|s| s.bounds()).collect();
    let mut found = 0;
    for place in places(area.shapes(), random, count) {
        // `geo` looks at every vertex; a box spares most of them and decides nothing itself.
        let near = |f: usize| boxes[f].is_some_and(|b| b.contains(place));
        let scan: Vec<u32> = (0_u32..)
            .zip(&features)
            .enumerate()
            .filter(|(f, (_, parts))| {
                near(*f) && parts.iter().any(|p| p.intersects(&Point::from(place)))
            })
            .map(|(_, (f, _))| f)
            .collect();
        assert_eq!(area.covering(place), scan, "{place:?}");
        assert_eq!(area.covers(place), !scan.is_empty(), "{place:?}");
        found += scan.len();
    }
    found
}

/// From a garden to a continent, from inside and from far away: of the edges that the same measure
/// finds nearest, the index leaves none out, be it of any feature or of one.
#[test]
fn the_nearest_edge_is_found_in_layers_of_any_size() {
    let mut random = Random(5);
    let middle = Coord { x: 110.4, y: -7.0 };
    for size in [1e-6, 1e-3, 0.1, 1.0, 200.0] {
        let shapes = stars(&mut random, 60).map_coords(|c| middle + (*c - middle) * size);
        let area = Area::new(shapes);
        let bounds = area.shapes().bounds().unwrap();
        let width = bounds.max().x - bounds.min().x;
        for (i, around) in (0..120).map(|i| (i, bounds.grown(width * 0.3, width * 0.3))) {
            let metric = Metric::at(random.in_box(if i % 5 == 0 { around } else { bounds }));
            for radius_m in [1.0, 100.0, 5_000.0, 300_000.0] {
                let of = (i % 2 == 0).then(|| u32::try_from(random.below(60)).unwrap());
                let scan = nearest_by_scan(area.shapes(), &metric, of);
                let found = match of {
                    None => area.nearest_edge(&metric, radius_m, 0, |_| true),
                    Some(feature) => area.nearest_edge_of(feature, &metric, radius_m),
                };
                let told = found.map(|edge| edge.distance_m);
                let wanted = Some(scan).filter(|m| *m <= radius_m);
                let same = match (told, wanted) {
                    (Some(told), Some(wanted)) => (told - wanted).abs() <= 1e-9 * wanted,
                    (told, wanted) => told == wanted,
                };
                let place = metric.place();
                assert!(same, "{place:?} in {size}, {radius_m} m: {told:?} and {scan}");
            }
        }
    }
}

/// Metres to the nearest edge of all features, or of one.
fn nearest_by_scan(shapes: &Shapes, metric: &Metric, of: Option<u32>) -> f64 {
    let mut least = f64::INFINITY;
    for (feature, shape) in (0_u32..).zip(shapes.iter()) {
        if of.is_none_or(|of| of == feature) {
            for ring in shape.parts().flat_map(|part| part.paths().collect::<Vec<_>>()) {
                for ends in ring.windows(2) {
                    least = least.min(metric.nearest_on(ends[0], ends[1]).1.sqrt());
                }
            }
        }
    }
    least
}

#[test]
fn the_nearest_edge_is_the_one_that_a_scan_finds() {
    let mut random = Random(3);
    let area = Area::new(stars(&mut random, 120));
    let edges: Vec<(u32, Coord, Coord, f64)> = (0_u32..)
        .zip(area.shapes().iter())
        .flat_map(|(f, s)| {
            let rings: Vec<&[Coord]> = s.parts().flat_map(|p| p.paths()).collect();
            rings.into_iter().flat_map(move |r| {
                r.windows(2).map(move |e| (f, e[0], e[1], geodesic_m(e[0], e[1])))
            })
        })
        .collect();
    for place in places(area.shapes(), &mut random, 160) {
        let wanted = |f: u32| !f.is_multiple_of(3);
        let least = edges.iter().filter(|e| wanted(e.0)).fold(f64::INFINITY, |least, e| {
            // No point of an edge is nearer than its first by more than its length.
            let cannot = geodesic_m(place, e.1) - e.3 > least;
            if cannot { least } else { least.min(metres_to_edge(place, e.1, e.2)) }
        });
        for radius_m in [30.0, 1_000.0, 20_000.0] {
            let metric = Metric::at(place);
            let found = area.nearest_edge(&metric, radius_m, 0, |e| wanted(e.feature));
            match found {
                Some(edge) => {
                    let metres = geodesic_m(place, edge.nearest);
                    // On an edge of some kilometres the point is found to a millimetre.
                    let most = 1e-3 + least * 1e-6;
                    assert!((metres - least).abs() <= most, "{place:?}: {metres} and {least}");
                    assert!(wanted(edge.feature));
                }
                None => assert!(least > radius_m * 0.999, "{place:?}: {least} of {radius_m}"),
            }
        }
    }
}

/// By narrowing down where on the edge the distance is least.
fn metres_to_edge(place: Coord, a: Coord, b: Coord) -> f64 {
    let at = |t: f64| geodesic_m(place, a + (b - a) * t);
    let (mut low, mut high) = (0.0, 1.0);
    for _ in 0..40 {
        let (p, q) = (low + (high - low) / 3.0, high - (high - low) / 3.0);
        if at(p) < at(q) { high = q } else { low = p }
    }
    at(low).min(at(0.0)).min(at(1.0))
}

#[test]
fn a_long_edge_is_as_near_as_a_scan_of_it_finds() {
    let mut random = Random(4);
    let mut worst = 0.0_f64;
    for _ in 0..200 {
        let a = random.in_box(Bounds::from([110.2, -7.2, 110.6, -6.8]));
        let b = random.in_box(Bounds::from([110.2, -7.2, 110.6, -6.8]));
        let mut shapes = Shapes::default();
        shapes.begin_feature();
        shapes.push_part(PartKind::Polygon, [[a, b, Coord { x: 112.0, y: -5.0 }, a]]);
        let near = a + (b - a) * random.next();
        let offset = random.in_box(Bounds::from([-0.002, -0.002, 0.002, 0.002]));
        let place = near + offset;
        let least = metres_to_edge(place, a, b);
        let area = Area::new(shapes);
        let metric = Metric::at(place);
        let found = area.nearest_edge(&metric, 5_000.0, 0, |e| e.ends == (a, b)).unwrap();
        let metres = geodesic_m(place, found.nearest);
        worst = worst.max(metres - least);
    }
    println!("edges of up to 60 km: at most {worst} m farther than the nearest point");
    assert!(worst < 0.1, "{worst} m too far");
}

#[test]
fn what_is_projected_comes_back() {
    let mut random = Random(5);
    let world = Bounds::from([-180.0, -85.05, 180.0, 85.05]);
    for _ in 0..20_000 {
        let at = random.in_box(world);
        let w = project(at.x, at.y);
        assert!((0.0..=1.0).contains(&w.x) && (0.0..=1.0).contains(&w.y));
        let back = unproject(w).unwrap();
        // A nanodegree is a tenth of a millimetre.
        assert!((back.lon() - at.x).abs() < 1e-9 && (back.lat() - at.y).abs() < 1e-9, "{at:?}");
    }
}

#[test]
fn a_position_lies_in_one_tile_of_each_zoom_and_in_all_its_parents() {
    let mut random = Random(6);
    for _ in 0..2_000 {
        let at = World { x: random.next(), y: random.next() };
        let mut below: Option<TileId> = None;
        for z in (0..=MAX_ZOOM).rev() {
            let tile = tile_at(at, z);
            let [west, north, east, south] = tile.world_bounds(0).to_array();
            assert!(west <= at.x && at.x < east && north <= at.y && at.y < south, "{tile:?}");
            if let Some(child) = below {
                assert_eq!(child.parent(), Some(tile));
                assert!(tile.world_bounds(0).contains_box(&child.world_bounds(0)));
            }
            below = Some(tile);
        }
        assert_eq!(below.and_then(TileId::parent), None);
    }
}

#[test]
fn neighbours_share_a_side_and_overlap_by_their_buffers() {
    let mut random = Random(7);
    for _ in 0..2_000 {
        let z = 1 + u8::try_from(random.below(usize::from(MAX_ZOOM))).unwrap();
        let tile = tile_at(World { x: random.next() * 0.5, y: random.next() }, z);
        let east = TileId::new(z, tile.x() + 1, tile.y()).unwrap();
        assert_eq!(tile.world_bounds(0).max().x, east.world_bounds(0).min().x);
        let unit = tile.size() / f64::from(EXTENT);
        let overlap = tile.world_bounds(64).max().x - east.world_bounds(64).min().x;
        assert_eq!(overlap, 128.0 * unit);
        let (north_west, south_east) = tile.corners().unwrap();
        assert!(north_west.lon() < south_east.lon() && north_west.lat() > south_east.lat());
    }
}

#[test]
fn there_is_no_tile_out_of_range() {
    for z in 0..=MAX_ZOOM {
        let count = 1_u32 << z;
        assert!(TileId::new(z, count - 1, count - 1).is_some());
        for (x, y) in [(count, 0), (0, count), (u32::MAX, 0), (0, u32::MAX)] {
            assert_eq!(TileId::new(z, x, y), None);
        }
    }
    for z in (MAX_ZOOM + 1)..=u8::MAX {
        assert_eq!(TileId::new(z, 0, 0), None);
    }
}

fn tile_at(at: World, z: u8) -> TileId {
    let count = f64::from(1_u32 << z);
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "within a zoom")]
    let cell = |v: f64| (v * count) as u32;
    TileId::new(z, cell(at.x), cell(at.y)).unwrap()
}
