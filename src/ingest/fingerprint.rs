//! The name of the work that prepares a layer.

use std::path::Path;
use std::sync::OnceLock;

use super::{crs, dataset};
use crate::generalize::EDITION;
use crate::model::{Defect, Layer, Mapped, ToolVersions};
use crate::place::Bounds;

/// What this program reads and transforms with. It is asked of the libraries once: PROJ puts what
/// it says of itself together anew each time, in one place for all threads, and two that asked at
/// once were told something else.
pub fn tool_versions() -> ToolVersions {
    static ASKED: OnceLock<ToolVersions> = OnceLock::new();
    let ask = || ToolVersions {
        wareng: env!("CARGO_PKG_VERSION").to_owned(),
        gdal: dataset::gdal_version(),
        proj: crs::proj_version(),
    };
    ASKED.get_or_init(ask).clone()
}

/// The name of the work that prepares a layer: a hash of the bytes of its files, its manifest,
/// the city's area and the tools. The same name means that nothing would come out differently.
///
/// # Errors
/// A defect where a file cannot be read.
pub fn fingerprint(folder: &Path, layer: &Layer, area: Bounds) -> Result<String, Defect> {
    let mut hasher = blake3::Hasher::new();
    let declared = serde_json::json!([layer, area, tool_versions(), EDITION]);
    hasher.update(declared.to_string().as_bytes());
    let mut sources = vec![&layer.source];
    if let Some(Mapped::Polygons(mapped)) = &layer.mapped {
        sources.push(mapped);
    }
    for source in sources {
        for file in dataset::files_of(folder, source)? {
            // The same folder in another place is the same work.
            let name = file.strip_prefix(folder).unwrap_or(&file);
            hasher.update(name.to_string_lossy().as_bytes());
            hasher.update_reader(dataset::open_plain(&file, source)?).map_err(|e| {
                let name = source.file.display().to_string();
                Defect::new(name, format!("cannot be read: {e}"), "make it a readable file")
            })?;
        }
    }
    Ok(hasher.finalize().to_hex().to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_who_ask_at_once_are_told_the_same() {
        let told: Vec<ToolVersions> = std::thread::scope(|scope| {
            let asking: Vec<_> = (0..8).map(|_| scope.spawn(tool_versions)).collect();
            asking.into_iter().map(|one| one.join().unwrap()).collect()
        });
        assert!(told.iter().all(|one| *one == told[0] && one.proj != "unknown"), "{told:?}");
    }
}
