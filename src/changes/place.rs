use std::borrow::Cow;
use std::collections::BTreeSet;

use serde::Serialize;
use utoipa::ToSchema;

use super::place_text::{hazard_text, people_text, unit_text, zone_text};
use crate::model::LayerId;
use crate::query::{self, Answer, Finding, Place, PopulationOfUnit, Question, Unit, Zone};
use crate::snapshot::{LayerVersion, View};

/// What is other at a place in one snapshot than in another.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct PlaceChanges<'v> {
    /// The place.
    pub place: Place,
    /// Said with every answer from data that is not real.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub notice: Option<&'v str>,
    /// What is said otherwise of the place: hazards, units, zones, people.
    pub changes: Vec<PlaceChange<'v>>,
    /// The layers that are not the same in both, by name, whether or not it shows at the place.
    pub layers: Vec<Editions<'v>>,
}

/// Something that is said otherwise.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct PlaceChange<'v> {
    /// What is said.
    pub about: Topic,
    /// The layer that says it; of a unit, its level.
    pub of: &'v str,
    /// What changed, in words.
    pub text: String,
    /// What was said; absent where nothing was.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub before: Option<Said<'v>>,
    /// What is said after; absent where nothing is.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub after: Option<Said<'v>>,
}

/// What of a place something is said of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum Topic {
    /// What a hazard layer says.
    Hazard,
    /// The unit of a level.
    Unit,
    /// A school zone.
    Zone,
    /// The people of the unit.
    Population,
}

/// The part of the answer about a place that changed, as `/v1/at` has it.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
#[serde(untagged)]
pub enum Said<'v> {
    /// What a hazard layer says.
    Hazard(Finding<'v>),
    /// The unit of a level.
    Unit(Unit<'v>),
    /// A school zone.
    Zone(Zone<'v>),
    /// The people of the unit.
    Population(PopulationOfUnit<'v>),
}

/// A layer in two versions.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct Editions<'v> {
    /// The name of the layer.
    pub layer: &'v str,
    /// What people call it.
    pub title: Cow<'v, str>,
    /// The name of its content before; absent where it was not served.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub before: Option<&'v str>,
    /// The name of its content after; absent where it is not served.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub after: Option<&'v str>,
}

/// What is other at a place in one view than in another.
pub fn at<'v>(before: &'v View, after: &'v View, question: &Question) -> PlaceChanges<'v> {
    let (old, new) = (query::at(before, question), query::at(after, question));
    let lang = question.lang;
    let mut changes = Vec::new();
    changes.extend(differ(&old.findings, &new.findings, |f| f.layer).map(|(of, [b, a])| {
        let text = hazard_text([b, a], lang);
        change(Topic::Hazard, of, text, [b, a].map(|f| f.cloned().map(Said::Hazard)))
    }));
    changes.extend(differ(&old.units, &new.units, |u| u.level).map(|(of, [b, a])| {
        let text = unit_text([b, a], lang);
        change(Topic::Unit, of, text, [b, a].map(|u| u.cloned().map(Said::Unit)))
    }));
    let zone = |z: &Zone<'v>| (z.layer, z.id);
    changes.extend(differ(&old.zones, &new.zones, zone).map(|((of, _), [b, a])| {
        let text = zone_text([b, a], lang);
        change(Topic::Zone, of, text, [b, a].map(|z| z.cloned().map(Said::Zone)))
    }));
    changes.extend(people(&old, &new, question));
    PlaceChanges {
        place: new.place,
        notice: new.notice,
        changes,
        layers: editions(before, after, question),
    }
}

fn people<'v>(old: &Answer<'v>, new: &Answer<'v>, question: &Question) -> Option<PlaceChange<'v>> {
    let both = [old.population.as_ref(), new.population.as_ref()];
    let [before, after] = both;
    let of = after.or(before).filter(|_| before != after)?.layer;
    let text = people_text(both, question.lang);
    Some(change(Topic::Population, of, text, both.map(|p| p.cloned().map(Said::Population))))
}

fn change<'v>(
    about: Topic,
    of: &'v str,
    text: String,
    [before, after]: [Option<Said<'v>>; 2],
) -> PlaceChange<'v> {
    PlaceChange { about, of, text, before, after }
}

/// What is not the same in both, by its key, in the order of the keys of the newer, then of those
/// that only the older has.
fn differ<'s, T: PartialEq, K: PartialEq + Copy>(
    old: &'s [T],
    new: &'s [T],
    key: impl Fn(&T) -> K + Copy,
) -> impl Iterator<Item = (K, [Option<&'s T>; 2])> {
    let with = move |all: &'s [T], wanted: K| all.iter().find(|one| key(one) == wanted);
    let gone = old.iter().map(key).filter(move |k| with(new, *k).is_none());
    let keys = new.iter().map(key).chain(gone);
    keys.map(move |k| (k, [with(old, k), with(new, k)]))
        .filter(|(_, [before, after])| before != after)
}

fn editions<'v>(before: &'v View, after: &'v View, question: &Question) -> Vec<Editions<'v>> {
    let ids: BTreeSet<&LayerId> =
        before.layers().chain(after.layers()).map(|layer| &layer.layer().id).collect();
    let of = |id: &'v LayerId| {
        let both = [before.layer(id), after.layer(id)];
        let [old, new] = both.map(|layer| layer.map(LayerVersion::version));
        let title = both[1].or(both[0])?.layer().title.get(question.lang);
        let edition = Editions { layer: id.as_str(), title: title.into(), before: old, after: new };
        (old != new).then_some(edition)
    };
    ids.into_iter().filter_map(of).collect()
}
