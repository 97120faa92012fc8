use std::sync::{Mutex, PoisonError};

/// What comes of each item, in no order: so many threads take one after the other.
pub(super) fn side_by_side<T: Send, R: Send>(
    workers: usize,
    items: Vec<T>,
    make: impl Fn(T) -> R + Sync,
) -> Vec<R> {
    let queue = Mutex::new(items.into_iter());
    let next = || queue.lock().unwrap_or_else(PoisonError::into_inner).next();
    let made = Mutex::new(Vec::new());
    std::thread::scope(|scope| {
        for _ in 0..workers.max(1) {
            scope.spawn(|| {
                while let Some(item) = next() {
                    let one = make(item);
                    made.lock().unwrap_or_else(PoisonError::into_inner).push(one);
                }
            });
        }
    });
    made.into_inner().unwrap_or_else(PoisonError::into_inner)
}
