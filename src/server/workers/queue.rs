//! Those who wait for a worker, in their order.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::time::Instant;

/// More than these do not wait of the ordinary lane: what waits takes memory, and the last of so
/// many would wait in vain.
pub(super) const MOST_WAITING: usize = 1024;

/// Those who wait for a worker, and how long work takes.
#[derive(Debug, Default)]
pub(super) struct Queue {
    waiting: Mutex<Waiting>,
    /// Of the last pieces of work, the newer the more. Units: microseconds.
    mean_us: AtomicU64,
    /// How many found no place, or waited in vain.
    refused: AtomicU64,
}

/// Since when each waits, in the order in which they came.
#[derive(Debug, Default)]
struct Waiting {
    since: BTreeMap<u64, Instant>,
    next: u64,
}

impl Queue {
    fn lock(&self) -> MutexGuard<'_, Waiting> {
        self.waiting.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// How many wait, and how long the first of them has.
    pub(super) fn waiting(&self) -> (usize, Duration) {
        let waiting = self.lock();
        let first = waiting.since.values().next();
        (waiting.since.len(), first.map(Instant::elapsed).unwrap_or_default())
    }

    pub(super) fn mean(&self) -> Duration {
        Duration::from_micros(self.mean_us.load(Ordering::Relaxed))
    }

    pub(super) fn refuse(&self) {
        self.refused.fetch_add(1, Ordering::Relaxed);
    }

    pub(super) fn refused(&self) -> u64 {
        self.refused.load(Ordering::Relaxed)
    }

    /// Where two are done at once one of them may not count.
    pub(super) fn done(&self, took: Duration) {
        let took = u64::try_from(took.as_micros()).unwrap_or(u64::MAX);
        let mean = self.mean_us.load(Ordering::Relaxed);
        self.mean_us.store(mean - mean / 8 + took / 8, Ordering::Relaxed);
    }
}

/// A place in the queue; whoever goes gives it up.
pub(super) struct Place<'q> {
    queue: &'q Queue,
    number: u64,
}

impl<'q> Place<'q> {
    /// `None` where so many wait already.
    pub(super) fn take(queue: &'q Queue, most: usize) -> Option<Self> {
        let mut waiting = queue.lock();
        if waiting.since.len() >= most {
            return None;
        }
        let number = waiting.next;
        waiting.next += 1;
        waiting.since.insert(number, Instant::now());
        Some(Self { queue, number })
    }
}

impl Drop for Place<'_> {
    fn drop(&mut self) {
        self.queue.lock().since.remove(&self.number);
    }
}
