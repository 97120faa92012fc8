//! What is made of a view once and kept for all who ask about it.

use std::fmt;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use crate::snapshot::View;

/// What was made last. Who asks about another view has that made, and all who ask about it
/// meanwhile wait for the same: on workers.
pub(super) struct Kept<T> {
    make: fn(&View) -> T,
    last: Mutex<Option<(String, Cell<T>)>>,
}

type Cell<T> = Arc<OnceLock<T>>;

impl<T: Clone> Kept<T> {
    pub(super) fn by(make: fn(&View) -> T) -> Self {
        Self { make, last: Mutex::default() }
    }

    /// What is made of a view.
    pub(super) fn of(&self, view: &View) -> T {
        let cell = {
            let mut last = self.last.lock().unwrap_or_else(PoisonError::into_inner);
            match &*last {
                Some((version, cell)) if version == view.version() => Arc::clone(cell),
                _ => {
                    let cell = Cell::default();
                    *last = Some((view.version().to_owned(), Arc::clone(&cell)));
                    cell
                }
            }
        };
        cell.get_or_init(|| (self.make)(view)).clone()
    }
}

impl<T> fmt::Debug for Kept<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Kept").finish_non_exhaustive()
    }
}
