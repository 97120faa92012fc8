//! Texts that are written again and again, kept as they are written.

use super::form::Form;
use crate::model::Value;

/// What separates several texts in one value.
const SEPARATOR: &str = "|";

/// A value for each feature of a layer, or for each class of a hazard.
#[derive(Debug)]
pub(super) struct Table {
    form: Form,
    texts: Vec<String>,
    written: Vec<Vec<u8>>,
}

impl Table {
    pub(super) fn of(form: Form, values: impl Iterator<Item = Value>) -> Self {
        let (texts, written) = values.map(|v| (v.to_text(), form.value(&v))).unzip();
        Self { form, texts, written }
    }

    pub(super) fn write(&self, row: Option<usize>, out: &mut Vec<u8>) {
        match row.and_then(|row| self.written.get(row)) {
            Some(written) => out.extend_from_slice(written),
            None => self.form.none(out),
        }
    }

    /// Several values as one text, each once.
    pub(super) fn write_all(&self, rows: impl Iterator<Item = usize>, out: &mut Vec<u8>) {
        let mut texts: Vec<&str> = Vec::new();
        for text in rows.filter_map(|row| self.texts.get(row)) {
            if !text.is_empty() && !texts.contains(&text.as_str()) {
                texts.push(text);
            }
        }
        match texts.as_slice() {
            [] => self.form.none(out),
            texts => self.form.text(&texts.join(SEPARATOR), out),
        }
    }

    pub(super) fn text(&self, row: usize) -> Option<&str> {
        self.texts.get(row).map(String::as_str)
    }
}
