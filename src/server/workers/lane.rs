//! Who waits for a worker before whom.

use std::future::Future;
use std::time::Duration;

use super::PATIENCE;

/// The lane of a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(in crate::server) enum Lane {
    /// Of responders: before all others, and with places of its own.
    Priority,
    Ordinary,
    /// Of what takes long: it leaves a worker to the others, and lets those go before it that
    /// come a little later.
    Dear,
}

/// More than these do not wait of the lanes of everybody: what waits takes memory, and the last
/// of so many would wait in vain.
pub(super) const MOST_WAITING: usize = 1024;

tokio::task_local! {
    static LANE: Lane;
}

impl Lane {
    pub(super) const ALL: [Self; 3] = [Self::Priority, Self::Ordinary, Self::Dear];

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
            Self::Ordinary | Self::Dear => MOST_WAITING,
            Self::Priority => MOST_WAITING + MOST_WAITING / 4,
        }
    }

    /// So much of so many workers may be busy with it.
    pub(super) fn most_busy(self, workers: usize) -> usize {
        match self {
            Self::Priority | Self::Ordinary => workers,
            Self::Dear => (workers - 1).max(1),
        }
    }

    /// Who came so much later in the first lane goes before it. A bound, so that what is dear has
    /// its turn too while others come without end.
    pub(super) fn yields(self) -> Duration {
        match self {
            Self::Priority => Duration::ZERO,
            // Nobody waits for longer: responders go before all of them.
            Self::Ordinary => PATIENCE,
            Self::Dear => PATIENCE + Duration::from_millis(250),
        }
    }
}
