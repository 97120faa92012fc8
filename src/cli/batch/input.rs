use std::fs::File;
use std::io::{self, Read};
use std::path::Path;

use wareng::batch::Carrier;

/// What rows are read from: a file, or standard input for `-`.
pub(super) struct Input {
    name: String,
    carrier: Carrier,
    length: Option<u64>,
    reader: Box<dyn Read + Send>,
}

impl Input {
    pub(super) fn open(path: &Path, format: Option<&str>) -> Result<Self, String> {
        let carrier = carrier(path, format)?;
        if path == Path::new("-") {
            let reader = Box::new(io::stdin());
            return Ok(Self { name: "standard input".into(), carrier, length: None, reader });
        }
        let name = path.display().to_string();
        let told = |e: io::Error| format!("{name} cannot be read: {e}");
        let file = File::open(path).map_err(told)?;
        let about = file.metadata().map_err(told)?;
        if about.is_dir() {
            return Err(format!("{name} is a folder: name a file"));
        }
        let length = about.is_file().then_some(about.len());
        Ok(Self { name, carrier, length, reader: Box::new(file) })
    }

    /// What people call it.
    pub(super) fn name(&self) -> String {
        self.name.clone()
    }

    /// How its rows are carried.
    pub(super) fn carrier(&self) -> Carrier {
        self.carrier
    }

    /// Its bytes, where they are known beforehand.
    pub(super) fn length(&self) -> Option<u64> {
        self.length
    }
}

/// By the format that is named, or by the ending of the file.
fn carrier(path: &Path, format: Option<&str>) -> Result<Carrier, String> {
    let ending = path.extension().and_then(|e| e.to_str()).unwrap_or_default();
    Carrier::of(format.unwrap_or(ending)).ok_or_else(|| {
        let named = path.display().to_string();
        let what = format.map_or(named, |format| format!("--format {format}"));
        format!("{what}: use --format csv, ndjson or geojson")
    })
}

impl Read for Input {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        self.reader.read(buffer)
    }
}
