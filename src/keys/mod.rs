//! Keys: who carries which scopes, until when. What opens a key is shown once, when it is made; what
//! is kept is its SHA-256, by which it is found again, so that no comparison tells how much of a
//! guess was right. Knows no HTTP.

mod digest;
mod file;
mod secret;

use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

use chrono::{DateTime, Days, SubsecRound, Utc};
use serde::{Deserialize, Serialize};
use thiserror::Error;

use crate::model::Scope;
pub use digest::Digest;
pub use file::{change, read};
pub use secret::replace;

/// A key as it is kept.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Key {
    /// Its name in lists and logs: the part of the key that is no secret.
    pub id: String,
    /// Whom it was made for.
    pub name: String,
    /// What it opens.
    pub scopes: BTreeSet<Scope>,
    /// How many requests a minute its holder may make, where it is not what everybody may.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub per_minute: Option<u32>,
    /// Whether its holder is answered while others are turned away, as responders are.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub priority: bool,
    /// When it was made.
    pub created: DateTime<Utc>,
    /// From when on it is not taken any more.
    pub expires: DateTime<Utc>,
    /// Since when it is not taken any more, whatever it says.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub revoked: Option<DateTime<Utc>>,
    /// The SHA-256 of the whole key.
    sha256: Digest,
}

/// What is wished of a new key.
#[derive(Debug, Clone)]
pub struct Wish {
    /// Whom it is for.
    pub name: String,
    /// What it opens.
    pub scopes: BTreeSet<Scope>,
    /// How many days it is taken.
    pub days: u32,
    /// How many requests a minute its holder may make.
    pub per_minute: Option<u32>,
    /// Whether its holder is answered while others are turned away.
    pub priority: bool,
}

/// Why there is no key.
#[derive(Debug, Error)]
pub enum KeysError {
    /// The file system refused.
    #[error("cannot be read or written: {0}")]
    Io(#[from] std::io::Error),
    /// It is no file of keys.
    #[error("is no file of keys: {0}")]
    Form(#[from] toml::de::Error),
    /// The keys cannot be written down.
    #[error("keys cannot be written: {0}")]
    Written(#[from] toml::ser::Error),
    /// The system has no random bits.
    #[error("no random bits: {0}")]
    Random(#[from] getrandom::Error),
    /// A file too long to be one of keys.
    #[error("is larger than {} MiB, which no file of keys is", file::MOST_BYTES >> 20)]
    TooLarge,
    /// No key has this name.
    #[error("has no key `{0}`; `wareng keys list` shows those that it has")]
    Unknown(String),
    /// It would never have an end.
    #[error("a key for so many days has no end; write fewer")]
    Endless,
}

/// How every key begins, so that one that lies about is known for what it is.
const PREFIX: &str = "wareng";

/// Bytes of a key's name, and of its secret: 256 bits.
const ID_BYTES: usize = 4;
const SECRET_BYTES: usize = 32;

impl Key {
    /// A new key, and what opens it: `wareng_<id>_<secret>`.
    ///
    /// # Errors
    /// Where the system has no random bits, or the key no end.
    pub fn new(wish: Wish, now: DateTime<Utc>) -> Result<(Self, String), KeysError> {
        let (mut id, mut secret) = ([0; ID_BYTES], [0; SECRET_BYTES]);
        getrandom::fill(&mut id)?;
        getrandom::fill(&mut secret)?;
        let id = digest::hex(&id);
        let opens = format!("{PREFIX}_{id}_{}", digest::hex(&secret));
        let created = now.trunc_subsecs(0);
        let expires = created.checked_add_days(Days::new(wish.days.into()));
        let key = Self {
            id,
            name: wish.name,
            scopes: wish.scopes,
            per_minute: wish.per_minute,
            priority: wish.priority,
            created,
            expires: expires.ok_or(KeysError::Endless)?,
            revoked: None,
            sha256: Digest::of(&opens),
        };
        Ok((key, opens))
    }

    /// Whether it is taken.
    pub fn is_taken(&self, now: DateTime<Utc>) -> bool {
        self.revoked.is_none() && now < self.expires
    }

    /// Takes it no longer. It stays in the list, so that its name is not given anew.
    pub fn revoke(&mut self, now: DateTime<Utc>) {
        self.revoked.get_or_insert(now.trunc_subsecs(0));
    }
}

/// All keys, to be looked up by what opens them.
#[derive(Debug, Default)]
pub struct Keys {
    by_digest: HashMap<Digest, Arc<Key>>,
}

impl Keys {
    /// The key that a text opens, where it is taken.
    pub fn opened_by(&self, text: &str, now: DateTime<Utc>) -> Option<Arc<Key>> {
        let found = self.by_digest.get(&Digest::of(text))?;
        found.is_taken(now).then(|| Arc::clone(found))
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.by_digest.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.by_digest.is_empty()
    }
}

impl FromIterator<Key> for Keys {
    fn from_iter<T: IntoIterator<Item = Key>>(keys: T) -> Self {
        Self { by_digest: keys.into_iter().map(|key| (key.sha256, Arc::new(key))).collect() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn wish(days: u32) -> Wish {
        let scopes = Scope::new("staf").into_iter().collect();
        Wish { name: "posko".into(), scopes, days, per_minute: None, priority: false }
    }

    #[test]
    fn a_key_is_taken_until_it_ends_or_is_revoked() {
        let now = Utc::now();
        let (mut key, opens) = Key::new(wish(2), now).unwrap();
        let is_taken = |key: &Key, days: u64| {
            let keys = Keys::from_iter([key.clone()]);
            keys.opened_by(&opens, now + Days::new(days)).is_some()
        };
        assert!(is_taken(&key, 0) && is_taken(&key, 1) && !is_taken(&key, 2));
        key.revoke(now);
        assert!(!is_taken(&key, 0));
    }

    #[test]
    fn nothing_that_is_kept_opens_a_key() {
        let (key, opens) = Key::new(wish(2), Utc::now()).unwrap();
        let kept = toml::to_string(&key).unwrap();
        let keys = Keys::from_iter([key.clone()]);
        assert_eq!(opens.len(), "wareng_".len() + 8 + 1 + 64);
        assert!(opens.starts_with(&format!("wareng_{}_", key.id)));
        for text in kept.split(['"', ' ', '\n']).chain(["", &opens[..opens.len() - 1]]) {
            assert!(keys.opened_by(text, Utc::now()).is_none(), "{text}");
        }
        let (_, other) = Key::new(wish(2), Utc::now()).unwrap();
        assert_ne!(opens, other);
    }
}
