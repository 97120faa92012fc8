//! What is made of a view once and kept for all who ask about it.

use std::collections::VecDeque;
use std::fmt;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use crate::snapshot::View;

/// What was made of the views that were last asked about. Who asks about another has that made,
/// and all who ask about it meanwhile wait for the same: on workers.
pub(super) struct Kept<T> {
    make: fn(&View) -> T,
    last: Mutex<VecDeque<(String, Cell<T>)>>,
}

/// While one is made for what is published next, that of what is served stays; and that of
/// everybody beside those of two that see more. This bounds the memory, however many keys there are.
const VIEWS: usize = 4;

type Cell<T> = Arc<OnceLock<T>>;

impl<T: Clone> Kept<T> {
    pub(super) fn by(make: fn(&View) -> T) -> Self {
        Self { make, last: Mutex::default() }
    }

    /// Keeps what was made of the view of a version.
    pub(super) fn put(&self, version: &str, made: T) {
        self.put_first(version, |_| Cell::from(OnceLock::from(made)));
    }

    /// What is made of a view.
    pub(super) fn of(&self, view: &View) -> T {
        let cell = self.put_first(view.version(), Option::unwrap_or_default);
        cell.get_or_init(|| (self.make)(view)).clone()
    }

    /// Puts the cell of a version first, made of the one that there was. Those that nobody asked
    /// about for longest go once the lock is free: what is in them is large, nobody waits until
    /// it is given back.
    fn put_first(&self, version: &str, cell: impl FnOnce(Option<Cell<T>>) -> Cell<T>) -> Cell<T> {
        let mut last = self.last.lock().unwrap_or_else(PoisonError::into_inner);
        let at = last.iter().position(|(of, _)| of == version);
        let cell = cell(at.and_then(|at| last.remove(at)).map(|(_, cell)| cell));
        last.push_front((version.to_owned(), Arc::clone(&cell)));
        let rest = VIEWS.min(last.len());
        let gone = last.split_off(rest);
        drop(last);
        drop(gone);
        cell
    }
}

impl<T> fmt::Debug for Kept<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Kept").finish_non_exhaustive()
    }
}
