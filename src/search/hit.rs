//! What was found, and how sure that is.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::place::Coord;

/// How precisely a hit says where something is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum Precision {
    /// The house itself.
    House,
    /// Between two houses, by their numbers.
    Interpolated,
    /// A place with a name: a school, a facility.
    Point,
    /// The position that was asked for in numbers.
    Coordinate,
    /// Somewhere along a street: the number was not given, or is not known.
    Street,
    /// Somewhere in a neighbourhood (RT or RW).
    Neighbourhood,
    /// Somewhere in a unit, or in another area with a name.
    Area,
}

/// Something that was found.
#[derive(Debug, Clone, PartialEq)]
pub struct Hit {
    /// How precise it is.
    pub precision: Precision,
    /// The layer it is of; none for a position in numbers.
    pub layer: Option<String>,
    /// Its features' ids: of a street all its pieces in the unit.
    pub ids: Vec<String>,
    /// What it is called.
    pub name: String,
    /// The house number, as it is published.
    pub house_number: Option<String>,
    /// The street or alley, and the street that the alley leads off.
    pub street: Option<String>,
    /// See `street`.
    pub along: Option<String>,
    /// The level that an area is a unit of.
    pub level: Option<String>,
    /// The units it lies in, from the smallest: level, code, name.
    pub units: Vec<[String; 3]>,
    /// Where it is.
    pub geometry: Geometry,
    /// Metres that the position is good to, where that is known.
    pub good_to_m: Option<f64>,
    /// Metres to it from the place that was asked about.
    pub distance_m: Option<f64>,
    /// How well it fits what was asked, from 0 to 1.
    pub confidence: f64,
    /// Whether it explains all that was asked, and nothing else does as well.
    pub sure: bool,
}

/// Where something is. Units: degrees.
#[derive(Debug, Clone, PartialEq)]
pub enum Geometry {
    /// A position.
    Point(Coord),
    /// Lines of a street.
    Lines(Vec<Vec<Coord>>),
    /// Polygons, each an exterior ring and its holes.
    Polygons(Vec<Vec<Vec<Coord>>>),
    /// Not known: a school without coordinates.
    None,
}

impl Geometry {
    /// All its positions.
    pub fn coords(&self) -> impl Iterator<Item = Coord> {
        let all: Vec<Coord> = match self {
            Self::Point(at) => vec![*at],
            Self::Lines(lines) => lines.iter().flatten().copied().collect(),
            Self::Polygons(polygons) => polygons.iter().flatten().flatten().copied().collect(),
            Self::None => Vec::new(),
        };
        all.into_iter()
    }
}
