//! The workers: threads for what takes processor time, as many as there are cores.

mod lane;
mod queue;
mod thread;

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::sync::{OwnedSemaphorePermit, Semaphore, oneshot};
use tokio::time::Instant;
use tracing::Instrument;

use super::problem::Problem;
use super::traced;
pub(super) use lane::Lane;
use queue::{Place, Queue};
use thread::WorkThread;

/// How long a request waits for a worker before it is told to come back.
const PATIENCE: Duration = Duration::from_secs(5);

/// The bounded pool for work that takes processor time: it never runs on the async threads, and
/// never on more threads than there are cores.
///
/// These are threads of its own. Those that tokio lends are woken under a lock that they take
/// next, which on a busy core costs two more changes of threads for each piece of work.
#[derive(Debug, Clone)]
pub(super) struct Workers {
    free: Arc<Semaphore>,
    /// Of the ordinary lane only so many wait for what is free, and the others for their turn.
    next: Arc<Semaphore>,
    count: usize,
    pool: Arc<Pool>,
}

/// What the workers share.
#[derive(Debug, Default)]
struct Pool {
    /// The threads that have nothing to do; they are started when they are first needed.
    idle: Mutex<Vec<WorkThread>>,
    queue: Queue,
}

/// A worker that is taken; it is free again when this is dropped.
pub(super) struct Worker {
    thread: WorkThread,
    pool: Arc<Pool>,
    since: Instant,
    // Given up after the thread has gone back: whoever waits for it finds one.
    _permit: OwnedSemaphorePermit,
}

/// How much there is to do.
#[derive(Debug, Clone, Copy)]
pub(super) struct Load {
    pub(super) all: usize,
    pub(super) busy: usize,
    pub(super) waiting: usize,
    /// How long who comes now would wait.
    pub(super) wait: Duration,
    /// How many found no place to wait, or waited in vain, so far.
    pub(super) refused: u64,
}

impl Workers {
    pub(super) fn new(count: usize) -> Self {
        let count = count.max(1);
        let (free, next) = (Semaphore::new(count), Semaphore::new(count));
        Self { free: Arc::new(free), next: Arc::new(next), count, pool: Arc::default() }
    }

    /// Takes a worker; a problem where all stay taken, or too many wait already.
    pub(super) async fn one(&self) -> Result<Worker, Problem> {
        if let Some(worker) = self.free() {
            return Ok(worker);
        }
        let Some(permit) = self.permit(Lane::now()).await else {
            self.pool.queue.refuse();
            return Err(Problem::busy());
        };
        self.worker(permit).ok_or_else(Problem::busy)
    }

    /// Waits for its turn, and then for a worker; `None` without a place to wait, or in vain.
    async fn permit(&self, lane: Lane) -> Option<OwnedSemaphorePermit> {
        let _place = Place::take(&self.pool.queue, lane.most_waiting())?;
        let free = async {
            let _turn = match lane {
                Lane::Ordinary => Some(self.next.acquire().await.ok()?),
                Lane::Priority => None,
            };
            Arc::clone(&self.free).acquire_owned().await.ok()
        };
        tokio::time::timeout(PATIENCE, free).instrument(traced::waiting()).await.ok()?
    }

    /// A worker that is free now.
    pub(super) fn free(&self) -> Option<Worker> {
        Arc::clone(&self.free).try_acquire_owned().ok().and_then(|permit| self.worker(permit))
    }

    /// `None` where the system has no thread for it.
    fn worker(&self, permit: OwnedSemaphorePermit) -> Option<Worker> {
        let idle = self.pool.idle().pop();
        let thread = match idle.map_or_else(WorkThread::start, Ok) {
            Ok(thread) => thread,
            Err(error) => {
                tracing::error!(%error, "a thread could not be started");
                return None;
            }
        };
        let (pool, since) = (Arc::clone(&self.pool), Instant::now());
        Some(Worker { thread, pool, since, _permit: permit })
    }

    /// How much there is to do now.
    pub(super) fn load(&self) -> Load {
        let (waiting, longest) = self.pool.queue.waiting();
        let ahead = u32::try_from(waiting.div_ceil(self.count)).unwrap_or(u32::MAX);
        // The mean tells of a queue that came at once, who waits of work that takes longer.
        let wait = self.pool.queue.mean().saturating_mul(ahead).max(longest);
        let busy = self.count.saturating_sub(self.free.available_permits());
        let refused = self.pool.queue.refused();
        Load { all: self.count, busy, waiting, wait, refused }
    }

    /// Runs a piece of work on the pool; a problem where all workers stay taken, or it panics.
    pub(super) async fn run<T: Send + 'static>(
        &self,
        work: impl FnOnce() -> T + Send + 'static,
    ) -> Result<T, Problem> {
        let worker = self.one().await?;
        let traced = traced::working();
        let (done, result) = oneshot::channel();
        worker.begin(move |worker| {
            let made = traced.in_scope(work);
            drop(worker);
            // Whoever asked may have gone.
            done.send(made).ok();
        });
        result.await.map_err(|_panicked| {
            tracing::error!("a piece of work was not done");
            Problem::fault()
        })
    }
}

impl Worker {
    /// Does a piece of work, which gives the worker back; where it panics that is done for it.
    pub(super) fn begin(self, work: impl FnOnce(Self) + Send + 'static) {
        let thread = self.thread.clone();
        thread.begin(Box::new(move || work(self)));
    }
}

impl Drop for Worker {
    fn drop(&mut self) {
        self.pool.queue.done(self.since.elapsed());
        self.pool.idle().push(self.thread.clone());
    }
}

impl Pool {
    fn idle(&self) -> MutexGuard<'_, Vec<WorkThread>> {
        self.idle.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use std::time::Instant;

    use axum::http::StatusCode;
    use axum::response::IntoResponse;
    use futures_util::FutureExt;

    use super::queue::MOST_WAITING;
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

    #[tokio::test]
    async fn responders_wait_behind_the_next_and_have_places_of_their_own() {
        let workers = Workers::new(1);
        let taken = workers.one().await.unwrap();
        let mut ordinary: Vec<_> = (0..MOST_WAITING).map(|_| Box::pin(workers.one())).collect();
        assert!(ordinary.iter_mut().all(|one| one.as_mut().now_or_never().is_none()));
        let mut responder = Box::pin(Lane::Priority.of(workers.one()));
        assert!(responder.as_mut().now_or_never().is_none(), "there is a place");
        assert_eq!(workers.load().refused, 0);
        drop(taken);
        drop(ordinary[0].as_mut().now_or_never().expect("it was the next"));
        assert!(ordinary[1].as_mut().now_or_never().is_none(), "it is the responder's turn");
        assert!(responder.now_or_never().expect("at once").is_ok());
        assert!(workers.one().await.is_err(), "the others wait as before");
        assert_eq!(workers.load().refused, 1);
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

    #[tokio::test]
    async fn what_panics_takes_no_worker_along() {
        let workers = Workers::new(1);
        for _ in 0..3 {
            assert!(workers.run(|| -> u8 { panic!("as a test wants it") }).await.is_err());
            assert_eq!(workers.run(|| 7).await.ok(), Some(7));
        }
        assert_eq!(workers.load().busy, 0);
    }

    #[tokio::test]
    async fn work_is_done_by_as_many_threads_as_there_are_workers() {
        let workers = Workers::new(2);
        let name = || std::thread::current().id();
        let own = name();
        let all = futures_util::future::join_all((0..50).map(|_| workers.run(name))).await;
        let threads: std::collections::HashSet<_> = all.into_iter().map(Result::unwrap).collect();
        assert!((1..=2).contains(&threads.len()) && !threads.contains(&own), "{threads:?}");
    }
}
