//! A batch beside its parts: processor time of `wareng at --input` over a table, against the
//! lookups alone and against reading and writing the same rows alone.
//!
//! `make bench BENCH=batch`, or with a number of rows: `cargo bench --bench batch -- 1000000`.

#![allow(clippy::print_stdout, clippy::print_stderr, reason = "a bench prints its figures")]

#[path = "support/clock.rs"]
#[allow(dead_code, reason = "the clock alone is used here")]
mod clock;
#[path = "support/random.rs"]
#[allow(dead_code, reason = "each bench takes what it needs of it")]
mod random;

use std::fs::File;
use std::io::{BufReader, BufWriter, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use rustix::process::{Pid, WaitId, WaitIdOptions, waitid};
use wareng::ingest::Limits;
use wareng::load::{Options, load};
use wareng::model::LayerId;
use wareng::place::LonLat;
use wareng::query::reading;
use wareng::snapshot::{Grant, LayerVersion, View};

use crate::clock::thread_time;
use crate::random::Random;

type Outcome<T> = Result<T, Box<dyn std::error::Error>>;

const ROWS: usize = 10_000_000;
const HAZARDS: [&str; 4] = ["banjir", "kekeringan", "longsor", "rob"];
/// What the columns add to a row, about.
const ANSWERS: [&str; 12] = [
    "33.74.01.1009",
    "Bangunharjo",
    "inside",
    "mapped",
    "rendah",
    "unmapped",
    "",
    "unmapped",
    "",
    "none",
    "",
    "",
];

fn main() -> Outcome<()> {
    let rows = std::env::args().find_map(|a| a.parse().ok()).unwrap_or(ROWS);
    let folder = tempfile::tempdir_in(env!("CARGO_TARGET_TMPDIR"))?;
    let [one, all, copy] = ["one.csv", "all.csv", "copy.csv"].map(|name| folder.path().join(name));
    let prepared = Path::new(env!("CARGO_TARGET_TMPDIR")).join("prepared-bench");
    let view = city(&prepared)?;
    write_rows(&one, &points(1))?;
    let places = points(rows);
    write_rows(&all, &places)?;

    let lookups = lookups(&view, &places)?;
    drop(places);
    let rewriting = rewriting(&all, &copy)?;
    // What it takes to start and to load the city is no part of the rows.
    let start = batch(&prepared, &one)?;
    let batch = batch(&prepared, &all)?;

    let cpu = batch.cpu.saturating_sub(start.cpu);
    let per_row = |time: Duration| time.as_secs_f64() * 1e9 / count(rows);
    println!("{rows} rows, nanoseconds of processor time a row");
    println!("  lookups of kelurahan and four hazards  {:6.0}", per_row(lookups));
    println!("  reading and writing with the crate csv {:6.0}", per_row(rewriting));
    println!("  wareng at --input                      {:6.0}", per_row(cpu));
    let ratio = cpu.as_secs_f64() / (lookups + rewriting).as_secs_f64();
    println!("  the batch by the sum of both           {ratio:6.2}  (wanted: at most 1.3)");
    let rate = count(rows) / batch.wall.as_secs_f64();
    println!("  {:.1} s on the clock, {rate:.0} rows/s", batch.wall.as_secs_f64());
    let above = batch.peak_kib.saturating_sub(start.peak_kib) / 1024;
    println!("  peak memory {above} MiB above the loaded city (wanted: below 200)");
    Ok(())
}

#[expect(clippy::cast_precision_loss, reason = "counts of rows are below 2^53")]
fn count(rows: usize) -> f64 {
    rows as f64
}

fn city(prepared: &Path) -> Outcome<View> {
    let options = Options {
        folder: Path::new(env!("CARGO_MANIFEST_DIR")).join("layers"),
        prepared: Some(prepared.to_owned()),
        program: env!("CARGO_BIN_EXE_wareng").into(),
        limits: Limits::default(),
        workers: 2,
    };
    let loaded = load(&options, &|_, _| {}).map_err(|defects| format!("{defects:?}"))?;
    Ok(loaded.snapshot.view(&Grant::public()))
}

fn points(rows: usize) -> Vec<LonLat> {
    let mut random = Random::new(3374);
    let place = |_| LonLat::new(random.between(110.25, 110.52), random.between(-7.12, -6.93));
    (0..rows).filter_map(place).collect()
}

fn write_rows(path: &Path, places: &[LonLat]) -> std::io::Result<()> {
    let mut out = BufWriter::new(File::create(path)?);
    writeln!(out, "id,nama,lon,lat")?;
    for (i, place) in places.iter().enumerate() {
        writeln!(out, "{i},Rumah {i},{:.7},{:.7}", place.lon(), place.lat())?;
    }
    out.flush()
}

fn lookups(view: &View, places: &[LonLat]) -> Outcome<Duration> {
    let layer = |id: &str| -> Outcome<&LayerVersion> {
        let id = LayerId::new(id).ok_or("a layer id")?;
        view.layer(&id).ok_or_else(|| format!("the demo city has no {id}").into())
    };
    let kelurahan = layer("kelurahan")?;
    let hazards = HAZARDS.into_iter().map(layer).collect::<Outcome<Vec<_>>>()?;
    let before = thread_time();
    for place in places {
        std::hint::black_box(reading::unit(kelurahan, *place, 0.0, 30.0));
        for hazard in &hazards {
            std::hint::black_box(reading::hazard(hazard, *place));
        }
    }
    Ok(thread_time().saturating_sub(before))
}

fn rewriting(from: &Path, to: &Path) -> Outcome<Duration> {
    let before = thread_time();
    let mut rows = csv::ReaderBuilder::new()
        .has_headers(false)
        .from_reader(BufReader::with_capacity(256 << 10, File::open(from)?));
    let mut out = csv::Writer::from_writer(BufWriter::with_capacity(256 << 10, File::create(to)?));
    let mut row = csv::ByteRecord::new();
    while rows.read_byte_record(&mut row)? {
        for answer in ANSWERS {
            row.push_field(answer.as_bytes());
        }
        out.write_byte_record(&row)?;
    }
    out.flush()?;
    Ok(thread_time().saturating_sub(before))
}

/// What a run of the program took.
struct Run {
    cpu: Duration,
    wall: Duration,
    peak_kib: u64,
}

fn batch(prepared: &Path, input: &Path) -> Outcome<Run> {
    let hazards = HAZARDS.map(|h| format!("{h}.status,{h}.class")).join(",");
    let begun = Instant::now();
    let mut child = Command::new(env!("CARGO_BIN_EXE_wareng"))
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .args(["at", "--fields"])
        .arg(format!("kelurahan.code,kelurahan.name,kelurahan.status,{hazards}"))
        .arg("--prepared")
        .arg(prepared)
        .arg("--input")
        .arg(input)
        .arg("--output")
        .arg(input.with_extension("answered.csv"))
        .stderr(Stdio::null())
        .spawn()?;
    let peak_kib = watch(&child)?;
    let wall = begun.elapsed();
    let cpu = cpu(&child)?;
    if !child.wait()?.success() {
        return Err("wareng at --input failed".into());
    }
    Ok(Run { cpu, wall, peak_kib })
}

/// The peak of its memory; returns when it has ended.
fn watch(child: &Child) -> Outcome<u64> {
    let pid = Pid::from_child(child);
    let ended = WaitIdOptions::EXITED | WaitIdOptions::NOWAIT | WaitIdOptions::NOHANG;
    let mut peak = 0;
    while waitid(WaitId::Pid(pid), ended)?.is_none() {
        let status = std::fs::read_to_string(of(child, "status")).unwrap_or_default();
        let line = status.lines().find_map(|l| l.strip_prefix("VmHWM:"));
        let kib = line.and_then(|l| l.split_whitespace().next()?.parse().ok());
        peak = peak.max(kib.unwrap_or(0));
        std::thread::sleep(Duration::from_millis(5));
    }
    Ok(peak)
}

/// What a child that has ended has spent, before it is forgotten.
fn cpu(child: &Child) -> Outcome<Duration> {
    let stat = std::fs::read_to_string(of(child, "stat"))?;
    let (_, fields) = stat.rsplit_once(") ").ok_or("a name in parentheses")?;
    // User and system time: fields 14 and 15 of proc(5), in hundredths of a second.
    let ticks = fields.split(' ').skip(11).take(2).map(str::parse::<u64>);
    let ticks = ticks.sum::<Result<u64, _>>()?;
    Ok(Duration::from_millis(10 * ticks))
}

fn of(child: &Child, what: &str) -> PathBuf {
    Path::new("/proc").join(child.id().to_string()).join(what)
}
