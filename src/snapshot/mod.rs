//! Everything that is served at one moment: immutable layer versions, and what one caller may
//! see of them. Engines take a [`View`], never a [`Snapshot`], so that access cannot be forgotten.

mod area;
mod current;
mod drawn;
mod edges;
mod layer_version;
mod locator;

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::model::{City, LayerId};
pub use area::Area;
pub use current::Current;
pub use drawn::Drawn;
pub use edges::NearEdge;
pub use layer_version::LayerVersion;
pub use locator::{Position, position_in_ring};

/// The layer versions of one moment. Publishing makes another and shares what did not change.
#[derive(Debug, Clone)]
pub struct Snapshot {
    city: Arc<City>,
    layers: BTreeMap<LayerId, Arc<LayerVersion>>,
    version: Arc<str>,
}

impl Snapshot {
    /// A snapshot of a city and its layers.
    pub fn new(city: City, layers: impl IntoIterator<Item = Arc<LayerVersion>>) -> Self {
        let layers: BTreeMap<_, _> =
            layers.into_iter().map(|l| (l.layer().id.clone(), l)).collect();
        let version = version(&city, layers.values().map(Arc::as_ref)).into();
        Self { city: Arc::new(city), layers, version }
    }

    /// What a caller may see.
    pub fn view(&self, grant: &Grant) -> View {
        let seen = self.layers.values().filter(|l| grant.opens(l)).cloned().collect();
        View { city: Arc::clone(&self.city), layers: seen, version: Arc::clone(&self.version) }
    }
}

/// What a caller may see. Until access control exists a layer that is not public is refused at
/// load, so that everybody may see all there is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Grant(());

impl Grant {
    /// What everybody may see.
    pub fn public() -> Self {
        Self(())
    }

    fn opens(self, _layer: &LayerVersion) -> bool {
        true
    }
}

/// The part of a snapshot that one caller may see; the rest does not exist for it.
#[derive(Debug, Clone)]
pub struct View {
    city: Arc<City>,
    layers: Vec<Arc<LayerVersion>>,
    version: Arc<str>,
}

impl View {
    /// The city.
    pub fn city(&self) -> &City {
        &self.city
    }

    /// The layers, by name.
    pub fn layers(&self) -> impl Iterator<Item = &LayerVersion> {
        self.layers.iter().map(Arc::as_ref)
    }

    /// A layer by its name.
    pub fn layer(&self, id: &LayerId) -> Option<&LayerVersion> {
        self.shared_layer(id).map(Arc::as_ref)
    }

    /// A layer by its name, to be kept.
    pub fn shared_layer(&self, id: &LayerId) -> Option<&Arc<LayerVersion>> {
        let at = self.layers.binary_search_by(|l| l.layer().id.cmp(id)).ok()?;
        self.layers.get(at)
    }

    /// The name of what is seen: a hash of the city and of the versions of the layers.
    pub fn version(&self) -> &str {
        &self.version
    }
}

fn version<'a>(city: &City, layers: impl Iterator<Item = &'a LayerVersion>) -> String {
    let mut hasher = blake3::Hasher::new();
    hasher.update(&serde_json::to_vec(city).unwrap_or_default());
    for layer in layers {
        hasher.update(layer.version().as_bytes());
    }
    format!("b3:{}", &hasher.finalize().to_hex()[..32])
}
