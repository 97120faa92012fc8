//! A batch beside its parts: processor time of `wareng at --input` over a table, against the
//! lookups alone and against reading and writing the same rows alone.
//!
//! `make bench BENCH=batch`, or with a number of rows: `cargo bench --bench batch -- 1000000`.

#![allow(clippy::print_stdout, clippy::print_stderr, reason = "a bench prints its figures")]

#[path = "support/allocator.rs"]
mod allocator;
#[path = "batch/alone.rs"]
mod alone;
#[path = "support/child.rs"]
mod child;
#[path = "at/cities.rs"]
mod cities;
#[path = "support/clock.rs"]
#[allow(dead_code, reason = "the clock alone is used here")]
mod clock;
#[path = "at/failure.rs"]
#[allow(dead_code, reason = "the cities alone fail here")]
mod failure;
#[path = "batch/program.rs"]
mod program;
#[path = "support/random.rs"]
#[allow(dead_code, reason = "each bench takes what it needs of it")]
mod random;

use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::Path;
use std::time::Duration;

use wareng::place::{Coord, LonLat};
use wareng::snapshot::Grant;

use crate::cities::{City, cities, loaded};
use crate::program::Run;
use crate::random::Random;

type Outcome<T> = Result<T, Box<dyn std::error::Error>>;

const ROWS: usize = 10_000_000;
const HAZARDS: [&str; 4] = ["banjir", "kekeringan", "longsor", "rob"];
/// What is wanted: processor time by that of the parts, and memory above the loaded city.
const MOST_TIMES: f64 = 1.3;
const MOST_KIB: u64 = 200_000_000 / 1024;

fn main() -> Outcome<()> {
    let rows = std::env::args().find_map(|a| a.parse().ok()).unwrap_or(ROWS);
    // What `make bench` made.
    let made = Path::new(env!("CARGO_TARGET_TMPDIR")).with_file_name("bench");
    let (cities, missing) = cities(&made);
    for city in &cities {
        report(city.name, rows, &measured(city, rows)?);
    }
    missing.iter().for_each(|line| println!("{line}"));
    Ok(())
}

/// The figures of a city. What it takes to start and to load the city is no part of the rows.
struct Measured {
    lookups: Duration,
    rewriting: Duration,
    cpu: Duration,
    wall: Duration,
    peak_kib: u64,
}

fn measured(city: &City, rows: usize) -> Outcome<Measured> {
    let layers = city.ready()?;
    let folder = tempfile::tempdir_in(env!("CARGO_TARGET_TMPDIR"))?;
    let [one, all, copy] = ["one.csv", "all.csv", "copy.csv"].map(|name| folder.path().join(name));
    write_rows(&one, &points(1))?;
    let places = points(rows);
    write_rows(&all, &places)?;
    let lookups = {
        let view = loaded(layers)?.published.snapshot.view(&Grant::public());
        alone::lookups(&view, &places)?
    };
    drop(places);
    let rewriting = alone::rewriting(&all, &copy)?;
    let start = program::run(layers, &one)?;
    let Run { cpu, wall } = program::run(layers, &all)?;
    let peak_kib = program::peak_kib(layers, &all)?;
    Ok(Measured { lookups, rewriting, cpu: cpu.saturating_sub(start.cpu), wall, peak_kib })
}

fn report(city: &str, rows: usize, measured: &Measured) {
    let Measured { lookups, rewriting, cpu, wall, peak_kib } = measured;
    println!("{city}: {rows} rows, nanoseconds of processor time a row, part of the batch");
    for (what, time) in [
        ("lookups of kelurahan and four hazards", lookups),
        ("reading and writing with the crate csv", rewriting),
        ("wareng at --input", cpu),
    ] {
        let per_row = time.as_secs_f64() * 1e9 / count(rows);
        let part = 100.0 * time.as_secs_f64() / cpu.as_secs_f64();
        println!("  {what:38} {per_row:6.0} {part:4.0} %");
    }
    let times = cpu.as_secs_f64() / (*lookups + *rewriting).as_secs_f64();
    let verdict = met(times <= MOST_TIMES);
    println!("  the batch by the sum of both: {times:.2} (at most {MOST_TIMES}): {verdict}");
    let rate = count(rows) / wall.as_secs_f64();
    println!("  {:.1} s on the clock with the start, {rate:.0} rows/s", wall.as_secs_f64());
    let (mb, verdict) = (peak_kib * 1024 / 1_000_000, met(*peak_kib < MOST_KIB));
    println!("  memory above the loaded city: {mb} MB (below 200): {verdict}");
}

fn met(is_met: bool) -> &'static str {
    if is_met { "met" } else { "not met" }
}

#[expect(clippy::cast_precision_loss, reason = "counts of rows are below 2^53")]
fn count(rows: usize) -> f64 {
    rows as f64
}

fn points(rows: usize) -> Vec<Coord> {
    let mut random = Random::new(3374);
    let place = |_| LonLat::new(random.between(110.25, 110.52), random.between(-7.12, -6.93));
    (0..rows).filter_map(place).map(LonLat::coord).collect()
}

fn write_rows(path: &Path, places: &[Coord]) -> std::io::Result<()> {
    let mut out = BufWriter::new(File::create(path)?);
    writeln!(out, "id,nama,lon,lat")?;
    for (i, place) in places.iter().enumerate() {
        writeln!(out, "{i},Rumah {i},{:.7},{:.7}", place.x, place.y)?;
    }
    out.flush()
}
