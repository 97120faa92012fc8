//! Whether something changed in the layers folder. It is looked at now and then: what counts is
//! that it changed and then stood still, which no event of the system tells, and file systems
//! over a network have no such events.

use std::collections::BTreeMap;
use std::fs::{DirEntry, Metadata, read_dir};
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf, absolute};

/// The files of a folder, and how they looked.
type Files = BTreeMap<PathBuf, Look>;

/// What changes when a file is written, renamed over, or cut: bytes, inode, and when it changed.
pub(super) type Look = (u64, u64, i64, i64);

/// The layers folder as it was.
pub(super) struct Watch {
    folder: PathBuf,
    /// What this program writes there itself.
    prepared: PathBuf,
    /// As it was when it was last read.
    read: Files,
    /// As it was when it was last looked at.
    seen: Files,
}

impl Watch {
    pub(super) fn new(folder: &Path, prepared: Option<&Path>) -> Self {
        let real =
            |path: &Path| path.canonicalize().or_else(|_| absolute(path)).unwrap_or_default();
        let prepared = prepared.map(real).unwrap_or_default();
        let (folder, read, seen) = (real(folder), Files::new(), Files::new());
        let mut watch = Self { folder, prepared, read, seen };
        watch.begin();
        watch
    }

    /// The folder is read from now on.
    pub(super) fn begin(&mut self) {
        self.read = self.files();
        self.seen.clone_from(&self.read);
    }

    /// Whether something changed since it was read, and nothing since the last look: who still
    /// writes is waited for, and many changes in a row are one.
    pub(super) fn has_settled_anew(&mut self) -> bool {
        let now = self.files();
        let settled = now == self.seen;
        self.seen = now;
        settled && self.seen != self.read
    }

    fn files(&self) -> Files {
        let mut files = Files::new();
        let mut folders = vec![self.folder.clone()];
        while let Some(folder) = folders.pop() {
            for entry in read_dir(folder).into_iter().flatten().filter_map(Result::ok) {
                let path = entry.path();
                if is_hidden(&entry) || path == self.prepared {
                    continue;
                }
                if entry.file_type().is_ok_and(|t| t.is_dir()) {
                    folders.push(path);
                } else if let Ok(about) = path.metadata() {
                    files.insert(path, look(&about));
                }
            }
        }
        files
    }
}

/// What editors and this program keep for themselves.
fn is_hidden(entry: &DirEntry) -> bool {
    entry.file_name().to_string_lossy().starts_with('.')
}

pub(super) fn look(about: &Metadata) -> Look {
    (about.len(), about.ino(), about.ctime(), about.ctime_nsec())
}

#[cfg(test)]
mod tests {
    use std::fs::write;

    use super::*;

    #[test]
    fn what_is_still_written_is_waited_for() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("banjir.csv");
        write(&file, "a").unwrap();
        let mut watch = Watch::new(folder.path(), None);
        assert!(!watch.has_settled_anew(), "nothing changed");
        for more in ["ab", "abc"] {
            write(&file, more).unwrap();
            assert!(!watch.has_settled_anew(), "it changed since the last look");
        }
        assert!(watch.has_settled_anew());
        watch.begin();
        assert!(!watch.has_settled_anew(), "it was read");
        std::fs::remove_file(&file).unwrap();
        assert!(!watch.has_settled_anew());
        assert!(watch.has_settled_anew(), "a file that is gone is a change");
    }

    #[test]
    fn what_the_program_and_editors_write_is_no_change() {
        let folder = tempfile::tempdir().unwrap();
        let prepared = folder.path().join("kept");
        std::fs::create_dir_all(&prepared).unwrap();
        let mut watch = Watch::new(folder.path(), Some(&prepared));
        write(prepared.join("banjir.prepared"), "a").unwrap();
        write(folder.path().join(".banjir.toml.swp"), "a").unwrap();
        assert!(!watch.has_settled_anew());
        assert!(!watch.has_settled_anew());
        write(folder.path().join("banjir.toml"), "a").unwrap();
        assert!(!watch.has_settled_anew());
        assert!(watch.has_settled_anew());
    }
}
