//! A file of secrets: for its owner only, and replaced whole.

use std::fs::File;
use std::io::{self, Write};
use std::path::Path;

use rustix::fs::{FlockOperation, flock};

use crate::model::WholeFile;

/// Replaces a file by the text that is made while nobody else replaces it; it need not be there.
/// Who reads meanwhile has the old or the new one, also where this process is killed, and of two
/// changes at once none is lost. The file is given as it is reached: a link stays one.
///
/// # Errors
/// Those of making it, and where the folder cannot be written; the file is as it was then.
pub fn replace<T, E: From<io::Error>>(
    path: &Path,
    make: impl FnOnce(&Path) -> Result<(String, T), E>,
) -> Result<T, E> {
    let path = path.canonicalize().unwrap_or_else(|_| path.to_owned());
    let parent = path.parent().filter(|p| !p.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let folder = File::open(parent)?;
    // The file itself is another one afterwards; the folder stays. Closing it lets the next in.
    flock(&folder, FlockOperation::LockExclusive).map_err(io::Error::from)?;
    let (text, made) = make(&path)?;
    let mut file = WholeFile::private(&path)?;
    file.write_all(text.as_bytes())?;
    if let Ok(about) = path.metadata() {
        file.set_permissions(about.permissions())?;
    }
    file.finish()?;
    folder.sync_all()?;
    Ok(made)
}
