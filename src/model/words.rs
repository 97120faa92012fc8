use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// A language that answers are written in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum Lang {
    /// Indonesian, the citizens' language and the default.
    #[default]
    Id,
    /// English.
    En,
}

impl Lang {
    /// The language of a tag such as `en`, `en-GB` or `id`; `None` for others.
    pub fn from_tag(tag: &str) -> Option<Self> {
        let primary = tag.split(['-', '_']).next().unwrap_or_default();
        match primary.to_ascii_lowercase().as_str() {
            "id" | "in" => Some(Self::Id),
            "en" => Some(Self::En),
            _ => None,
        }
    }

    /// The tag of BCP 47.
    pub fn tag(self) -> &'static str {
        match self {
            Self::Id => "id",
            Self::En => "en",
        }
    }

    /// One of two texts, the Indonesian given first.
    pub fn pick<'a>(self, id: &'a str, en: &'a str) -> &'a str {
        match self {
            Self::Id => id,
            Self::En => en,
        }
    }
}

/// A text by language tag, such as `{ id = "Banjir", en = "Flood" }`.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema, ToSchema)]
#[serde(transparent)]
pub struct Words(#[schemars(extend("minProperties" = 1))] BTreeMap<String, String>);

impl Words {
    /// The text in a language; where that is missing in Indonesian, then in any.
    pub fn get(&self, lang: Lang) -> &str {
        let by_tag = |tag: &str| self.0.get(tag).map(String::as_str);
        by_tag(lang.tag())
            .or_else(|| by_tag(Lang::Id.tag()))
            .or_else(|| self.0.values().next().map(String::as_str))
            .unwrap_or_default()
    }

    /// The text in every language.
    pub fn all(&self) -> impl Iterator<Item = &str> {
        self.0.values().map(String::as_str)
    }
}

impl<const N: usize> From<[(&str, &str); N]> for Words {
    fn from(pairs: [(&str, &str); N]) -> Self {
        Self(pairs.into_iter().map(|(tag, text)| (tag.to_owned(), text.to_owned())).collect())
    }
}
