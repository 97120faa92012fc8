//! What stands before and after the features of a collection.

use std::io::Read;

use serde::de::IgnoredAny;

use super::MAX_ROW;
use super::features::blanks;
use super::rows::{Input, OpenError};
use crate::model::Refused;

/// What stands after the features is kept up to here: its end says whether it is JSON. Units: bytes.
pub(super) const MAX_AFTER: usize = 16 << 20;

/// The text of a collection up to and with the bracket that opens its features.
pub(super) fn before_features<R: Read>(input: &mut Input<R>) -> Result<Vec<u8>, OpenError> {
    loop {
        match find_features(&input.pending) {
            Ok(end) => {
                let before = input.take(end);
                // It is written as it was read, and what is no UTF-8 is no JSON (RFC 8259).
                return match std::str::from_utf8(&before) {
                    Ok(_) => Ok(before),
                    Err(_) => Err(no_text().into()),
                };
            }
            Err(Missing::Ever) => return Err(no_collection().into()),
            Err(Missing::Yet) if input.ended || input.pending.len() > MAX_ROW => {
                return Err(no_collection().into());
            }
            Err(Missing::Yet) => input.fill()?,
        }
    }
}

/// What stands after the features of a collection, as far as one may end with it: as it is, where
/// only the brace is missing without that, or the end of the list alone. Whether that closes it.
pub(super) fn after_features(text: &[u8]) -> (Vec<u8>, bool) {
    let text = String::from_utf8_lossy(text).into_owned();
    let ends = |brace: &str| {
        let collection = format!("{{\"features\":[{text}{brace}");
        serde_json::from_str::<IgnoredAny>(&collection).is_ok()
    };
    match () {
        () if ends("") => (text.into_bytes(), true),
        () if ends("}") => (text.into_bytes(), false),
        () => (b"]".to_vec(), false),
    }
}

fn no_collection() -> Refused {
    Refused::new(
        "input",
        "bukan FeatureCollection: tidak ada daftar `features` di objek terluar",
        "no FeatureCollection: the outermost object has no list `features`",
    )
}

fn no_text() -> Refused {
    Refused::new("input", "bukan teks UTF-8 sebelum `features`", "no UTF-8 text before `features`")
}

enum Missing {
    /// It may follow.
    Yet,
    Ever,
}

fn find_features(text: &[u8]) -> Result<usize, Missing> {
    let mut at = text.strip_prefix("\u{FEFF}".as_bytes()).map_or(0, |_| 3);
    at = sign(text, at, b'{')?;
    loop {
        let (name, end): (String, usize) = value(text, at)?;
        at = sign(text, end, b':')?;
        if name == "features" {
            return sign(text, at, b'[');
        }
        let (_, end): (IgnoredAny, usize) = value(text, at)?;
        at = sign(text, end, b',')?;
    }
}

/// The place after a sign, which blanks may precede.
fn sign(text: &[u8], at: usize, sign: u8) -> Result<usize, Missing> {
    let at = at + blanks(text.get(at..).unwrap_or_default());
    match text.get(at) {
        None => Err(Missing::Yet),
        Some(found) if *found == sign => Ok(at + 1),
        Some(_) => Err(Missing::Ever),
    }
}

/// A value, and the place after it.
fn value<T: serde::de::DeserializeOwned>(text: &[u8], at: usize) -> Result<(T, usize), Missing> {
    let rest = text.get(at..).unwrap_or_default();
    let mut values = serde_json::Deserializer::from_slice(rest).into_iter::<T>();
    match values.next() {
        Some(Ok(value)) => Ok((value, at + values.byte_offset())),
        Some(Err(e)) if !e.is_eof() => Err(Missing::Ever),
        None | Some(Err(_)) => Err(Missing::Yet),
    }
}
