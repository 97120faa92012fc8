//! The layers folder of the demo city, which `make demo` fills.

use std::fs;
use std::path::{Path, PathBuf};

use crate::Outcome;

/// A copy of it, without what was prepared of it, in a folder of this name.
pub(crate) fn copied(name: &str) -> Outcome<PathBuf> {
    let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    if path.exists() {
        fs::remove_dir_all(&path)?;
    }
    let demo = Path::new(env!("CARGO_MANIFEST_DIR")).join("layers");
    for below in ["", "data", "admission"] {
        fs::create_dir_all(path.join(below))?;
        for entry in fs::read_dir(demo.join(below))? {
            let entry = entry?;
            if entry.file_type()?.is_file() {
                fs::copy(entry.path(), path.join(below).join(entry.file_name()))?;
            }
        }
    }
    Ok(path)
}
