//! Keeps what is published for those who ask as of then, and goes back where that is ordered.

use std::path::PathBuf;
use std::sync::Arc;
use std::time::SystemTime;

use chrono::{DateTime, Utc};
use wareng::history::{History, Pin, Record, Sources};
use wareng::load::{self, Options};
use wareng::model::{Defect, LayerId};
use wareng::server::AppState;
use wareng::snapshot::{Grant, LayerVersion, Published};

/// What of the history the publisher has to do with.
pub(super) struct Historian {
    options: Options,
    history: Option<Arc<History>>,
    /// What the service was started from.
    bundle: Option<PathBuf>,
    /// What was ordered last.
    pin: Option<Pin>,
    /// What an earlier process served last, until the layers folder was read once.
    last: Option<Arc<Record>>,
}

impl Historian {
    pub(super) fn new(
        options: &Options,
        history: Option<Arc<History>>,
        bundle: Option<PathBuf>,
    ) -> Self {
        let last = history.as_ref().and_then(|history| history.records().last().cloned());
        let historian = Self { options: options.clone(), history, bundle, pin: None, last };
        Self { pin: historian.ordered(), ..historian }
    }

    /// A layer as an earlier process served it last, unless it tells counts that are too small by
    /// now.
    pub(super) fn last(&self, id: &LayerId) -> Option<Arc<LayerVersion>> {
        let (history, record) = (self.history.as_ref()?, self.last.as_ref()?);
        if !record.outline.hides(id, &load::rules(&self.options)) {
            return None;
        }
        let layer = history.layer(record, id)?;
        layer.inspect_err(|error| tracing::error!(layer = %id, %error, "is not served")).ok()
    }

    /// Whether something was served later than what is served now.
    pub(super) fn catches_up(&self) -> bool {
        self.last.is_some()
    }

    /// From now on what is served is newer than what was.
    pub(super) fn has_newer(&mut self) {
        self.last = None;
    }

    /// What is served was published at that time: only what was served later is newer.
    pub(super) fn has_of(&mut self, published: SystemTime) {
        let since = DateTime::<Utc>::from(published);
        self.last.take_if(|record| record.published <= since);
    }

    /// What is to be served whatever the layers folder holds.
    fn ordered(&self) -> Option<Pin> {
        let pin = self.history.as_ref()?.pin();
        pin.unwrap_or_else(|error| {
            tracing::error!(%error, "nobody knows whether an older snapshot is to be served");
            self.pin.clone()
        })
    }

    /// Looks at the disk: what was forgotten is so here too. Whether another snapshot is to be
    /// served than was ordered last.
    pub(super) fn has_new_order(&mut self, state: &AppState) -> bool {
        if let Err(error) = state.look_back() {
            tracing::error!(%error, "what was forgotten may still be answered");
        }
        let ordered = self.ordered();
        let is_new = ordered != self.pin;
        self.pin = ordered;
        is_new
    }

    /// What is to be served in the place of the layers folder, where that is ordered, beside what
    /// is served already.
    ///
    /// Nobody sees more of it than the layers folder lets them see now.
    pub(super) fn pinned(
        &self,
        before: Option<&Published>,
    ) -> Option<Result<Published, Vec<Defect>>> {
        let (history, pin) = (self.history.as_ref()?, self.pin.as_ref()?);
        Some(self.read(history, pin, before).map_err(|reason| {
            let mend = "have another one served with `wareng snapshot rollback`, or the layers \
                        folder with `wareng snapshot forward`";
            vec![Defect::new(&pin.snapshot, reason, mend)]
        }))
    }

    fn read(
        &self,
        history: &History,
        pin: &Pin,
        before: Option<&Published>,
    ) -> Result<Published, String> {
        let records = history.records();
        let record = records.iter().rfind(|record| record.id == pin.snapshot);
        let record = record.ok_or("is to be served, and is not kept")?;
        let view = before.map(|published| published.view(&Grant::everything()));
        let known = |id: &_, version: &str| {
            let layer = view.as_ref()?.shared_layer(id)?;
            (layer.version() == version).then(|| Arc::clone(layer))
        };
        let rules = load::rules(&self.options);
        let published = history.load(record, &rules, &known).map_err(|e| e.to_string())?;
        Ok(Published { pinned: Some(pin.since), ..published })
    }

    /// Keeps what is or will be served, unless it was kept before. Where that fails it is told and
    /// counted.
    pub(super) fn keep(&self, state: &AppState, published: &Published) {
        let Ok(prepared) = load::prepared_folder(&self.options) else { return };
        let from = Sources {
            layers: &self.options.folder,
            prepared: &prepared,
            bundle: self.bundle.as_deref(),
        };
        if let Err(error) = state.keep(published, &from) {
            tracing::error!(%error, "nobody will be answered as of now");
        }
    }
}
