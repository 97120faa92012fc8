//! Receipts: what the city said, signed, so that it can be shown later and checked by anybody
//! without a network. JSON Web Signatures (RFC 7515) with Ed25519 (RFC 8037).

mod jws;
mod keys;

use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;
use thiserror::Error;

pub use keys::{KeysError, PublicKeys, SigningKeys};

/// What the header of a receipt says that it is.
const TYPE: &str = "wareng-receipt+jws";

/// The media type of a receipt (RFC 7515, section 9.2.1).
pub const MEDIA_TYPE: &str = "application/jose";

/// What a receipt says.
#[derive(Debug, Serialize, Deserialize)]
pub struct Statement {
    /// Who says it: the address of the service that its keeper gave it, or else the city's name.
    pub iss: String,
    /// When it was said. Units: seconds since 1970 in UTC.
    pub iat: i64,
    /// What was asked: the path and the query.
    pub request: String,
    /// The language of the answer.
    pub lang: String,
    /// The answer, byte for byte.
    pub answer: Box<RawValue>,
}

/// Why a receipt is none, or not to be believed.
#[derive(Debug, Error, PartialEq, Eq)]
pub enum ReceiptError {
    /// It is no JSON Web Signature of this kind.
    #[error("is no receipt of wareng: expected three parts of base64url between dots ({0})")]
    Form(&'static str),
    /// Nobody knows the key.
    #[error("is signed with the key `{0}`, which is not among those that are given")]
    UnknownKey(String),
    /// It was altered, or signed by somebody else.
    #[error("is not what was signed: it was altered, or somebody else signed it")]
    Forged,
}

impl Statement {
    /// The statement, signed with the key that signs now.
    ///
    /// # Errors
    /// Where it cannot be written as JSON.
    pub fn signed(&self, keys: &SigningKeys) -> serde_json::Result<String> {
        let (kid, key) = keys.current();
        let header = serde_json::json!({ "alg": "EdDSA", "kid": kid, "typ": TYPE });
        Ok(jws::compact(&header.to_string(), &serde_json::to_vec(self)?, key))
    }

    /// The statement of a receipt, with the name of the key that signed it.
    ///
    /// # Errors
    /// Where it is none, or none of the keys signed it.
    pub fn verified(receipt: &str, keys: &PublicKeys) -> Result<(Self, String), ReceiptError> {
        let parts = jws::Parts::of(receipt.trim())?;
        let key = keys
            .with_id(&parts.header.kid)
            .ok_or_else(|| ReceiptError::UnknownKey(parts.header.kid.clone()))?;
        let payload = parts.payload(key)?;
        let statement = serde_json::from_slice(&payload)
            .map_err(|_e| ReceiptError::Form("its statement is another"))?;
        Ok((statement, parts.header.kid))
    }
}
