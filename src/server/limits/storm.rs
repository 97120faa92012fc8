//! Whether more is asked than can be answered, and not only much at once.

use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use tokio::time::Instant;

/// So long after the last one who would have waited too long it is calm again.
const LASTS: Duration = Duration::from_secs(1);

/// When somebody would last have waited too long.
#[derive(Debug, Default)]
pub(in crate::server) struct Storm(Mutex<Option<Instant>>);

impl Storm {
    pub(in crate::server) fn is_calm(&self) -> bool {
        self.last().is_none_or(|last| last.elapsed() >= LASTS)
    }

    /// Somebody would have waited too long.
    pub(in crate::server) fn goes_on(&self) {
        *self.last() = Some(Instant::now());
    }

    fn last(&self) -> std::sync::MutexGuard<'_, Option<Instant>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test(start_paused = true)]
    async fn it_is_calm_again_a_second_after_the_last_who_would_have_waited_too_long() {
        let storm = Storm::default();
        assert!(storm.is_calm());
        for _ in 0..3 {
            storm.goes_on();
            tokio::time::advance(Duration::from_millis(999)).await;
            assert!(!storm.is_calm());
        }
        tokio::time::advance(Duration::from_millis(1)).await;
        assert!(storm.is_calm());
    }
}
