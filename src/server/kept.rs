//! What is made of a view once and kept for all who ask about it.

use std::collections::VecDeque;
use std::fmt;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use crate::snapshot::View;

/// What was made of the last views. Who asks about another has that made, and all who ask about
/// it meanwhile wait for the same: on workers.
pub(super) struct Kept<T> {
    make: fn(&View) -> T,
    last: Mutex<VecDeque<(String, Cell<T>)>>,
}

/// While one is made for what is published next, that of what is served stays.
const VIEWS: usize = 2;

type Cell<T> = Arc<OnceLock<T>>;

impl<T: Clone> Kept<T> {
    pub(super) fn by(make: fn(&View) -> T) -> Self {
        Self { make, last: Mutex::default() }
    }

    /// Keeps what was made of the view of a version.
    pub(super) fn put(&self, version: &str, made: T) {
        let cell = Cell::from(OnceLock::from(made));
        let mut last = self.last.lock().unwrap_or_else(PoisonError::into_inner);
        last.truncate(VIEWS - 1);
        last.push_front((version.to_owned(), cell));
    }

    /// What is made of a view.
    pub(super) fn of(&self, view: &View) -> T {
        let cell = {
            let mut last = self.last.lock().unwrap_or_else(PoisonError::into_inner);
            match last.iter().find(|(version, _)| version == view.version()) {
                Some((_, cell)) => Arc::clone(cell),
                None => {
                    let cell = Cell::default();
                    last.truncate(VIEWS - 1);
                    last.push_front((view.version().to_owned(), Arc::clone(&cell)));
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
