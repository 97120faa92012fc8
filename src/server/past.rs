//! What was published before, as handlers ask for it: found by the name that it has for who asks,
//! and read on a worker, once for all who ask meanwhile.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, PoisonError, Weak};

use tokio::sync::{OnceCell, Semaphore};

use super::as_of::SNAPSHOTS;
use super::extract::excerpt;
use super::problem::Problem;
use super::workers::Workers;
use crate::history::{History, Record};
use crate::snapshot::{Grant, Published, Sight};

/// Snapshots of before that are kept in memory, each with the layers that no other has. Those who
/// are being answered hold theirs beside.
const LOADED: usize = 2;

/// What was published before.
#[derive(Debug)]
pub(super) struct Past {
    history: Option<Arc<History>>,
    /// The last asked for first.
    loaded: Mutex<VecDeque<Loaded>>,
    /// One is read at a time: what is read takes memory before it is counted.
    reading: Arc<Semaphore>,
}

/// A snapshot of before, as far as it may be seen now.
#[derive(Debug, Clone)]
struct Loaded {
    record: Arc<Record>,
    /// What decides that.
    now: Weak<Published>,
    then: Arc<OnceCell<Arc<Published>>>,
}

/// A snapshot that somebody may ask for.
#[derive(Debug, Clone)]
pub(super) struct Kept {
    pub(super) record: Arc<Record>,
    /// What of it who asks may see now, and the name that this has.
    pub(super) sight: Sight,
}

impl Past {
    pub(super) fn of(history: Option<Arc<History>>) -> Self {
        Self { history, loaded: Mutex::default(), reading: Arc::new(Semaphore::new(1)) }
    }

    pub(super) fn history(&self) -> Option<&Arc<History>> {
        self.history.as_ref()
    }

    /// The snapshot of a name, where it is in memory.
    pub(super) fn at_hand(
        &self,
        id: &str,
        grant: &Grant,
        now: &Arc<Published>,
    ) -> Option<Arc<Published>> {
        if now.view(grant).version() == id {
            return Some(Arc::clone(now));
        }
        let history = self.history.as_ref()?;
        let all: Vec<Loaded> = self.lock().iter().cloned().collect();
        let ready = all.iter().filter(|l| l.is_of(now) && history.has(&l.record));
        let mut ready = ready.filter_map(|loaded| loaded.then.get());
        ready.find(|then| then.view(grant).version() == id).cloned()
    }

    /// The snapshot of a name.
    pub(super) async fn as_of(
        &self,
        id: &str,
        (grant, now): (&Grant, &Arc<Published>),
        workers: &Workers,
    ) -> Result<Arc<Published>, Problem> {
        if let Some(found) = self.at_hand(id, grant, now) {
            return Ok(found);
        }
        let all = self.kept(grant, now, workers).await?;
        match all.iter().find(|kept| kept.sight.version == id) {
            Some(kept) => self.load(&kept.record, now, workers).await,
            None => Err(unknown(id, all.len())),
        }
    }

    /// The snapshots that a caller may ask for, the newest first, each name once: what changed
    /// between two of one name is nothing that this caller may know of.
    pub(super) async fn kept(
        &self,
        grant: &Grant,
        now: &Arc<Published>,
        workers: &Workers,
    ) -> Result<Vec<Kept>, Problem> {
        let Some(history) = &self.history else { return Ok(Vec::new()) };
        let (records, grant, now) = (history.records(), grant.clone(), Arc::clone(now));
        let name = move || {
            let rules = now.snapshot.rules();
            let mut all: Vec<Kept> = Vec::new();
            for record in records.iter() {
                let sight = record.outline.clone().held_to(&rules).seen_by(&grant);
                if all.last().is_none_or(|newer| newer.sight.version != sight.version) {
                    all.push(Kept { record: Arc::clone(record), sight });
                }
            }
            all.reverse();
            all
        };
        workers.run(name).await
    }

    /// The snapshot of a record.
    pub(super) async fn load(
        &self,
        record: &Arc<Record>,
        now: &Arc<Published>,
        workers: &Workers,
    ) -> Result<Arc<Published>, Problem> {
        let Some(history) = &self.history else { return Err(Problem::fault()) };
        let (cell, others) = self.cell(record, now);
        let all = [&[Arc::clone(now)][..], &others].concat();
        let (history, record) = (Arc::clone(history), Arc::clone(record));
        let read = async {
            let reading = Arc::clone(&self.reading).acquire_owned().await;
            let read = move || {
                // It is given back when it is read, also where nobody waits for it any more.
                let _reading = reading;
                read(&history, &record, &all)
            };
            workers.run(read).await?
        };
        cell.get_or_try_init(|| read).await.cloned()
    }

    /// The place of a snapshot in memory, and what has its place beside it.
    fn cell(
        &self,
        record: &Arc<Record>,
        now: &Arc<Published>,
    ) -> (Arc<OnceCell<Arc<Published>>>, Vec<Arc<Published>>) {
        let mut loaded = self.lock();
        let others = loaded.iter().filter_map(|l| l.then.get().cloned()).collect();
        let at = loaded.iter().position(|l| l.is_of(now) && l.record.number == record.number);
        let found = at.and_then(|at| loaded.remove(at)).unwrap_or_else(|| Loaded {
            record: Arc::clone(record),
            now: Arc::downgrade(now),
            then: Arc::default(),
        });
        // What was held to what is no longer served is replaced by the same.
        loaded.retain(|l| l.is_of(now) || l.record.number != record.number);
        let cell = Arc::clone(&found.then);
        loaded.push_front(found);
        loaded.truncate(LOADED);
        (cell, others)
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, VecDeque<Loaded>> {
        self.loaded.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Lets go of what is not kept any more.
    pub(super) fn let_go(&self) {
        let Some(history) = &self.history else { return };
        self.lock().retain(|loaded| history.has(&loaded.record));
    }
}

impl Loaded {
    fn is_of(&self, now: &Arc<Published>) -> bool {
        std::ptr::eq(self.now.as_ptr(), Arc::as_ptr(now))
    }
}

/// Reads a snapshot; the first of the others is what is served now.
fn read(
    history: &History,
    record: &Record,
    others: &[Arc<Published>],
) -> Result<Arc<Published>, Problem> {
    let views: Vec<_> = others.iter().map(|p| p.view(&Grant::everything())).collect();
    let known = |id: &_, version: &str| {
        let layers = views.iter().filter_map(|view| view.shared_layer(id));
        layers.filter(|layer| layer.version() == version).map(Arc::clone).next()
    };
    let rules = others.first().map(|now| now.snapshot.rules()).unwrap_or_default();
    history.load(record, &rules, &known).map(Arc::new).map_err(|error| {
        tracing::warn!(%error, snapshot = record.id, "an older snapshot is passed over");
        history.pass_over(record);
        unknown(&record.id, history.records().len())
    })
}

fn unknown(id: &str, kept: usize) -> Problem {
    let id = excerpt(id);
    Problem::not_found(
        &format!("Tidak ada potret `{id}`; {kept} tersimpan, tercantum di {SNAPSHOTS}"),
        &format!("there is no snapshot `{id}`; {kept} are kept, listed at {SNAPSHOTS}"),
    )
}
