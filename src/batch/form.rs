//! How a value is written, by the carrier.

use std::io::Write;

use crate::model::Value;

/// The form of values that are added to rows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Form {
    /// Cells of a CSV table.
    Csv {
        /// What separates them.
        delimiter: u8,
    },
    /// Members of a JSON object.
    Json,
}

impl Form {
    /// What stands before the value of a column.
    pub(super) fn lead(self, column: &str) -> Vec<u8> {
        let mut lead = Vec::new();
        match self {
            Self::Csv { delimiter } => lead.push(delimiter),
            Self::Json => {
                lead.push(b',');
                self.text(column, &mut lead);
                lead.push(b':');
            }
        }
        lead
    }

    /// Begins the value of a column, by its [`Form::lead`].
    pub(super) fn begin(self, lead: &[u8], out: &mut Vec<u8>) {
        match self {
            Self::Csv { delimiter } => out.push(delimiter),
            Self::Json => out.extend_from_slice(lead),
        }
    }

    /// A text.
    pub(super) fn text(self, text: &str, out: &mut Vec<u8>) {
        match self {
            Self::Csv { delimiter } => csv_cell(text.as_bytes(), delimiter, out),
            // Memory takes whatever is written.
            Self::Json => serde_json::to_writer(out, text).unwrap_or_default(),
        }
    }

    /// A word of ours, which holds nothing that would end a value.
    pub(super) fn word(self, word: &'static str, out: &mut Vec<u8>) {
        match self {
            Self::Csv { .. } => out.extend_from_slice(word.as_bytes()),
            Self::Json => {
                out.push(b'"');
                out.extend_from_slice(word.as_bytes());
                out.push(b'"');
            }
        }
    }

    /// No value.
    pub(super) fn none(self, out: &mut Vec<u8>) {
        if self == Self::Json {
            out.extend_from_slice(b"null");
        }
    }

    /// A number.
    pub(super) fn number(self, number: f64, out: &mut Vec<u8>) {
        // As JSON writes it: the shortest that reads back as the same, with a decimal point.
        write!(out, "{number:?}").unwrap_or_default();
    }

    /// A value of a feature.
    pub(super) fn value(self, value: &Value) -> Vec<u8> {
        let mut out = Vec::new();
        match value {
            Value::Null => self.none(&mut out),
            Value::Number(number) => self.number(*number, &mut out),
            Value::Text(text) => self.text(text, &mut out),
            Value::Boolean(_) | Value::Integer(_) => out.extend(value.to_text().into_bytes()),
        }
        out
    }
}

/// A cell, in quotes where it holds what would end it.
pub(super) fn csv_cell(text: &[u8], delimiter: u8, out: &mut Vec<u8>) {
    let ends = |b: &u8| *b == delimiter || matches!(b, b'"' | b'\n' | b'\r');
    if !text.iter().any(ends) {
        out.extend_from_slice(text);
        return;
    }
    out.push(b'"');
    for (i, part) in text.split(|b| *b == b'"').enumerate() {
        if i > 0 {
            out.extend_from_slice(b"\"\"");
        }
        out.extend_from_slice(part);
    }
    out.push(b'"');
}
