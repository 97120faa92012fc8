//! A program as people run it, and what it takes.

use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use crate::Outcome;
use crate::child::{cpu, has_ended, memory_kib};

/// What a run took, with the processes that it started; the memory is that of the largest moment
/// of the first one, read every few milliseconds.
pub(crate) struct Run {
    pub(crate) cpu: Duration,
    pub(crate) wall: Duration,
    pub(crate) peak_kib: u64,
}

pub(crate) fn run(mut command: Command) -> Outcome<Run> {
    let begun = Instant::now();
    let mut child = command.stdout(Stdio::null()).stderr(Stdio::null()).spawn()?;
    let mut peak_kib = 0;
    while !has_ended(&child)? {
        peak_kib = peak_kib.max(memory_kib(&child, "VmHWM:").unwrap_or(0));
        std::thread::sleep(Duration::from_millis(5));
    }
    let (wall, cpu) = (begun.elapsed(), cpu(&child)?);
    if child.wait()?.success() {
        return Ok(Run { cpu, wall, peak_kib });
    }
    Err(format!("{command:?} failed").into())
}
