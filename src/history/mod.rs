//! What was published before: kept on disk by a budget, read again when somebody asks as of then,
//! and served again where whoever runs the service wants to go back.
//!
//! Below the folder of prepared files lies `history/<format>`: a record for each snapshot, the
//! files of the layer versions that they name, each once, and where one is pinned, which. Whatever
//! is there is whole: a file gets its name when all of it is on the disk.

mod error;
mod files;
mod pin;
mod prune;
mod record;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::{Arc, PoisonError, RwLock};

use chrono::{DateTime, SubsecRound, Utc};

use crate::model::{LayerId, Prepared};
use crate::snapshot::{Grant, LayerVersion, Outline, Published, Rules, Snapshot};
pub use error::HistoryError;
use files::Files;
pub use files::Sources;
pub use pin::Pin;
pub use record::Record;

/// What is kept, unless told otherwise: so many versions of each layer.
pub const DEFAULT_VERSIONS: usize = 10;

/// What is kept, unless told otherwise: so much on the disk. Units: MiB.
pub const DEFAULT_MIB: u64 = 2048;

/// Raised whenever records, or what they mean, change. Programs of other formats have a history
/// of their own beside it, and spare this one.
const FORMAT: u32 = 1;

/// How much is kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Budget {
    /// The last versions of each layer.
    pub versions: usize,
    /// On the disk; nothing is kept where it is zero. Units: MiB.
    pub mib: u64,
}

impl Default for Budget {
    fn default() -> Self {
        Self { versions: DEFAULT_VERSIONS, mib: DEFAULT_MIB }
    }
}

/// The snapshots that are kept, the oldest first.
pub type Records = Arc<[Arc<Record>]>;

/// What was published before.
#[derive(Debug)]
pub struct History {
    folder: PathBuf,
    files: Files,
    budget: Budget,
    records: RwLock<Records>,
}

impl History {
    /// The history below a folder of prepared files.
    ///
    /// # Errors
    /// Where its folders cannot be made or read.
    pub fn open(prepared: &Path, budget: Budget) -> Result<Self, HistoryError> {
        let format = format!("{FORMAT}-{}", Prepared::FORMAT);
        let folder = prepared.join("history").join(format);
        let files = Files::below(&folder)?;
        std::fs::create_dir_all(record::folder(&folder))?;
        let records = RwLock::new(record::read_all(&folder)?.into());
        Ok(Self { folder, files, budget, records })
    }

    /// The snapshots that are kept, the oldest first.
    pub fn records(&self) -> Records {
        Arc::clone(&self.records.read().unwrap_or_else(PoisonError::into_inner))
    }

    /// Whether a snapshot is still kept.
    pub fn has(&self, record: &Record) -> bool {
        self.records().iter().any(|kept| kept.number == record.number && kept.id == record.id)
    }

    /// Looks at the disk again: another process may have had snapshots forgotten.
    ///
    /// # Errors
    /// Where the folder cannot be read.
    pub fn look_again(&self) -> Result<(), HistoryError> {
        let numbers = record::numbers(&self.folder)?;
        if !self.records().iter().map(|r| r.number).eq(numbers) {
            self.hold(record::read_all(&self.folder)?);
        }
        Ok(())
    }

    /// Keeps what is served now, and lets go of what is too old for the budget. What is pinned is
    /// kept already.
    ///
    /// # Errors
    /// Where the disk refuses; what was kept before is kept then.
    pub fn keep(&self, published: &Published, from: &Sources<'_>) -> Result<(), HistoryError> {
        if published.pinned.is_some() {
            return Ok(());
        }
        let _alone = self.files.lock()?;
        let mut records = record::read_all(&self.folder)?;
        let record = Record::of(published, Utc::now().trunc_subsecs(0));
        if self.budget.mib > 0 {
            let view = published.view(&Grant::everything());
            self.files.keep(view.layers(), from)?;
            self.add(record, &mut records)?;
        }
        let pin = self.pin()?;
        prune::prune(&mut records, pin.as_ref(), (&self.files, self.budget), &self.folder)?;
        self.hold(records);
        Ok(())
    }

    /// Writes a record as the newest, in the place of any of the same layers for the same people.
    fn add(&self, mut record: Record, all: &mut Vec<Arc<Record>>) -> Result<(), HistoryError> {
        if let Some(newest) = all.last().filter(|newest| newest.is_of_the_same(&record)) {
            record.published = newest.published;
            if newest.says(&record) {
                return Ok(());
            }
        }
        record.number = all.last().map_or(0, |newest| newest.number) + 1;
        record.write(&self.folder)?;
        let is_older = |kept: &Arc<Record>| kept.is_of_the_same(&record);
        all.iter().filter(|kept| is_older(kept)).try_for_each(|kept| kept.remove(&self.folder))?;
        all.retain(|kept| !is_older(kept));
        all.push(Arc::new(record));
        Ok(())
    }

    /// The snapshot of a record, whose layers are read where nobody has them.
    ///
    /// # Errors
    /// Where the file of a layer is not there or not whole.
    pub fn load(
        &self,
        record: &Record,
        rules: &Rules,
        known: &dyn Fn(&LayerId, &str) -> Option<Arc<LayerVersion>>,
    ) -> Result<Published, HistoryError> {
        let mut layers = Vec::new();
        for (id, edition) in &record.outline.layers {
            let layer = match known(id, &edition.version) {
                Some(layer) => layer,
                None => Arc::new(self.files.read(id, &edition.version, record.archive(id))?),
            };
            layers.push(layer);
        }
        let Outline { city, unavailable, access: then, .. } = record.outline.clone().held_to(rules);
        // What is ruled of layers that it does not have is not forgotten while it is served.
        let access = rules.access.clone().into_iter().chain(then).collect();
        let snapshot = Snapshot::new(city, layers, unavailable).with_access(access);
        if snapshot.view(&Grant::everything()).version() != record.id {
            return Err(HistoryError::Damaged(record.id.clone()));
        }
        let (refused, outdated) = (record.refused.clone(), record.outdated.clone());
        Ok(Published { snapshot, refused, outdated, pinned: None })
    }

    /// A layer of a record; nothing where it has none of that name.
    ///
    /// # Errors
    /// Where its file is not there or not whole.
    pub fn layer(
        &self,
        record: &Record,
        id: &LayerId,
    ) -> Option<Result<Arc<LayerVersion>, HistoryError>> {
        let edition = record.outline.layers.get(id)?;
        Some(self.files.read(id, &edition.version, record.archive(id)).map(Arc::new))
    }

    /// Lets go of a snapshot that cannot be read, as long as this process lives.
    pub fn pass_over(&self, record: &Record) {
        let mut others = self.records().to_vec();
        others.retain(|kept| kept.number != record.number);
        self.hold(others);
    }

    /// What is served whatever the layers folder holds, where something is.
    ///
    /// # Errors
    /// Where that cannot be read.
    pub fn pin(&self) -> Result<Option<Pin>, HistoryError> {
        pin::read(&self.folder)
    }

    /// Has a snapshot served from now on, whatever the layers folder holds.
    ///
    /// # Errors
    /// Where that cannot be written.
    pub fn pin_to(&self, record: &Record, since: DateTime<Utc>) -> Result<Pin, HistoryError> {
        let pin = Pin { snapshot: record.id.clone(), since: since.trunc_subsecs(0) };
        pin::write(&self.folder, &pin)?;
        Ok(pin)
    }

    /// Has the layers folder served again; nothing where it is already.
    ///
    /// # Errors
    /// Where that cannot be written.
    pub fn unpin(&self) -> Result<Option<Pin>, HistoryError> {
        let pin = self.pin()?;
        pin::remove(&self.folder)?;
        Ok(pin)
    }

    /// The newest, or that which is pinned: what is served.
    ///
    /// # Errors
    /// Where what is pinned cannot be read.
    pub fn served(&self) -> Result<Option<Arc<Record>>, HistoryError> {
        let records = self.records();
        let found = match self.pin()? {
            Some(pin) => records.iter().rfind(|record| record.id == pin.snapshot),
            None => records.last(),
        };
        Ok(found.cloned())
    }

    /// Forgets a snapshot and the layer versions that only it has; those that others have too,
    /// with their names.
    ///
    /// # Errors
    /// Where the disk refuses.
    pub fn forget(
        &self,
        record: &Record,
    ) -> Result<BTreeMap<LayerId, Vec<Arc<Record>>>, HistoryError> {
        let _alone = self.files.lock()?;
        record.remove(&self.folder)?;
        let others = record::read_all(&self.folder)?;
        self.files.remove_but(&others)?;
        let shared = |(id, edition): (&LayerId, &crate::snapshot::Edition)| {
            let has = |r: &&Arc<Record>| {
                r.outline.layers.get(id).is_some_and(|e| e.version == edition.version)
            };
            (id.clone(), others.iter().filter(has).cloned().collect::<Vec<_>>())
        };
        let shared =
            record.outline.layers.iter().map(shared).filter(|(_, those)| !those.is_empty());
        let shared = shared.collect();
        self.hold(others);
        Ok(shared)
    }

    fn hold(&self, records: Vec<Arc<Record>>) {
        *self.records.write().unwrap_or_else(PoisonError::into_inner) = records.into();
    }
}
