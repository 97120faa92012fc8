use std::collections::BTreeSet;

use crate::model::{Access, Scope};

/// What a caller may see beyond what everybody may.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Grant(Sees);

#[derive(Debug, Clone, PartialEq, Eq)]
enum Sees {
    Scopes(BTreeSet<Scope>),
    Everything,
}

impl Grant {
    /// What everybody may see.
    pub fn public() -> Self {
        Self::of(BTreeSet::new())
    }

    /// What everybody may see, and what asks for one of these scopes.
    pub fn of(scopes: BTreeSet<Scope>) -> Self {
        Self(Sees::Scopes(scopes))
    }

    /// All there is: for those who have the layers folder before them.
    pub fn everything() -> Self {
        Self(Sees::Everything)
    }

    /// Whether it opens a layer.
    pub fn opens(&self, access: &Access) -> bool {
        match access {
            Access::Public => true,
            Access::Scope(scope) => self.has(scope),
            Access::Nobody => self.0 == Sees::Everything,
        }
    }

    /// Whether it has a scope.
    pub fn has(&self, scope: &Scope) -> bool {
        match &self.0 {
            Sees::Scopes(scopes) => scopes.contains(scope),
            Sees::Everything => true,
        }
    }

    /// The same without what opens nothing here.
    pub(super) fn among(&self, known: &BTreeSet<Scope>) -> Self {
        match &self.0 {
            Sees::Scopes(scopes) => Self::of(scopes & known),
            Sees::Everything => Self::everything(),
        }
    }
}
