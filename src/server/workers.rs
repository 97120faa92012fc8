use std::sync::Arc;
use std::time::Duration;

use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use super::problem::Problem;

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
    queue: Arc<Semaphore>,
}

/// A worker that is taken; it is free again when this is dropped.
pub(super) type Worker = OwnedSemaphorePermit;

impl Workers {
    pub(super) fn new(count: usize) -> Self {
        Self {
            free: Arc::new(Semaphore::new(count.max(1))),
            queue: Arc::new(Semaphore::new(MOST_WAITING)),
        }
    }

    /// Takes a worker; a problem where all stay taken, or too many wait already.
    pub(super) async fn one(&self) -> Result<Worker, Problem> {
        if let Ok(worker) = Arc::clone(&self.free).try_acquire_owned() {
            return Ok(worker);
        }
        let _place = self.queue.try_acquire().map_err(|_full| Problem::busy())?;
        let worker = tokio::time::timeout(PATIENCE, Arc::clone(&self.free).acquire_owned());
        worker.await.ok().and_then(Result::ok).ok_or_else(Problem::busy)
    }

    /// Runs a piece of work on the pool; a problem where all workers stay taken, or it panics.
    pub(super) async fn run<T: Send + 'static>(
        &self,
        work: impl FnOnce() -> T + Send + 'static,
    ) -> Result<T, Problem> {
        let worker = self.one().await?;
        let done = tokio::task::spawn_blocking(move || {
            let result = work();
            drop(worker);
            result
        });
        done.await.map_err(|e| Problem::internal(&e))
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
}
