use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::Words;

/// The rules by which schools admit in a year, as the city publishes them.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Admission {
    /// The year in which the school year begins: the name of the file.
    pub year: String,
    /// What it says.
    pub rules: AdmissionRules,
}

/// Rules of admission: `layers/admission/<year>.toml`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema, ToSchema)]
#[schemars(title = "wareng admission rules")]
#[serde(deny_unknown_fields)]
pub struct AdmissionRules {
    /// What people call it, by language tag.
    pub title: Words,
    /// The regulation, as it is cited.
    pub regulation: String,
    /// The official page.
    #[schemars(regex(pattern = r"^https?://\S+$"))]
    pub link: String,
    /// Which address counts, by language tag: that of the family card.
    pub address: Words,
    /// What else has to be known, by language tag: such as that the dates are illustrative.
    #[serde(default)]
    pub notes: Vec<Words>,
    /// Days that matter.
    #[serde(default)]
    pub dates: Vec<AdmissionDate>,
    /// The routes by jenjang.
    #[schemars(length(min = 1))]
    pub levels: Vec<AdmissionLevel>,
}

/// Days that matter.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct AdmissionDate {
    /// What happens, by language tag.
    pub label: Words,
    /// The first day: YYYY-MM-DD.
    #[schemars(regex(pattern = r"^\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$"))]
    pub from: String,
    /// The last day, where it is another.
    #[schemars(regex(pattern = r"^\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$"))]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub to: Option<String>,
    /// Whether the days are made up, for demonstration.
    #[serde(default)]
    pub illustrative: bool,
}

/// The routes of some jenjang.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct AdmissionLevel {
    /// The jenjang, as the schools have them: `["SMP"]`.
    #[schemars(length(min = 1))]
    pub of: Vec<String>,
    /// The ways to be admitted.
    #[serde(default)]
    pub routes: Vec<AdmissionRoute>,
}

/// A way to be admitted.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct AdmissionRoute {
    /// Its name: domisili, afirmasi, prestasi, mutasi.
    #[schemars(regex(pattern = r"^[a-z0-9_-]{1,32}$"))]
    pub id: String,
    /// What people call it, by language tag.
    pub label: Words,
    /// The part of the seats that it gets at least. Units: per cent.
    #[schemars(range(min = 0.0, max = 100.0))]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub at_least: Option<f64>,
    /// The part of the seats that it gets at most. Units: per cent.
    #[schemars(range(min = 0.0, max = 100.0))]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub at_most: Option<f64>,
}
