//! The layers folder that is published: the demo city, and two versions of one of its layers.

use std::fs;
use std::path::{Path, PathBuf};

use crate::Outcome;
use crate::demo;
use crate::program::Program;
use crate::report::Event;

/// The layer that changes.
const LAYER: &str = "banjir";

/// A copy of the demo's.
pub(crate) struct Folder {
    path: PathBuf,
    /// The source as it is, and with another class for its first feature.
    sources: [String; 2],
    /// What ingest made of these.
    prepared: [Vec<u8>; 2],
    /// The one that is there.
    version: usize,
}

impl Folder {
    pub(crate) fn make() -> Outcome<Self> {
        let path = demo::copied("publishing")?;
        let source = fs::read_to_string(path.join("data").join(LAYER).with_extension("geojson"))
            .map_err(|_not_there| "the demo city is not there: run `make demo`")?;
        let other = source.replacen("\"kelas\":\"Rendah\"", "\"kelas\":\"Tinggi\"", 1);
        if other == source {
            return Err("no feature of the demo's banjir is of class `Rendah`".into());
        }
        Ok(Self { path, sources: [source, other], prepared: [Vec::new(), Vec::new()], version: 0 })
    }

    pub(crate) fn path(&self) -> &Path {
        &self.path
    }

    /// Has both versions ingested, and keeps what comes of it.
    pub(crate) async fn keep_both(&mut self, program: &Program) -> Outcome<()> {
        for version in [1, 0] {
            self.write_source(&self.sources[version])?;
            program.reload().await?;
            self.prepared[version] = fs::read(self.prepared_file())?;
        }
        Ok(())
    }

    /// Puts there what is published next: each time the other version.
    pub(crate) fn put(&mut self, event: Event, number: u32) -> Outcome<()> {
        if event == Event::Broken {
            return self.write_source(&self.sources[0][..self.sources[0].len() / 2]);
        }
        self.version = 1 - self.version;
        let source = &self.sources[self.version];
        if event == Event::Swap {
            self.replace(&self.prepared_file(), &self.prepared[self.version])?;
            return self.write_source(source);
        }
        // Spaces at its end: other bytes, and all is read anew.
        let spaces = " ".repeat(1 + usize::try_from(number)?);
        self.write_source(&format!("{source}{spaces}"))
    }

    fn prepared_file(&self) -> PathBuf {
        self.path.join(".prepared").join(LAYER).with_extension("prepared")
    }

    fn write_source(&self, text: &str) -> Outcome<()> {
        let source = self.path.join("data").join(LAYER).with_extension("geojson");
        self.replace(&source, text.as_bytes())
    }

    /// Whole or not at all, as a publisher ought to.
    fn replace(&self, file: &Path, bytes: &[u8]) -> Outcome<()> {
        let new = self.path.join(".new");
        fs::write(&new, bytes)?;
        Ok(fs::rename(new, file)?)
    }
}
