use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{Defect, Repair};

/// What became of the features of a source.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize, ToSchema)]
pub struct Report {
    /// Features in the source.
    pub read: usize,
    /// Features served.
    pub kept: usize,
    /// What was repaired, by sort.
    pub repairs: Vec<Repaired>,
    /// What is odd and served as it is.
    pub warnings: Vec<Defect>,
    /// Where the features of a partition do not fit together; absent where the layer declares
    /// none.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub partition: Option<Fit>,
}

impl Report {
    /// Counts a repair, and keeps the first few features as examples.
    pub fn repaired(&mut self, sort: Repair, feature: &str) {
        const EXAMPLES: usize = 5;
        let at = self.repairs.iter().position(|r| r.sort == sort).unwrap_or_else(|| {
            self.repairs.push(Repaired { sort, count: 0, examples: Vec::new() });
            self.repairs.len() - 1
        });
        let entry = &mut self.repairs[at];
        entry.count += 1;
        if entry.examples.len() < EXAMPLES && !entry.examples.iter().any(|e| e == feature) {
            entry.examples.push(feature.to_owned());
        }
    }
}

/// One sort of repair.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Repaired {
    /// What was repaired.
    #[serde(rename = "reason")]
    pub sort: Repair,
    /// In how many places.
    pub count: u32,
    /// The first features it happened to.
    pub examples: Vec<String>,
}

/// How far features that should cover a place exactly once do so.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Fit {
    /// Places between features that none of them covers. What is open to the outside is none.
    pub gaps: Flaws,
    /// Places that two features cover.
    pub overlaps: Flaws,
}

/// The gaps or the overlaps of a partition.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize, ToSchema)]
pub struct Flaws {
    /// How many there are.
    pub count: usize,
    /// What they cover together. Units: square metres on the ellipsoid.
    pub area_m2: f64,
    /// How many more there are of less than 0.01 m², as rounded positions make them; their area
    /// is not in `area_m2`.
    pub tiny: usize,
    /// Those of the largest area, at most 20, the largest first.
    pub largest: Vec<Flaw>,
}

impl Flaws {
    /// What is smaller comes from the rounding of positions and not from whoever drew a border:
    /// seven decimals of a degree are a centimetre. Units: square metres.
    pub const TINY_M2: f64 = 0.01;
    /// At most so many are listed.
    pub const LISTED: usize = 20;
}

/// A gap or an overlap.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Flaw {
    /// Its area. Units: square metres on the ellipsoid.
    pub area_m2: f64,
    /// The longitude of a place in it. Units: degrees.
    pub lon: f64,
    /// The latitude of a place in it. Units: degrees.
    pub lat: f64,
    /// The two features that overlap, or those around the gap, at most 8.
    pub features: Vec<Neighbour>,
}

impl Flaw {
    /// At most so many features around a gap are named.
    pub const FEATURES: usize = 8;
}

/// A feature that does not fit to another.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Neighbour {
    /// Its id.
    pub id: String,
    /// Its name; absent where the layer has none.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub name: Option<String>,
}
