//! What the fields of a layer stand for, where a question has to know.

use serde::{Deserialize, Serialize};

use super::LayerId;

/// What the fields of a school say. Its number and name are the layer's id and name.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SchoolFields {
    /// The jenjang: TK, SD, SMP, …
    pub level: String,
    /// Public or private.
    pub status: Option<String>,
    /// Its address.
    pub address: Option<String>,
    /// Classes (rombel).
    pub classes: Option<String>,
    /// Teachers.
    pub teachers: Option<String>,
    /// Students.
    pub students: Option<String>,
    /// Seats for new students.
    pub seats: Option<String>,
}

/// What the fields of a school's zone say.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ZoneFields {
    /// The number of its school.
    pub school: String,
    /// The jenjang; that of the school where none is named.
    pub level: Option<String>,
    /// What says which places are in it.
    pub extent: ZoneExtent,
}

/// What says which places are in a zone.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ZoneExtent {
    /// Its polygons.
    Polygon,
    /// The units that a field lists.
    Units {
        /// The field.
        field: String,
        /// What stands between two codes.
        separator: String,
        /// The boundary layers that have these codes.
        layers: Vec<LayerId>,
    },
    /// The metres around the school that a field says.
    Radius {
        /// The field.
        field: String,
    },
}

impl ZoneExtent {
    /// Its name in manifests and answers.
    pub fn name(&self) -> &'static str {
        match self {
            Self::Polygon => "polygon",
            Self::Units { .. } => "units",
            Self::Radius { .. } => "radius",
        }
    }
}

/// What the fields of a facility say.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FacilityFields {
    /// What it is: hospital, shelter, …
    pub kind: String,
    /// Its telephone number.
    pub phone: Option<String>,
    /// How many it holds.
    pub capacity: Option<String>,
}
