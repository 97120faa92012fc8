//! The shape of the tables [school], [zone] and [facility]; see `raw`.

use schemars::JsonSchema;
use serde::Deserialize;

/// What the fields of schools stand for, each by our name of it.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct RawSchool {
    /// The jenjang: TK, SD, SMP, SMA, SMK, SLB, MI, MTs, MA.
    pub level: String,
    /// Public or private.
    pub status: Option<String>,
    /// The address.
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

/// What the fields of school zones stand for, and what says where a zone is.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct RawZone {
    /// The field (our name) with the school's number.
    pub school: String,
    /// The field (our name) with the jenjang (default: that of the school).
    pub level: Option<String>,
    /// What says where a zone is: its polygon, the units it lists, or a radius around the school.
    pub by: RawZoneBy,
    /// With by = "units": the field (our name) with the codes of its units.
    pub units: Option<String>,
    /// With by = "units": what stands between two codes (default ";").
    #[schemars(length(min = 1, max = 8))]
    pub separator: Option<String>,
    /// With by = "units": the boundary layers that have these codes.
    #[serde(default)]
    pub of: Vec<String>,
    /// With by = "radius": the field (our name) with the metres around the school.
    pub radius_m: Option<String>,
}

/// What says where a zone is.
#[derive(Debug, Clone, Copy, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub(super) enum RawZoneBy {
    /// Its polygon.
    Polygon,
    /// The units it lists.
    Units,
    /// A radius around its school.
    Radius,
}

/// What the fields of facilities stand for, each by our name of it.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct RawFacility {
    /// What it is: hospital, shelter, and so on.
    pub kind: String,
    /// The telephone number.
    pub phone: Option<String>,
    /// How many it holds.
    pub capacity: Option<String>,
}

/// What a population layer counts.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct RawPopulation {
    /// The level (city.toml) that its codes are of.
    pub level: String,
    /// The field (our name) with the number of people.
    pub people: String,
    /// Where in their unit they live; evenly over its area where absent.
    pub weight: Option<RawWeight>,
    /// Which counts are too small to be told to everybody; none where absent.
    pub small_counts: Option<RawSmallCounts>,
}

/// Counts of so few people that they point at persons.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct RawSmallCounts {
    /// Those from 1 to below this are hidden.
    #[schemars(range(min = 2, max = 1_000_000))]
    pub under: u32,
    /// The scope that a key needs to see them.
    #[schemars(regex(pattern = r"^[a-z0-9_-]{1,64}$"))]
    pub exact: String,
}

/// Where in their unit people live.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct RawWeight {
    /// A layer of polygons where people live: settlements, buildings.
    pub layer: String,
    /// A field of that layer: how densely, in proportion; as densely everywhere where absent.
    pub field: Option<String>,
}
