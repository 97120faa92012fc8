//! What is near a place, beside PostGIS on the same layers in one run.
//!
//! `make bench BENCH=nearby`; benches/README.md says what is measured and how.

#![allow(clippy::print_stdout, reason = "a bench prints its figures")]

#[path = "support/allocator.rs"]
mod allocator;
#[allow(dead_code, reason = "what other benches take of it")]
#[path = "support/clock.rs"]
mod clock;
#[path = "support/machine.rs"]
mod machine;
#[path = "../tests/support/postgres.rs"]
mod postgres;
#[path = "support/random.rs"]
#[allow(dead_code, reason = "each bench takes what it needs of it")]
mod random;
#[path = "../tests/support/tables.rs"]
#[allow(dead_code, reason = "each takes what it needs of it")]
mod tables;

use std::fmt::Write;
use std::hint::black_box;
use std::path::Path;
use std::time::Duration;

use clock::{Rounds, thread_time};
use postgres::Postgres;
use random::Random;
use wareng::exposure::{Prepared, people_within};
use wareng::ingest::Limits;
use wareng::load::{Options, load};
use wareng::model::{Lang, LayerId};
use wareng::place::{AskedPolygon, Coord, LonLat};
use wareng::query::{
    Among, AroundQuestion, Cursor, EVERYWHERE_M, Filter, NearestQuestion, Region, SchoolsQuestion,
    WithinQuestion, around, nearest, schools, within,
};
use wareng::snapshot::{Grant, View};

type Outcome<T> = Result<T, Box<dyn std::error::Error>>;

/// Places that each question is asked of, and how often all of them.
const PLACES: usize = 200;
const ROUNDS: usize = 5;

fn main() -> Outcome<()> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("layers");
    if !folder.join("data/demo.stamp").exists() {
        println!("skipped: layers/data is missing, `make demo` makes it");
        return Ok(());
    }
    let options = Options {
        folder,
        prepared: None,
        program: env!("CARGO_BIN_EXE_wareng").into(),
        limits: Limits::default(),
        workers: 2,
    };
    let loaded = load(&options, &|_, _| {}).map_err(|defects| format!("{defects:?}"))?;
    let view = loaded.published.snapshot.view(&Grant::public());
    let database = Postgres::start()?;
    for layer in view.layers().filter(|l| l.archive().is_none()) {
        let name = layer.layer().id.as_str().replace('-', "_");
        database.sql(&tables::script(&name, layer))?;
    }
    let mut random = Random::new(7);
    let places: Vec<Coord> = (0..PLACES)
        .map(|_| {
            let part = |random: &mut Random| random.unit();
            Coord { x: 110.28 + part(&mut random) * 0.2, y: -7.1 + part(&mut random) * 0.14 }
        })
        .collect();
    println!("\n{}", machine::described());
    println!("\n| question | wareng, us | PostGIS, us | times |\n|---|---:|---:|---:|");
    for question in questions(&view) {
        let (mut ours, mut theirs) = (Rounds::default(), Rounds::default());
        for _ in 0..ROUNDS {
            let begin = thread_time();
            places.iter().for_each(|place| (question.ours)(*place));
            ours.push(each(thread_time().saturating_sub(begin)));
            theirs.push(asked(&database, &places, question.sql)?);
        }
        let times = theirs.median() / ours.median();
        println!("| {} | {ours:.1} | {theirs:.0} | {times:.1} |", question.name);
    }
    Ok(())
}

/// Microseconds for each place.
fn each(all: Duration) -> f64 {
    all.as_secs_f64() * 1e6 / f64::from(u32::try_from(PLACES).unwrap_or(u32::MAX))
}

/// What the server itself says it took to execute a prepared statement, planning left out.
fn asked(database: &Postgres, places: &[Coord], sql: &str) -> Outcome<f64> {
    let mut script = String::from("SET max_parallel_workers_per_gather = 0;\n");
    _ = writeln!(script, "PREPARE asked (float, float) AS {sql};");
    _ = writeln!(script, "CREATE TEMP TABLE place (x float, y float);\nCOPY place FROM STDIN;");
    places.iter().for_each(|c| _ = writeln!(script, "{}\t{}", c.x, c.y));
    script.push_str("\\.\n");
    for c in places {
        _ = writeln!(
            script,
            "EXPLAIN (ANALYZE, TIMING off, COSTS off, SUMMARY on) EXECUTE asked ({}, {});",
            c.x, c.y
        );
    }
    let rows = database.sql(&script)?;
    let times = rows.iter().filter_map(|row| {
        let text = row.first()?.trim().strip_prefix("Execution Time: ")?;
        text.strip_suffix(" ms")?.parse::<f64>().ok()
    });
    let times: Vec<f64> = times.collect();
    if times.len() != places.len() {
        return Err(format!("{} of {} places were answered", times.len(), places.len()).into());
    }
    Ok(times.iter().sum::<f64>() * 1e3 / f64::from(u32::try_from(times.len())?))
}

struct Question<'v> {
    name: &'static str,
    ours: Box<dyn Fn(Coord) + 'v>,
    /// Of `$1`, `$2`: longitude and latitude.
    sql: &'static str,
}

fn questions(view: &View) -> Vec<Question<'_>> {
    vec![
        nearest_addresses(view),
        nearest_clinics(view),
        within_circle(view),
        within_polygon(view),
        schools_for(view),
        around_place(view),
    ]
}

fn lonlat(c: Coord) -> Option<LonLat> {
    LonLat::new(c.x, c.y)
}

fn asked_nearest(view: &View, id: &str, filter: Filter, k: usize, place: Coord) {
    let (Some(place), Some(id)) = (lonlat(place), LayerId::new(id)) else { return };
    let question = NearestQuestion {
        place,
        among: Among::Layer(id),
        filter,
        k,
        radius_m: EVERYWHERE_M,
        lang: Lang::Id,
    };
    _ = black_box(nearest(view, &question));
}

fn nearest_addresses(view: &View) -> Question<'_> {
    Question {
        name: "10 nearest of 60,000 addresses",
        ours: Box::new(|c| asked_nearest(view, "alamat", Filter::default(), 10, c)),
        sql: "SELECT *, ST_Distance(geom::geography, ST_Point($1, $2, 4326)::geography) \
              FROM alamat ORDER BY geom::geography <-> ST_Point($1, $2, 4326)::geography LIMIT 10",
    }
}

fn nearest_clinics(view: &View) -> Question<'_> {
    Question {
        name: "3 nearest clinics",
        ours: Box::new(|c| {
            asked_nearest(view, "fasilitas", Filter::of([("jenis", "puskesmas")]), 3, c);
        }),
        sql: "SELECT *, ST_Distance(geom::geography, ST_Point($1, $2, 4326)::geography) \
              FROM fasilitas WHERE f_jenis = 'puskesmas' \
              ORDER BY geom::geography <-> ST_Point($1, $2, 4326)::geography LIMIT 3",
    }
}

fn asked_within(view: &View, region: Option<Region>, layers: [&str; 2]) {
    let Some(region) = region else { return };
    let question = WithinQuestion {
        region,
        layers: layers.into_iter().filter_map(LayerId::new).collect(),
        filter: Filter::default(),
        limit: 1_000,
        geometry: false,
    };
    _ = black_box(within(view, &question, Cursor::default()));
}

fn within_circle(view: &View) -> Question<'_> {
    Question {
        name: "schools and facilities within 1 km",
        ours: Box::new(|c| {
            let circle = lonlat(c).map(|centre| Region::Circle { centre, radius_m: 1_000.0 });
            asked_within(view, circle, ["sekolah", "fasilitas"]);
        }),
        sql: "SELECT id FROM sekolah \
              WHERE ST_DWithin(geom::geography, ST_Point($1, $2, 4326)::geography, 1000) UNION ALL \
              SELECT id FROM fasilitas \
              WHERE ST_DWithin(geom::geography, ST_Point($1, $2, 4326)::geography, 1000)",
    }
}

fn within_polygon(view: &View) -> Question<'_> {
    Question {
        name: "zones and flood polygons that meet a polygon",
        ours: Box::new(|c| {
            let corner = |(x, y): (f64, f64)| Coord { x: c.x + x, y: c.y + y };
            let ring = [(0.0, 0.0), (0.02, 0.0), (0.01, 0.015), (0.0, 0.0)].map(corner);
            let asked = AskedPolygon::new(vec![vec![ring.to_vec()]]).ok();
            asked_within(view, asked.map(Region::Polygon), ["zona-sd", "banjir"]);
        }),
        sql: "WITH q AS (SELECT ST_SetSRID(ST_MakePolygon(ST_MakeLine(ARRAY[ST_Point($1, $2), \
              ST_Point($1 + 0.02, $2), ST_Point($1 + 0.01, $2 + 0.015), ST_Point($1, $2)])), 4326) g) \
              SELECT id FROM zona_sd, q WHERE ST_Intersects(geom, g) UNION ALL \
              SELECT id FROM banjir, q WHERE ST_Intersects(geom, g)",
    }
}

fn schools_for(view: &View) -> Question<'_> {
    Question {
        name: "zones and 10 other schools by distance, SD",
        ours: Box::new(|c| {
            let Some(place) = lonlat(c) else { return };
            let level = "SD".to_owned();
            let question = SchoolsQuestion { place, level, limit: 10, year: None, lang: Lang::Id };
            _ = black_box(schools(view, &question));
        }),
        sql: "WITH z AS (SELECT f_npsn FROM zona_sd WHERE ST_Intersects(geom, ST_Point($1, $2, 4326))), \
              s AS (SELECT s.*, s.id IN (SELECT f_npsn FROM z) AS own, \
              ST_Distance(geom::geography, ST_Point($1, $2, 4326)::geography) d \
              FROM sekolah s WHERE f_jenjang = 'SD') \
              SELECT * FROM s ORDER BY own DESC, d LIMIT 11",
    }
}

fn around_place(view: &View) -> Question<'_> {
    let prepared = Prepared::of_people(view).ok();
    Question {
        name: "around: hazards, people in 1 km, nearest of each kind",
        ours: Box::new(move |c| {
            let Some(place) = lonlat(c) else { return };
            let question = AroundQuestion { place, radius_m: 1_000.0, kinds: None, lang: Lang::Id };
            let people = prepared.as_ref().and_then(|prepared| {
                people_within(prepared, place, question.radius_m).ok().flatten()
            });
            _ = black_box(around(view, &question, people));
        }),
        sql: "WITH p AS (SELECT ST_Point($1, $2, 4326) g, \
              ST_Buffer(ST_Point($1, $2, 4326)::geography, 1000, 32)::geometry b) \
              SELECT 'banjir', id, 0.0 FROM banjir, p WHERE ST_Intersects(geom, g) UNION ALL \
              SELECT 'rob', id, 0.0 FROM rob, p WHERE ST_Intersects(geom, g) UNION ALL \
              SELECT 'longsor', id, 0.0 FROM longsor, p WHERE ST_Intersects(geom, g) UNION ALL \
              SELECT 'kekeringan', id, 0.0 FROM kekeringan, p WHERE ST_Intersects(geom, g) UNION ALL \
              SELECT 'people', '', sum(f_jiwa::float * ST_Area(ST_Intersection(geom, b)) / ST_Area(geom)) \
              FROM penduduk, p WHERE ST_Intersects(geom, b) UNION ALL \
              SELECT * FROM (SELECT DISTINCT ON (f_jenis) f_jenis, id, \
              ST_Distance(geom::geography, g::geography) d FROM fasilitas, p ORDER BY f_jenis, d) n",
    }
}
