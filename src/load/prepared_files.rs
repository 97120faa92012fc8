//! The prepared files of a folder: of each layer the version that was served last, and one that
//! was read since and may be refused yet. A start goes back to the first, whatever becomes of the
//! second.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::Served;
use crate::model::{Defect, LayerId, Prepared, Stored};
use crate::snapshot::LayerVersion;

/// Where they are, absolute.
pub(super) struct PreparedFiles(pub(super) PathBuf);

impl PreparedFiles {
    /// What earlier work of this fingerprint came to, where it is there and whole.
    pub(super) fn made(&self, id: &LayerId, fingerprint: &str) -> Option<Stored> {
        [self.proven(id), self.unproven(id)]
            .iter()
            .filter(|file| is_of(file, fingerprint))
            .find_map(|file| Prepared::read(file).ok())
    }

    /// Where what is made of a layer goes first.
    pub(super) fn unproven(&self, id: &LayerId) -> PathBuf {
        self.0.join(format!("{id}.unproven"))
    }

    fn proven(&self, id: &LayerId) -> PathBuf {
        self.0.join(format!("{id}.prepared"))
    }

    /// What was served last of these layers, as far as it can be read.
    pub(super) fn last<'l>(&self, ids: impl Iterator<Item = &'l LayerId>) -> Served {
        let read = |id: &LayerId| {
            let stored = Prepared::read(&self.proven(id)).ok();
            stored.filter(|stored| stored.prepared.layer.id == *id).map(LayerVersion::of)
        };
        ids.filter_map(|id| Some((id.clone(), Arc::new(read(id)?)))).collect()
    }

    /// Has files of layers that are in order take the place of what was served before. Of a file
    /// that cannot, a note: the next start goes back farther than it need.
    pub(super) fn prove(&self, served: &Served) -> Vec<Defect> {
        let is_new = |id: &LayerId, of: &LayerVersion| is_of(&self.unproven(id), of.fingerprint());
        let new = served.iter().filter(|(id, of)| is_new(id, of)).map(|(id, _)| id);
        let moved = |id: &LayerId| fs::rename(self.unproven(id), self.proven(id));
        let note = |id: &LayerId| {
            let error = moved(id).err()?;
            let file = self.proven(id).display().to_string();
            Some(Defect::new(file, error.to_string(), "let the service write there"))
        };
        new.filter_map(note).collect()
    }
}

fn is_of(file: &Path, fingerprint: &str) -> bool {
    Prepared::fingerprint_of(file).is_some_and(|of| of == fingerprint)
}
