use std::sync::Arc;

use arc_swap::ArcSwap;

use super::Snapshot;

/// The one shared cell that holds what is served now. A request takes the snapshot once and
/// keeps it to its end.
#[derive(Debug)]
pub struct Current(ArcSwap<Snapshot>);

impl Current {
    /// A cell that serves a snapshot.
    pub fn new(snapshot: Snapshot) -> Self {
        Self(ArcSwap::from_pointee(snapshot))
    }

    /// What is served now.
    pub fn get(&self) -> Arc<Snapshot> {
        self.0.load_full()
    }

    /// Serves another snapshot from now on; requests under way keep theirs.
    pub fn swap(&self, snapshot: Snapshot) {
        self.0.store(Arc::new(snapshot));
    }
}
