//! A file that is there when it is whole, and not before.

use std::fs::File;
use std::io::{self, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

use rustix::fs::{AtFlags, CWD, Mode, OFlags, linkat, open};
use rustix::io::Errno;
use tempfile::NamedTempFile;

use super::Failure;

/// What a command writes to: a file that takes its name at the end, or what is written at once:
/// standard output for `-`, pipes and devices.
pub(super) struct Output {
    name: String,
    sink: Sink,
}

enum Sink {
    AtOnce(Box<dyn Write>),
    /// Without a name: the system forgets it with this process, however that ends.
    Nameless(File, PathBuf),
    /// Where the file system has no nameless files: a leftover of a killed process begins with
    /// `.wareng-`.
    Hidden(NamedTempFile, PathBuf),
}

impl Output {
    pub(super) fn create(path: &Path) -> Result<Self, String> {
        let name = path.display().to_string();
        if path == Path::new("-") {
            let sink = Sink::AtOnce(Box::new(io::stdout()));
            return Ok(Self { name: "standard output".into(), sink });
        }
        let sink = sink(path).map_err(|e| format!("{name} cannot be written: {e}"))?;
        Ok(Self { name, sink })
    }

    /// The same, for a file that is not written from its beginning to its end.
    pub(super) fn create_whole(path: &Path) -> Result<Self, String> {
        let output = Self::create(path)?;
        match output.sink {
            Sink::AtOnce(_) => Err(format!("{} is no file: name one", output.name)),
            Sink::Nameless(..) | Sink::Hidden(..) => Ok(output),
        }
    }

    /// Gives the file its name, once all of it is on the disk.
    pub(super) fn finish(self) -> Result<(), String> {
        let name = self.name;
        self.sink.finish().map_err(|e| format!("{name} cannot be written: {e}"))
    }

    /// What a failed write ends the job with. Readers such as `head` may leave.
    pub(super) fn failed(&self, error: &io::Error) -> Failure {
        Failure::Other(format!("{} cannot be written: {error}", self.name))
    }
}

impl Write for Output {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        match &mut self.sink {
            Sink::AtOnce(out) => out.write(bytes),
            Sink::Nameless(file, _) => file.write(bytes),
            Sink::Hidden(file, _) => file.write(bytes),
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        match &mut self.sink {
            Sink::AtOnce(out) => out.flush(),
            Sink::Nameless(..) | Sink::Hidden(..) => Ok(()),
        }
    }
}

impl Seek for Output {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        match &mut self.sink {
            Sink::AtOnce(_) => Err(io::ErrorKind::NotSeekable.into()),
            Sink::Nameless(file, _) => file.seek(to),
            Sink::Hidden(file, _) => file.seek(to),
        }
    }
}

fn sink(path: &Path) -> io::Result<Sink> {
    // A link stays one: the file that it leads to is replaced.
    let path = path.canonicalize().unwrap_or_else(|_| path.to_owned());
    if path.is_dir() {
        return Err(io::Error::new(io::ErrorKind::IsADirectory, "it is a folder"));
    }
    if path.exists() && !path.is_file() {
        let file = File::options().write(true).open(&path)?;
        return Ok(Sink::AtOnce(Box::new(file)));
    }
    let folder = folder(&path);
    let flags = OFlags::TMPFILE | OFlags::WRONLY | OFlags::CLOEXEC;
    match open(folder, flags, Mode::from_raw_mode(0o666)) {
        Ok(file) => Ok(Sink::Nameless(file.into(), path)),
        Err(Errno::OPNOTSUPP | Errno::ISDIR | Errno::INVAL) => {
            Ok(Sink::Hidden(hidden().tempfile_in(folder)?, path))
        }
        Err(e) => Err(e.into()),
    }
}

fn hidden<'a>() -> tempfile::Builder<'a, 'a> {
    let mut builder = tempfile::Builder::new();
    builder.prefix(".wareng-");
    builder
}

fn folder(path: &Path) -> &Path {
    path.parent().filter(|p| !p.as_os_str().is_empty()).unwrap_or(Path::new("."))
}

impl Sink {
    fn finish(self) -> io::Result<()> {
        match self {
            Self::AtOnce(mut out) => out.flush(),
            Self::Nameless(file, path) => {
                file.sync_all()?;
                name(&file, &path)
            }
            Self::Hidden(file, path) => {
                file.as_file().sync_all()?;
                file.persist(path).map(drop).map_err(|e| e.error)
            }
        }
    }
}

/// Names a nameless file, in the place of another where there is one.
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
    let own = format!("/proc/self/fd/{}", file.as_raw_fd());
    linkat(CWD, own, CWD, path, AtFlags::SYMLINK_FOLLOW)
}
