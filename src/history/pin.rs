use std::fs;
use std::io::{ErrorKind, Write};
use std::os::unix::fs::PermissionsExt;
use std::path::Path;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::HistoryError;
use super::files::sync_folder;
use crate::model::WholeFile;

/// What is served whatever the layers folder holds.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Pin {
    /// The name of the snapshot, as it is to those who see all of it.
    pub snapshot: String,
    /// Since when.
    pub since: DateTime<Utc>,
}

const NAME: &str = "pinned.json";

pub(super) fn read(below: &Path) -> Result<Option<Pin>, HistoryError> {
    match fs::read(below.join(NAME)) {
        Ok(bytes) => {
            let pin = serde_json::from_slice(&bytes);
            pin.map(Some).map_err(|_e| HistoryError::Damaged(NAME.to_owned()))
        }
        Err(e) if e.kind() == ErrorKind::NotFound => Ok(None),
        Err(e) => Err(e.into()),
    }
}

pub(super) fn write(below: &Path, pin: &Pin) -> Result<(), HistoryError> {
    // Who orders it may be another user than the service, which has to read it.
    let readable = fs::Permissions::from_mode(0o644);
    let mut file = WholeFile::create(&below.join(NAME))?;
    file.set_permissions(readable)?;
    let json = serde_json::to_vec(pin).map_err(std::io::Error::from)?;
    file.write_all(&json)?;
    file.finish()?;
    Ok(sync_folder(below)?)
}

pub(super) fn remove(below: &Path) -> Result<(), HistoryError> {
    match fs::remove_file(below.join(NAME)) {
        Err(e) if e.kind() != ErrorKind::NotFound => Err(e.into()),
        _ => Ok(sync_folder(below)?),
    }
}
