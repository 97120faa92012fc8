//! The shape of an answer, as it is sent.

use std::borrow::Cow;
use std::collections::BTreeMap;

use serde::Serialize;
use utoipa::ToSchema;

use super::Sources;
use crate::model::{LayerId, SourceNote, Value};

/// Under another name: what is called `Value`, utoipa takes for any JSON.
type Cell = Value;

/// All that is known of one place.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct Answer<'v> {
    /// The name of what was asked: the same name gives the same answer.
    pub snapshot: &'v str,
    /// The place.
    pub place: Place,
    /// Said with every answer from data that is not real.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub notice: Option<&'v str>,
    /// The unit of each level, from the smallest.
    pub units: Vec<Unit<'v>>,
    /// What each hazard layer says, by layer.
    pub findings: Vec<Finding<'v>>,
    /// The layers that are declared and not served now: the answer says nothing of them.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub unavailable: Vec<&'v str>,
    /// The school zones that cover the place.
    pub zones: Vec<Zone<'v>>,
    /// The people of the unit that the place lies in.
    #[schema(required = true)]
    pub population: Option<PopulationOfUnit<'v>>,
    /// Who published each layer that took part.
    #[schema(value_type = BTreeMap<String, SourceNote>)]
    pub sources: Sources<'v>,
}

impl Answer<'_> {
    /// Whether no layer says anything of the place.
    pub(super) fn is_empty(&self) -> bool {
        let says_where = !self.units.is_empty() || !self.zones.is_empty();
        !says_where && self.findings.is_empty() && self.population.is_none()
    }
}

/// A place. Units: degrees.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, ToSchema)]
pub struct Place {
    /// East.
    pub lon: f64,
    /// North.
    pub lat: f64,
}

/// What one level of units says of a place.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct Unit<'v> {
    /// The level.
    pub level: &'v str,
    /// How the place lies to its units.
    #[serde(flatten)]
    pub status: UnitStatus<'v>,
}

/// How a place lies to the units of a level.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
#[serde(tag = "status", rename_all = "lowercase")]
pub enum UnitStatus<'v> {
    /// In a unit.
    Inside {
        /// The unit; of several the one with the lowest code.
        #[serde(flatten)]
        unit: UnitName<'v>,
        /// Metres to its border, where that is within the radius.
        #[serde(skip_serializing_if = "Option::is_none")]
        #[schema(nullable = false)]
        border_m: Option<f64>,
        /// The other units that cover the place: it lies on their common border or overlap.
        also: Vec<UnitName<'v>>,
    },
    /// In none, but between some.
    Gap {
        /// The nearest unit.
        nearest: NearUnit<'v>,
    },
    /// In none, and not between any.
    Outside {
        /// The nearest unit, where one is within the radius.
        #[serde(skip_serializing_if = "Option::is_none")]
        #[schema(nullable = false)]
        nearest: Option<NearUnit<'v>>,
    },
    /// The level's layer is not served now.
    Unavailable,
}

/// A unit.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, ToSchema)]
pub struct UnitName<'v> {
    /// Its code.
    pub code: Cow<'v, str>,
    /// Its name.
    pub name: Cow<'v, str>,
}

/// A unit some way off.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct NearUnit<'v> {
    /// The unit.
    #[serde(flatten)]
    pub unit: UnitName<'v>,
    /// Metres to it.
    pub distance_m: f64,
}

/// What one hazard layer says of a place.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct Finding<'v> {
    /// The layer.
    pub layer: &'v str,
    /// Always `hazard`.
    pub kind: &'static str,
    /// What people call the layer.
    pub title: &'v str,
    /// What it says.
    #[serde(flatten)]
    pub status: FindingStatus<'v>,
    /// Metres to the nearest place where it says something else, where that is within the radius.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub border_m: Option<f64>,
    /// The nearest graver class within the radius.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub worse: Option<Worse<'v>>,
    /// Whether the border is nearer than the data is good to; where the publisher says how good.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub edge: Option<Edge>,
}

impl<'v> Finding<'v> {
    /// What is said of a hazard that is not served.
    pub(super) fn unavailable(layer: &'v LayerId, title: &'v str) -> Self {
        Self {
            layer: layer.as_str(),
            kind: "hazard",
            title,
            status: FindingStatus::Unavailable,
            border_m: None,
            worse: None,
            edge: None,
        }
    }
}

/// What a hazard layer says.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
#[serde(tag = "status", rename_all = "lowercase")]
pub enum FindingStatus<'v> {
    /// In a hazard class.
    Mapped {
        /// The gravest class there.
        class: &'v str,
        /// What people call it.
        label: &'v str,
        /// What it means.
        meaning: &'v str,
        /// What to do.
        advice: &'v str,
        /// `#rrggbb`.
        color: &'v str,
        /// The other classes there, gravest first.
        also: Vec<ClassName<'v>>,
    },
    /// Mapped, and in no hazard class.
    None,
    /// Not mapped: nothing is known, which is not the same as no hazard.
    Unmapped,
    /// The layer is not served now: nothing can be said.
    Unavailable,
}

/// A class of a hazard.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct ClassName<'v> {
    /// Its name in the API.
    pub class: &'v str,
    /// What people call it.
    pub label: &'v str,
}

/// A graver class some way off.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct Worse<'v> {
    /// The class.
    #[serde(flatten)]
    pub class: ClassName<'v>,
    /// Metres to it.
    pub distance_m: f64,
}

/// How near a border is, measured by what the data is good to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum Edge {
    /// So near that the place may lie on its other side.
    Near,
    /// Farther.
    Clear,
}

/// A school zone that covers the place.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct Zone<'v> {
    /// The layer.
    pub layer: &'v str,
    /// What people call the layer.
    pub title: &'v str,
    /// The zone's id.
    pub id: &'v str,
    /// Its name, where the layer has one.
    #[schema(required = true)]
    pub name: Option<Cow<'v, str>>,
    /// Its columns.
    pub properties: BTreeMap<&'v str, Cell>,
}

/// The people of a unit.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct PopulationOfUnit<'v> {
    /// The layer.
    pub layer: &'v str,
    /// The level of the unit.
    pub level: &'v str,
    /// The unit.
    #[serde(flatten)]
    pub unit: UnitName<'v>,
    /// How many people.
    #[schema(value_type = Option<f64>, required = true)]
    pub people: Value,
    /// The other measures of the layer.
    #[schema(value_type = BTreeMap<String, Option<f64>>)]
    pub sums: BTreeMap<&'v str, Value>,
}
