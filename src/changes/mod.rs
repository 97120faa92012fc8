//! What is other in one snapshot than in another: pure functions of two [`View`]s.

mod features;
mod place;
mod place_text;
mod text;

use std::collections::BTreeSet;

use serde::Serialize;

use crate::exposure::{Reclassified, reclassified};
use crate::model::LayerId;
use crate::overlay::Overfull;
use crate::snapshot::{LayerVersion, View};
pub use features::{Altered, Counted, FeatureChanges};
pub use place::{Editions, PlaceChange, PlaceChanges, Said, Topic, at};
pub use text::to_text;

/// What readers will find to be other.
#[derive(Debug, Serialize)]
pub struct Changes<'v> {
    /// The name of the snapshot before.
    pub before: &'v str,
    /// The name of the snapshot after.
    pub after: &'v str,
    /// Whether the city itself is described otherwise.
    pub city: bool,
    /// The layers that are not the same in both, by name.
    pub layers: Vec<LayerChange<'v>>,
}

/// What became of a layer.
#[derive(Debug, Serialize)]
#[serde(tag = "became", rename_all = "lowercase")]
pub enum LayerChange<'v> {
    /// It is new.
    Added(Edition<'v>),
    /// It is gone.
    Removed(Edition<'v>),
    /// It is another version.
    Changed(Box<Change<'v>>),
}

/// A version of a layer.
#[derive(Debug, Serialize)]
pub struct Edition<'v> {
    /// The name of the layer.
    pub layer: &'v str,
    /// The name of its content.
    pub version: &'v str,
    /// How many features it has.
    pub features: usize,
}

/// A layer in two versions.
#[derive(Debug, Serialize)]
pub struct Change<'v> {
    /// The name of the layer.
    pub layer: &'v str,
    /// The name of its content before.
    pub before: &'v str,
    /// The name of its content after.
    pub after: &'v str,
    /// What its manifest says otherwise: how it is read, told or drawn.
    pub manifest: bool,
    /// The features that are not the same.
    pub features: FeatureChanges,
    /// Of a hazard, the areas that it says something else of, the largest first.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub reclassified: Vec<Reclassified>,
}

/// What changed between two views of a city. People are counted as the view after counts them.
///
/// # Errors
///
/// Where the areas of a hazard cannot be found.
pub fn between<'v>(before: &'v View, after: &'v View) -> Result<Changes<'v>, Overfull> {
    let ids: BTreeSet<&LayerId> =
        before.layers().chain(after.layers()).map(|layer| &layer.layer().id).collect();
    let mut layers = Vec::new();
    for id in ids {
        layers.extend(change(id, before, after)?);
    }
    Ok(Changes {
        before: before.version(),
        after: after.version(),
        city: before.city() != after.city(),
        layers,
    })
}

fn change<'v>(
    id: &LayerId,
    before: &'v View,
    after: &'v View,
) -> Result<Option<LayerChange<'v>>, Overfull> {
    match (before.shared_layer(id), after.shared_layer(id)) {
        (None, None) => Ok(None),
        (Some(old), None) => Ok(Some(LayerChange::Removed(Edition::of(old)))),
        (None, Some(new)) => Ok(Some(LayerChange::Added(Edition::of(new)))),
        (Some(old), Some(new)) if old.version() == new.version() => Ok(None),
        (Some(old), Some(new)) => {
            let is_hazard = old.classes().is_some() && new.classes().is_some();
            let reclassified = if is_hazard { reclassified(after, old, new)? } else { Vec::new() };
            Ok(Some(LayerChange::Changed(Box::new(Change {
                layer: new.layer().id.as_str(),
                before: old.version(),
                after: new.version(),
                manifest: old.layer() != new.layer(),
                features: FeatureChanges::between(old, new),
                reclassified,
            }))))
        }
    }
}

impl<'v> Edition<'v> {
    fn of(layer: &'v LayerVersion) -> Self {
        Self { layer: layer.layer().id.as_str(), version: layer.version(), features: layer.len() }
    }
}
