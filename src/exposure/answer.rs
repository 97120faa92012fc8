//! The shape of an answer, as it is sent.

use std::borrow::Cow;
use std::collections::BTreeMap;

use serde::Serialize;
use utoipa::ToSchema;

use crate::model::SourceNote;
use crate::query::Sources;

/// What lies in which class of which hazard, for every unit of a level, or in a polygon.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct Exposure<'v> {
    /// The name of what was asked: the same name gives the same answer.
    pub snapshot: &'v str,
    /// Said with every answer from data that is not real.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub notice: Option<&'v str>,
    /// The feature that was asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub feature: Option<FeatureName<'v>>,
    /// How people are spread over the area of their unit.
    pub spread: Spread,
    /// The hazard and the measure that the units are ranked by, such as `banjir.people`.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub rank_by: Option<String>,
    /// All units together, or the polygon or feature.
    pub whole: Exposed,
    /// The units, the worst first; none for a polygon or feature.
    pub units: Vec<ExposedUnit>,
    /// The layers that are declared and not served now: the answer says nothing of them.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub unavailable: Vec<&'v str>,
    /// Who published each layer that took part.
    #[schema(value_type = BTreeMap<String, SourceNote>)]
    pub sources: Sources<'v>,
}

/// A feature of a layer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct FeatureName<'v> {
    /// The layer.
    pub layer: &'v str,
    /// The feature's id.
    pub id: &'v str,
    /// Its name, where the layer has one.
    #[schema(required = true)]
    pub name: Option<Cow<'v, str>>,
}

/// How people are spread.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct Spread {
    /// `area`: evenly over the area of their unit; `weight`: over where a layer says that they
    /// live.
    pub by: &'static str,
    /// The same in words, and whether counts that are too small are left out.
    pub note: String,
}

/// A unit among others.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct ExposedUnit {
    /// Its place among all units of its level, 1 for the worst.
    pub rank: usize,
    /// The level.
    pub level: String,
    /// Its code.
    pub code: String,
    /// Its name.
    pub name: String,
    /// What lies in it.
    #[serde(flatten)]
    pub exposed: Exposed,
}

/// What lies in an area, and how much of it in which class.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct Exposed {
    /// All that lies in it.
    #[serde(flatten)]
    pub figures: Figures,
    /// The measures, `people` among them, that have at least what is said, here and in every row:
    /// of some unit the count is too small to be told.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub hidden: Vec<String>,
    /// For each hazard its classes, the gravest first, then `none` and `unmapped`: they add up
    /// to the whole.
    pub hazards: BTreeMap<String, Vec<ClassRow>>,
    /// What several hazards say together, where that was asked; what occurs nowhere is left out.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub combinations: Option<Vec<CombinationRow>>,
}

/// How much there is.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct Figures {
    /// On the ellipsoid. Units: square metres.
    pub area_m2: f64,
    /// The people, where a population layer says.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub people: Option<f64>,
    /// The other measures of population layers.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub measures: BTreeMap<String, f64>,
    /// What stands there, by layer.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub facilities: BTreeMap<String, Count>,
}

/// Things of one layer.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct Count {
    /// How many.
    pub count: u64,
    /// The sums that the layer declares.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub sums: BTreeMap<String, f64>,
}

/// What a hazard says of a part of an area.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct Says {
    /// `mapped` in a class, `none` where mapped and in no class, `unmapped` where nothing is
    /// known.
    pub status: &'static str,
    /// The class.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub class: Option<String>,
    /// What people call it.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub label: Option<String>,
}

/// What lies in a class of a hazard.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct ClassRow {
    /// The class, or `none` or `unmapped`.
    #[serde(flatten)]
    pub says: Says,
    /// The share of the whole area.
    pub share: f64,
    /// The share of all its people.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub people_share: Option<f64>,
    /// How much that is.
    #[serde(flatten)]
    pub figures: Figures,
}

/// What lies where several hazards say something each.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct CombinationRow {
    /// What each of them says, by hazard.
    pub says: BTreeMap<String, Says>,
    /// The share of the whole area.
    pub share: f64,
    /// The share of all its people.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub people_share: Option<f64>,
    /// How much that is.
    #[serde(flatten)]
    pub figures: Figures,
}

impl Figures {
    /// The columns of a table, in their order, with what they hold.
    pub(super) fn columns(&self) -> impl Iterator<Item = (String, f64)> {
        let people = self.people.map(|p| ("people".to_owned(), p));
        let measures = self.measures.iter().map(|(name, v)| (name.clone(), *v));
        let things = self.facilities.iter().flat_map(|(layer, counted)| {
            let sums = counted.sums.iter().map(move |(sum, v)| (format!("{layer}.{sum}"), *v));
            #[expect(clippy::cast_precision_loss, reason = "fewer things than 2^53")]
            let count = counted.count as f64;
            std::iter::once((layer.clone(), count)).chain(sums)
        });
        let area = ("area_m2".to_owned(), self.area_m2);
        std::iter::once(area).chain(people).chain(measures).chain(things)
    }

    /// One of the columns.
    pub(super) fn get(&self, name: &str) -> Option<f64> {
        self.columns().find(|(column, _)| column == name).map(|(_, v)| v)
    }
}
