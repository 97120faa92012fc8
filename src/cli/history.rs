//! `wareng snapshot list`, `rollback`, `forward`, `forget`: what was served before. A service that
//! runs sees on the disk what is ordered here.

use std::collections::BTreeSet;
use std::sync::Arc;

use chrono::{SecondsFormat, Utc};
use wareng::history::{Budget, History, HistoryError, Record};
use wareng::load;
use wareng::model::LayerId;
use wareng::snapshot::Grant;

use super::arguments::{ForgetFlags, RollbackFlags};
use super::{Failure, Settings, say};

/// When a service does what is ordered.
const SOON: &str = "a service that watches its folder follows within seconds, others on SIGHUP";

pub(super) fn list(settings: &Settings) -> Result<(), Failure> {
    let history = open(settings)?;
    let served = history.served()?;
    let pin = history.pin()?;
    let mut before: Option<Arc<Record>> = None;
    for record in history.records().iter() {
        let is_served = served.as_ref().is_some_and(|served| served.id == record.id);
        let what = match (is_served, &pin) {
            (true, Some(_)) => " pinned",
            (true, None) => " served",
            _ => "",
        };
        let time = record.published.to_rfc3339_opts(SecondsFormat::Secs, true);
        let changed = changed(before.as_deref(), record);
        say(&format!("{} {time}{what} {changed}\n", record.id));
        before = Some(Arc::clone(record));
    }
    if before.is_none() {
        say("nothing is kept\n");
    }
    Ok(())
}

/// What is other in a snapshot than in the one before.
fn changed(before: Option<&Record>, record: &Record) -> String {
    let Some(before) = before else { return "(the oldest)".to_owned() };
    let (old, new) = (&before.outline, &record.outline);
    let ids: BTreeSet<&LayerId> = old.layers.keys().chain(new.layers.keys()).collect();
    let is_other = |id: &&LayerId| {
        (old.layers.get(*id), old.access.get(*id)) != (new.layers.get(*id), new.access.get(*id))
    };
    let layers = ids.into_iter().filter(is_other).map(LayerId::to_string);
    let city = (old.city != new.city).then(|| "city.toml".to_owned());
    layers.chain(city).collect::<Vec<_>>().join(" ")
}

pub(super) fn rollback(settings: &Settings, flags: &RollbackFlags) -> Result<(), Failure> {
    let history = open(settings)?;
    let records = history.records();
    let record = match &flags.snapshot {
        Some(name) => found(&records, name)?,
        None => before_what_is_served(&history)?,
    };
    history.pin_to(&record, Utc::now())?;
    say(&format!("{} is served until `wareng snapshot forward`; {SOON}\n", record.id));
    Ok(())
}

fn before_what_is_served(history: &History) -> Result<Arc<Record>, Failure> {
    let served = history.served()?;
    let records = history.records();
    let is_older = |record: &&Arc<Record>| {
        served.as_ref().is_some_and(|s| record.number < s.number && record.id != s.id)
    };
    let older = records.iter().rfind(is_older);
    older.cloned().ok_or_else(|| Failure::Other("nothing older than what is served is kept".into()))
}

pub(super) fn forward(settings: &Settings) -> Result<(), Failure> {
    match open(settings)?.unpin()? {
        Some(_) => say(&format!("the layers folder is served again; {SOON}\n")),
        None => say("the layers folder is served already\n"),
    }
    Ok(())
}

pub(super) fn forget(settings: &Settings, flags: &ForgetFlags) -> Result<(), Failure> {
    let history = open(settings)?;
    let record = found(&history.records(), &flags.snapshot)?;
    let served = history.served()?;
    if served.is_some_and(|served| served.id == record.id) {
        let mend = "publish another first, or serve one with `wareng snapshot rollback`";
        return Err(Failure::Other(format!("{} is served: {mend}", record.id)));
    }
    let shared = history.forget(&record)?;
    say(&format!("{} is forgotten; {SOON}\n", record.id));
    for (layer, others) in shared {
        let ids: Vec<&str> = others.iter().map(|other| other.id.as_str()).collect();
        say(&format!("its version of {layer} stays for {}\n", ids.join(" ")));
    }
    Ok(())
}

/// The snapshot of a name: that for those who see all of it, or that for everybody.
fn found(records: &[Arc<Record>], name: &str) -> Result<Arc<Record>, Failure> {
    let is_it = |record: &&Arc<Record>| {
        record.id == name || record.outline.seen_by(&Grant::public()).version == name
    };
    let newest = records.iter().rfind(is_it).cloned();
    newest.ok_or_else(|| {
        let count = records.len();
        Failure::Other(format!("no snapshot `{name}` among the {count} of `wareng snapshot list`"))
    })
}

fn open(settings: &Settings) -> Result<History, Failure> {
    let prepared = load::prepared_folder(&settings.options().map_err(Failure::Other)?)?;
    // How much is kept is for the service to decide: nothing here makes it less.
    Ok(History::open(&prepared, Budget::default())?)
}

impl From<HistoryError> for Failure {
    fn from(error: HistoryError) -> Self {
        Self::Other(error.to_string())
    }
}
