//! What the system says of this process.

use std::fs;

/// Memory and open files, as far as the system tells.
pub(super) struct Process {
    /// Units: bytes.
    pub(super) resident: Option<i64>,
    pub(super) open_files: Option<i64>,
    pub(super) most_open_files: Option<i64>,
}

impl Process {
    /// Reads some files of the kernel's: not for async threads.
    pub(super) fn now() -> Self {
        let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
        let limits = fs::read_to_string("/proc/self/limits").unwrap_or_default();
        let kib = number_after(&status, "VmRSS:");
        let open = fs::read_dir("/proc/self/fd").map(Iterator::count);
        Self {
            resident: kib.map(|kib| kib << 10),
            open_files: open.ok().and_then(|count| i64::try_from(count).ok()),
            most_open_files: number_after(&limits, "Max open files"),
        }
    }
}

/// The first number of the line that begins so.
fn number_after(text: &str, name: &str) -> Option<i64> {
    let line = text.lines().find_map(|line| line.strip_prefix(name))?;
    line.split_whitespace().next()?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn this_process_takes_memory_and_has_files_open() {
        let process = Process::now();
        assert!(process.resident.unwrap() > 1 << 20);
        assert!(process.open_files.unwrap() > 2);
        assert!(process.most_open_files.unwrap() >= process.open_files.unwrap());
    }
}
