use std::collections::BTreeMap;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::view::{About, version};
use super::{Grant, LayerVersion, Snapshot};
use crate::model::{Access, City, LayerId, SmallCounts};

/// What a snapshot is made of, without the layers themselves: enough to name every view of it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Outline {
    /// The city.
    pub city: City,
    /// The layers that are served.
    pub layers: BTreeMap<LayerId, Edition>,
    /// Those that are declared and not served.
    pub unavailable: BTreeMap<LayerId, Option<About>>,
    /// Who may see each layer.
    pub access: BTreeMap<LayerId, Access>,
}

/// The version of a layer, and what of it not everybody may see.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Edition {
    /// The name of its content.
    pub version: String,
    /// Where it has small counts, those, and the name of what stands in its place for others.
    pub small_counts: Option<(SmallCounts, String)>,
}

/// What of a snapshot one caller sees.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sight {
    /// The name of the view.
    pub version: String,
    /// The versions of the layers in it.
    pub layers: BTreeMap<LayerId, String>,
}

/// Who may see what at one time: what was shown before it is held to it too.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Rules {
    /// Who may see each layer.
    pub access: BTreeMap<LayerId, Access>,
    /// The counts that are too small for everybody.
    pub small_counts: BTreeMap<LayerId, SmallCounts>,
}

impl Snapshot {
    /// What it is made of.
    pub fn outline(&self) -> Outline {
        let served = &self.0.served;
        let edition = |(id, layer): (&LayerId, &Arc<LayerVersion>)| {
            let table = served.published.get(id).map(|(_, table)| table.version().to_owned());
            let small_counts = small_counts(layer).cloned().zip(table);
            (id.clone(), Edition { version: layer.version().to_owned(), small_counts })
        };
        Outline {
            city: served.city.as_ref().clone(),
            layers: served.layers.iter().map(edition).collect(),
            unavailable: self.0.unavailable.clone(),
            access: self.0.access.clone(),
        }
    }

    /// Who may see what of it.
    pub fn rules(&self) -> Rules {
        let small = |(id, layer): (&LayerId, &Arc<LayerVersion>)| {
            Some((id.clone(), small_counts(layer)?.clone()))
        };
        let small_counts = self.0.served.layers.iter().filter_map(small).collect();
        Rules { access: self.0.access.clone(), small_counts }
    }
}

fn small_counts(layer: &LayerVersion) -> Option<&SmallCounts> {
    layer.layer().population.as_ref()?.small_counts.as_ref()
}

impl Outline {
    /// What a caller sees of it.
    pub fn seen_by(&self, grant: &Grant) -> Sight {
        let sees = |id: &LayerId| grant.opens(self.access.get(id).unwrap_or(&Access::Nobody));
        let version_of = |edition: &Edition| match &edition.small_counts {
            Some((small, table)) if !grant.has(&small.exact) => table.clone(),
            _ => edition.version.clone(),
        };
        let layers = self.layers.iter().filter(|(id, _)| sees(id));
        let layers: BTreeMap<LayerId, String> =
            layers.map(|(id, edition)| (id.clone(), version_of(edition))).collect();
        let missing = self.unavailable.iter().filter(|(id, _)| sees(id));
        let missing = missing.map(|(id, about)| (id, about.as_ref()));
        Sight { version: version(&self.city, layers.values().map(String::as_str), missing), layers }
    }

    /// The same, where nobody sees more of a layer than both then and by these rules.
    #[must_use]
    pub fn held_to(mut self, rules: &Rules) -> Self {
        for (id, access) in &mut self.access {
            if let Some(now) = rules.access.get(id) {
                *access = access.and(now);
            }
            if let (Some(small), Some(edition)) = (rules.small_counts.get(id), self.layers.get(id))
                && !edition.hides(small)
            {
                *access = access.and(&Access::Scope(small.exact.clone()));
            }
        }
        self
    }

    /// Whether a layer hides the counts that are too small by these rules.
    pub fn hides(&self, id: &LayerId, rules: &Rules) -> bool {
        let (small, edition) = (rules.small_counts.get(id), self.layers.get(id));
        small.is_none_or(|small| edition.is_some_and(|edition| edition.hides(small)))
    }
}

impl Edition {
    /// Whether it hides as much as this asks for, from the same.
    fn hides(&self, asked: &SmallCounts) -> bool {
        let own = self.small_counts.as_ref().map(|(small, _)| small);
        own.is_some_and(|own| own.exact == asked.exact && own.under >= asked.under)
    }
}
