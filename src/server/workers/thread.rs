//! A thread that does what it is given, one piece of work after the other.

use std::io;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::{self, Thread};

/// A piece of work.
pub(super) type Work = Box<dyn FnOnce() + Send>;

/// A hold on a thread; it ends when the last of them is dropped and its work is done.
#[derive(Debug, Clone)]
pub(super) struct WorkThread(Arc<Hold>);

#[derive(Debug)]
struct Hold {
    desk: Arc<Desk>,
    thread: Thread,
}

/// Where the thread finds what to do.
#[derive(Default)]
struct Desk {
    work: Mutex<Option<Work>>,
    is_left: AtomicBool,
}

impl WorkThread {
    pub(super) fn start() -> io::Result<Self> {
        let desk = Arc::new(Desk::default());
        let its = Arc::clone(&desk);
        let started = thread::Builder::new().name("wareng-worker".into());
        let thread = started.spawn(move || its.attend())?.thread().clone();
        Ok(Self(Arc::new(Hold { desk, thread })))
    }

    /// Gives it something to do; it may still be ending what it did before.
    ///
    /// It is woken when nobody holds anything that it needs: whoever wakes a thread on the core
    /// where it is to run may not go on before that one waits again.
    pub(super) fn begin(&self, work: Work) {
        let Hold { desk, thread } = &*self.0;
        desk.put(work);
        thread.unpark();
    }
}

impl Desk {
    fn put(&self, work: Work) {
        *self.work.lock().unwrap_or_else(PoisonError::into_inner) = Some(work);
    }

    fn take(&self) -> Option<Work> {
        self.work.lock().unwrap_or_else(PoisonError::into_inner).take()
    }

    fn attend(&self) {
        loop {
            if let Some(work) = self.take() {
                // What panics has said so, and takes nobody else's work along.
                catch_unwind(AssertUnwindSafe(work)).ok();
            } else if self.is_left.load(Ordering::Acquire) {
                return;
            } else {
                thread::park();
            }
        }
    }
}

impl std::fmt::Debug for Desk {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Desk").finish_non_exhaustive()
    }
}

impl Drop for Hold {
    fn drop(&mut self) {
        self.desk.is_left.store(true, Ordering::Release);
        self.thread.unpark();
    }
}
