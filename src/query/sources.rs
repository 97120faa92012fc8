//! Who published what an answer is taken from.

use serde::{Serialize, Serializer};

use crate::model::SourceNote;
use crate::snapshot::LayerVersion;

/// Who published each layer that took part, by the name of the layer; each once.
#[derive(Debug, Clone, PartialEq)]
pub struct Sources<'v>(Vec<(&'v str, Cited<'v>)>);

impl<'v> Sources<'v> {
    /// Those of some layers, by name.
    pub fn of(layers: impl Iterator<Item = &'v LayerVersion>) -> Self {
        Self(layers.map(|layer| (layer.layer().id.as_str(), Cited(layer))).collect())
    }

    /// All of them.
    pub fn iter(&self) -> impl Iterator<Item = (&'v str, &Cited<'v>)> {
        self.0.iter().map(|(layer, cited)| (*layer, cited))
    }

    /// Whether no layer took part.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl Serialize for Sources<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.iter())
    }
}

/// Who published a layer, when, and on what terms: as it was written when the layer was loaded.
#[derive(Debug, Clone, Copy)]
pub struct Cited<'v>(&'v LayerVersion);

impl Cited<'_> {
    /// What it says.
    pub fn note(&self) -> SourceNote<'_> {
        self.0.source_note()
    }
}

impl PartialEq for Cited<'_> {
    fn eq(&self, other: &Self) -> bool {
        self.note() == other.note()
    }
}

impl Serialize for Cited<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.0.cited().serialize(serializer)
    }
}
