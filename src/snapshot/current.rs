use std::sync::Arc;

use arc_swap::ArcSwap;

use super::Published;

/// The one shared cell that holds what is served now. A request takes it once and keeps it to
/// its end.
#[derive(Debug)]
pub struct Current(ArcSwap<Published>);

impl Current {
    /// A cell that serves what was published.
    pub fn new(published: Published) -> Self {
        Self(ArcSwap::from_pointee(published))
    }

    /// What is served now.
    pub fn get(&self) -> Arc<Published> {
        self.0.load_full()
    }

    /// Serves what was published from now on; requests under way keep what they have.
    pub fn swap(&self, published: Published) {
        self.0.store(Arc::new(published));
    }
}
