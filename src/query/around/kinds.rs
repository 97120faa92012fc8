//! The kinds of facilities there are.

use crate::model::{FacilityFields, Kind, hint};
use crate::snapshot::{LayerVersion, View};

/// No facility is of this kind.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("no facility is of kind `{came}`")]
pub struct UnknownKind {
    /// What came.
    pub came: String,
    /// The kinds there are.
    pub known: Vec<String>,
}

impl UnknownKind {
    /// What was probably meant, in Indonesian and English.
    pub fn hint(&self) -> [String; 2] {
        hint(&self.came, &self.known)
    }
}

/// The layers of facilities whose manifest says what its fields stand for.
pub(super) fn facilities(view: &View) -> impl Iterator<Item = (&LayerVersion, &FacilityFields)> {
    let layers = view.layers().filter(|l| l.layer().kind == Kind::Facility);
    layers.filter_map(|l| Some((l, l.layer().facility.as_ref()?)))
}

/// The kinds of facilities there are, each once, by name.
pub(super) fn kinds(view: &View) -> Vec<String> {
    let mut kinds: Vec<String> = facilities(view)
        .flat_map(|(layer, fields)| {
            let all = 0..u32::try_from(layer.len()).unwrap_or(u32::MAX);
            all.map(|feature| layer.value(&fields.kind, feature).to_text())
        })
        .filter(|kind| !kind.is_empty())
        .collect();
    kinds.sort_unstable();
    kinds.dedup();
    kinds
}
