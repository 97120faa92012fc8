//! Everything that is served at one moment: immutable layer versions, and what one caller may
//! see of them. Engines take a [`View`], never a [`Snapshot`], so that access cannot be forgotten.

mod area;
mod bare;
mod borders;
mod codes;
mod current;
mod fate;
mod has_dust;
mod labels;
mod layer_memory;
mod layer_version;
mod locator;
mod nearby;
mod published;
mod recipe;
mod role;

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::model::{City, Kind, LayerId, Words};
pub use area::{Area, DecidedBy, Memory};
pub use borders::NearEdge;
pub use current::Current;
pub use fate::Fate;
pub use has_dust::HasDust;
pub use labels::Labels;
pub use layer_memory::LayerMemory;
pub use layer_version::LayerVersion;
pub use nearby::Near;
pub use published::Published;
pub use recipe::Recipe;

/// The layer versions of one moment. Publishing makes another and shares what did not change.
#[derive(Debug, Clone)]
pub struct Snapshot {
    /// What everybody may see; until access control exists, that is all there is.
    public: View,
}

/// What is known of a layer that is not served.
#[derive(Debug, Clone, PartialEq)]
pub struct About {
    /// What it is about.
    pub kind: Kind,
    /// What people call it.
    pub title: Words,
}

impl Snapshot {
    /// A snapshot of a city and its layers. `unavailable` are those that are declared and not
    /// served, so that an answer can say that they are missing from it; `None` where not even
    /// their manifest can be read.
    pub fn new(
        city: City,
        layers: impl IntoIterator<Item = Arc<LayerVersion>>,
        unavailable: BTreeMap<LayerId, Option<About>>,
    ) -> Self {
        let layers: BTreeMap<LayerId, Arc<LayerVersion>> =
            layers.into_iter().map(|l| (l.layer().id.clone(), l)).collect();
        let version = version(&city, layers.values().map(Arc::as_ref), &unavailable);
        let grant = Grant::public();
        let seen = layers.into_values().filter(|l| grant.opens(l)).collect();
        let seen = Seen { city, layers: seen, unavailable, version };
        Self { public: View(Arc::new(seen)) }
    }

    /// What a caller may see.
    pub fn view(&self, _public: &Grant) -> View {
        self.public.clone()
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
pub struct View(Arc<Seen>);

#[derive(Debug)]
struct Seen {
    city: City,
    /// By name.
    layers: Vec<Arc<LayerVersion>>,
    unavailable: BTreeMap<LayerId, Option<About>>,
    version: String,
}

impl View {
    /// The city.
    pub fn city(&self) -> &City {
        &self.0.city
    }

    /// The layers, by name.
    pub fn layers(&self) -> impl Iterator<Item = &LayerVersion> {
        self.0.layers.iter().map(Arc::as_ref)
    }

    /// The layers that are declared and not served, by name; `None` where not even their
    /// manifest can be read.
    pub fn unavailable(&self) -> impl Iterator<Item = (&LayerId, Option<&About>)> {
        self.0.unavailable.iter().map(|(id, about)| (id, about.as_ref()))
    }

    /// A layer by its name.
    pub fn layer(&self, id: &LayerId) -> Option<&LayerVersion> {
        self.shared_layer(id).map(Arc::as_ref)
    }

    /// A layer by its name, to be kept.
    pub fn shared_layer(&self, id: &LayerId) -> Option<&Arc<LayerVersion>> {
        let at = self.0.layers.binary_search_by(|l| l.layer().id.cmp(id)).ok()?;
        self.0.layers.get(at)
    }

    /// The name of what is seen: a hash of the city and of the versions of the layers.
    pub fn version(&self) -> &str {
        &self.0.version
    }
}

fn version<'a>(
    city: &City,
    layers: impl Iterator<Item = &'a LayerVersion>,
    unavailable: &BTreeMap<LayerId, Option<About>>,
) -> String {
    let served: Vec<&str> = layers.map(LayerVersion::version).collect();
    let missing: Vec<_> = unavailable
        .iter()
        .map(|(id, about)| (id, about.as_ref().map(|a| (a.kind, &a.title))))
        .collect();
    let all = serde_json::json!([city, served, missing]);
    let hash = blake3::hash(all.to_string().as_bytes());
    format!("b3:{}", &hash.to_hex()[..32])
}
