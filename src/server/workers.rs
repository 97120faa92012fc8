use std::collections::BTreeMap;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::time::Instant;
use tracing::Instrument;

use super::problem::Problem;
use super::traced;

/// How long a request waits for a worker before it is told to come back.
const PATIENCE: Duration = Duration::from_secs(5);

/// More than these do not wait: what waits takes memory, and the last of so many would wait in
/// vain.
const MOST_WAITING: usize = 1024;

/// The bounded pool for work that takes processor time: it never runs on the async threads, and
/// never on more threads than there are cores.
#[derive(Debug, Clone)]
pub(super) struct Workers {
    free: Arc<Semaphore>,
    count: usize,
    queue: Arc<Queue>,
}

/// A worker that is taken; it is free again when this is dropped.
pub(super) struct Worker {
    _permit: OwnedSemaphorePermit,
    queue: Arc<Queue>,
    since: Instant,
}

/// How much there is to do.
#[derive(Debug, Clone, Copy)]
pub(super) struct Load {
    pub(super) all: usize,
    pub(super) busy: usize,
    pub(super) waiting: usize,
    /// How long who comes now would wait.
    pub(super) wait: Duration,
}

impl Workers {
    pub(super) fn new(count: usize) -> Self {
        let count = count.max(1);
        Self { free: Arc::new(Semaphore::new(count)), count, queue: Arc::default() }
    }

    /// Takes a worker; a problem where all stay taken, or too many wait already.
    pub(super) async fn one(&self) -> Result<Worker, Problem> {
        if let Some(worker) = self.free() {
            return Ok(worker);
        }
        let _place = Place::take(&self.queue).ok_or_else(Problem::busy)?;
        let permit = tokio::time::timeout(PATIENCE, Arc::clone(&self.free).acquire_owned());
        let permit = permit.instrument(traced::waiting()).await;
        let permit = permit.ok().and_then(Result::ok).ok_or_else(Problem::busy)?;
        Ok(self.worker(permit))
    }

    /// A worker that is free now.
    pub(super) fn free(&self) -> Option<Worker> {
        Arc::clone(&self.free).try_acquire_owned().ok().map(|permit| self.worker(permit))
    }

    fn worker(&self, permit: OwnedSemaphorePermit) -> Worker {
        Worker { _permit: permit, queue: Arc::clone(&self.queue), since: Instant::now() }
    }

    /// How much there is to do now.
    pub(super) fn load(&self) -> Load {
        let (waiting, longest) = self.queue.waiting();
        let ahead = u32::try_from(waiting.div_ceil(self.count)).unwrap_or(u32::MAX);
        // The mean tells of a queue that came at once, who waits of work that takes longer.
        let wait = self.queue.mean().saturating_mul(ahead).max(longest);
        let busy = self.count.saturating_sub(self.free.available_permits());
        Load { all: self.count, busy, waiting, wait }
    }

    /// Runs a piece of work on the pool; a problem where all workers stay taken, or it panics.
    pub(super) async fn run<T: Send + 'static>(
        &self,
        work: impl FnOnce() -> T + Send + 'static,
    ) -> Result<T, Problem> {
        let worker = self.one().await?;
        let traced = traced::working();
        let done = tokio::task::spawn_blocking(move || {
            let result = traced.in_scope(work);
            drop(worker);
            result
        });
        done.await.map_err(|e| Problem::internal(&e))
    }
}

/// Those who wait for a worker, and how long work takes.
#[derive(Debug, Default)]
struct Queue {
    waiting: Mutex<Waiting>,
    /// Of the last pieces of work, the newer the more. Units: microseconds.
    mean_us: AtomicU64,
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
    fn waiting(&self) -> (usize, Duration) {
        let waiting = self.lock();
        let first = waiting.since.values().next();
        (waiting.since.len(), first.map(Instant::elapsed).unwrap_or_default())
    }

    fn mean(&self) -> Duration {
        Duration::from_micros(self.mean_us.load(Ordering::Relaxed))
    }

    /// Where two are done at once one of them may not count.
    fn done(&self, took: Duration) {
        let took = u64::try_from(took.as_micros()).unwrap_or(u64::MAX);
        let mean = self.mean_us.load(Ordering::Relaxed);
        self.mean_us.store(mean - mean / 8 + took / 8, Ordering::Relaxed);
    }
}

impl Drop for Worker {
    fn drop(&mut self) {
        self.queue.done(self.since.elapsed());
    }
}

/// A place in the queue; whoever goes gives it up.
struct Place<'q> {
    queue: &'q Queue,
    number: u64,
}

impl<'q> Place<'q> {
    /// `None` where too many wait already.
    fn take(queue: &'q Queue) -> Option<Self> {
        let mut waiting = queue.lock();
        if waiting.since.len() >= MOST_WAITING {
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

#[cfg(test)]
mod tests {
    use std::time::Instant;

    use axum::http::StatusCode;
    use axum::response::IntoResponse;
    use futures_util::FutureExt;

    use super::*;

    #[tokio::test]
    async fn more_than_may_wait_are_told_so_at_once() {
        let workers = Workers::new(1);
        let taken = workers.one().await.unwrap();
        let mut waiting: Vec<_> = (0..MOST_WAITING).map(|_| Box::pin(workers.one())).collect();
        for one in &mut waiting {
            assert!(one.as_mut().now_or_never().is_none());
        }
        let begin = Instant::now();
        let refused = workers.one().await.map(drop).unwrap_err().into_response();
        assert_eq!(refused.status(), StatusCode::SERVICE_UNAVAILABLE);
        assert!(begin.elapsed() < PATIENCE);
        drop(waiting);
        drop(taken);
        assert!(workers.one().await.is_ok(), "whoever has gone holds no place");
    }

    #[tokio::test(start_paused = true)]
    async fn the_wait_is_told_by_how_long_work_took_and_by_who_waits_longest() {
        let workers = Workers::new(2);
        assert_eq!(workers.load().wait, Duration::ZERO);
        for _ in 0..60 {
            let _worker = workers.one().await.unwrap();
            tokio::time::advance(Duration::from_millis(80)).await;
        }
        assert_eq!(workers.load().wait, Duration::ZERO, "nobody waits");
        let taken = [workers.one().await.unwrap(), workers.one().await.unwrap()];
        let mut waiting: Vec<_> = (0..10).map(|_| Box::pin(workers.one())).collect();
        waiting.iter_mut().for_each(|one| assert!(one.as_mut().now_or_never().is_none()));
        let load = workers.load();
        assert_eq!((load.all, load.busy, load.waiting), (2, 2, 10));
        assert!((Duration::from_millis(350)..Duration::from_millis(450)).contains(&load.wait));
        tokio::time::advance(Duration::from_secs(3)).await;
        assert_eq!(workers.load().wait, Duration::from_secs(3), "the first waits so long already");
        drop((waiting, taken));
        assert_eq!(workers.load().waiting, 0);
    }
}
