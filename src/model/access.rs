use std::fmt;

use serde::{Deserialize, Serialize};

/// A word that layers ask for and keys carry: 1 to 64 of `a-z 0-9 - _`, and not `public`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Scope(String);

impl Scope {
    /// The scope, or `None` where the word has another form.
    pub fn new(word: &str) -> Option<Self> {
        let allowed =
            |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-' || c == '_';
        let fits = (1..=64).contains(&word.len()) && word.chars().all(allowed);
        (fits && word != PUBLIC).then(|| Self(word.to_owned()))
    }

    /// The scope as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Scope {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl From<Scope> for String {
    fn from(scope: Scope) -> Self {
        scope.0
    }
}

impl TryFrom<String> for Scope {
    type Error = String;

    fn try_from(word: String) -> Result<Self, Self::Error> {
        Self::new(&word).ok_or_else(|| format!("`{word}` is not a scope (a-z, 0-9, - and _)"))
    }
}

const PUBLIC: &str = "public";

/// Who may see a layer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Access {
    /// Everybody.
    Public,
    /// Whose key has the scope.
    Scope(Scope),
    /// Nobody but who has the layers folder: its manifest cannot be read so far.
    Nobody,
}

impl Access {
    /// What a manifest means by a word; `None` where it has another form.
    pub fn of_word(word: &str) -> Option<Self> {
        if word == PUBLIC { Some(Self::Public) } else { Scope::new(word).map(Self::Scope) }
    }

    /// Who may see both of what these say; nobody where two scopes would be needed.
    #[must_use]
    pub fn and(&self, other: &Self) -> Self {
        match (self, other) {
            (Self::Public, access) | (access, Self::Public) => access.clone(),
            (own, other) if own == other => own.clone(),
            _ => Self::Nobody,
        }
    }

    /// Whether all who may see this may see the other.
    pub fn is_within(&self, other: &Self) -> bool {
        *other == Self::Public || (*other != Self::Nobody && self == other)
    }
}

impl fmt::Display for Access {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Public => f.write_str(PUBLIC),
            Self::Scope(scope) => scope.fmt(f),
            Self::Nobody => f.write_str("nobody"),
        }
    }
}
