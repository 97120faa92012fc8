//! The wire format of protobuf, as far as tiles use it.

use super::Malformed;

/// A field of a message.
#[derive(Debug, Clone, Copy)]
pub(super) struct Field<'a> {
    pub(super) number: u64,
    pub(super) value: Wire<'a>,
    /// All its bytes, with its number and length.
    pub(super) bytes: usize,
}

/// What a field holds.
#[derive(Debug, Clone, Copy)]
pub(super) enum Wire<'a> {
    Number(u64),
    Bytes(&'a [u8]),
    /// A number of four or eight bytes.
    Fixed,
}

impl<'a> Field<'a> {
    pub(super) fn bytes_of(&self, what: &'static str) -> Result<&'a [u8], Malformed> {
        match self.value {
            Wire::Bytes(bytes) => Ok(bytes),
            Wire::Number(_) | Wire::Fixed => Err(Malformed::new(what, "it holds a number")),
        }
    }

    pub(super) fn text(&self, what: &'static str) -> Result<&'a str, Malformed> {
        let bytes = self.bytes_of(what)?;
        std::str::from_utf8(bytes).map_err(|e| Malformed::new(what, &e.to_string()))
    }

    pub(super) fn number_of(&self, what: &'static str) -> Result<u64, Malformed> {
        match self.value {
            Wire::Number(number) => Ok(number),
            Wire::Bytes(_) | Wire::Fixed => Err(Malformed::new(what, "it holds no number")),
        }
    }
}

/// The fields of a message, to its end or to where it is malformed.
#[derive(Debug, Clone)]
pub(super) struct Fields<'a> {
    rest: &'a [u8],
    what: &'static str,
}

impl<'a> Fields<'a> {
    /// Reads a message; `what` it is, for what is said of it.
    pub(super) fn new(message: &'a [u8], what: &'static str) -> Self {
        Self { rest: message, what }
    }

    fn read(&mut self) -> Result<Field<'a>, Malformed> {
        let before = self.rest.len();
        let wrong = |how| Malformed::new(self.what, how);
        let key = varint(&mut self.rest).ok_or_else(|| wrong("a field has no number"))?;
        let value = match key & 7 {
            0 => Wire::Number(varint(&mut self.rest).ok_or_else(|| wrong("a number is cut off"))?),
            2 => {
                let length = varint(&mut self.rest).and_then(|l| usize::try_from(l).ok());
                let split = length.and_then(|l| self.rest.split_at_checked(l));
                let (bytes, rest) = split.ok_or_else(|| wrong("a field is longer than it"))?;
                self.rest = rest;
                Wire::Bytes(bytes)
            }
            kind @ (1 | 5) => {
                let width = if kind == 1 { 8 } else { 4 };
                let rest = self.rest.get(width..);
                self.rest = rest.ok_or_else(|| wrong("a number is cut off"))?;
                Wire::Fixed
            }
            _ => return Err(wrong("a field is of no sort that protobuf knows")),
        };
        Ok(Field { number: key >> 3, value, bytes: before - self.rest.len() })
    }
}

impl<'a> Iterator for Fields<'a> {
    type Item = Result<Field<'a>, Malformed>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.rest.is_empty() {
            return None;
        }
        let field = self.read();
        if field.is_err() {
            self.rest = &[];
        }
        Some(field)
    }
}

/// A number of seven bits a byte, the low ones first.
pub(super) fn varint(rest: &mut &[u8]) -> Option<u64> {
    let mut value = 0;
    for shift in (0..64).step_by(7) {
        let (&byte, after) = rest.split_first()?;
        *rest = after;
        // What is beyond 64 bits is lost, as readers of protobuf lose it.
        value |= u64::from(byte & 0x7f) << shift;
        if byte < 0x80 {
            return Some(value);
        }
    }
    None
}
