//! The keys that sign receipts, and those that receipts are checked with: JSON Web Keys (RFC 7517)
//! of Ed25519 (RFC 8037), each named by its thumbprint (RFC 7638).

use std::fmt;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use ed25519_dalek::{SigningKey, VerifyingKey};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use thiserror::Error;

use super::jws::base64url;

/// Why keys cannot be used.
#[derive(Debug, Error)]
pub enum KeysError {
    /// It is no set of keys.
    #[error("is no JSON Web Key Set: {0}")]
    Form(#[from] serde_json::Error),
    /// A key is no key of Ed25519.
    #[error("key {0} is no key of Ed25519 (`kty` OKP, `crv` Ed25519, `x` of 32 bytes)")]
    Key(usize),
    /// No key can sign.
    #[error("has no key that signs first; make one with `wareng receipts rotate`")]
    NoneSigns,
}

/// A set of keys, as it is kept and published.
#[derive(Debug, Serialize, Deserialize)]
struct KeySet {
    keys: Vec<Jwk>,
}

/// A key. `d` is there in the one that signs, and in no other.
#[derive(Debug, Serialize, Deserialize)]
struct Jwk {
    kty: String,
    crv: String,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    kid: String,
    x: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    d: Option<String>,
}

/// The key that signs, and all that have signed.
pub struct SigningKeys {
    key: SigningKey,
    all: PublicKeys,
}

/// Keys that receipts are checked with, the newest first.
#[derive(Debug, Clone)]
pub struct PublicKeys(Vec<(String, VerifyingKey)>);

impl SigningKeys {
    /// A new key in the place of those that have signed until now, which are told on.
    pub fn rotated(secret: &[u8; 32], before: Option<&Self>) -> Self {
        let key = SigningKey::from_bytes(secret);
        let own = key.verifying_key();
        let mut all = vec![(thumbprint(&own), own)];
        all.extend(before.into_iter().flat_map(|keys| keys.all.0.iter().cloned()));
        Self { key, all: PublicKeys(all) }
    }

    /// Reads the file of keys.
    ///
    /// # Errors
    /// See [`KeysError`].
    pub fn parse(text: &str) -> Result<Self, KeysError> {
        let set: KeySet = serde_json::from_str(text)?;
        let secret = set.keys.first().and_then(|key| key.d.as_deref());
        let secret = secret.and_then(bytes).ok_or(KeysError::NoneSigns)?;
        let key = SigningKey::from_bytes(&secret);
        let all = PublicKeys::of(&set)?;
        // A secret that is not that of the key would sign what nobody can check.
        match all.0.first() {
            Some((_, own)) if *own == key.verifying_key() => Ok(Self { key, all }),
            _ => Err(KeysError::Key(0)),
        }
    }

    /// The file of keys: a secret, for nobody's eyes.
    pub fn to_secret_json(&self) -> String {
        let mut set = self.all.set();
        if let Some(first) = set.keys.first_mut() {
            first.d = Some(base64url(self.key.as_bytes()));
        }
        serde_json::to_string_pretty(&set).unwrap_or_default() + "\n"
    }

    /// The keys that anybody may have.
    pub fn public(&self) -> &PublicKeys {
        &self.all
    }

    /// The key that signs, and its name.
    pub(super) fn current(&self) -> (&str, &SigningKey) {
        (self.all.0.first().map_or("", |(kid, _)| kid), &self.key)
    }
}

/// A secret is in no log.
impl fmt::Debug for SigningKeys {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("SigningKeys").field(&self.current().0).finish_non_exhaustive()
    }
}

impl PublicKeys {
    /// Reads a set of keys, as `/.well-known/jwks.json` gives it.
    ///
    /// # Errors
    /// See [`KeysError`].
    pub fn parse(text: &str) -> Result<Self, KeysError> {
        Self::of(&serde_json::from_str(text)?)
    }

    fn of(set: &KeySet) -> Result<Self, KeysError> {
        let key = |(at, key): (usize, &Jwk)| -> Result<_, KeysError> {
            let is_ours = key.kty == "OKP" && key.crv == "Ed25519";
            let x = bytes(&key.x).filter(|_| is_ours).ok_or(KeysError::Key(at))?;
            let public = VerifyingKey::from_bytes(&x).map_err(|_e| KeysError::Key(at))?;
            // The name that a file gives is not believed: it says which key it is.
            Ok((thumbprint(&public), public))
        };
        Ok(Self(set.keys.iter().enumerate().map(key).collect::<Result<_, _>>()?))
    }

    fn set(&self) -> KeySet {
        let key = |(kid, public): &(String, VerifyingKey)| Jwk {
            kty: "OKP".into(),
            crv: "Ed25519".into(),
            kid: kid.clone(),
            x: base64url(public.as_bytes()),
            d: None,
        };
        KeySet { keys: self.0.iter().map(key).collect() }
    }

    /// The set as it is published.
    pub fn to_json(&self) -> String {
        serde_json::to_string(&self.set()).unwrap_or_default()
    }

    /// The names of the keys, the newest first.
    pub fn ids(&self) -> impl Iterator<Item = &str> {
        self.0.iter().map(|(kid, _)| kid.as_str())
    }

    pub(super) fn with_id(&self, kid: &str) -> Option<&VerifyingKey> {
        self.0.iter().find(|(own, _)| own == kid).map(|(_, key)| key)
    }
}

/// RFC 7638: the hash of the members that make the key, in their order.
fn thumbprint(key: &VerifyingKey) -> String {
    let members = format!(r#"{{"crv":"Ed25519","kty":"OKP","x":"{}"}}"#, base64url(key.as_bytes()));
    base64url(&Sha256::digest(members))
}

fn bytes(text: &str) -> Option<[u8; 32]> {
    URL_SAFE_NO_PAD.decode(text).ok()?.try_into().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// RFC 8037, appendices A.1 and A.3.
    #[test]
    fn a_key_has_the_name_that_the_standard_gives_it() {
        let keys = SigningKeys::parse(
            r#"{"keys":[{"kty":"OKP","crv":"Ed25519",
                "d":"nWGxne_9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A",
                "x":"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"}]}"#,
        )
        .unwrap();
        assert_eq!(keys.current().0, "kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k");
    }

    #[test]
    fn a_secret_is_written_to_its_file_alone() {
        let keys = SigningKeys::rotated(&[7; 32], None);
        let secret = base64url(&[7; 32]);
        assert!(keys.to_secret_json().contains(&secret));
        let shown = [keys.public().to_json(), format!("{keys:?}")];
        assert!(shown.iter().all(|text| !text.contains(&secret)), "{shown:?}");
    }
}
