//! Features by the values of their fields.

use crate::model::{Column, Value};
use crate::snapshot::LayerVersion;

/// What the fields of a feature have to hold: of each field one of its values.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Filter(Vec<(String, Vec<String>)>);

/// A filter bound to the columns of a layer.
#[derive(Debug)]
pub struct Matcher<'a>(Vec<(&'a Column, &'a [String])>);

impl Filter {
    /// A filter of fields with a value each; a field that stands several times may hold any of
    /// its values.
    pub fn of<F: Into<String>, V: Into<String>>(pairs: impl IntoIterator<Item = (F, V)>) -> Self {
        let mut fields: Vec<(String, Vec<String>)> = Vec::new();
        for (field, value) in pairs {
            let (field, value) = (field.into(), value.into());
            match fields.iter_mut().find(|(known, _)| *known == field) {
                Some((_, values)) => values.push(value),
                None => fields.push((field, vec![value])),
            }
        }
        Self(fields)
    }

    /// The filter on the columns of a layer.
    ///
    /// # Errors
    /// The first field that the layer does not have.
    pub fn bind<'a>(&'a self, layer: &'a LayerVersion) -> Result<Matcher<'a>, &'a str> {
        let column = |(field, values): &'a (String, Vec<String>)| {
            let column = layer.columns().get(field).ok_or(field.as_str())?;
            Ok((column, values.as_slice()))
        };
        self.0.iter().map(column).collect::<Result<_, _>>().map(Matcher)
    }
}

impl Matcher<'_> {
    /// Whether a feature has what is asked for. A number is compared as it is written in answers.
    pub fn takes(&self, feature: u32) -> bool {
        let at = usize::try_from(feature).unwrap_or(usize::MAX);
        self.0.iter().all(|(column, values)| match column.text(at) {
            Some(text) => values.iter().any(|v| v == text),
            None => match column.value(at) {
                Value::Null => values.iter().any(String::is_empty),
                value => values.contains(&value.to_text()),
            },
        })
    }
}
