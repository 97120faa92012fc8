//! Ingest as a child process of the same program: what happens inside GDAL stays in there.
//!
//! The job goes to the child's standard input as JSON; on its standard output come lines of
//! JSON: progress, then how it ended. The prepared file is written by the child.

use std::io::{BufRead, BufReader, Read, Write};
use std::os::unix::process::ExitStatusExt;
use std::path::Path;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::time::{Duration, Instant};

use rustix::process::{Resource, Rlimit, Signal, set_parent_process_death_signal, setrlimit};
use serde::{Deserialize, Serialize};

use super::{Job, Progress, prepare};
use crate::model::Defect;

/// How much a child may take before it is ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Limits {
    /// Mebibytes of address space.
    pub memory_mib: u64,
    /// Seconds by the clock.
    pub seconds: u64,
}

impl Default for Limits {
    fn default() -> Self {
        Self { memory_mib: 4096, seconds: 900 }
    }
}

#[derive(Serialize, Deserialize)]
struct Order {
    job: Job,
    limits: Limits,
}

#[derive(Serialize, Deserialize)]
enum Line {
    Progress(Progress),
    Done,
    Refused(Vec<Defect>),
}

/// What is kept of a child's standard error for the message about its end.
const STDERR_BYTES: u64 = 4096;

/// More than a child has to say: one that floods is not heard out.
const STDOUT_BYTES: u64 = 64 << 20;

/// How long a child may take to end after its last word.
const LAST_WORK: Duration = Duration::from_secs(5);

/// Prepares a layer in a child process of `program`, and leaves the file at `job.out`.
///
/// # Errors
/// What the child found wrong, or how it ended where it could not say: out of memory, out of
/// time, or crashed.
pub fn ingest(
    program: &Path,
    job: &Job,
    limits: Limits,
    progress: &mut dyn FnMut(Progress),
) -> Result<(), Vec<Defect>> {
    let file = job.layer.source.file.display().to_string();
    let failed = |reason: String, mend: &str| vec![Defect::new(&file, reason, mend)];
    let order = Order { job: job.clone(), limits };
    let order =
        serde_json::to_vec(&order).map_err(|e| failed(e.to_string(), "report this as a bug"))?;
    let mut child = start(program).map_err(|e| {
        failed(format!("the reader cannot be started: {e}"), "see the system's limits")
    })?;
    let (lines, errors) = listen(&mut child, order);
    let deadline = Instant::now() + Duration::from_secs(limits.seconds);
    let ended = follow(&lines, deadline, progress);
    if matches!(ended, Ended::TooLate) {
        child.kill().ok();
    }
    let status = end(&mut child);
    match ended {
        Ended::Said(Line::Done) => Ok(()),
        Ended::Said(Line::Refused(defects)) if defects.iter().any(|d| is_hungry(&d.reason)) => {
            Err(vec![hungry(&file, limits)])
        }
        Ended::Said(Line::Refused(defects)) => Err(defects),
        Ended::TooLate => Err(vec![slow(&file, limits)]),
        Ended::Said(Line::Progress(_)) | Ended::Silent => {
            let said = errors.recv_timeout(LAST_WORK).unwrap_or_default();
            Err(vec![epitaph(&file, status, &said, limits)])
        }
    }
}

/// The child's side: does the one job on its standard input. `true` where it was done.
///
/// # Errors
/// Where its streams are cut.
pub fn answer_as_child(
    mut input: impl Read,
    mut output: impl Write,
) -> Result<bool, std::io::Error> {
    let mut text = String::new();
    input.read_to_string(&mut text)?;
    let Order { job, limits } = serde_json::from_str(&text)?;
    restrain(limits)?;
    let mut tell = |line: &Line| -> std::io::Result<()> {
        serde_json::to_writer(&mut output, line)?;
        output.write_all(b"\n")?;
        output.flush()
    };
    let mut last = Instant::now();
    let result = prepare(&job, &mut |progress| {
        // A listener that has gone away ends this process at the next line that matters.
        if last.elapsed() > Duration::from_millis(50) {
            last = Instant::now();
            tell(&Line::Progress(progress)).ok();
        }
    });
    let result = result.and_then(|prepared| {
        prepared.write(&job.out).map_err(|e| {
            let file = job.layer.source.file.display().to_string();
            vec![Defect::new(file, e.to_string(), "make room, and let the service write there")]
        })
    });
    match result {
        Ok(()) => tell(&Line::Done).map(|()| true),
        Err(defects) => tell(&Line::Refused(defects)).map(|()| false),
    }
}

/// Sets the limits of this process for good.
fn restrain(limits: Limits) -> std::io::Result<()> {
    let limit = |n: u64| Rlimit { current: Some(n), maximum: Some(n) };
    setrlimit(Resource::As, limit(limits.memory_mib.saturating_mul(1 << 20)))?;
    // The clock is watched by the parent; processor time is the backstop for an orphan.
    // The soft limit comes first, with a signal that tells it from other ends.
    let seconds = limits.seconds.saturating_mul(2);
    let most = Some(seconds.saturating_add(5));
    setrlimit(Resource::Cpu, Rlimit { current: Some(seconds), maximum: most })?;
    setrlimit(Resource::Core, limit(0))?;
    // Nobody waits for the work of a parent that was killed.
    set_parent_process_death_signal(Some(Signal::KILL))?;
    Ok(())
}

fn start(program: &Path) -> std::io::Result<Child> {
    Command::new(program)
        .arg("ingest-child")
        .env_clear()
        .envs(
            ["PATH", "HOME", "TMPDIR", "PROJ_DATA", "PROJ_LIB", "GDAL_DATA"]
                .into_iter()
                .filter_map(|name| Some((name, std::env::var_os(name)?))),
        )
        // The allocator would set aside address space beforehand, which is what is limited here.
        .env("MIMALLOC_ARENA_RESERVE", "0")
        // Nothing is fetched and no plug-in is loaded, whatever a file asks for.
        .env("PROJ_NETWORK", "OFF")
        .env("GDAL_DRIVER_PATH", "disable")
        .env("CPL_CURL_ENABLED", "NO")
        .env("OGR_XLSX_HEADERS", "FORCE")
        .env("OGR_XLSX_FIELD_TYPES", "AUTO")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
}

/// Threads that feed the child and hear it out, so that no pipe fills up.
fn listen(child: &mut Child, order: Vec<u8>) -> (Receiver<Line>, Receiver<String>) {
    let (line_to, lines) = channel();
    let (error_to, errors) = channel();
    if let Some(mut stdin) = child.stdin.take() {
        std::thread::spawn(move || stdin.write_all(&order));
    }
    if let Some(stdout) = child.stdout.take() {
        std::thread::spawn(move || {
            let bounded = BufReader::new(stdout.take(STDOUT_BYTES));
            for line in bounded.lines().map_while(Result::ok) {
                let Ok(line) = serde_json::from_str(&line) else { continue };
                if line_to.send(line).is_err() {
                    break;
                }
            }
        });
    }
    if let Some(mut stderr) = child.stderr.take() {
        std::thread::spawn(move || {
            let mut said = Vec::new();
            stderr.by_ref().take(STDERR_BYTES).read_to_end(&mut said).ok();
            error_to.send(String::from_utf8_lossy(&said).into_owned()).ok();
            std::io::copy(&mut stderr, &mut std::io::sink()).ok();
        });
    }
    (lines, errors)
}

enum Ended {
    Said(Line),
    Silent,
    TooLate,
}

fn follow(lines: &Receiver<Line>, deadline: Instant, progress: &mut dyn FnMut(Progress)) -> Ended {
    loop {
        match lines.recv_timeout(deadline.saturating_duration_since(Instant::now())) {
            Ok(Line::Progress(p)) => progress(p),
            Ok(line) => return Ended::Said(line),
            Err(RecvTimeoutError::Disconnected) => return Ended::Silent,
            Err(RecvTimeoutError::Timeout) => return Ended::TooLate,
        }
    }
}

/// Waits for a child that has no more to say; `None` where it did not end and was ended.
fn end(child: &mut Child) -> Option<ExitStatus> {
    let deadline = Instant::now() + LAST_WORK;
    while Instant::now() < deadline {
        match child.try_wait() {
            Ok(None) => std::thread::sleep(Duration::from_millis(2)),
            Ok(status) => return status,
            Err(_) => break,
        }
    }
    child.kill().ok();
    child.wait().ok();
    None
}

/// What became of a child that ended without a word.
fn epitaph(file: &str, status: Option<ExitStatus>, said: &str, limits: Limits) -> Defect {
    let signal = status.and_then(|s| s.signal()).and_then(Signal::from_named_raw);
    if is_hungry(said) || signal == Some(Signal::KILL) {
        return hungry(file, limits);
    }
    if signal == Some(Signal::XCPU) {
        return slow(file, limits);
    }
    if signal == Some(Signal::XFSZ) {
        let reason = "what was prepared of it is larger than the system lets a file be";
        return Defect::new(file, reason, "raise the limit (`ulimit -f`), or publish less");
    }
    let last = said.lines().rev().find(|l| !l.trim().is_empty()).unwrap_or("nothing said");
    let how = status.map_or_else(
        || "stopped answering and was ended".to_owned(),
        |status| format!("ended with {status}"),
    );
    let reason = format!("the reader {how}: {last}");
    Defect::new(file, reason, "check that QGIS opens the file; if it does, report this as a bug")
}

/// Whether a message of the child or of GDAL tells of memory that was not there.
fn is_hungry(said: &str) -> bool {
    let said = said.to_ascii_lowercase();
    let words = [
        "memory allocation",
        "bad_alloc",
        "out of memory",
        "cannot allocate",
        "malloc",
        // What the libraries throw, they throw where there is no memory.
        "foreign exception",
    ];
    words.iter().any(|w| said.contains(w))
}

fn hungry(file: &str, limits: Limits) -> Defect {
    let reason =
        format!("reading it needs more than {} MiB of memory and was ended", limits.memory_mib);
    Defect::new(file, reason, "publish a smaller file, or raise `ingest_memory_mib`")
}

fn slow(file: &str, limits: Limits) -> Defect {
    let reason = format!("reading took longer than {} s and was ended", limits.seconds);
    Defect::new(file, reason, "publish a smaller file, or raise `ingest_seconds`")
}
