//! The features of a layer in two versions, told apart by their ids.

use std::cmp::Ordering;
use std::collections::BTreeMap;

use serde::Serialize;

use crate::model::Shape;
use crate::snapshot::LayerVersion;

/// So many are named.
const EXAMPLES: usize = 5;

/// How many features, and the first of them.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
pub struct Counted {
    /// How many.
    pub count: usize,
    /// The names of the first, or their ids where they have no names.
    pub examples: Vec<String>,
}

/// Features with other values.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
pub struct Altered {
    /// Which.
    #[serde(flatten)]
    pub features: Counted,
    /// By field, how many have another value in it.
    pub fields: BTreeMap<String, usize>,
}

/// The features that are not the same in two versions of a layer. One may be moved and altered and
/// reclassified at once.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
pub struct FeatureChanges {
    /// Those that are new.
    pub added: Counted,
    /// Those that are gone.
    pub removed: Counted,
    /// Those with another geometry.
    pub moved: Counted,
    /// Those with other values.
    pub altered: Altered,
    /// Those of a hazard in another class.
    pub reclassified: Counted,
}

impl Counted {
    fn add(&mut self, layer: &LayerVersion, feature: u32) {
        self.count += 1;
        if self.examples.len() < EXAMPLES {
            let name = layer.name(feature).map_or_else(|| layer.id(feature).into(), Into::into);
            self.examples.push(name);
        }
    }
}

impl FeatureChanges {
    pub(super) fn between(before: &LayerVersion, after: &LayerVersion) -> Self {
        let mut changes = Self::default();
        let all = |layer: &LayerVersion| 0..u32::try_from(layer.len()).unwrap_or(u32::MAX);
        let (mut old, mut new) = (all(before).peekable(), all(after).peekable());
        // Both are in the order of their ids.
        loop {
            let order = match (old.peek(), new.peek()) {
                (None, None) => return changes,
                (Some(_), None) => Ordering::Less,
                (None, Some(_)) => Ordering::Greater,
                (Some(a), Some(b)) => before.id(*a).cmp(after.id(*b)),
            };
            let gone = if order.is_le() { old.next() } else { None };
            let come = if order.is_ge() { new.next() } else { None };
            match (gone, come) {
                (Some(a), Some(b)) => changes.compare((before, a), (after, b)),
                (Some(a), None) => changes.removed.add(before, a),
                (None, Some(b)) => changes.added.add(after, b),
                (None, None) => return changes,
            }
        }
    }

    fn compare(&mut self, (before, a): (&LayerVersion, u32), (after, b): (&LayerVersion, u32)) {
        if !is_same(before.shape(a), after.shape(b)) {
            self.moved.add(after, b);
        }
        let class = |layer: &LayerVersion, feature| {
            layer.rank(feature).and_then(|rank| layer.class(rank).map(|class| class.id.clone()))
        };
        if class(before, a) != class(after, b) {
            self.reclassified.add(after, b);
        }
        let names = before.values(a).chain(after.values(b)).map(|(name, _)| name);
        let mut names: Vec<&str> = names.collect();
        names.sort_unstable();
        names.dedup();
        names.retain(|name| before.value(name, a) != after.value(name, b));
        if !names.is_empty() {
            self.altered.features.add(after, b);
        }
        for name in names {
            *self.altered.fields.entry(name.to_owned()).or_default() += 1;
        }
    }
}

fn is_same(a: Shape<'_>, b: Shape<'_>) -> bool {
    let parts = |shape: Shape<'_>| shape.parts().count();
    let equal = |(a, b): (crate::model::Part<'_>, crate::model::Part<'_>)| {
        a.kind == b.kind && a.paths().eq(b.paths())
    };
    parts(a) == parts(b) && a.parts().zip(b.parts()).all(equal)
}
