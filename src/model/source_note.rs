use serde::Serialize;
use utoipa::ToSchema;

use super::Provenance;

/// Who published a layer, when, and on what terms.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
pub struct SourceNote<'p> {
    /// The name of the layer's content.
    pub version: &'p str,
    /// Who published it.
    pub publisher: &'p str,
    /// On what terms.
    pub licence: &'p str,
    /// The date of the data.
    pub dated: &'p str,
    /// Where it is published.
    pub link: &'p str,
    /// Where to report an error.
    pub contact: &'p str,
}

impl<'p> SourceNote<'p> {
    /// What is cited of a version of a layer.
    pub fn new(version: &'p str, provenance: &'p Provenance) -> Self {
        let Provenance { publisher, licence, dated, link, contact } = provenance;
        Self { version, publisher, licence, dated, link, contact }
    }
}
