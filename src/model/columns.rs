use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};
use utoipa::openapi::schema::{SchemaType, Type};
use utoipa::openapi::{ObjectBuilder, RefOr, Schema};
use utoipa::{PartialSchema, ToSchema};

use super::FieldType;

/// A value of a feature, as it is read and answered.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Value {
    /// The source has none.
    Null,
    /// True or false.
    Boolean(bool),
    /// A whole number.
    Integer(i64),
    /// A finite number.
    Number(f64),
    /// A text, or a date in ISO 8601.
    Text(String),
}

/// By hand: derived, a whole number would be two of its variants at once, and so none.
impl PartialSchema for Value {
    fn schema() -> RefOr<Schema> {
        let types = [Type::Null, Type::Boolean, Type::Number, Type::String];
        let about = "A value of a feature; a date is a text of ISO 8601";
        ObjectBuilder::new()
            .schema_type(SchemaType::from_iter(types))
            .description(Some(about))
            .into()
    }
}

impl ToSchema for Value {}

impl Value {
    /// The value as people would write it; empty for none.
    pub fn to_text(&self) -> String {
        match self {
            Self::Null => String::new(),
            Self::Boolean(b) => b.to_string(),
            Self::Integer(i) => i.to_string(),
            Self::Number(n) => n.to_string(),
            Self::Text(t) => t.clone(),
        }
    }
}

/// The values of one field over all features.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub enum Values {
    /// Texts and dates, each kept once: a feature holds an index into `words`.
    Text {
        /// The different texts in order of their first use.
        words: Vec<String>,
        /// One for each feature; `None` where it has no value.
        index: Vec<Option<u32>>,
    },
    /// Whole numbers.
    Integer(Vec<Option<i64>>),
    /// Finite numbers.
    Number(Vec<Option<f64>>),
    /// True or false.
    Boolean(Vec<Option<bool>>),
}

/// A named column.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Column {
    /// The name of the field.
    pub name: String,
    /// Its values, one for each feature.
    pub values: Values,
}

/// The columns of a layer, in the order of its manifest.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Columns(Vec<Column>);

impl Columns {
    /// Columns from rows. A value of another type than its field is none.
    pub fn from_rows(fields: &[(String, FieldType)], rows: &[Vec<Value>]) -> Self {
        let column = |(i, (name, kind)): (usize, &(String, FieldType))| Column {
            name: name.clone(),
            values: gather(*kind, rows.iter().map(|row| row.get(i).unwrap_or(&Value::Null))),
        };
        Self(fields.iter().enumerate().map(column).collect())
    }

    /// All columns.
    pub fn iter(&self) -> impl Iterator<Item = &Column> {
        self.0.iter()
    }

    /// The bytes of all values in memory.
    pub fn bytes(&self) -> usize {
        self.0.iter().map(|column| column.values.bytes()).sum()
    }

    /// The same without the values of some features, but for some fields.
    pub fn without(&self, features: &BTreeSet<usize>, but: &BTreeSet<&str>) -> Self {
        let column = |column: &Column| {
            if but.contains(column.name.as_str()) {
                column.clone()
            } else {
                column.without(features)
            }
        };
        Self(self.0.iter().map(column).collect())
    }

    /// A column by its name.
    pub fn get(&self, name: &str) -> Option<&Column> {
        self.0.iter().find(|c| c.name == name)
    }
}

impl Column {
    /// The value of a feature.
    pub fn value(&self, feature: usize) -> Value {
        match &self.values {
            Values::Text { .. } => {
                self.text(feature).map_or(Value::Null, |t| Value::Text(t.to_owned()))
            }
            Values::Integer(v) => at(v, feature).map_or(Value::Null, Value::Integer),
            Values::Number(v) => at(v, feature).map_or(Value::Null, Value::Number),
            Values::Boolean(v) => at(v, feature).map_or(Value::Null, Value::Boolean),
        }
    }

    /// The same without the values of some features.
    fn without(&self, features: &BTreeSet<usize>) -> Self {
        fn kept<T: Copy>(values: &[Option<T>], without: &BTreeSet<usize>) -> Vec<Option<T>> {
            let all = values.iter().enumerate();
            all.map(|(i, value)| value.filter(|_| !without.contains(&i))).collect()
        }
        let values = match &self.values {
            Values::Text { index, .. } => {
                // A word that only they had goes too.
                let value = |i| if features.contains(&i) { Value::Null } else { self.value(i) };
                gather_text((0..index.len()).map(value).collect::<Vec<_>>().iter())
            }
            Values::Integer(values) => Values::Integer(kept(values, features)),
            Values::Number(values) => Values::Number(kept(values, features)),
            Values::Boolean(values) => Values::Boolean(kept(values, features)),
        };
        Self { name: self.name.clone(), values }
    }

    /// The text of a feature in a text column.
    pub fn text(&self, feature: usize) -> Option<&str> {
        let Values::Text { words, index } = &self.values else { return None };
        let word = at(index, feature)?;
        words.get(usize::try_from(word).ok()?).map(String::as_str)
    }
}

impl Values {
    fn bytes(&self) -> usize {
        match self {
            Self::Text { words, index } => {
                let texts: usize = words.iter().map(|word| size_of_val(word) + word.len()).sum();
                texts + size_of_val(index.as_slice())
            }
            Self::Integer(values) => size_of_val(values.as_slice()),
            Self::Number(values) => size_of_val(values.as_slice()),
            Self::Boolean(values) => size_of_val(values.as_slice()),
        }
    }
}

fn at<T: Copy>(values: &[Option<T>], feature: usize) -> Option<T> {
    values.get(feature).copied().flatten()
}

fn gather<'a>(kind: FieldType, values: impl Iterator<Item = &'a Value>) -> Values {
    match kind {
        FieldType::Text | FieldType::Date => gather_text(values),
        FieldType::Integer => Values::Integer(
            values.map(|v| if let Value::Integer(i) = v { Some(*i) } else { None }).collect(),
        ),
        FieldType::Number => Values::Number(
            values.map(|v| if let Value::Number(n) = v { Some(*n) } else { None }).collect(),
        ),
        FieldType::Boolean => Values::Boolean(
            values.map(|v| if let Value::Boolean(b) = v { Some(*b) } else { None }).collect(),
        ),
    }
}

fn gather_text<'a>(values: impl Iterator<Item = &'a Value>) -> Values {
    let mut words: Vec<String> = Vec::new();
    let mut known = std::collections::HashMap::new();
    let index = values
        .map(|value| {
            let Value::Text(text) = value else { return None };
            Some(*known.entry(text.as_str()).or_insert_with(|| {
                words.push(text.clone());
                // A layer has fewer than 2^32 features: `Shapes` counts them in 32 bits.
                u32::try_from(words.len() - 1).unwrap_or(u32::MAX)
            }))
        })
        .collect();
    Values::Text { words, index }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_left_out_leaves_no_trace() {
        let fields = vec![("a".to_owned(), FieldType::Text), ("n".to_owned(), FieldType::Integer)];
        let row = |a: &str, n| vec![Value::Text(a.into()), Value::Integer(n)];
        let columns = Columns::from_rows(&fields, &[row("x", 1), row("y", 2), row("y", 3)]);
        let gone = vec![Value::Null, Value::Null];
        let left = columns.without(&[0].into(), &BTreeSet::new());
        assert_eq!(left, Columns::from_rows(&fields, &[gone, row("y", 2), row("y", 3)]));
        let named = columns.without(&[0].into(), &["a"].into());
        assert_eq!(named.get("a"), columns.get("a"));
        assert_eq!(named.get("n"), left.get("n"));
    }

    #[test]
    fn rows_come_back_as_they_went_in() {
        let fields = vec![("a".to_owned(), FieldType::Text), ("n".to_owned(), FieldType::Integer)];
        let rows = vec![
            vec![Value::Text("x".into()), Value::Integer(1)],
            vec![Value::Null, Value::Null],
            vec![Value::Text("x".into()), Value::Integer(3)],
        ];
        let columns = Columns::from_rows(&fields, &rows);
        for (i, row) in rows.iter().enumerate() {
            let back: Vec<Value> = columns.iter().map(|c| c.value(i)).collect();
            assert_eq!(&back, row);
        }
    }
}
