//! Why a question cannot be answered, in Indonesian and English.

use crate::model::Lang;

/// A part of a question that is wrong, and what would be right.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refusal {
    /// The parameter: `by`, `unit`, `layers`, `with`, `rank_by` or `polygon`.
    pub parameter: &'static str,
    /// Whether it names something that does not exist.
    pub is_unknown: bool,
    id: String,
    en: String,
}

impl Refusal {
    /// What is wrong with a parameter.
    pub(super) fn new(
        parameter: &'static str,
        id: impl Into<String>,
        en: impl Into<String>,
    ) -> Self {
        Self { parameter, is_unknown: false, id: id.into(), en: en.into() }
    }

    /// A name that is not known; `hint` says what there is.
    pub(super) fn unknown(parameter: &'static str, name: &str, [id, en]: [String; 2]) -> Self {
        let name: String = name.chars().take(40).collect();
        let id = format!("`{name}` tidak dikenal ({id})");
        Self { parameter, is_unknown: true, id, en: format!("`{name}` is not known ({en})") }
    }

    /// The reason.
    pub fn text(&self, lang: Lang) -> &str {
        lang.pick(&self.id, &self.en)
    }
}
