//! `wareng at --input` as people run it, watched from outside.

use std::fs::File;
use std::io::{Read, Write};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use crate::child::{cpu, has_ended, memory_kib, of};
use crate::{HAZARDS, Outcome};

/// What a run took.
pub(crate) struct Run {
    pub(crate) cpu: Duration,
    pub(crate) wall: Duration,
}

/// Answers a file into another one beside it.
pub(crate) fn run(layers: &Path, input: &Path) -> Outcome<Run> {
    let begun = Instant::now();
    let mut child = command(layers)
        .arg("--input")
        .arg(input)
        .arg("--output")
        .arg(input.with_extension("answered.csv"))
        .spawn()?;
    while !has_ended(&child)? {
        std::thread::sleep(Duration::from_millis(5));
    }
    let wall = begun.elapsed();
    let cpu = cpu(&child)?;
    ended_well(&mut child)?;
    Ok(Run { cpu, wall })
}

/// The header and so many bytes are read before the first row is, so that the program waits there.
const FIRST_BLOCK: u64 = 256 << 10;

/// The most memory that the rows take: above what is held with the city loaded, just before the
/// first of them. Loading may have held more for a moment, which must not hide theirs.
pub(crate) fn peak_kib(layers: &Path, input: &Path) -> Outcome<u64> {
    let answered = input.with_extension("piped.csv");
    let mut child = command(layers)
        .args(["--input", "-", "--format", "csv"])
        .stdin(Stdio::piped())
        .stdout(File::create(&answered)?)
        .spawn()?;
    let mut rows = File::open(input)?;
    let mut stdin = child.stdin.take().ok_or("a pipe")?;
    std::io::copy(&mut (&mut rows).take(FIRST_BLOCK), &mut stdin)?;
    while answered.metadata()?.len() == 0 {
        if has_ended(&child)? {
            return Err("wareng at --input ended before its first row".into());
        }
        std::thread::sleep(Duration::from_millis(5));
    }
    let before = memory_kib(&child, "VmRSS:").ok_or("no VmRSS in proc(5)")?;
    // The peak begins anew.
    File::options().write(true).open(of(&child, "clear_refs"))?.write_all(b"5")?;
    let feeding = std::thread::spawn(move || std::io::copy(&mut rows, &mut stdin));
    let mut peak = before;
    while !has_ended(&child)? {
        peak = peak.max(memory_kib(&child, "VmHWM:").unwrap_or(0));
        std::thread::sleep(Duration::from_millis(5));
    }
    feeding.join().map_err(|_panic| "feeding rows failed")??;
    ended_well(&mut child)?;
    Ok(peak - before)
}

fn command(layers: &Path) -> Command {
    let hazards = HAZARDS.map(|h| format!("{h}.status,{h}.class")).join(",");
    let mut command = Command::new(env!("CARGO_BIN_EXE_wareng"));
    command
        .arg("at")
        .arg("--layers")
        .arg(layers)
        .arg("--fields")
        .arg(format!("kelurahan.code,kelurahan.name,kelurahan.status,{hazards}"))
        .stderr(Stdio::null());
    command
}

fn ended_well(child: &mut Child) -> Outcome<()> {
    if child.wait()?.success() { Ok(()) } else { Err("wareng at --input failed".into()) }
}
