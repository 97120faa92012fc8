//! A child process, watched from outside.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Child;
use std::time::Duration;

use rustix::process::{Pid, WaitId, WaitIdOptions, waitid};

use crate::Outcome;

/// Whether it has ended; it is not forgotten yet.
pub(crate) fn has_ended(child: &Child) -> Outcome<bool> {
    let ended = WaitIdOptions::EXITED | WaitIdOptions::NOWAIT | WaitIdOptions::NOHANG;
    Ok(waitid(WaitId::Pid(Pid::from_child(child)), ended)?.is_some())
}

/// A line of its memory; `None` where it has ended.
pub(crate) fn memory_kib(child: &Child, name: &str) -> Option<u64> {
    let status = fs::read_to_string(of(child, "status")).ok()?;
    let line = status.lines().find_map(|l| l.strip_prefix(name))?;
    line.split_whitespace().next()?.parse().ok()
}

/// What a child that has ended has spent, before it is forgotten; with those that it waited for.
pub(crate) fn cpu(child: &Child) -> Outcome<Duration> {
    let stat = fs::read_to_string(of(child, "stat"))?;
    let (_, fields) = stat.rsplit_once(") ").ok_or("a name in parentheses")?;
    // Fields 14 to 17 of proc(5): its own and its children's, in hundredths of a second.
    let ticks = fields.split(' ').skip(11).take(4).map(str::parse::<u64>);
    let ticks = ticks.sum::<Result<u64, _>>()?;
    Ok(Duration::from_millis(10 * ticks))
}

/// A file of proc(5) about it.
pub(crate) fn of(child: &Child, what: &str) -> PathBuf {
    Path::new("/proc").join(child.id().to_string()).join(what)
}
