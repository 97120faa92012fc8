//! What is wrong with a question itself, so that nothing of it is answered.

use super::Lang;

/// Characters of a name that is told back.
const MOST_CHARACTERS: usize = 40;

/// Why a question is not answered: the parameter at fault, and what would be right.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{parameter}`: {en}")]
pub struct Refused {
    /// The parameter: the command line has it with `--` before it.
    pub parameter: &'static str,
    /// Whether it names something that does not exist.
    pub is_unknown: bool,
    id: String,
    en: String,
}

impl Refused {
    /// What is wrong with a parameter, in Indonesian and English.
    pub fn new(parameter: &'static str, id: impl Into<String>, en: impl Into<String>) -> Self {
        Self { parameter, is_unknown: false, id: id.into(), en: en.into() }
    }

    /// A name that is not known; the hint says what there is.
    pub fn unknown(parameter: &'static str, name: &str, [id, en]: [String; 2]) -> Self {
        let name: String = name.chars().take(MOST_CHARACTERS).collect();
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
