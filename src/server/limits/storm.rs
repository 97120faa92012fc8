//! Whether more is asked than can be answered, and not only much at once.

use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::time::Instant;

use crate::server::workers::Load;

/// So long after the last one who would have waited too long it is calm again.
const LASTS: Duration = Duration::from_secs(1);

/// For each worker, as many as a few pages ask for at once.
const A_FEW: usize = 4;

/// When somebody would last have waited too long.
#[derive(Debug, Default)]
pub(in crate::server) struct Storm(Mutex<Option<Instant>>);

impl Storm {
    /// Whether a question that comes now would wait longer than it may, of the longest that
    /// anything may. While it is calm that is nobody before whom only a few wait.
    pub(in crate::server) fn turns_away(
        &self,
        may_wait: Duration,
        load: Load,
        longest: Duration,
    ) -> bool {
        if load.wait <= may_wait {
            return false;
        }
        let is_little = load.wait <= longest && load.waiting <= A_FEW * load.all;
        let mut last = self.last();
        if is_little && last.is_none_or(|last| last.elapsed() >= LASTS) {
            return false;
        }
        *last = Some(Instant::now());
        true
    }

    fn last(&self) -> MutexGuard<'_, Option<Instant>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use axum::http::{HeaderMap, Method};

    use super::*;
    use crate::server::limits::Price;

    const LONGEST: Duration = Duration::from_millis(500);

    fn load(waiting: usize, wait_ms: u64) -> Load {
        let wait = Duration::from_millis(wait_ms);
        Load { all: 2, busy: 2, waiting, wait, longest: Duration::ZERO, refused: 0 }
    }

    fn turns_away(storm: &Storm, route: &str, load: Load) -> bool {
        let price = Price::of(&Method::GET, route);
        storm.turns_away(price.may_wait(&HeaderMap::new(), LONGEST), load, LONGEST)
    }

    #[tokio::test(start_paused = true)]
    async fn what_a_page_asks_for_at_once_is_let_in_and_more_of_what_is_dear_is_not() {
        let storm = Storm::default();
        assert!(!turns_away(&storm, "/v1/exposure", load(8, 400)));
        assert!(turns_away(&storm, "/v1/exposure", load(8, 501)), "nobody waits for so long");
        assert!(turns_away(&Storm::default(), "/v1/exposure", load(9, 400)));
        let tiles = "/tiles/{layers}/{z}/{x}/{y}";
        assert!(!turns_away(&Storm::default(), tiles, load(40, 400)), "a map asks for many");
    }

    #[tokio::test(start_paused = true)]
    async fn it_is_calm_again_a_second_after_the_last_who_would_have_waited_too_long() {
        let storm = Storm::default();
        assert!(turns_away(&storm, "/v1/exposure", load(100, 400)));
        for _ in 0..3 {
            tokio::time::advance(Duration::from_millis(999)).await;
            assert!(turns_away(&storm, "/v1/exposure", load(1, 20)));
        }
        assert!(!turns_away(&storm, "/v1/exposure", load(1, 10)), "half of what it takes");
        tokio::time::advance(Duration::from_secs(1)).await;
        assert!(!turns_away(&storm, "/v1/exposure", load(1, 20)));
    }
}
