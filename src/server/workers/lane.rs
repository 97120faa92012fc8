//! Who waits for a worker before whom.

use std::future::Future;

use super::queue::MOST_WAITING;

/// The lane of a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::server) enum Lane {
    Ordinary,
    /// Of responders: behind the next of the others at most, and with places of its own.
    Priority,
}

tokio::task_local! {
    static LANE: Lane;
}

impl Lane {
    /// Does what a request asks for in a lane.
    pub(in crate::server) async fn of<T>(self, work: impl Future<Output = T>) -> T {
        LANE.scope(self, work).await
    }

    /// The lane of whoever asks now; work that nobody waits for is ordinary.
    pub(in crate::server) fn now() -> Self {
        LANE.try_with(|lane| *lane).unwrap_or(Self::Ordinary)
    }

    /// As many may wait, of all lanes together.
    pub(super) fn most_waiting(self) -> usize {
        match self {
            Self::Ordinary => MOST_WAITING,
            Self::Priority => MOST_WAITING + MOST_WAITING / 4,
        }
    }
}
