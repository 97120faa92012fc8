use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use super::{Grant, Published};
use crate::model::{Defect, LayerId};

/// What became of a layer when a snapshot took the place of another.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "became", rename_all = "lowercase")]
pub enum Fate {
    /// It is served, and was not before.
    Added,
    /// It is served in a newer version, or to others.
    Changed,
    /// It is served as it was, and as it is declared.
    Unchanged,
    /// It is declared no longer.
    Removed,
    /// It is served as it was, for something is wrong with its newer version.
    Outdated {
        /// What is wrong.
        problems: Vec<Defect>,
    },
    /// It is declared and not served.
    Refused {
        /// What is wrong.
        problems: Vec<Defect>,
    },
}

impl Published {
    /// What became of each layer that is there, or was before.
    pub fn since(&self, before: &Self) -> BTreeMap<LayerId, Fate> {
        let [new, old] = [self, before].map(|p| p.view(&Grant::everything()));
        let served = new.layers().chain(old.layers()).map(|l| &l.layer().id);
        let named: BTreeSet<&LayerId> =
            served.chain(self.refused.keys()).chain(before.refused.keys()).collect();
        let fate = |id: &LayerId| {
            let seen = |of: &Self, view: &super::View| {
                Some((view.layer(id)?.version().to_owned(), of.snapshot.access(id).clone()))
            };
            match (self.refused.get(id), self.outdated.get(id)) {
                (Some(problems), _) => Fate::Refused { problems: problems.clone() },
                (_, Some(problems)) => Fate::Outdated { problems: problems.clone() },
                _ => match (seen(before, &old), seen(self, &new)) {
                    (_, None) => Fate::Removed,
                    (None, Some(_)) => Fate::Added,
                    (old, new) if old == new => Fate::Unchanged,
                    _ => Fate::Changed,
                },
            }
        };
        named.into_iter().map(|id| (id.clone(), fate(id))).collect()
    }
}
