use std::fs::File;
use std::io::{self, Read};
use std::path::Path;

/// What rows are read from: a file, or standard input for `-`.
pub(super) struct Input {
    name: String,
    length: Option<u64>,
    reader: Box<dyn Read + Send>,
}

impl Input {
    pub(super) fn open(path: &Path) -> Result<Self, String> {
        if path == Path::new("-") {
            let reader = Box::new(io::stdin());
            return Ok(Self { name: "standard input".into(), length: None, reader });
        }
        let name = path.display().to_string();
        let told = |e: io::Error| format!("{name} cannot be read: {e}");
        let file = File::open(path).map_err(told)?;
        let about = file.metadata().map_err(told)?;
        if about.is_dir() {
            return Err(format!("{name} is a folder: name a file"));
        }
        let length = about.is_file().then_some(about.len());
        Ok(Self { name, length, reader: Box::new(file) })
    }

    /// What people call it.
    pub(super) fn name(&self) -> String {
        self.name.clone()
    }

    /// Its bytes, where they are known beforehand.
    pub(super) fn length(&self) -> Option<u64> {
        self.length
    }
}

impl Read for Input {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        self.reader.read(buffer)
    }
}
