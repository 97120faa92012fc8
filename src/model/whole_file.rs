//! A file that is there when it is whole, and not before.

use std::fs::{File, Permissions};
use std::io::{self, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

use rustix::fs::{AtFlags, CWD, Mode, OFlags, linkat, open};
use rustix::io::Errno;
use tempfile::NamedTempFile;

/// A file that is written beside its place, and takes that when it is [finished](Self::finish).
/// What stood there stays until then; dropping this is as if nothing had been written.
#[derive(Debug)]
pub struct WholeFile {
    unnamed: Unnamed,
    path: PathBuf,
}

#[derive(Debug)]
enum Unnamed {
    /// Without a name: the system forgets it with this process, however that ends.
    Nameless(File),
    /// Where the system has no nameless files: a leftover of a killed process begins with
    /// `.wareng-`.
    Hidden(NamedTempFile),
}

impl WholeFile {
    /// A file that everybody may read whom the process lets.
    ///
    /// # Errors
    /// Where the folder cannot be written.
    pub fn create(path: &Path) -> io::Result<Self> {
        Self::with_mode(path, 0o666)
    }

    /// A file that only its owner reads.
    ///
    /// # Errors
    /// Where the folder cannot be written.
    pub fn private(path: &Path) -> io::Result<Self> {
        Self::with_mode(path, 0o600)
    }

    fn with_mode(path: &Path, mode: u32) -> io::Result<Self> {
        let of = |unnamed| Self { unnamed, path: path.to_owned() };
        let folder = folder(path);
        // By what stands there a nameless file is named.
        if Path::new(OWN_FILES).is_dir() {
            let flags = OFlags::TMPFILE | OFlags::WRONLY | OFlags::CLOEXEC;
            match open(folder, flags, Mode::from_raw_mode(mode)) {
                Ok(file) => return Ok(of(Unnamed::Nameless(file.into()))),
                Err(Errno::OPNOTSUPP | Errno::ISDIR | Errno::INVAL) => (),
                Err(e) => return Err(e.into()),
            }
        }
        Ok(of(Unnamed::Hidden(hidden().tempfile_in(folder)?)))
    }

    fn file(&self) -> &File {
        match &self.unnamed {
            Unnamed::Nameless(file) => file,
            Unnamed::Hidden(file) => file.as_file(),
        }
    }

    /// Who may read and write it, once it is there.
    ///
    /// # Errors
    /// Where the system refuses.
    pub fn set_permissions(&self, permissions: Permissions) -> io::Result<()> {
        self.file().set_permissions(permissions)
    }

    /// Gives the file its name, in the place of another where there is one, once all of it is on
    /// the disk.
    ///
    /// # Errors
    /// Where the disk is full or the folder cannot be written; what stood there stands there.
    pub fn finish(self) -> io::Result<()> {
        self.file().sync_all()?;
        match self.unnamed {
            Unnamed::Nameless(file) => name(&file, &self.path),
            Unnamed::Hidden(file) => file.persist(&self.path).map(drop).map_err(|e| e.error),
        }
    }
}

impl Write for WholeFile {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.file().write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl Seek for WholeFile {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        self.file().seek(to)
    }
}

/// The open files of this process.
const OWN_FILES: &str = "/proc/self/fd";

fn hidden<'a>() -> tempfile::Builder<'a, 'a> {
    let mut builder = tempfile::Builder::new();
    builder.prefix(".wareng-");
    builder
}

fn folder(path: &Path) -> &Path {
    path.parent().filter(|p| !p.as_os_str().is_empty()).unwrap_or(Path::new("."))
}

fn name(file: &File, path: &Path) -> io::Result<()> {
    match link(file, path) {
        Err(Errno::EXIST) => {
            // A name of its own for a moment: only renaming replaces another file.
            let hidden = hidden().make_in(folder(path), |p| Ok(link(file, p)?))?;
            hidden.into_temp_path().persist(path).map_err(|e| e.error)
        }
        linked => Ok(linked?),
    }
}

fn link(file: &File, path: &Path) -> Result<(), Errno> {
    use std::os::fd::AsRawFd;
    let own = format!("{OWN_FILES}/{}", file.as_raw_fd());
    linkat(CWD, own, CWD, path, AtFlags::SYMLINK_FOLLOW)
}

#[cfg(test)]
mod tests {
    use std::fs;
    use std::os::unix::fs::PermissionsExt;

    use super::*;

    #[test]
    fn a_file_is_there_when_it_is_whole_and_replaces_another() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("a");
        for text in ["first", "second"] {
            let mut file = WholeFile::private(&path).expect("a file");
            file.write_all(text.as_bytes()).expect("written");
            let before = fs::read_to_string(&path).ok();
            assert_ne!(before.as_deref(), Some(text));
            file.finish().expect("named");
            assert_eq!(fs::read_to_string(&path).expect("there"), text);
        }
        drop(WholeFile::create(&path).expect("a file"));
        assert_eq!(fs::read_to_string(&path).expect("there"), "second");
        assert_eq!(fs::metadata(&path).expect("there").permissions().mode() & 0o777, 0o600);
        assert_eq!(fs::read_dir(folder.path()).expect("a folder").count(), 1);
    }
}
