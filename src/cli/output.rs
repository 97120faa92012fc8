//! A file that is there when it is whole, and not before.

use std::fs::File;
use std::io::{self, Seek, SeekFrom, Write};
use std::path::Path;

use wareng::model::WholeFile;

use super::Failure;

/// What a command writes to: a file that takes its name at the end, or what is written at once:
/// standard output for `-`, pipes and devices.
pub(super) struct Output {
    name: String,
    sink: Sink,
}

enum Sink {
    AtOnce(Box<dyn Write>),
    Whole(WholeFile),
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
            Sink::Whole(_) => Ok(output),
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
            Sink::Whole(file) => file.write(bytes),
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        match &mut self.sink {
            Sink::AtOnce(out) => out.flush(),
            Sink::Whole(file) => file.flush(),
        }
    }
}

impl Seek for Output {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        match &mut self.sink {
            Sink::AtOnce(_) => Err(io::ErrorKind::NotSeekable.into()),
            Sink::Whole(file) => file.seek(to),
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
    WholeFile::create(&path).map(Sink::Whole)
}

impl Sink {
    fn finish(self) -> io::Result<()> {
        match self {
            Self::AtOnce(mut out) => out.flush(),
            Self::Whole(file) => file.finish(),
        }
    }
}
