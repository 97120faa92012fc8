//! The demo city with one layer more, which asks for a scope.

use std::fs;
use std::path::PathBuf;

use crate::Outcome;
use crate::demo;

/// A copy of the demo's layers, with its banjir under another name besides.
pub(crate) fn made(hidden: &str) -> Outcome<PathBuf> {
    let path = demo::copied("secrecy")?;
    let manifest = fs::read_to_string(path.join("banjir.toml"))?;
    let secret = manifest.replacen("access = \"public\"", "access = \"internal\"", 1);
    if secret == manifest {
        return Err("the demo's banjir does not say that it is public".into());
    }
    fs::write(path.join(hidden).with_extension("toml"), secret)?;
    Ok(path)
}
