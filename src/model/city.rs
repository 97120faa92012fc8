use serde::{Deserialize, Serialize};

use super::{Admission, Basemap, LayerId, Words};
use crate::place::{Bounds, LonLat};

/// The city that the layers describe.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct City {
    /// What people call it.
    pub name: Words,
    /// What people write in short for its name.
    pub short: Vec<String>,
    /// What people write behind an address besides its name: the province, in its forms.
    pub region: Vec<String>,
    /// Its code in the country's list.
    pub code: String,
    /// Shown on every page and in every answer, for data that is not real.
    pub notice: Option<Words>,
    /// Nothing of the city lies outside of it. Units: degrees.
    pub area: Bounds,
    /// CRSs usual here: tried when a file's numbers contradict the CRS it names.
    pub usual_crs: Vec<String>,
    /// The number to call.
    pub emergency: String,
    /// Who answers for the service.
    pub contact: String,
    /// Where the map opens.
    pub view: OpeningView,
    /// What another server draws, where the city lets readers have it.
    pub basemap: Option<Basemap>,
    /// The levels of units, from the smallest to the largest.
    pub levels: Vec<Level>,
    /// The rules by which schools admit, by year.
    pub admissions: Vec<Admission>,
}

/// Where the map opens.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct OpeningView {
    /// The middle.
    pub center: LonLat,
    /// The zoom of MapLibre (tiles of 512 pixels).
    pub zoom: f64,
}

/// A level of administrative units.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Level {
    /// Its name in the API.
    pub id: String,
    /// What people call it.
    pub label: Words,
    /// Where its units come from.
    pub units: LevelUnits,
}

/// Where a level's units come from.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LevelUnits {
    /// The polygons of a boundary layer.
    Layer {
        /// The layer.
        layer: LayerId,
        /// Two units this near make a place between them a gap, in metres.
        gap_m: f64,
    },
    /// The first characters of another level's codes.
    Prefix {
        /// The other level, which comes before this one.
        from: String,
        /// How many characters.
        prefix: usize,
        /// Where its names come from.
        names: UnitNames,
    },
}

/// Where the names of a derived level come from.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum UnitNames {
    /// A field of the layer that the level is derived from.
    Field(String),
    /// A boundary layer with these codes.
    Layer(LayerId),
}
