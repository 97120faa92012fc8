//! What one input may take: so much memory beside what was there, and a second of a processor.

use std::time::Duration;

use peak_alloc::PeakAlloc;
use rustix::time::{ClockId, clock_gettime};

#[global_allocator]
static MEMORY: PeakAlloc = PeakAlloc;

const MOST_TIME: Duration = Duration::from_secs(1);

/// Checks an input, which may take so many mebibytes.
pub fn check(data: &[u8], most_mib: usize, target: impl FnOnce(&[u8])) {
    let (before, begin) = (MEMORY.current_usage(), processor_time());
    MEMORY.reset_peak_usage();
    target(data);
    let took = processor_time().saturating_sub(begin);
    let taken = MEMORY.peak_usage().saturating_sub(before);
    assert!(taken <= most_mib << 20, "{taken} bytes of memory for {} of input", data.len());
    assert!(took <= MOST_TIME, "{took:?} of a processor for {} bytes of input", data.len());
}

/// Of all threads: what else the machine does counts for nothing.
fn processor_time() -> Duration {
    let time = clock_gettime(ClockId::ProcessCPUTime);
    Duration::new(time.tv_sec.unsigned_abs(), u32::try_from(time.tv_nsec).unwrap_or_default())
}
