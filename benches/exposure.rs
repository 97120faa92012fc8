//! Exposure beside PostGIS, in one run on one machine: every kelurahan by every hazard, and
//! polygons drawn by hand.
//!
//! `make bench BENCH=exposure`. PostGIS has the published geometry, indexed, and is asked for the
//! same areas: each class by the gravest, `none` and `unmapped`. Ours are wall times of one
//! thread, and so are PostGIS's, whose server has no parallel workers here.

#![allow(clippy::print_stdout, reason = "a bench prints its figures")]

#[path = "support/allocator.rs"]
mod allocator;
#[path = "../tests/support/in_postgis.rs"]
mod in_postgis;
#[path = "support/machine.rs"]
mod machine;
#[path = "../tests/support/postgres.rs"]
#[allow(dead_code, reason = "what tests take of it")]
mod postgres;
#[path = "support/random.rs"]
#[allow(dead_code, reason = "each bench takes what it needs of it")]
mod random;

use std::path::Path;
use std::time::{Duration, Instant};

use postgres::Postgres;
use random::Random;
use wareng::exposure::{Of, Prepared, Question, exposure};
use wareng::ingest::Limits;
use wareng::load::{Options, load};
use wareng::model::{Kind, LayerId};
use wareng::place::AskedPolygon;
use wareng::snapshot::{Grant, View};

type Outcome<T> = Result<T, Box<dyn std::error::Error>>;

const POLYGONS: usize = 40;
/// Half the widths of drawn polygons: of a village, of a district, of the city. Units: degrees.
const RADII: [f64; 3] = [0.01, 0.03, 0.09];

fn main() -> Outcome<()> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    if !root.join("layers/data/demo.stamp").exists() {
        println!("skipped: there is no demo city, `make demo` makes it");
        return Ok(());
    }
    println!("\n{}\n", machine::described());
    let options = Options {
        folder: root.join("layers"),
        prepared: Some(Path::new(env!("CARGO_TARGET_TMPDIR")).join("prepared-exposure")),
        program: env!("CARGO_BIN_EXE_wareng").into(),
        limits: Limits::default(),
        workers: 2,
    };
    let loaded = load(&options, &|_, _| {}).map_err(|defects| format!("{defects:?}"))?;
    let view = loaded.published.snapshot.view(&Grant::public());
    let postgres = Postgres::start()?;
    let (prepared, ours) = timed(|| Prepared::of(&view));
    let prepared = prepared?;
    let theirs = units_in_postgis(&view, &postgres)?;
    told("177 kelurahan by 4 hazards, from nothing", ours, theirs);
    let question = Question::of(Of::Level("kelurahan".to_owned()));
    let (answer, ours) = timed(|| exposure(&view, &prepared, &question));
    answer.map_err(|refusal| format!("{refusal:?}"))?;
    told("the same once prepared", ours, theirs);
    RADII.into_iter().try_for_each(|radius| drawn(&view, &prepared, &postgres, radius))
}

/// Polygons of some 30 corners over the city.
fn drawn(view: &View, prepared: &Prepared, postgres: &Postgres, radius: f64) -> Outcome<()> {
    let mut random = Random::new(7);
    let (mut ours, mut theirs) = (Vec::new(), Vec::new());
    for _ in 0..POLYGONS {
        let body = hand_drawn(&mut random, radius);
        let (answer, took) = timed(|| {
            let asked = AskedPolygon::from_geojson(body.as_bytes())?;
            let answer = exposure(view, prepared, &Question::of(Of::Polygon(asked)));
            answer.map_err(Box::<dyn std::error::Error>::from)
        });
        answer?;
        ours.push(took);
        theirs.push(timed(|| postgres.sql(&polygon_sql(&body))).1);
    }
    ours.sort();
    theirs.sort();
    told(
        &format!("a drawn polygon of {radius}°, median"),
        ours[POLYGONS / 2],
        theirs[POLYGONS / 2],
    );
    told(
        &format!("a drawn polygon of {radius}°, slowest"),
        ours[POLYGONS - 1],
        theirs[POLYGONS - 1],
    );
    Ok(())
}

fn hand_drawn(random: &mut Random, half: f64) -> String {
    let (lon, lat) = (110.33 + 0.14 * random.unit(), -7.06 + 0.08 * random.unit());
    let mut ring: Vec<[f64; 2]> = (0..30)
        .map(|i| {
            let (sin, cos) = (f64::from(i) / 30.0 * std::f64::consts::TAU).sin_cos();
            let radius = half * (0.6 + 0.4 * random.unit());
            [lon + radius * cos, lat + radius * sin]
        })
        .collect();
    ring.push(ring[0]);
    serde_json::json!({ "type": "Polygon", "coordinates": [ring] }).to_string()
}

fn hazards(view: &View) -> impl Iterator<Item = &LayerId> {
    view.layers().filter(|l| l.layer().kind == Kind::Hazard).map(|l| &l.layer().id)
}

/// Loads what is compared; the time of cutting it by units and classes.
fn units_in_postgis(view: &View, postgres: &Postgres) -> Outcome<Duration> {
    let layer = |id: &LayerId| view.layer(id).ok_or("a layer is missing");
    let kelurahan = LayerId::new("kelurahan").ok_or("no name")?;
    in_postgis::load_units(postgres, layer(&kelurahan)?)?;
    let mut total = Duration::ZERO;
    for hazard in hazards(view) {
        let layer = layer(hazard)?;
        in_postgis::load_polygons(postgres, layer)?;
        let (done, took) = timed(|| postgres.sql(&in_postgis::cut(layer)));
        done?;
        total += took;
        postgres.sql(&in_postgis::kept(layer))?;
    }
    let (areas, took) = timed(|| in_postgis::split(postgres, &[]));
    areas?;
    Ok(total + took)
}

/// The areas of one polygon by class of every hazard.
fn polygon_sql(body: &str) -> String {
    let asked = format!("ST_SetSRID(ST_GeomFromGeoJSON('{body}'), 4326)");
    format!(
        "WITH asked AS (SELECT {asked} AS geom),
          inside AS (SELECT p.layer, p.rank, ST_Union(ST_Intersection(p.geom, a.geom)) AS geom
            FROM all_polygons p JOIN asked a ON ST_Intersects(p.geom, a.geom) GROUP BY 1, 2),
          seen AS (SELECT m.layer, ST_Union(ST_Intersection(m.geom, a.geom)) AS geom
            FROM all_mapped m JOIN asked a ON ST_Intersects(m.geom, a.geom) GROUP BY 1),
          classes AS (SELECT layer, ST_Union(geom) AS geom FROM inside GROUP BY 1)
        SELECT i.layer, i.rank, ST_Area(coalesce(ST_Difference(i.geom,
            (SELECT ST_Union(g.geom) FROM inside g WHERE g.layer = i.layer AND g.rank > i.rank)), i.geom)::geography)
          FROM inside i
        UNION ALL SELECT s.layer, -1, ST_Area(coalesce(ST_Difference(s.geom, c.geom), s.geom)::geography)
          FROM seen s LEFT JOIN classes c USING (layer)
        UNION ALL SELECT s.layer, -2, ST_Area(ST_Difference(a.geom, ST_Union(s.geom, coalesce(c.geom, s.geom)))::geography)
          FROM asked a, seen s LEFT JOIN classes c USING (layer);"
    )
}

fn timed<T>(work: impl FnOnce() -> T) -> (T, Duration) {
    let begin = Instant::now();
    let done = work();
    (done, begin.elapsed())
}

fn told(what: &str, ours: Duration, theirs: Duration) {
    let [ours, theirs] = [ours, theirs].map(|d| d.as_secs_f64() * 1e3);
    println!("{what}: wareng {ours:.2} ms, PostGIS {theirs:.1} ms, {:.0} times", theirs / ours);
}
