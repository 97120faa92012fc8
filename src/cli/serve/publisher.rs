//! Reads the layers folder again while others serve, and publishes what is in order.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::mpsc::{Receiver, RecvTimeoutError};
use std::time::Duration;

use wareng::load::{self, Options};
use wareng::model::{Defect, LayerId};
use wareng::server::{AppState, Ask, Reloaded};
use wareng::snapshot::{Fate, Grant, Published};

use super::historian::Historian;
use super::log_notes;
use super::watch::Watch;

/// How much the publisher and the readers that it starts give way to who serves: as far as can be.
/// Where nothing is left over they still go on, at a hundredth of a processor or two.
const NICE: i32 = 19;

/// The one who publishes, so that folders are read one after the other.
pub(super) struct Publisher {
    pub(super) options: Options,
    pub(super) state: AppState,
    pub(super) asks: Receiver<Ask>,
    pub(super) watch: Watch,
    pub(super) historian: Historian,
    /// How often the folder is looked at, where it is.
    pub(super) every: Option<Duration>,
}

impl Publisher {
    /// Works on a thread of its own until nobody can ask any more.
    pub(super) fn start(mut self) -> std::io::Result<()> {
        // Whatever is read, half of the cores are left to who serves.
        self.options.workers = (self.options.workers / 2).max(1);
        let work = move || {
            // It counts for this thread and what it starts.
            if let Err(error) = rustix::process::nice(NICE) {
                tracing::warn!(%error, "layers are read at the priority of requests");
            }
            // What an older snapshot has is not the newest before it is caught up with: whoever is
            // killed meanwhile goes back to what was served last all the same.
            if !self.historian.catches_up() {
                self.historian.keep(&self.state, &self.state.published());
            }
            while let Some(asks) = self.asked() {
                self.watch.begin();
                self.historian.has_new_order(&self.state);
                // What a source does to this program must not be the last that it publishes.
                let reloaded = catch_unwind(AssertUnwindSafe(|| self.reload()));
                self.state.note_reload(reloaded.as_ref().ok());
                match reloaded {
                    Ok(reloaded) => asks.into_iter().for_each(|ask| ask.answer(&reloaded)),
                    Err(_) => {
                        tracing::error!("nothing published: reading ended in a fault of ours")
                    }
                }
            }
        };
        std::thread::Builder::new().name("publisher".into()).spawn(work).map(drop)
    }

    /// Waits until the folder is to be read: all who asked meanwhile, or nobody where it changed
    /// by itself. `None` where nobody can ask any more.
    fn asked(&mut self) -> Option<Vec<Ask>> {
        loop {
            let first = match self.every {
                Some(every) => self.asks.recv_timeout(every),
                None => self.asks.recv().map_err(RecvTimeoutError::from),
            };
            match first {
                Ok(ask) => return Some([ask].into_iter().chain(self.asks.try_iter()).collect()),
                Err(RecvTimeoutError::Timeout) => {
                    let is_ordered = self.historian.has_new_order(&self.state);
                    if self.watch.has_settled_anew() || is_ordered {
                        return Some(Vec::new());
                    }
                }
                Err(RecvTimeoutError::Disconnected) => return None,
            }
        }
    }

    fn reload(&mut self) -> Reloaded {
        let before = self.state.published();
        let published = match self.next(&before) {
            Ok(published) => published,
            Err(problems) => {
                for defect in &problems {
                    tracing::error!(%defect, "nothing published, all is served as it was");
                }
                return Reloaded::Refused { problems };
            }
        };
        // First, so that what was served is there whenever this process ends.
        self.historian.keep(&self.state, &published);
        self.state.publish(published);
        self.historian.has_newer();
        let after = self.state.published();
        let layers = after.since(&before);
        let snapshot = after.view(&Grant::everything()).version().to_owned();
        layers.iter().for_each(|(id, fate)| log_fate(id, fate));
        match after.pinned {
            Some(since) => {
                tracing::warn!(snapshot, %since, "published, pinned: the layers folder waits")
            }
            None => tracing::info!(snapshot, "published"),
        }
        Reloaded::Published { snapshot, layers }
    }

    /// What is to be served next: what is pinned, or what the layers folder holds.
    fn next(&self, before: &Published) -> Result<Published, Vec<Defect>> {
        if let Some(pinned) = self.historian.pinned(Some(before)) {
            return pinned;
        }
        let last = |id: &LayerId| self.historian.last(id);
        let loaded = load::reload(&self.options, before, &last, &|_, _| {})?;
        log_notes(&loaded.notes);
        Ok(loaded.published)
    }
}

/// Tells what became of a layer, where something did.
pub(super) fn log_fate(id: &LayerId, fate: &Fate) {
    let each = |defects: &[Defect], what: &str| {
        for defect in defects {
            tracing::error!(layer = %id, %defect, "{what}");
        }
    };
    match fate {
        Fate::Unchanged => {}
        Fate::Added => tracing::info!(layer = %id, "layer added"),
        Fate::Changed => tracing::info!(layer = %id, "layer changed"),
        Fate::Removed => tracing::info!(layer = %id, "layer removed"),
        Fate::Outdated { problems } => each(problems, "layer refused, its older version is served"),
        Fate::Refused { problems } => each(problems, "layer refused"),
    }
}
