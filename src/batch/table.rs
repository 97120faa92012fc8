//! Texts that are written again and again, kept as they are written.

use std::sync::Arc;

use super::form::Form;
use crate::model::Value;

/// What separates several texts in one value.
const SEPARATOR: &str = "|";

/// A value for each feature of a layer, or for each class of a hazard.
///
/// Cloning shares it.
#[derive(Debug, Clone)]
pub(super) struct Table {
    form: Form,
    rows: Arc<[Row]>,
}

/// A text, and how it is written.
#[derive(Debug)]
struct Row {
    text: String,
    written: Vec<u8>,
}

impl Table {
    pub(super) fn of(form: Form, values: impl Iterator<Item = Value>) -> Self {
        let row = |value: Value| Row { text: value.to_text(), written: form.value(&value) };
        Self { form, rows: values.map(row).collect() }
    }

    pub(super) fn write(&self, row: Option<usize>, out: &mut Vec<u8>) {
        match row.and_then(|row| self.rows.get(row)) {
            Some(row) => out.extend_from_slice(&row.written),
            None => self.form.none(out),
        }
    }

    /// Several values as one text, each once.
    pub(super) fn write_all(&self, rows: impl Iterator<Item = usize>, out: &mut Vec<u8>) {
        let mut texts: Vec<&str> = Vec::new();
        for text in rows.filter_map(|row| self.text(row)) {
            if !text.is_empty() && !texts.contains(&text) {
                texts.push(text);
            }
        }
        match texts.as_slice() {
            [] => self.form.none(out),
            texts => self.form.text(&texts.join(SEPARATOR), out),
        }
    }

    pub(super) fn text(&self, row: usize) -> Option<&str> {
        self.rows.get(row).map(|row| row.text.as_str())
    }
}
