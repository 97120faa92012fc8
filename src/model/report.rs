use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{Defect, Repair};

/// What became of the features of a source.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, ToSchema)]
pub struct Report {
    /// Features in the source.
    pub read: usize,
    /// Features served.
    pub kept: usize,
    /// What was repaired, by sort.
    pub repairs: Vec<Repaired>,
    /// What is odd and served as it is.
    pub warnings: Vec<Defect>,
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
