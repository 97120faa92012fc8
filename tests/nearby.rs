//! The nearest features, the features in a region, zones of schools and the people in a circle:
//! the answers of wareng and those of PostGIS from the same layers.
#![allow(
    clippy::unwrap_used,
    clippy::cast_precision_loss,
    reason = "a test fails where a step of it does; whole numbers below 2^53"
)]

#[path = "support/city.rs"]
#[allow(dead_code, reason = "each test takes what it needs of it")]
mod city;
#[path = "support/folder.rs"]
mod folder;
#[path = "support/postgres.rs"]
mod postgres;
#[path = "support/random.rs"]
#[allow(dead_code, reason = "each test takes what it needs of it")]
mod random;
#[path = "nearby/regions.rs"]
mod regions;
#[path = "nearby/schools.rs"]
mod schools;
#[path = "support/tables.rs"]
mod tables;

use std::fmt::Write;

use folder::{Folder, collection, feature, point};
use postgres::Postgres;
use random::Random;
use serde_json::json;
use wareng::place::{Coord, geodesic_m};
use wareng::snapshot::{Grant, LayerVersion, View};

/// A city that is the whole globe.
const GLOBE: &str = r#"name = { id = "Bumi", en = "Globe" }
code = "0"
area = [-180, -90, 180, 90]
emergency = "112"
contact = "mailto:test@example.org"
view = { lon = 110.4, lat = -7.0, zoom = 10 }
"#;

fn at(x: f64, y: f64) -> Coord {
    Coord { x, y }
}

/// Layers of kind `base` with ids, anywhere on the globe.
fn globe(layers: &[(&str, Vec<serde_json::Value>)]) -> View {
    let folder = Folder::of_city(GLOBE);
    for (id, geometries) in layers {
        let features: Vec<_> = geometries
            .iter()
            .enumerate()
            .map(|(i, geometry)| feature(json!({ "nomor": format!("{i:05}") }), geometry.clone()))
            .collect();
        let file = format!("{id}.geojson");
        folder.write(&file, collection(&features));
        folder.layer(
            id,
            &format!(
                "kind = \"base\"\ntitle = {{ id = \"{id}\" }}\naccess = \"public\"\n\
                 id = \"nomor\"\nmax_zoom = 0\n[source]\nfile = \"{file}\"\n\
                 [fields]\nnomor = {{}}\n"
            ),
        );
    }
    let (loaded, _) = folder.load(2);
    assert!(loaded.published.refused.is_empty(), "{:#?}", loaded.published.refused);
    loaded.published.snapshot.view(&Grant::public())
}

/// Places where something special happens, and some random ones.
fn places(random: &mut Random) -> Vec<Coord> {
    let mut places = vec![
        at(180.0, 0.0),
        at(-180.0, 0.0),
        at(179.999_999, -16.5),
        at(-179.999_999, 65.0),
        at(12.0, 90.0),
        at(-100.0, -90.0),
        at(77.0, 89.999),
        at(0.0, 0.0),
        at(110.42, -6.97),
        at(-69.58, 6.97),
    ];
    places.extend((0..30).map(|_| at(random.between(-180.0, 180.0), random.between(-90.0, 90.0))));
    places.extend((0..20).map(|_| at(random.between(110.2, 110.6), random.between(-7.2, -6.8))));
    places
}

/// Points all over the globe, many of them near poles, the antimeridian and a city.
fn points(random: &mut Random) -> Vec<Coord> {
    let mut points: Vec<Coord> = Vec::new();
    for _ in 0..800 {
        points.push(at(random.between(-180.0, 180.0), random.between(-90.0, 90.0)));
        let east = if random.coin() { 179.999 } else { -180.0 };
        points.push(at(east + random.part() * 0.001, random.between(-80.0, 80.0)));
        let north = if random.coin() { 89.99 } else { -90.0 };
        points.push(at(random.between(-180.0, 180.0), north + random.part() * 0.01));
        points.push(at(random.between(110.2, 110.6), random.between(-7.2, -6.8)));
    }
    points
}

#[test]
fn the_nearest_points_are_those_of_postgis_to_a_millimetre() {
    let mut random = Random(11);
    let points = points(&mut random);
    let view = globe(&[("titik", points.iter().map(|c| point(c.x, c.y)).collect())]);
    let places = places(&mut random);
    agree_on_nearest(&Postgres::start().unwrap(), city::layer(&view, "titik"), &places, 10);
}

#[test]
fn the_nearest_points_of_the_demo_city_are_those_of_postgis() {
    let mut random = Random(12);
    let mut places: Vec<Coord> =
        (0..40).map(|_| at(random.between(110.2, 110.55), random.between(-7.15, -6.9))).collect();
    places.push(at(-3.7, 40.4));
    let database = Postgres::start().unwrap();
    for id in ["fasilitas", "sekolah", "alamat"] {
        agree_on_nearest(&database, city::layer(city::demo(), id), &places, 20);
    }
}

#[test]
fn the_nearest_of_real_places_are_those_of_postgis() {
    let Some(data) = city::real_data() else { return };
    let files = [
        ("titik-kumpul", "places-semarang-barat/titik-kumpul.geojson", ""),
        ("fasilitas", "places-semarang-barat/facilities.geojson", "[repairs]\nduplicate = 1"),
    ];
    let folder = city::published(&data, 2, &files);
    let view = city::view(folder.path(), "prepared-nearby-real");
    let mut random = Random(13);
    let database = Postgres::start().unwrap();
    for (id, ..) in files {
        let layer = city::layer(&view, id);
        let bounds = layer.bounds().unwrap().grown(0.05, 0.05);
        let places: Vec<Coord> = (0..40)
            .map(|_| {
                let x = random.between(bounds.min().x, bounds.max().x);
                at(x, random.between(bounds.min().y, bounds.max().y))
            })
            .collect();
        agree_on_nearest(&database, layer, &places, 10);
    }
}

/// The k nearest and their metres.
fn agree_on_nearest(database: &Postgres, layer: &LayerVersion, places: &[Coord], k: usize) {
    let name = format!("n_{}", layer.layer().id.as_str().replace('-', "_"));
    let mut sql = tables::script(&name, layer);
    for (i, c) in places.iter().enumerate() {
        _ = writeln!(
            sql,
            "SELECT {i}, id, ST_Distance(geom::geography, ST_Point({x}, {y}, 4326)::geography) \
             FROM {name} ORDER BY 3, 2 LIMIT {k};",
            x = c.x,
            y = c.y
        );
    }
    let rows = database.sql(&sql).unwrap();
    let mut compared = 0;
    for (i, c) in places.iter().enumerate() {
        let ours = layer.nearest(*c, (k, f64::INFINITY), |_| true);
        let theirs: Vec<&Vec<String>> = rows.iter().filter(|r| r[0] == i.to_string()).collect();
        assert_eq!(ours.len(), theirs.len(), "{c:?}");
        for (near, row) in ours.iter().zip(theirs) {
            let metres: f64 = row[2].parse().unwrap();
            let error = (near.distance_m - metres).abs();
            assert!(error < 1e-3, "{c:?}: {near:?} and {row:?}");
            // Of two as far to the last bits either may come first.
            if layer.id(near.feature) != row[1] {
                let other = layer.with_id(&row[1]).unwrap();
                let shape = layer.shape(other);
                let there = shape.parts().flat_map(|p| p.paths()).flatten().next().unwrap();
                assert!((geodesic_m(*c, *there) - near.distance_m).abs() < 1e-6, "{c:?} {row:?}");
            }
            compared += 1;
        }
    }
    assert!(compared >= places.len());
}

/// Lines and polygons around some places.
fn crooked(
    random: &mut Random,
    middles: &[Coord],
) -> (Vec<serde_json::Value>, Vec<serde_json::Value>) {
    let mut lines = Vec::new();
    let mut polygons = Vec::new();
    for i in 0..48 {
        let middle = middles[i % middles.len()];
        let near = |random: &mut Random, reach: f64| {
            let c = middle + at(random.between(-reach, reach), random.between(-reach, reach));
            // On its own side of the antimeridian.
            let (low, high) = if middle.x > 0.0 { (0.0, 180.0) } else { (-180.0, 0.0) };
            [c.x.clamp(low, high), c.y]
        };
        let path: Vec<_> = (0..4).map(|_| near(random, 0.02)).collect();
        lines.push(json!({ "type": "LineString", "coordinates": path }));
        let [x, y] = near(random, 0.02);
        let side = 0.004;
        let x = if middle.x > 0.0 { x.min(180.0 - side) } else { x };
        let ring = [[x, y], [x + side, y], [x + side, y + side], [x, y + side / 2.0], [x, y]];
        polygons.push(json!({ "type": "Polygon", "coordinates": [ring] }));
    }
    (lines, polygons)
}

/// Lines and polygons: PostGIS says how far our nearest place is, that it is on the feature, and
/// that no place of a fine chain along any feature is nearer.
#[test]
fn no_place_of_a_line_or_polygon_is_nearer_than_is_said() {
    let mut random = Random(14);
    let middles = [at(110.4, -7.0), at(179.99, -16.5), at(-179.99, -16.6), at(20.0, 84.0)];
    let (lines, polygons) = crooked(&mut random, &middles);
    let view = globe(&[("garis", lines), ("bidang", polygons)]);
    let database = Postgres::start().unwrap();
    for id in ["garis", "bidang"] {
        let layer = city::layer(&view, id);
        let mut sql = tables::script(id, layer);
        _ = writeln!(
            sql,
            "CREATE TABLE chain_{id} AS SELECT id, \
             (ST_DumpPoints(ST_Segmentize(geom, 0.00005))).geom::geography AS g FROM {id};"
        );
        let mut asked = Vec::new();
        for i in 0..24 {
            let middle = middles[i % middles.len()];
            let place = middle + at(random.between(-0.03, 0.03), random.between(-0.03, 0.03));
            let place = at((place.x + 540.0).rem_euclid(360.0) - 180.0, place.y);
            let near = layer.nearest(place, (3, f64::INFINITY), |_| true);
            for (rank, near) in near.iter().enumerate() {
                let others: Vec<&str> = layer
                    .nearest(place, (rank, f64::INFINITY), |_| true)
                    .iter()
                    .map(|n| layer.id(n.feature))
                    .collect();
                let nearer = format!("'{}'", others.join("','"));
                _ = writeln!(
                    sql,
                    "SELECT ST_Distance(p, n::geography), ST_Distance(g.geom, n), \
                     (SELECT min(ST_Distance(c.g, p)) FROM chain_{id} c WHERE c.id NOT IN ({nearer}) \
                      AND ST_DWithin(c.g, p, {reach})), ST_Covers(g.geom, p::geometry) \
                     FROM (SELECT ST_Point({px}, {py}, 4326)::geography AS p, \
                     ST_Point({nx}, {ny}, 4326) AS n) q, {id} g WHERE g.id = '{own}';",
                    reach = near.distance_m + 20.0,
                    px = place.x,
                    py = place.y,
                    nx = near.nearest.x,
                    ny = near.nearest.y,
                    own = layer.id(near.feature),
                );
                asked.push(*near);
            }
        }
        let rows = database.sql(&sql).unwrap();
        assert_eq!(rows.len(), asked.len());
        for (near, row) in asked.iter().zip(&rows) {
            let number = |i: usize| row[i].parse::<f64>().unwrap_or(f64::INFINITY);
            if row[3] == "t" {
                assert_eq!(near.distance_m, 0.0, "{near:?}");
                continue;
            }
            assert!((number(0) - near.distance_m).abs() < 1e-3, "{near:?} {row:?}");
            assert!(number(1) < 1e-9, "on the feature: {near:?} {row:?}");
            assert!(number(2) > near.distance_m - 1e-3, "none is nearer: {near:?} {row:?}");
        }
    }
}

/// Against every feature, with the definition.
#[test]
fn a_filter_and_a_radius_take_the_nearest_of_what_is_left() {
    let mut random = Random(15);
    let points = points(&mut random);
    let view = globe(&[("titik", points.iter().map(|c| point(c.x, c.y)).collect())]);
    let layer = city::layer(&view, "titik");
    for place in places(&mut random) {
        let mut all: Vec<(f64, u32)> = (0..u32::try_from(points.len()).unwrap())
            .filter(|f| f % 7 == 3)
            .map(|f| {
                let shape = layer.shape(f);
                let c = *shape.parts().flat_map(|p| p.paths()).flatten().next().unwrap();
                (geodesic_m(place, c), f)
            })
            .collect();
        all.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
        for (k, radius_m) in [(5, f64::INFINITY), (50, 200_000.0), (50, all[20].0)] {
            let right: Vec<u32> =
                all.iter().take_while(|(m, _)| *m <= radius_m).take(k).map(|(_, f)| *f).collect();
            let found = layer.nearest(place, (k, radius_m), |f| f % 7 == 3);
            let found: Vec<u32> = found.iter().map(|n| n.feature).collect();
            assert_eq!(found, right, "{place:?} {k} {radius_m}");
        }
        let within = layer.within_m(place, all[10].0);
        let own: Vec<u32> = within.keys().copied().filter(|f| f % 7 == 3).collect();
        let mut right: Vec<u32> = all[..=10].iter().map(|(_, f)| *f).collect();
        right.sort_unstable();
        assert_eq!(own, right, "a circle is a closed set: {place:?}");
    }
}
