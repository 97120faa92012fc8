//! Sets of features in regions, exactly.

use std::collections::BTreeSet;
use std::fmt::Write;

use serde_json::json;
use wareng::model::LayerId;
use wareng::place::{AskedPolygon, Coord, LonLat};
use wareng::query::{Cursor, Filter, Region, WithinQuestion, within};
use wareng::snapshot::{LayerVersion, View};

use super::postgres::Postgres;
use super::random::Random;
use super::{at, city, globe, tables};

fn ring_text(ring: &[Coord]) -> String {
    let all: Vec<String> = ring.iter().map(|c| format!("{} {}", c.x, c.y)).collect();
    format!("({})", all.join(","))
}

fn ewkt(polygons: &[Vec<Vec<Coord>>]) -> String {
    let polygon = |rings: &Vec<Vec<Coord>>| {
        let rings: Vec<String> = rings.iter().map(|r| ring_text(r)).collect();
        format!("({})", rings.join(","))
    };
    let all: Vec<String> = polygons.iter().map(polygon).collect();
    format!("SRID=4326;MULTIPOLYGON({})", all.join(","))
}

/// All features of a layer in a region, page by page.
pub(super) fn ours(view: &View, layer: &LayerVersion, region: Region, limit: usize) -> Vec<String> {
    let question = WithinQuestion {
        region,
        layers: vec![LayerId::new(layer.layer().id.as_str()).unwrap()],
        filter: Filter::default(),
        limit,
        geometry: true,
    };
    let mut found = Vec::new();
    let mut cursor = Cursor::default();
    loop {
        let page = within(view, &question, cursor).unwrap();
        assert!(page.features.len() <= limit);
        found.extend(page.features.iter().map(|(l, f)| l.id(*f).to_owned()));
        match page.next {
            None => return found,
            Some(next) => {
                let text = next.to_text(view, &question);
                cursor = Cursor::read(&text, view, &question).unwrap();
            }
        }
    }
}

/// A star around a place, with a hole where it is large.
fn star(random: &mut Random, middle: Coord, reach: f64) -> Vec<Vec<Vec<Coord>>> {
    let corners = 3 + random.below(40);
    let turn = |i: usize, r: f64| {
        let angle = std::f64::consts::TAU * i as f64 / corners as f64;
        middle + at(r * angle.cos(), r * angle.sin())
    };
    let close = |mut ring: Vec<Coord>| {
        ring.push(ring[0]);
        ring
    };
    let outer = close((0..corners).map(|i| turn(i, reach * random.between(0.5, 1.0))).collect());
    let inner = close((0..corners).map(|i| turn(i, reach * random.between(0.05, 0.2))).collect());
    if corners > 6 { vec![vec![outer, inner]] } else { vec![vec![outer]] }
}

/// The polygons of a feature.
fn polygons_of(layer: &LayerVersion, feature: u32) -> Vec<Vec<Vec<Coord>>> {
    layer.shape(feature).parts().map(|p| p.paths().map(<[_]>::to_vec).collect()).collect()
}

#[test]
fn features_in_polygons_are_those_of_st_intersects() {
    let demo = city::demo();
    let mut random = Random(21);
    let kelurahan = city::layer(demo, "kelurahan");
    let mut asked: Vec<Vec<Vec<Vec<Coord>>>> = Vec::new();
    for _ in 0..25 {
        let middle = at(random.between(110.27, 110.5), random.between(-7.1, -6.95));
        let reach = random.of(&[0.001, 0.01, 0.05]);
        asked.push(star(&mut random, middle, reach));
    }
    // Units of the same layer: their neighbours share borders with them and nothing else.
    for feature in (0..177).step_by(20) {
        asked.push(polygons_of(kelurahan, feature));
    }
    let asked: Vec<(AskedPolygon, String)> = asked
        .into_iter()
        .filter_map(|polygons| {
            let text = ewkt(&polygons);
            AskedPolygon::new(polygons).ok().map(|asked| (asked, text))
        })
        .collect();
    assert!(asked.len() >= 30, "most of them are polygons: {}", asked.len());
    let database = Postgres::start().unwrap();
    for id in [
        "kelurahan",
        "rw",
        "zona-sd",
        "banjir",
        "longsor",
        "sekolah",
        "fasilitas",
        "jalan",
        "sungai",
    ] {
        agree(&database, demo, city::layer(demo, id), &asked);
    }
}

#[test]
fn features_in_real_units_are_those_of_st_intersects() {
    let Some(data) = city::real_data() else { return };
    let files = [
        ("kelurahan", "boundaries/semarang-kelurahan.geojson", ""),
        ("banjir", "hazards-semarang-barat/Bahaya-Banjir-KKNT.geojson", ""),
        ("fasilitas", "places-semarang-barat/facilities.geojson", "[repairs]\nduplicate = 1"),
    ];
    let folder = city::published(&data, 2, &files);
    let view = city::view(folder.path(), "prepared-nearby-regions");
    let kelurahan = city::layer(&view, "kelurahan");
    let count = u32::try_from(kelurahan.len()).unwrap();
    let asked: Vec<(AskedPolygon, String)> = (0..count)
        .step_by(9)
        .filter_map(|feature| {
            let polygons = polygons_of(kelurahan, feature);
            let text = ewkt(&polygons);
            AskedPolygon::new(polygons).ok().map(|asked| (asked, text))
        })
        .collect();
    assert!(asked.len() >= 10, "{}", asked.len());
    let database = Postgres::start().unwrap();
    for (id, ..) in files {
        agree(&database, &view, city::layer(&view, id), &asked);
    }
}

fn agree(database: &Postgres, view: &View, layer: &LayerVersion, asked: &[(AskedPolygon, String)]) {
    let name = format!("w_{}", layer.layer().id.as_str().replace('-', "_"));
    let mut sql = tables::script(&name, layer);
    for (i, (_, text)) in asked.iter().enumerate() {
        _ = writeln!(sql, "SELECT {i}, id FROM {name} WHERE ST_Intersects(geom, '{text}');");
    }
    let rows = database.sql(&sql).unwrap();
    let mut members = 0;
    for (i, (polygon, text)) in asked.iter().enumerate() {
        let theirs: BTreeSet<&str> =
            rows.iter().filter(|r| r[0] == i.to_string()).map(|r| r[1].as_str()).collect();
        let found = ours(view, layer, Region::Polygon(polygon.clone()), 7);
        let own: BTreeSet<&str> = found.iter().map(String::as_str).collect();
        assert_eq!(own.len(), found.len(), "no feature is on two pages");
        assert_eq!(own, theirs, "{name} {text}");
        members += own.len();
    }
    assert!(members > 0, "{name}");
}

#[test]
fn features_in_circles_are_those_of_st_dwithin() {
    let demo = city::demo();
    let database = Postgres::start().unwrap();
    let mut random = Random(22);
    for id in ["fasilitas", "sekolah", "alamat"] {
        let layer = city::layer(demo, id);
        let name = format!("c_{id}");
        let mut sql = tables::script(&name, layer);
        let mut asked = Vec::new();
        for i in 0..30 {
            let centre = at(random.between(110.27, 110.5), random.between(-7.1, -6.95));
            let radius_m = random.of(&[50.0, 500.0, 3_000.0, 40_000.0]);
            _ = writeln!(
                sql,
                "SELECT {i}, id FROM {name} WHERE ST_DWithin(geom::geography, \
                 ST_Point({}, {}, 4326)::geography, {radius_m});",
                centre.x, centre.y
            );
            asked.push((centre, radius_m));
        }
        let rows = database.sql(&sql).unwrap();
        for (i, (centre, radius_m)) in asked.into_iter().enumerate() {
            let theirs: BTreeSet<&str> =
                rows.iter().filter(|r| r[0] == i.to_string()).map(|r| r[1].as_str()).collect();
            let centre = LonLat::new(centre.x, centre.y).unwrap();
            let found = ours(demo, layer, Region::Circle { centre, radius_m }, 1_000);
            let own: BTreeSet<&str> = found.iter().map(String::as_str).collect();
            assert_eq!(own, theirs, "{id} {centre:?} {radius_m}");
        }
    }
}

#[test]
fn a_box_across_the_antimeridian_is_two() {
    let points: Vec<serde_json::Value> = [179.5, 179.9, -179.9, -179.5, 180.0, -180.0, 0.0]
        .iter()
        .map(|x| json!({ "type": "Point", "coordinates": [x, -16.5] }))
        .collect();
    let view = globe(&[("titik", points)]);
    let layer = city::layer(&view, "titik");
    let square = |w: f64, e: f64| {
        let corners = [(w, -17.0), (e, -17.0), (e, -16.0), (w, -16.0), (w, -17.0)];
        vec![corners.map(|(x, y)| at(x, y)).to_vec()]
    };
    let asked = AskedPolygon::new(vec![square(179.8, 180.0), square(-180.0, -179.8)]).unwrap();
    let found = ours(&view, layer, Region::Polygon(asked), 100);
    assert_eq!(found, ["00001", "00002", "00004", "00005"]);
    let centre = LonLat::new(180.0, -16.5).unwrap();
    let found = ours(&view, layer, Region::Circle { centre, radius_m: 20_000.0 }, 100);
    assert_eq!(found, ["00001", "00002", "00004", "00005"]);
}
