//! The file of keys: TOML that people can read, replaced whole.

use std::fs::File;
use std::io::{ErrorKind, Read};
use std::path::Path;

use serde::{Deserialize, Serialize};

use super::secret::replace;
use super::{Key, KeysError};

/// Some thousand keys; more is a mistake.
pub(super) const MOST_BYTES: u64 = 4 << 20;

#[derive(Debug, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Listed {
    #[serde(default, rename = "key")]
    keys: Vec<Key>,
}

/// The keys of a file; none where there is no file yet.
///
/// # Errors
/// Where the file cannot be read, or is none of keys.
pub fn read(path: &Path) -> Result<Vec<Key>, KeysError> {
    let file = match File::open(path) {
        Ok(file) => file,
        Err(e) if e.kind() == ErrorKind::NotFound => return Ok(Vec::new()),
        Err(e) => return Err(e.into()),
    };
    let mut text = String::new();
    file.take(MOST_BYTES + 1).read_to_string(&mut text)?;
    if text.len() as u64 > MOST_BYTES {
        return Err(KeysError::TooLarge);
    }
    let Listed { keys } = toml::from_str(&text)?;
    Ok(keys)
}

/// Changes the keys of a file. Of two changes at once none is lost.
///
/// # Errors
/// Where the file cannot be read or written, or the change is none; it is as it was then.
pub fn change<T>(
    path: &Path,
    change: impl FnOnce(&mut Vec<Key>) -> Result<T, KeysError>,
) -> Result<T, KeysError> {
    replace(path, |path| {
        let mut keys = read(path)?;
        let changed = change(&mut keys)?;
        Ok((toml::to_string(&Listed { keys })?, changed))
    })
}
