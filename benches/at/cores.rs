//! A core for the server alone, so that those who ask do not push it aside.

use rustix::thread::{CpuSet, sched_getaffinity, sched_setaffinity};

use crate::failure::Failure;

/// Where the server runs, and where those who ask.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Cores {
    pub(crate) server: usize,
    pub(crate) callers: usize,
}

impl Cores {
    /// The last and the first that this process may use; the same where it may use only one.
    pub(crate) fn of_this_process() -> Result<Self, Failure> {
        let allowed = sched_getaffinity(None).map_err(Failure::cores)?;
        let mut allowed = (0..CpuSet::MAX_CPU).filter(|core| allowed.is_set(*core));
        let callers = allowed.next().unwrap_or_default();
        Ok(Self { server: allowed.next_back().unwrap_or(callers), callers })
    }
}

/// From now on this thread, and those that it starts, run on one core.
pub(crate) fn stay_on(core: usize) -> Result<(), Failure> {
    let mut only = CpuSet::new();
    only.set(core);
    sched_setaffinity(None, &only).map_err(Failure::cores)
}
