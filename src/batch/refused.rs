//! What is wrong with the question itself, so that no row can be answered.

use super::reason::excerpt;
use crate::model::{Lang, hint};

/// More names than this are not listed.
pub(super) const MOST_NAMES: usize = 60;

/// Why a job is not begun: the option at fault, and what would be right.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{parameter}`: {en}")]
pub struct Refused {
    /// The option: the command line has it with `--` before it.
    pub parameter: &'static str,
    /// Whether it names something that does not exist.
    pub is_unknown: bool,
    id: String,
    en: String,
}

impl Refused {
    /// What is wrong with one of the options.
    pub(super) fn new(
        parameter: &'static str,
        id: impl Into<String>,
        en: impl Into<String>,
    ) -> Self {
        Self { parameter, is_unknown: false, id: id.into(), en: en.into() }
    }

    /// A name that is not known, and those that are.
    pub(super) fn unknown(parameter: &'static str, name: &str, known: &[String]) -> Self {
        let name = excerpt(name.as_bytes());
        let [id, en] = hint(&name, &known[..known.len().min(MOST_NAMES)]);
        Self {
            parameter,
            is_unknown: true,
            id: format!("`{name}` tidak dikenal ({id})"),
            en: format!("`{name}` is not known ({en})"),
        }
    }

    /// What is wrong, and what would be right.
    pub fn text(&self, lang: Lang) -> &str {
        lang.pick(&self.id, &self.en)
    }
}
