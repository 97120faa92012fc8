//! What people ask meanwhile: tiles, places and words, when they come and not one after the other.

use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::{Duration, Instant};

use tokio::task::JoinSet;

use crate::Outcome;
use crate::heard::Heard;
use crate::pool::Pool;
use crate::program::Program;

const TRIAL: Duration = Duration::from_secs(5);
/// More than anybody waits.
const PATIENCE: Duration = Duration::from_secs(30);

/// A question that was answered, or not.
pub(crate) struct Answer {
    pub(crate) from: Instant,
    pub(crate) to: Instant,
    pub(crate) is_right: bool,
}

/// The questions, in an order that is always the same.
pub(crate) struct Questions(AtomicU32);

impl Questions {
    pub(crate) fn new() -> Self {
        Self(AtomicU32::new(0))
    }

    /// Of ten questions six are for tiles, three about places, and one is a search.
    fn next(&self) -> String {
        let number = self.0.fetch_add(1, Ordering::Relaxed);
        let (column, row) = (number % 97, number / 97 % 89);
        match number % 10 {
            0 => format!("/v1/search?q={}", if column < 50 { "sekolah" } else { "mijen" }),
            // A place in the feature that changes.
            1 => "/v1/at?lon=110.31&lat=-7.09".to_owned(),
            n if n < 4 => {
                let (column, row) = (f64::from(column), f64::from(row));
                let (lon, lat) = (110.27 + column * 0.0024, -7.11 + row * 0.0019);
                format!("/v1/at?lon={lon:.5}&lat={lat:.5}")
            }
            _ => format!(
                "/tiles/banjir,rob,kelurahan/14/{}/{}",
                13210 + column % 12,
                8510 + row % 10
            ),
        }
    }
}

/// The processor time that a question takes of the service.
pub(crate) async fn processor_time(
    program: &Program,
    pool: &Pool,
    questions: &Questions,
) -> Outcome<Duration> {
    let (end, before, mut count) = (Instant::now() + TRIAL, program.spent()?, 0_u32);
    while Instant::now() < end {
        pool.ask(&questions.next()).await?;
        count += 1;
    }
    Ok(program.spent()?.saturating_sub(before) / count.max(1))
}

/// Asks so many questions a second until then, and waits for what comes of each.
pub(crate) async fn asked_until(
    end: Instant,
    per_second: f64,
    pool: Arc<Pool>,
    questions: Arc<Questions>,
    heard: Arc<Heard>,
) -> Vec<Answer> {
    let mut clock = tokio::time::interval(Duration::from_secs_f64(1.0 / per_second));
    let (mut asked, mut answers) = (JoinSet::new(), Vec::new());
    while Instant::now() < end {
        clock.tick().await;
        let (pool, heard, path) = (Arc::clone(&pool), Arc::clone(&heard), questions.next());
        asked.spawn(async move {
            let from = Instant::now();
            let reply = tokio::time::timeout(PATIENCE, pool.ask(&path)).await;
            let to = Instant::now();
            let is_right = match reply {
                Ok(Ok(reply)) => heard.is_right(&path, &reply),
                Ok(Err(failure)) => heard.nothing(&path, &failure.to_string()),
                Err(_elapsed) => heard.nothing(&path, "no reply in time"),
            };
            Answer { from, to, is_right }
        });
        while let Some(Ok(answer)) = asked.try_join_next() {
            answers.push(answer);
        }
    }
    answers.extend(asked.join_all().await);
    answers
}
