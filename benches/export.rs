//! The whole pyramid in a file: `wareng tiles export`, beside tippecanoe from the same features.
//!
//! `make bench BENCH=export`; benches/README.md says what is measured and how.

#![allow(clippy::print_stdout, clippy::print_stderr, reason = "a bench prints its figures")]

#[path = "support/allocator.rs"]
mod allocator;
#[path = "support/child.rs"]
#[allow(dead_code, reason = "what other benches take of it")]
mod child;
#[path = "at/cities.rs"]
#[allow(dead_code, reason = "this bench loads by itself")]
mod cities;
#[path = "at/failure.rs"]
#[allow(dead_code, reason = "the cities alone fail here")]
mod failure;
#[path = "tiles/inputs.rs"]
#[allow(dead_code, reason = "what other benches take of it")]
mod inputs;
#[path = "support/machine.rs"]
mod machine;
#[path = "tiles/peer.rs"]
#[allow(dead_code, reason = "what other benches take of it")]
mod peer;
#[path = "export/run.rs"]
mod run;
#[path = "support/table.rs"]
mod table;

use std::path::Path;
use std::process::Command;
use std::time::Duration;

use wareng::snapshot::LayerVersion;

use crate::inputs::{Input, LAYERS};
use crate::run::{Run, run};
use crate::table::Table;

type Outcome<T> = Result<T, Box<dyn std::error::Error>>;

/// What is asked: a part of tippecanoe's processor time, and memory above the loaded layers.
const MOST_OF_THEIRS: f64 = 0.5;
const MOST_KIB: u64 = 500_000_000 / 1024;

fn main() -> Outcome<()> {
    let made = Path::new(env!("CARGO_TARGET_TMPDIR")).with_file_name("bench");
    let python = made.join("python/bin/python");
    if !python.exists() {
        println!("skipped: tippecanoe is not there, `make bench` installs it");
        return Ok(());
    }
    println!("\n{}", machine::described());
    let (inputs, missing) = inputs::inputs(&made);
    for input in &inputs {
        eprintln!("{} ...", input.name());
        report(input, &measured(input, &made, &python)?);
    }
    missing.iter().for_each(|line| println!("- {line}"));
    Ok(())
}

/// The runs over an input, each of them alone on the machine.
struct Measured {
    theirs: Run,
    /// With the sources read first.
    from_sources: Run,
    /// Of layers that were prepared before.
    from_prepared: Run,
    /// The same program over the same prepared layers, asked one place.
    loaded: Run,
    /// The files that were written. Units: bytes.
    sizes: [u64; 2],
}

fn measured(input: &Input, made: &Path, python: &Path) -> Outcome<Measured> {
    let folder = made.join("export").join(input.short());
    std::fs::create_dir_all(&folder)?;
    let (files, layers) = {
        let view = input.loaded(made)?.view;
        let find = |id: &str| view.layers().find(|l| l.layer().id.as_str() == id);
        let layers: Vec<&LayerVersion> = LAYERS.iter().filter_map(|id| find(id)).collect();
        let names: Vec<&str> = layers.iter().map(|l| l.layer().id.as_str()).collect();
        (peer::sources(&folder, &layers)?, names.join(","))
    };
    let (tileset, ours) = (folder.join("tippecanoe.pmtiles"), folder.join("wareng.pmtiles"));
    let theirs = run(peer::command(python, "build", std::iter::once(&tileset).chain(&files)))?;

    let prepared = tempfile::tempdir_in(&folder)?;
    let sources = input.folder(made)?;
    let wareng = |what: &[&str]| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_wareng"));
        command.args(what).arg("--layers").arg(&sources).arg("--prepared").arg(prepared.path());
        command
    };
    let export = || {
        let mut command = wareng(&["tiles", "export"]);
        command.arg(&ours).args(["--of", &layers, "--zooms", "0-16"]);
        command
    };
    let from_sources = run(export())?;
    let from_prepared = run(export())?;
    let mut place = wareng(&["at"]);
    place.args(["110.42", "-7.0"]);
    let sizes = [tileset.metadata()?.len(), ours.metadata()?.len()];
    Ok(Measured { theirs, from_sources, from_prepared, loaded: run(place)?, sizes })
}

fn report(input: &Input, measured: &Measured) {
    let Measured { theirs, from_sources, from_prepared, loaded, sizes } = measured;
    let mut table =
        Table::new(&["", "s of processors", "s on the clock", "MB of memory", "MB file"]);
    let memory = |run: &Run| (run.peak_kib * 1024 / 1_000_000).to_string();
    for (what, run, memory, size) in [
        // Started by a script, whose memory says nothing.
        ("tippecanoe", theirs, String::new(), Some(sizes[0])),
        ("wareng, with ingest", from_sources, memory(from_sources), Some(sizes[1])),
        ("wareng, prepared before", from_prepared, memory(from_prepared), Some(sizes[1])),
        ("wareng, one place", loaded, memory(loaded), None),
    ] {
        let size = size.map(megabytes).unwrap_or_default();
        table.push(vec![what.to_owned(), seconds(run.cpu), seconds(run.wall), memory, size]);
    }
    println!("\n### {}\n\n{table}", input.name());
    let part = |run: &Run| run.cpu.as_secs_f64() / theirs.cpu.as_secs_f64();
    let (export, whole) = (part(from_prepared), part(from_sources));
    let verdict = met(export <= MOST_OF_THEIRS);
    println!(
        "- {verdict}: half of tippecanoe's processor time: {export:.2}; {whole:.2} with ingest"
    );
    let above = from_prepared.peak_kib.saturating_sub(loaded.peak_kib);
    let (mb, verdict) = (above * 1024 / 1_000_000, met(above <= MOST_KIB));
    println!("- {verdict}: at most 500 MB of memory above the loaded layers: {mb} MB");
}

fn met(is_met: bool) -> &'static str {
    if is_met { "met" } else { "not met" }
}

fn seconds(time: Duration) -> String {
    format!("{:.2}", time.as_secs_f64())
}

/// With one decimal.
fn megabytes(bytes: u64) -> String {
    format!("{}.{}", bytes / 1_000_000, bytes / 100_000 % 10)
}
