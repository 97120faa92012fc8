//! Processor time of other processes, in the kernel too.

use std::fs;
use std::path::Path;
use std::time::Duration;

use crate::Outcome;

/// What the threads of these processes have spent so far.
pub(crate) fn spent(processes: &[u32]) -> Outcome<Duration> {
    let mut spent = Duration::ZERO;
    for process in processes {
        for task in fs::read_dir(format!("/proc/{process}/task"))? {
            // The first number is nanoseconds on a core.
            let stat = fs::read_to_string(task?.path().join("schedstat"))?;
            let first = stat.split_whitespace().next().ok_or("an empty schedstat")?;
            spent += Duration::from_nanos(first.parse()?);
        }
    }
    Ok(spent)
}

/// A process and those that it has started.
pub(crate) fn with_children(process: u32) -> Outcome<Vec<u32>> {
    let mut all = vec![process];
    for entry in fs::read_dir("/proc")?.flatten() {
        let Some(other) = entry.file_name().to_str().and_then(|n| n.parse().ok()) else { continue };
        if parent(&entry.path()) == Some(process) {
            all.push(other);
        }
    }
    Ok(all)
}

fn parent(process: &Path) -> Option<u32> {
    let stat = fs::read_to_string(process.join("stat")).ok()?;
    // Field 4 of proc(5), after a name in parentheses.
    stat.rsplit_once(") ")?.1.split(' ').nth(1)?.parse().ok()
}
