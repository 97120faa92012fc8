//! JSON Web Signature, Compact Serialization (RFC 7515, section 7.1), with Ed25519 (RFC 8037).

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use ed25519_dalek::{Signature, Signer, SigningKey, VerifyingKey};
use serde::Deserialize;

use super::{ReceiptError, TYPE};

/// A receipt that is longer is none of ours. Units: bytes.
const MOST_BYTES: usize = 64 << 20;

pub(super) fn base64url(bytes: &[u8]) -> String {
    URL_SAFE_NO_PAD.encode(bytes)
}

pub(super) fn compact(header: &str, payload: &[u8], key: &SigningKey) -> String {
    let input = format!("{}.{}", base64url(header.as_bytes()), base64url(payload));
    let signature = key.sign(input.as_bytes());
    format!("{input}.{}", base64url(&signature.to_bytes()))
}

/// What a receipt says of itself.
#[derive(Debug, Deserialize)]
pub(super) struct Header {
    alg: String,
    pub(super) kid: String,
    typ: String,
}

/// A receipt, taken apart and not yet believed.
#[derive(Debug)]
pub(super) struct Parts<'t> {
    pub(super) header: Header,
    /// What is signed.
    input: &'t str,
    payload: &'t str,
    signature: Signature,
}

impl<'t> Parts<'t> {
    pub(super) fn of(text: &'t str) -> Result<Self, ReceiptError> {
        let form = ReceiptError::Form;
        if text.len() > MOST_BYTES {
            return Err(form("it is too long"));
        }
        let (input, signature) = text.rsplit_once('.').ok_or(form("it has one part"))?;
        let (header, payload) = input.split_once('.').ok_or(form("it has two parts"))?;
        let header: Header = serde_json::from_slice(&decoded(header)?)
            .map_err(|_e| form("its header is another"))?;
        // No other way to sign is taken, whatever the header would like (RFC 8725, section 3.1).
        if header.alg != "EdDSA" || header.typ != TYPE {
            return Err(form("it is signed for something else"));
        }
        let signature = Signature::from_slice(&decoded(signature)?)
            .map_err(|_e| form("its signature is not of Ed25519"))?;
        Ok(Self { header, input, payload, signature })
    }

    /// What is said, once it is known that the key signed it.
    pub(super) fn payload(&self, key: &VerifyingKey) -> Result<Vec<u8>, ReceiptError> {
        key.verify_strict(self.input.as_bytes(), &self.signature)
            .map_err(|_e| ReceiptError::Forged)?;
        decoded(self.payload)
    }
}

fn decoded(part: &str) -> Result<Vec<u8>, ReceiptError> {
    URL_SAFE_NO_PAD.decode(part).map_err(|_e| ReceiptError::Form("a part is not base64url"))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// RFC 8037, appendix A.4.
    #[test]
    fn the_example_of_the_standard_comes_out() {
        let secret = URL_SAFE_NO_PAD.decode("nWGxne_9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A").unwrap();
        let key = SigningKey::from_bytes(&secret.try_into().unwrap());
        let text = compact(r#"{"alg":"EdDSA"}"#, b"Example of Ed25519 signing", &key);
        assert_eq!(
            text,
            "eyJhbGciOiJFZERTQSJ9.RXhhbXBsZSBvZiBFZDI1NTE5IHNpZ25pbmc.\
             hgyY0il_MGCjP0JzlnLWG1PPOt7-09PGcvMg3AIbQR6dWbhijcNR4ki4iylGjg5BhVsPt9g7sVvpAr_MuM0KAg"
        );
    }
}
