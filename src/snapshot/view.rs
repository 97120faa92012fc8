use std::collections::BTreeMap;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::LayerVersion;
use crate::model::{City, Kind, LayerId, Scope, Words};

/// What is known of a layer that is not served.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct About {
    /// What it is about.
    pub kind: Kind,
    /// What people call it.
    pub title: Words,
}

/// The part of a snapshot that one caller may see; the rest does not exist for it.
#[derive(Debug, Clone)]
pub struct View(Arc<Seen>);

#[derive(Debug)]
struct Seen {
    parts: Parts,
    version: String,
}

/// What a view consists of.
#[derive(Debug)]
pub(super) struct Parts {
    pub(super) city: Arc<City>,
    /// By name.
    pub(super) layers: Vec<Arc<LayerVersion>>,
    pub(super) unavailable: BTreeMap<LayerId, Option<About>>,
    /// The scopes that open those of them that not everybody may see.
    pub(super) scopes: BTreeMap<LayerId, Scope>,
}

impl From<Parts> for View {
    fn from(parts: Parts) -> Self {
        let served = parts.layers.iter().map(|l| l.version());
        let missing = parts.unavailable.iter().map(|(id, about)| (id, about.as_ref()));
        let version = version(&parts.city, served, missing);
        Self(Arc::new(Seen { parts, version }))
    }
}

impl View {
    /// The city.
    pub fn city(&self) -> &City {
        &self.0.parts.city
    }

    /// The layers, by name.
    pub fn layers(&self) -> impl Iterator<Item = &LayerVersion> {
        self.0.parts.layers.iter().map(Arc::as_ref)
    }

    /// The layers that are declared and not served, by name; `None` where not even their
    /// manifest can be read.
    pub fn unavailable(&self) -> impl Iterator<Item = (&LayerId, Option<&About>)> {
        self.0.parts.unavailable.iter().map(|(id, about)| (id, about.as_ref()))
    }

    /// A layer by its name.
    pub fn layer(&self, id: &LayerId) -> Option<&LayerVersion> {
        self.shared_layer(id).map(Arc::as_ref)
    }

    /// A layer by its name, to be kept.
    pub fn shared_layer(&self, id: &LayerId) -> Option<&Arc<LayerVersion>> {
        let at = self.0.parts.layers.binary_search_by(|l| l.layer().id.cmp(id)).ok()?;
        self.0.parts.layers.get(at)
    }

    /// The scope that opens a layer; nothing for one that everybody may see.
    pub fn scope(&self, id: &LayerId) -> Option<&Scope> {
        self.0.parts.scopes.get(id)
    }

    /// The name of what is seen: a hash of the city and of the versions of the layers.
    pub fn version(&self) -> &str {
        &self.0.version
    }
}

/// The name of what is seen: of a city, of the versions of its layers by name, and of what is
/// missing.
pub(super) fn version<'a>(
    city: &City,
    served: impl Iterator<Item = &'a str>,
    missing: impl Iterator<Item = (&'a LayerId, Option<&'a About>)>,
) -> String {
    let served: Vec<&str> = served.collect();
    let missing: Vec<_> =
        missing.map(|(id, about)| (id, about.map(|a| (a.kind, &a.title)))).collect();
    let all = serde_json::json!([city, served, missing]);
    let hash = blake3::hash(all.to_string().as_bytes());
    format!("b3:{}", &hash.to_hex()[..32])
}
