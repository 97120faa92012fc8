//! The file of keys: TOML that people can read, replaced whole.

use std::fs::File;
use std::io::{ErrorKind, Read, Write};
use std::path::Path;

use rustix::fs::{FlockOperation, flock};
use serde::{Deserialize, Serialize};
use tempfile::NamedTempFile;

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

/// Changes the keys of a file. Who reads meanwhile has the old or the new ones, also where this
/// process is killed, and of two changes at once none is lost.
///
/// # Errors
/// Where the file cannot be read or written, or the change is none; it is as it was then.
pub fn change<T>(
    path: &Path,
    change: impl FnOnce(&mut Vec<Key>) -> Result<T, KeysError>,
) -> Result<T, KeysError> {
    // A link stays one: the file that it leads to is replaced.
    let path = path.canonicalize().unwrap_or_else(|_| path.to_owned());
    let folder = path.parent().filter(|p| !p.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let folder = (folder, File::open(folder)?);
    // The file itself is another one afterwards; the folder stays. Closing it lets the next in.
    flock(&folder.1, FlockOperation::LockExclusive).map_err(std::io::Error::from)?;
    let mut keys = read(&path)?;
    let changed = change(&mut keys)?;
    // Only its owner reads it: tempfile sees to that.
    let mut file = tempfile::Builder::new().prefix(".wareng-").tempfile_in(folder.0)?;
    let mode = path.metadata().map(|about| about.permissions());
    write(&mut file, &Listed { keys })?;
    if let Ok(mode) = mode {
        file.as_file().set_permissions(mode)?;
    }
    file.as_file().sync_all()?;
    file.persist(&path).map_err(|e| e.error)?;
    folder.1.sync_all()?;
    Ok(changed)
}

fn write(file: &mut NamedTempFile, keys: &Listed) -> Result<(), KeysError> {
    Ok(file.write_all(toml::to_string(keys)?.as_bytes())?)
}
