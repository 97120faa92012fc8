//! Processor time, which a busy machine disturbs least, and what several rounds of it say.

use std::fmt;
use std::time::Duration;

use rustix::time::{ClockId, clock_gettime};

/// What this thread has spent.
pub(crate) fn thread_time() -> Duration {
    since(ClockId::ThreadCPUTime)
}

/// What all threads of this process have spent.
pub(crate) fn process_time() -> Duration {
    since(ClockId::ProcessCPUTime)
}

fn since(clock: ClockId) -> Duration {
    clock_gettime(clock).try_into().unwrap_or_default()
}

/// Nanoseconds a point of each round.
#[derive(Debug, Clone, Default)]
pub(crate) struct Rounds(Vec<f64>);

impl Rounds {
    pub(crate) fn push(&mut self, ns: f64) {
        let at = self.0.partition_point(|other| *other < ns);
        self.0.insert(at, ns);
    }

    /// NaN before the first round.
    pub(crate) fn median(&self) -> f64 {
        self.0.get(self.0.len() / 2).copied().unwrap_or(f64::NAN)
    }
}

/// `55 (53–58)`: the median, the fastest and the slowest.
impl fmt::Display for Rounds {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (self.0.first(), self.0.last()) {
            (Some(fastest), Some(slowest)) => {
                write!(f, "{:.0} ({fastest:.0}–{slowest:.0})", self.median())
            }
            _ => f.write_str("–"),
        }
    }
}
