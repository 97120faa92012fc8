//! A start from a snapshot: the synthetic city with half a million addresses, until it is served.
//!
//! `make bench BENCH=start`; benches/README.md says what is measured and how.

#![allow(clippy::print_stdout, clippy::print_stderr, reason = "a bench prints its figures")]

#[path = "support/allocator.rs"]
mod allocator;
#[path = "at/cities.rs"]
#[allow(dead_code, reason = "this bench starts the program instead of loading by itself")]
mod cities;
#[path = "at/failure.rs"]
#[allow(dead_code, reason = "the cities alone fail here")]
mod failure;
#[path = "start/folder.rs"]
mod folder;
#[path = "support/machine.rs"]
mod machine;
#[path = "support/serving.rs"]
#[allow(dead_code, reason = "what other benches take of it")]
mod serving;

use std::io::{Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::path::Path;
use std::process::Command;
use std::time::{Duration, Instant};

use serving::Serving;

/// Why there are no figures.
type Outcome<T> = Result<T, Box<dyn std::error::Error>>;

const STARTS: usize = 11;
/// What is asked of a start.
const MOST: Duration = Duration::from_millis(500);

/// Is answered by the index of search, and by the layers.
const ASKED: [(&str, &str); 2] = [
    ("/v1/search?q=jalan+pandanaran+1", "\"features\":[{"),
    ("/v1/at?lon=110.42&lat=-7.0", "\"findings\":[{"),
];

fn main() -> Outcome<()> {
    println!("\n{}\n", machine::described());
    let made = Path::new(env!("CARGO_TARGET_TMPDIR")).with_file_name("bench");
    let Some(folder) = folder::made(&made)? else {
        println!("skipped: synthetic city, WARENG_CITY_MAKER is not set");
        return Ok(());
    };
    let file = folder.join("snapshot.wareng");
    let mut build = Command::new(env!("CARGO_BIN_EXE_wareng"));
    build.args(["snapshot", "build", "--layers"]).arg(&folder).arg(&file);
    if !build.env("WARENG_LOG", "warn").status()?.success() {
        return Err(format!("{build:?} failed").into());
    }
    let name = file.to_str().ok_or("a path that is text")?;
    let (mut starts, mut reads) = (Vec::new(), Vec::new());
    for _ in 0..STARTS {
        let begun = Instant::now();
        let bytes = std::fs::read(&file)?;
        std::hint::black_box(blake3::hash(&bytes));
        reads.push(begun.elapsed());
        let begun = Instant::now();
        let serving = Serving::start(&folder, &["--snapshot", name])?;
        starts.push(begun.elapsed());
        ASKED.iter().try_for_each(|asked| hold_to(serving.address, *asked))?;
    }
    report(file.metadata()?.len(), starts, reads);
    Ok(())
}

/// What is served is all there.
fn hold_to(address: SocketAddr, (path, holds): (&str, &str)) -> Outcome<()> {
    let mut stream = TcpStream::connect(address)?;
    write!(stream, "GET {path} HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n")?;
    let mut reply = String::new();
    stream.read_to_string(&mut reply)?;
    if reply.contains(holds) { Ok(()) } else { Err(format!("{path} says {reply}").into()) }
}

fn report(bytes: u64, mut starts: Vec<Duration>, mut reads: Vec<Duration>) {
    starts.sort_unstable();
    reads.sort_unstable();
    let (start, read) = (starts[STARTS / 2], reads[STARTS / 2]);
    println!("a file of {} MB, {STARTS} starts, the median of each\n", bytes / 1_000_000);
    println!("| until it is served | reading and hashing the file on one core | ratio |");
    println!("|---:|---:|---:|");
    let ratio = start.as_secs_f64() / read.as_secs_f64();
    println!(
        "| {start:.0?} ({:.0?} to {:.0?}) | {read:.0?} | {ratio:.1} |\n",
        starts[0],
        starts[STARTS - 1]
    );
    let verdict = if start < MOST { "met" } else { "not met" };
    println!("- {verdict}: served within {MOST:?} of the start");
}
