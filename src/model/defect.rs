use std::fmt;

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// Something wrong in a manifest or a source: where, what, and what would be right.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, ToSchema)]
pub struct Defect {
    /// The file, relative to the layers folder.
    pub file: String,
    /// The line in a manifest, from 1.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub line: Option<usize>,
    /// The feature in a source: its id, or its place in the file from 1.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub feature: Option<String>,
    /// The field, or the key of a manifest.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub field: Option<String>,
    /// What is wrong: what came, and what was expected.
    pub reason: String,
    /// What would be right.
    pub mend: String,
}

impl Defect {
    /// A defect of a whole file.
    pub fn new(
        file: impl Into<String>,
        reason: impl Into<String>,
        mend: impl Into<String>,
    ) -> Self {
        Self {
            file: file.into(),
            line: None,
            feature: None,
            field: None,
            reason: reason.into(),
            mend: mend.into(),
        }
    }

    /// The same, at a line.
    pub fn at_line(self, line: usize) -> Self {
        Self { line: Some(line), ..self }
    }

    /// The same, with one more way to mend it.
    pub fn or_also(self, mend: &str) -> Self {
        Self { mend: format!("{}; or {mend}", self.mend), ..self }
    }

    /// The same, in a feature.
    pub fn in_feature(self, feature: impl Into<String>) -> Self {
        Self { feature: Some(feature.into()), ..self }
    }

    /// The same, in a field.
    pub fn in_field(self, field: impl Into<String>) -> Self {
        Self { field: Some(field.into()), ..self }
    }
}

impl fmt::Display for Defect {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.file)?;
        if let Some(line) = self.line {
            write!(f, ":{line}")?;
        }
        if let Some(feature) = &self.feature {
            write!(f, ": feature {feature}")?;
        }
        if let Some(field) = &self.field {
            write!(f, ": `{field}`")?;
        }
        write!(f, ": {}; {}", self.reason, self.mend)
    }
}
