//! The workers: threads for what takes processor time, as many as there are cores.

mod lane;
mod queue;
mod thread;

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::sync::oneshot;
use tracing::Instrument;

use super::problem::Problem;
use super::traced;
pub(super) use lane::Lane;
use queue::{Queue, Spot, Turn};
use thread::WorkThread;

/// How long a request waits for a worker before it is told to come back.
const PATIENCE: Duration = Duration::from_secs(5);

/// The bounded pool for work that takes processor time: it never runs on the async threads, and
/// never on more threads than there are cores.
///
/// These are threads of its own. Those that tokio lends are woken under a lock that they take
/// next, which on a busy core costs two more changes of threads for each piece of work.
#[derive(Debug, Clone)]
pub(super) struct Workers(Arc<Mutex<Queue>>);

/// A worker that is taken; when this is dropped whoever is next has it.
#[derive(Debug)]
pub(super) struct Worker {
    spot: Spot,
    thread: WorkThread,
    workers: Workers,
}

/// A place among those who wait; whoever goes gives it up, and the worker that was just given.
struct Place {
    spot: Spot,
    told: oneshot::Receiver<Worker>,
    workers: Workers,
}

/// How much there is to do.
#[derive(Debug, Clone, Copy)]
pub(super) struct Load {
    pub(super) all: usize,
    pub(super) busy: usize,
    /// How many wait before who comes now.
    pub(super) waiting: usize,
    /// How long who comes now would wait.
    pub(super) wait: Duration,
    /// How long the longest piece of work is being done.
    pub(super) longest: Duration,
    /// How many found no place to wait, or waited in vain, so far.
    pub(super) refused: u64,
}

impl Workers {
    pub(super) fn new(count: usize) -> Self {
        Self(Arc::new(Mutex::new(Queue::new(count.max(1)))))
    }

    /// Takes a worker; a problem where all stay taken, or too many wait already.
    pub(super) async fn one(&self) -> Result<Worker, Problem> {
        let worker = match self.ask(Lane::now()) {
            Some(Ok(worker)) => Some(worker),
            Some(Err(place)) => place.turn().await,
            None => None,
        };
        worker.ok_or_else(|| {
            self.queue().refuse();
            Problem::busy()
        })
    }

    /// A worker, or else a place to wait for one; `None` where too many wait.
    fn ask(&self, lane: Lane) -> Option<Result<Worker, Place>> {
        // Under one lock: who gives a worker back in between would find nobody who waits.
        let mut queue = self.queue();
        if let Some((spot, thread)) = queue.begin(lane) {
            return Some(Ok(Worker { spot, thread, workers: self.clone() }));
        }
        let (spot, told) = queue.wait(lane)?;
        Some(Err(Place { spot, told, workers: self.clone() }))
    }

    /// A worker that is free now for whoever asks.
    pub(super) fn free(&self) -> Option<Worker> {
        let (spot, thread) = self.queue().begin(Lane::now())?;
        Some(Worker { spot, thread, workers: self.clone() })
    }

    /// How much there is to do now before who comes in a lane.
    pub(super) fn load(&self, lane: Lane) -> Load {
        self.queue().load(lane)
    }

    fn queue(&self) -> MutexGuard<'_, Queue> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
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
        let turn = self.workers.queue().end(self.spot, self.thread.clone());
        if let Some(Turn { spot, thread, tell }) = turn {
            // Where who waited has gone meanwhile, it goes on to the next.
            tell.send(Self { spot, thread, workers: self.workers.clone() }).ok();
        }
    }
}

impl Place {
    /// The worker, when it is given; `None` where that takes too long.
    async fn turn(mut self) -> Option<Worker> {
        let turn = tokio::time::timeout(PATIENCE, &mut self.told);
        turn.instrument(traced::waiting()).await.ok()?.ok()
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        self.workers.queue().leave(self.spot);
    }
}

#[cfg(test)]
mod tests {
    use std::time::Instant;

    use axum::http::StatusCode;
    use axum::response::IntoResponse;
    use futures_util::FutureExt;

    use super::lane::MOST_WAITING;
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
    async fn responders_go_before_all_others_and_have_places_of_their_own() {
        let workers = Workers::new(1);
        let taken = workers.one().await.unwrap();
        let mut ordinary: Vec<_> = (0..MOST_WAITING).map(|_| Box::pin(workers.one())).collect();
        assert!(ordinary.iter_mut().all(|one| one.as_mut().now_or_never().is_none()));
        let mut responder = Box::pin(Lane::Priority.of(workers.one()));
        assert!(responder.as_mut().now_or_never().is_none(), "there is a place");
        assert_eq!(workers.load(Lane::Dear).refused, 0);
        drop(taken);
        assert!(ordinary[0].as_mut().now_or_never().is_none(), "it is the responder's turn");
        drop(responder.now_or_never().expect("at once").unwrap());
        assert!(ordinary[0].as_mut().now_or_never().is_some(), "and then that of the first");
        drop(ordinary);
        assert_eq!(workers.load(Lane::Dear).waiting, 0);
    }

    #[tokio::test]
    async fn what_is_dear_leaves_a_worker_to_the_others() {
        let workers = Workers::new(2);
        let dear = || Box::pin(Lane::Dear.of(workers.one()));
        let first = dear().await.unwrap();
        let mut second = dear();
        assert!(second.as_mut().now_or_never().is_none(), "one is left to others");
        drop(workers.one().now_or_never().expect("it is free").unwrap());
        assert!(second.as_mut().now_or_never().is_none());
        assert_eq!(workers.load(Lane::Ordinary).waiting, 0, "nobody before what is cheap");
        assert_eq!(workers.load(Lane::Dear).waiting, 1);
        drop(first);
        assert!(second.now_or_never().expect("it is free").is_ok());
        let alone = Workers::new(1);
        assert!(Lane::Dear.of(alone.one()).now_or_never().is_some(), "where there is but one");
    }

    #[tokio::test(start_paused = true)]
    async fn what_is_dear_lets_others_go_before_it_but_not_for_ever() {
        let workers = Workers::new(1);
        let taken = workers.one().await.unwrap();
        let mut dear = Box::pin(Lane::Dear.of(workers.one()));
        assert!(dear.as_mut().now_or_never().is_none());
        tokio::time::advance(Duration::from_millis(249)).await;
        let mut soon = Box::pin(workers.one());
        assert!(soon.as_mut().now_or_never().is_none());
        tokio::time::advance(Duration::from_millis(2)).await;
        let mut later = Box::pin(workers.one());
        assert!(later.as_mut().now_or_never().is_none());
        drop(taken);
        drop(soon.now_or_never().expect("it came a little later").unwrap());
        assert!(later.as_mut().now_or_never().is_none(), "it came too late");
        drop(dear.now_or_never().expect("its turn").unwrap());
        assert!(later.now_or_never().is_some());
    }

    /// Where one is given back while another begins to wait, nobody is forgotten.
    #[tokio::test(flavor = "multi_thread", worker_threads = 4)]
    async fn all_who_take_turns_are_served() {
        for lane in [Lane::Ordinary, Lane::Dear] {
            let workers = Workers::new(1);
            let turns = (0..4).map(|_| {
                let workers = workers.clone();
                tokio::spawn(lane.of(async move {
                    for _ in 0..20_000 {
                        drop(workers.one().await.expect("a turn"));
                    }
                }))
            });
            for turn in futures_util::future::join_all(turns).await {
                turn.expect("none waited in vain");
            }
        }
    }

    #[tokio::test]
    async fn who_goes_when_given_a_worker_gives_it_on() {
        let workers = Workers::new(1);
        let taken = workers.one().await.unwrap();
        let mut waiting: Vec<_> = (0..3).map(|_| Box::pin(workers.one())).collect();
        assert!(waiting.iter_mut().all(|one| one.as_mut().now_or_never().is_none()));
        drop(taken);
        let last = waiting.pop().expect("three");
        drop(waiting);
        assert!(last.now_or_never().expect("it is given on").is_ok());
        assert_eq!(workers.load(Lane::Dear).busy, 0);
    }

    #[tokio::test(start_paused = true)]
    async fn the_wait_is_told_by_how_long_work_took_and_by_who_waits_longest() {
        let workers = Workers::new(2);
        assert_eq!(workers.load(Lane::Ordinary).wait, Duration::ZERO);
        for _ in 0..60 {
            let _worker = workers.one().await.unwrap();
            tokio::time::advance(Duration::from_millis(80)).await;
        }
        assert_eq!(workers.load(Lane::Ordinary).wait, Duration::ZERO, "nobody waits");
        let taken = [workers.one().await.unwrap(), workers.one().await.unwrap()];
        let mut waiting: Vec<_> = (0..10).map(|_| Box::pin(workers.one())).collect();
        waiting.iter_mut().for_each(|one| assert!(one.as_mut().now_or_never().is_none()));
        let load = workers.load(Lane::Ordinary);
        assert_eq!((load.all, load.busy, load.waiting), (2, 2, 10));
        assert_eq!(load.longest, Duration::ZERO);
        assert!((Duration::from_millis(350)..Duration::from_millis(450)).contains(&load.wait));
        tokio::time::advance(Duration::from_secs(3)).await;
        let load = workers.load(Lane::Ordinary);
        assert_eq!(load.wait, Duration::from_secs(3), "the first waits so long already");
        assert_eq!(load.longest, Duration::from_secs(3));
        drop((waiting, taken));
        assert_eq!(workers.load(Lane::Ordinary).waiting, 0);
    }

    #[tokio::test]
    async fn what_panics_takes_no_worker_along() {
        let workers = Workers::new(1);
        for _ in 0..3 {
            assert!(workers.run(|| -> u8 { panic!("as a test wants it") }).await.is_err());
            assert_eq!(workers.run(|| 7).await.ok(), Some(7));
        }
        assert_eq!(workers.load(Lane::Ordinary).busy, 0);
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
