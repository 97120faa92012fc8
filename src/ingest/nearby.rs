//! The file that was probably meant by one that is not there.

use std::path::{Path, PathBuf};

use crate::model::{Format, meant};

/// A folder with more files than this is not looked through to its end.
const MOST_FILES: usize = 1000;

/// Below the layers folder no deeper than this.
const DEEPEST: usize = 3;

/// The path, from the layers folder, of the file that was probably meant: one of the same name in
/// another folder, or of a near name in the same.
pub(super) fn meant_file(folder: &Path, named: &Path) -> Option<String> {
    let mut files = Vec::new();
    collect(folder, Path::new(""), DEEPEST, &mut files);
    let shown = |path: &PathBuf| path.display().to_string();
    let name = |path: &Path| path.file_name().map(|n| n.to_string_lossy().to_lowercase());
    if let Some(elsewhere) = files.iter().find(|f| name(f) == name(named)) {
        return Some(shown(elsewhere));
    }
    files.retain(|f| f.parent() == named.parent());
    let stem = |path: &Path| path.file_stem().map(|s| s.to_string_lossy().into_owned());
    let stems: Vec<String> = files.iter().filter_map(|f| stem(f)).collect();
    let near = meant(&stem(named)?, &stems)?;
    files.iter().find(|f| stem(f).as_deref() == Some(near)).map(shown)
}

/// Sources below a folder; links are not followed.
fn collect(root: &Path, below: &Path, depth: usize, files: &mut Vec<PathBuf>) {
    let Ok(entries) = std::fs::read_dir(root.join(below)) else { return };
    let mut found: Vec<_> = entries.flatten().take(MOST_FILES).collect();
    found.sort_by_key(std::fs::DirEntry::file_name);
    for entry in found {
        let path = below.join(entry.file_name());
        let hidden = entry.file_name().to_string_lossy().starts_with('.');
        match entry.file_type() {
            Ok(t) if t.is_dir() && !hidden && depth > 0 => collect(root, &path, depth - 1, files),
            Ok(t) if t.is_file() && Format::of(&path).is_some() && files.len() < MOST_FILES => {
                files.push(path);
            }
            _ => {}
        }
    }
}
