//! JSON read without changing it: what a row holds is passed on as it was written.

use std::borrow::Cow;
use std::fmt;
use std::marker::PhantomData;

use serde::de::{Deserializer, Error, IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde_json::value::RawValue;

use super::reason::Reason;

/// Calls `each` with the members of the object that a text consists of.
pub(super) fn members<'a>(
    text: &'a str,
    each: impl FnMut(Cow<'a, str>, &'a RawValue),
) -> Result<(), Reason> {
    if !text.trim_ascii_start().starts_with('{') {
        let any: Result<IgnoredAny, _> = serde_json::from_str(text);
        return Err(any.map_or_else(|e| not_json(&e), |_| Reason::NotObject));
    }
    let mut json = serde_json::Deserializer::from_str(text);
    let read = json.deserialize_map(Members { each, text: PhantomData }).and_then(|()| json.end());
    read.map_err(|e| not_json(&e))
}

/// What the parser says, without the line: a row is one.
fn not_json(error: &serde_json::Error) -> Reason {
    let said = error.to_string();
    let said = said.rsplit_once(" at line ").map_or(said.as_str(), |(said, _)| said);
    Reason::NotJson(format!("{said}, column {}", error.column()))
}

struct Members<'a, F> {
    each: F,
    text: PhantomData<&'a str>,
}

impl<'a, F: FnMut(Cow<'a, str>, &'a RawValue)> Visitor<'a> for Members<'a, F> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'a>>(mut self, mut map: A) -> Result<(), A::Error> {
        while let Some(Name(name)) = map.next_key()? {
            (self.each)(name, map.next_value()?);
        }
        Ok(())
    }
}

/// The name of a member: borrowed, unless an escape stands in it.
struct Name<'a>(Cow<'a, str>);

impl<'de> serde::Deserialize<'de> for Name<'de> {
    fn deserialize<D: Deserializer<'de>>(json: D) -> Result<Self, D::Error> {
        struct Text;
        impl<'de> Visitor<'de> for Text {
            type Value = Name<'de>;

            fn expecting(&self, f: &mut fmt::Formatter) -> fmt::Result {
                f.write_str("a name")
            }

            fn visit_borrowed_str<E: Error>(self, text: &'de str) -> Result<Name<'de>, E> {
                Ok(Name(Cow::Borrowed(text)))
            }

            fn visit_str<E: Error>(self, text: &str) -> Result<Name<'de>, E> {
                Ok(Name(Cow::Owned(text.to_owned())))
            }
        }
        json.deserialize_str(Text)
    }
}

/// A text, where the value is one.
pub(super) fn text(value: &RawValue) -> Option<Cow<'_, str>> {
    serde_json::from_str(value.get()).ok().map(|Name(text)| text)
}

/// The first two numbers of a list; the rest is passed over.
pub(super) struct Position(pub(super) f64, pub(super) f64);

impl<'de> serde::Deserialize<'de> for Position {
    fn deserialize<D: Deserializer<'de>>(json: D) -> Result<Self, D::Error> {
        struct List;
        impl<'de> Visitor<'de> for List {
            type Value = Position;

            fn expecting(&self, f: &mut fmt::Formatter) -> fmt::Result {
                f.write_str("two numbers")
            }

            fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Position, A::Error> {
                let short = || A::Error::custom("two numbers are needed");
                let x = list.next_element()?.ok_or_else(short)?;
                let y = list.next_element()?.ok_or_else(short)?;
                while list.next_element::<IgnoredAny>()?.is_some() {}
                Ok(Position(x, y))
            }
        }
        json.deserialize_seq(List)
    }
}

/// Adds members, each after a comma, to the object that ends `text`; its closing brace follows.
pub(super) fn add(text: &str, added: impl FnOnce(&mut Vec<u8>), out: &mut Vec<u8>) {
    let open = text.trim_ascii_end().strip_suffix('}').unwrap_or(text);
    out.extend_from_slice(open.as_bytes());
    let at = out.len();
    added(out);
    let is_first = open.trim_ascii_end().ends_with('{');
    if is_first && out.get(at) == Some(&b',') {
        out.remove(at);
    }
    out.push(b'}');
}
