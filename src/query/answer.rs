//! The shape of an answer, as it is sent.

use std::collections::BTreeMap;

use serde::Serialize;
use utoipa::ToSchema;

use crate::model::{LayerId, Value};

/// Under another name: what is called `Value`, utoipa takes for any JSON.
type Cell = Value;

/// All that is known of one place.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct Answer {
    /// The name of what was asked: the same name gives the same answer.
    pub snapshot: String,
    /// The place.
    pub place: Place,
    /// Said with every answer from data that is not real.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub notice: Option<String>,
    /// The unit of each level, from the smallest.
    pub units: Vec<Unit>,
    /// What each hazard layer says, by layer.
    pub findings: Vec<Finding>,
    /// The layers that are declared and not served now: the answer says nothing of them.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub unavailable: Vec<String>,
    /// The school zones that cover the place.
    pub zones: Vec<Zone>,
    /// The people of the unit that the place lies in.
    #[schema(required = true)]
    pub population: Option<PopulationOfUnit>,
    /// Who published each layer that took part.
    pub sources: BTreeMap<String, SourceNote>,
}

impl Answer {
    /// Whether no layer says anything of the place.
    pub(super) fn is_empty(&self) -> bool {
        self.units.is_empty()
            && self.findings.is_empty()
            && self.zones.is_empty()
            && self.population.is_none()
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
pub struct Unit {
    /// The level.
    pub level: String,
    /// How the place lies to its units.
    #[serde(flatten)]
    pub status: UnitStatus,
}

/// How a place lies to the units of a level.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
#[serde(tag = "status", rename_all = "lowercase")]
pub enum UnitStatus {
    /// In a unit.
    Inside {
        /// The unit; of several the one with the lowest code.
        #[serde(flatten)]
        unit: UnitName,
        /// Metres to its border, where that is within the radius.
        #[serde(skip_serializing_if = "Option::is_none")]
        #[schema(nullable = false)]
        border_m: Option<f64>,
        /// The other units that cover the place: it lies on their common border or overlap.
        also: Vec<UnitName>,
    },
    /// In none, but between some.
    Gap {
        /// The nearest unit.
        nearest: NearUnit,
    },
    /// In none, and not between any.
    Outside {
        /// The nearest unit, where one is within the radius.
        #[serde(skip_serializing_if = "Option::is_none")]
        #[schema(nullable = false)]
        nearest: Option<NearUnit>,
    },
    /// The level's layer is not served now.
    Unavailable,
}

/// A unit.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, ToSchema)]
pub struct UnitName {
    /// Its code.
    pub code: String,
    /// Its name.
    pub name: String,
}

/// A unit some way off.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct NearUnit {
    /// The unit.
    #[serde(flatten)]
    pub unit: UnitName,
    /// Metres to it.
    pub distance_m: f64,
}

/// What one hazard layer says of a place.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct Finding {
    /// The layer.
    pub layer: String,
    /// Always `hazard`.
    pub kind: &'static str,
    /// What people call the layer.
    pub title: String,
    /// What it says.
    #[serde(flatten)]
    pub status: FindingStatus,
    /// Metres to the nearest place where it says something else, where that is within the radius.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub border_m: Option<f64>,
    /// The nearest graver class within the radius.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub worse: Option<Worse>,
    /// Whether the border is nearer than the data is good to; where the publisher says how good.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub edge: Option<Edge>,
}

impl Finding {
    /// What is said of a hazard that is not served.
    pub(super) fn unavailable(layer: &LayerId, title: &str) -> Self {
        Self {
            layer: layer.to_string(),
            kind: "hazard",
            title: title.to_owned(),
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
pub enum FindingStatus {
    /// In a hazard class.
    Mapped {
        /// The gravest class there.
        class: String,
        /// What people call it.
        label: String,
        /// What it means.
        meaning: String,
        /// What to do.
        advice: String,
        /// `#rrggbb`.
        color: String,
        /// The other classes there, gravest first.
        also: Vec<ClassName>,
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
pub struct ClassName {
    /// Its name in the API.
    pub class: String,
    /// What people call it.
    pub label: String,
}

/// A graver class some way off.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct Worse {
    /// The class.
    #[serde(flatten)]
    pub class: ClassName,
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
pub struct Zone {
    /// The layer.
    pub layer: String,
    /// What people call the layer.
    pub title: String,
    /// The zone's id.
    pub id: String,
    /// Its name, where the layer has one.
    #[schema(required = true)]
    pub name: Option<String>,
    /// Its columns.
    pub properties: BTreeMap<String, Cell>,
}

/// The people of a unit.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct PopulationOfUnit {
    /// The layer.
    pub layer: String,
    /// The level of the unit.
    pub level: String,
    /// The unit.
    #[serde(flatten)]
    pub unit: UnitName,
    /// How many people.
    #[schema(value_type = Option<f64>, required = true)]
    pub people: Value,
    /// The other measures of the layer.
    #[schema(value_type = BTreeMap<String, Option<f64>>)]
    pub sums: BTreeMap<String, Value>,
}

/// Who published a layer, when, and on what terms.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct SourceNote {
    /// The name of the layer's content.
    pub version: String,
    /// Who published it.
    pub publisher: String,
    /// On what terms.
    pub licence: String,
    /// The date of the data.
    pub dated: String,
    /// Where it is published.
    pub link: String,
    /// Where to report an error.
    pub contact: String,
}
