use std::collections::BTreeMap;

use chrono::{DateTime, Utc};

use super::{Grant, Snapshot, View};
use crate::model::{Defect, LayerId};

/// What is served at one moment, and what is wrong with what is not.
#[derive(Debug, Clone)]
pub struct Published {
    /// The layers that are served.
    pub snapshot: Snapshot,
    /// What is wrong with the layers that are declared and not served.
    pub refused: BTreeMap<LayerId, Vec<Defect>>,
    /// What is wrong with the newer version of layers whose older one stays in service.
    pub outdated: BTreeMap<LayerId, Vec<Defect>>,
    /// Since when it is served whatever the layers folder holds; nothing where it is of that.
    pub pinned: Option<DateTime<Utc>>,
}

impl Published {
    /// What a caller may see of the layers that are served.
    pub fn view(&self, grant: &Grant) -> View {
        self.snapshot.view(grant)
    }

    /// Whether every layer is served as it is declared now.
    pub fn is_whole(&self) -> bool {
        self.refused.is_empty() && self.outdated.is_empty()
    }

    /// What of it a caller may know: what is wrong with layers that it may see.
    #[must_use]
    pub fn known_to(&self, grant: &Grant) -> Self {
        let known = |of: &BTreeMap<LayerId, Vec<Defect>>| {
            let seen = of.iter().filter(|(id, _)| grant.opens(self.snapshot.access(id)));
            seen.map(|(id, defects)| (id.clone(), defects.clone())).collect()
        };
        Self {
            snapshot: self.snapshot.clone(),
            refused: known(&self.refused),
            outdated: known(&self.outdated),
            pinned: self.pinned,
        }
    }
}

/// Layers with which nothing is wrong.
impl From<Snapshot> for Published {
    fn from(snapshot: Snapshot) -> Self {
        Self { snapshot, refused: BTreeMap::new(), outdated: BTreeMap::new(), pinned: None }
    }
}
