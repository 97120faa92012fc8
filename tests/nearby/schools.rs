//! Zones of schools, by polygon, by units and by radius, and the people in a circle.

use std::collections::BTreeSet;
use std::fmt::Write;

use wareng::exposure::{Prepared, people_within};
use wareng::model::Lang;
use wareng::place::{Coord, LonLat};
use wareng::query::{AroundQuestion, SchoolsQuestion, around, schools, zone_of};
use wareng::snapshot::{Grant, View};

use super::folder::{CITY, Folder};
use super::postgres::Postgres;
use super::random::Random;
use super::{at, city, tables};

fn question(place: Coord, level: &str) -> SchoolsQuestion {
    SchoolsQuestion {
        place: LonLat::new(place.x, place.y).unwrap(),
        level: level.to_owned(),
        limit: 5,
        year: None,
        lang: Lang::En,
    }
}

fn homes(random: &mut Random, count: usize) -> Vec<Coord> {
    (0..count).map(|_| at(random.between(110.27, 110.5), random.between(-7.1, -6.95))).collect()
}

/// For each home the schools whose zone holds it.
fn zones(view: &View, homes: &[Coord], level: &str) -> Vec<BTreeSet<String>> {
    let of = |home: &Coord| {
        let answer = schools(view, &question(*home, level)).unwrap();
        answer.zones.iter().map(|zone| zone.npsn.clone()).collect()
    };
    homes.iter().map(of).collect()
}

fn theirs(rows: &[Vec<String>], homes: usize) -> Vec<BTreeSet<String>> {
    let of =
        |i: usize| rows.iter().filter(|r| r[0] == i.to_string()).map(|r| r[1].clone()).collect();
    (0..homes).map(of).collect()
}

#[test]
fn zones_by_polygon_are_those_of_postgis_and_schools_come_by_distance() {
    let demo = city::demo();
    let database = Postgres::start().unwrap();
    let homes = homes(&mut Random(31), 150);
    database.sql(&tables::script("s_sekolah", city::layer(demo, "sekolah"))).unwrap();
    for (layer, level) in [("zona-sd", "SD"), ("zona-smp", "SMP")] {
        let name = layer.replace('-', "_");
        let mut sql = tables::script(&name, city::layer(demo, layer));
        for (i, c) in homes.iter().enumerate() {
            let point = format!("ST_Point({}, {}, 4326)", c.x, c.y);
            _ = writeln!(
                sql,
                "SELECT {i}, f_npsn FROM {name} WHERE ST_Intersects(geom, {point}) AND f_jenjang = '{level}';"
            );
        }
        let rows = database.sql(&sql).unwrap();
        assert_eq!(zones(demo, &homes, level), theirs(&rows, homes.len()), "{layer}");
        for (i, home) in homes.iter().enumerate().step_by(15) {
            let answer = schools(demo, &question(*home, level)).unwrap();
            let own: Vec<String> = theirs(&rows, homes.len())[i].iter().cloned().collect();
            let ordered = database
                .sql(&format!(
                    "SELECT id, d FROM (SELECT id, ST_Distance(geom::geography, \
                     ST_Point({}, {}, 4326)::geography) d FROM s_sekolah \
                     WHERE f_jenjang = '{level}' AND geom IS NOT NULL) q \
                     ORDER BY id NOT IN ('{}'), d LIMIT {};",
                    home.x,
                    home.y,
                    own.join("','"),
                    answer.schools.len()
                ))
                .unwrap();
            for (school, row) in answer.schools.iter().zip(&ordered) {
                assert_eq!(school.npsn, row[0]);
                let metres: f64 = row[1].parse().unwrap();
                assert!((school.distance_m.unwrap() - metres).abs() < 1e-3, "{row:?}");
            }
        }
    }
}

/// The demo city's schools and units, with zones in tables; and the first school by units.
fn listed_zones(demo: &View) -> (View, String) {
    let city = format!(
        "{CITY}[[levels]]\nid = \"kelurahan\"\nlabel = {{ id = \"Kelurahan\" }}\nlayer = \"kelurahan\"\n"
    );
    let folder = Folder::of_city(&city);
    let data = city::root().join("layers");
    for file in [
        "kelurahan.toml",
        "rw.toml",
        "sekolah.toml",
        "data/kelurahan.geojson",
        "data/rw.geojson",
        "data/sekolah.csv",
    ] {
        folder.write(file, std::fs::read(data.join(file)).unwrap());
    }
    let smp = city::layer(demo, "zona-smp");
    let sd = city::layer(demo, "zona-sd");
    let mut by_units = String::from("npsn,jenjang,wilayah\n");
    for (layer, basis) in [(smp, "kelurahan"), (sd, "rw")] {
        for f in 0..u32::try_from(layer.len()).unwrap() {
            if layer.value("dasar", f).to_text() == basis {
                let [npsn, jenjang, units] =
                    ["npsn", "jenjang", "wilayah"].map(|field| layer.value(field, f).to_text());
                _ = writeln!(by_units, "{npsn},{jenjang},{units}");
            }
        }
    }
    folder.write("unit.csv", &by_units);
    let mut by_radius = String::from("npsn,radius\n");
    let sekolah = city::layer(demo, "sekolah");
    for f in (0..u32::try_from(sekolah.len()).unwrap()).step_by(3) {
        _ = writeln!(by_radius, "{},{}", sekolah.id(f), 300 + f % 900);
    }
    folder.write("radius.csv", &by_radius);
    let manifest = |file: &str, fields: &str, zone: &str| {
        format!(
            "kind = \"zoning\"\ntitle = {{ id = \"Zona\" }}\naccess = \"public\"\nid = \"npsn\"\n\
             [source]\nfile = \"{file}\"\n[fields]\nnpsn = {{}}\n{fields}\n[zone]\nschool = \"npsn\"\n{zone}\n"
        )
    };
    folder.layer(
        "zona-unit",
        &manifest(
            "unit.csv",
            "jenjang = {}\nwilayah = {}",
            "level = \"jenjang\"\nby = \"units\"\nunits = \"wilayah\"\nof = [\"kelurahan\", \"rw\"]",
        ),
    );
    folder.layer(
        "zona-radius",
        &manifest(
            "radius.csv",
            "radius = { type = \"integer\" }",
            "by = \"radius\"\nradius_m = \"radius\"",
        ),
    );
    let (loaded, _) = folder.load(2);
    assert!(loaded.published.refused.is_empty(), "{:#?}", loaded.published.refused);
    let npsn = by_units.lines().nth(1).unwrap().split(',').next().unwrap().to_owned();
    (loaded.published.snapshot.view(&Grant::public()), npsn)
}

/// Zones that a table lists, without any geometry: by units and by radius.
#[test]
fn zones_by_units_and_by_radius_are_those_of_postgis() {
    let (view, npsn) = listed_zones(city::demo());
    let database = Postgres::start().unwrap();
    let mut sql = String::new();
    for id in ["kelurahan", "rw", "sekolah", "zona-unit", "zona-radius"] {
        sql += &tables::script(&id.replace('-', "_"), city::layer(&view, id));
    }
    database.sql(&sql).unwrap();
    let homes = homes(&mut Random(32), 100);
    for level in ["SD", "SMP"] {
        let mut sql = String::new();
        for (i, c) in homes.iter().enumerate() {
            let point = format!("ST_Point({}, {}, 4326)", c.x, c.y);
            _ = writeln!(
                sql,
                "SELECT {i}, z.f_npsn FROM zona_unit z WHERE z.f_jenjang = '{level}' AND EXISTS \
                 (SELECT FROM (SELECT f_kode, geom FROM kelurahan UNION ALL SELECT f_kode, geom FROM rw) u \
                 WHERE u.f_kode = ANY(string_to_array(z.f_wilayah, ';')) AND ST_Intersects(u.geom, {point}));\n\
                 SELECT {i}, z.f_npsn FROM zona_radius z JOIN sekolah s ON s.id = z.f_npsn \
                 WHERE s.f_jenjang = '{level}' AND ST_DWithin(s.geom::geography, {point}::geography, z.f_radius::float);"
            );
        }
        let rows = database.sql(&sql).unwrap();
        assert!(rows.len() > 20, "{level}: {}", rows.len());
        assert_eq!(zones(&view, &homes, level), theirs(&rows, homes.len()), "{level}");
    }
    // The reverse: a zone's own units are in it whole.
    let zone = serde_json::to_value(zone_of(&view, &npsn, Lang::Id).unwrap()).unwrap();
    let of_units = &zone["features"][1];
    assert_eq!(of_units["properties"]["by"], "units", "{zone:#}");
    let units = of_units["properties"]["units"].as_array().unwrap();
    let contains = of_units["properties"]["contains"].as_array().unwrap();
    for unit in units {
        let found = contains.iter().find(|c| c["code"] == *unit).unwrap();
        assert_eq!(found["share"], 1.0);
    }
}

#[test]
fn the_people_within_a_circle_are_those_of_postgis() {
    let demo = city::demo();
    let database = Postgres::start().unwrap();
    let mut sql = tables::script("p_penduduk", city::layer(demo, "penduduk"));
    let asked: Vec<(Coord, f64)> = homes(&mut Random(33), 20)
        .into_iter()
        .zip([200.0, 1_000.0, 5_000.0].into_iter().cycle())
        .collect();
    for (i, (c, radius_m)) in asked.iter().enumerate() {
        _ = writeln!(
            sql,
            "SELECT {i}, coalesce(sum(f_jiwa::float * ST_Area(ST_Intersection(p.geom, b.g)::geography) \
             / ST_Area(p.geom::geography)), 0) FROM p_penduduk p, \
             (SELECT ST_Buffer(ST_Point({}, {}, 4326)::geography, {radius_m}, 128)::geometry g) b \
             WHERE ST_Intersects(p.geom, b.g);",
            c.x, c.y
        );
    }
    let prepared = Prepared::of_people(demo).unwrap();
    for ((c, radius_m), row) in asked.iter().zip(database.sql(&sql).unwrap()) {
        let question = AroundQuestion {
            place: LonLat::new(c.x, c.y).unwrap(),
            radius_m: *radius_m,
            kinds: None,
            lang: Lang::Id,
        };
        let people = people_within(&prepared, question.place, *radius_m).unwrap();
        let ours = around(demo, &question, people).unwrap().people.unwrap().count as f64;
        let theirs: f64 = row[1].parse().unwrap();
        // ST_Buffer projects, and draws with corners.
        assert!((ours - theirs).abs() <= 1.0 + theirs * 1e-3, "{c:?} {radius_m}: {ours} {theirs}");
    }
}
