//! The demo city with one layer more, which asks for a scope.

use std::fs;
use std::path::{Path, PathBuf};

use crate::Outcome;

/// A copy of the demo's layers, of which the last is its banjir under another name.
pub(crate) fn made(hidden: &str) -> Outcome<PathBuf> {
    let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join("secrecy");
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
    let manifest = fs::read_to_string(path.join("banjir.toml"))?;
    let secret = manifest.replacen("access = \"public\"", "access = \"internal\"", 1);
    if secret == manifest {
        return Err("the demo's banjir does not say that it is public".into());
    }
    fs::write(path.join(hidden).with_extension("toml"), secret)?;
    Ok(path)
}
