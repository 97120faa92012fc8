use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::sync::Arc;

use super::files::Files;
use super::{Budget, HistoryError, Pin, Record};

/// Removes what is too old for the budget, and the files that nobody names any more. What is
/// served stays, whatever it takes.
pub(super) fn prune(
    records: &mut Vec<Arc<Record>>,
    pin: Option<&Pin>,
    (files, budget): (&Files, Budget),
    folder: &Path,
) -> Result<(), HistoryError> {
    let is_pinned = |record: &Record| pin.is_some_and(|pin| pin.snapshot == record.id);
    let newest = records.last().map(|record| record.number).filter(|_| budget.mib > 0);
    let is_served = |record: &Record| is_pinned(record) || Some(record.number) == newest;
    let mut taken = Taken::default();
    records.iter().filter(|r| is_served(r)).for_each(|r| taken.add(r, files));
    let mut full = budget.mib == 0;
    let mut kept = Vec::new();
    for record in records.drain(..).rev() {
        if !is_served(&record) {
            let mut with = taken.clone();
            with.add(&record, files);
            // The oldest go first: what is older than one that has no room has none either.
            full = full || !with.is_within(budget);
            if full {
                record.remove(folder)?;
                continue;
            }
            taken = with;
        }
        kept.push(record);
    }
    kept.reverse();
    *records = kept;
    files.remove_but(records)
}

/// What some snapshots take together.
#[derive(Debug, Clone, Default)]
struct Taken {
    versions: BTreeMap<String, BTreeSet<String>>,
    bytes: u64,
}

impl Taken {
    fn add(&mut self, record: &Record, files: &Files) {
        for (id, edition) in &record.outline.layers {
            let versions = self.versions.entry(id.to_string()).or_default();
            if versions.insert(edition.version.clone()) {
                let is_archive = record.archive(id).is_some();
                self.bytes += files.bytes(id, &edition.version, is_archive);
            }
        }
    }

    fn is_within(&self, budget: Budget) -> bool {
        let most = budget.versions.max(1);
        self.versions.values().all(|versions| versions.len() <= most)
            && self.bytes <= budget.mib.saturating_mul(1 << 20)
    }
}
