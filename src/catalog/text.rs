//! From a manifest's text to its raw type: everything that is wrong with its form, each with its
//! line and what would be right.

use std::ops::Range;

use jsonschema::error::{TypeKind, ValidationErrorKind};
use schemars::JsonSchema;
use serde::de::DeserializeOwned;
use serde_json::Value as Json;
use toml::de::{DeTable, DeValue};

use crate::model::{Defect, suggest};

/// A manifest as text, able to say where in it something stands.
pub(super) struct Text<'a> {
    file: &'a str,
    text: &'a str,
    table: toml::Spanned<DeTable<'a>>,
}

impl<'a> Text<'a> {
    /// Parses TOML, or says each place where it is not TOML.
    pub(super) fn parse(file: &'a str, text: &'a str) -> Result<Self, Vec<Defect>> {
        let (table, errors) = DeTable::parse_recoverable(text);
        if errors.is_empty() {
            return Ok(Self { file, text, table });
        }
        let defect = |e: &toml::de::Error| {
            let line = line_of(text, e.span().unwrap_or(0..0));
            Defect::new(file, format!("not TOML: {}", e.message()), "see toml.io for its form")
                .at_line(line)
        };
        Err(errors.iter().map(defect).collect())
    }

    /// The raw type, or everything in which the text departs from its schema.
    pub(super) fn read<T: DeserializeOwned + JsonSchema>(&self) -> Result<T, Vec<Defect>> {
        let instance = to_json(&DeValue::Table(self.table.get_ref().clone()));
        let schema = schemars::schema_for!(T);
        let validator = jsonschema::validator_for(schema.as_value())
            .map_err(|e| vec![Defect::new(self.file, e.to_string(), "report this as a bug")])?;
        let mut defects: Vec<Defect> = validator
            .iter_errors(&instance)
            .flat_map(|e| self.explain(&e, schema.as_value()))
            .collect();
        defects.sort();
        defects.dedup();
        if !defects.is_empty() {
            return Err(defects);
        }
        toml::from_str(self.text).map_err(|e| {
            let line = line_of(self.text, e.span().unwrap_or(0..0));
            vec![
                Defect::new(self.file, e.message(), "see the schema: `wareng schema`")
                    .at_line(line),
            ]
        })
    }

    /// A defect of a key, such as `/source/crs`, at the line of that key or of what should hold it.
    pub(super) fn defect(&self, key: &str, reason: String, mend: String) -> Defect {
        let named = key.trim_start_matches('/').replace('/', ".");
        let defect = Defect::new(self.file, reason, mend).at_line(self.line(key));
        if named.is_empty() { defect } else { defect.in_field(named) }
    }

    fn line(&self, pointer: &str) -> usize {
        let mut span = 0..0;
        let mut value = Some(DeValue::Table(self.table.get_ref().clone()));
        for step in pointer.split('/').skip(1) {
            let Some(next) = value.as_ref().and_then(|v| child(v, step)) else { break };
            span = next.0;
            value = Some(next.1);
        }
        line_of(self.text, span)
    }

    fn explain(&self, error: &jsonschema::ValidationError<'_>, schema: &Json) -> Vec<Defect> {
        use ValidationErrorKind as K;
        let at = error.instance_path().to_string();
        let came = error.instance();
        match error.kind() {
            K::AdditionalProperties { unexpected } => unexpected
                .iter()
                .map(|key| {
                    let known = keys_at(schema, error.schema_path().as_str());
                    self.defect(&format!("{at}/{key}"), "unknown key".into(), suggest(key, &known))
                })
                .collect(),
            K::Required { property } => {
                let key = property.as_str().unwrap_or_default();
                let reason = format!("`{key}` is missing");
                vec![self.defect(&at, reason, format!("add `{key} = …`{}", hint(key)))]
            }
            K::Enum { options } => {
                let known: Vec<String> = texts(options);
                let reason = format!("{came} is not known");
                vec![self.defect(&at, reason, suggest(came.as_str().unwrap_or_default(), &known))]
            }
            K::Type { kind } => {
                let wanted = match kind {
                    TypeKind::Single(t) => t.to_string(),
                    TypeKind::Multiple(ts) => ts
                        .iter()
                        .map(|t| t.to_string())
                        .filter(|t| t != "null")
                        .collect::<Vec<_>>()
                        .join(" or "),
                };
                vec![self.defect(
                    &at,
                    format!("{came} is of the wrong type"),
                    format!("write a TOML {}", toml_type(&wanted)),
                )]
            }
            K::Pattern { pattern } => {
                vec![self.defect(
                    &at,
                    format!("{came} has another form"),
                    format!("write it as {pattern}"),
                )]
            }
            other => vec![self.defect(
                &at,
                error.to_string(),
                format!("see `{}` in `wareng schema`", other.keyword()),
            )],
        }
    }
}

/// A step into a value: the span of the key (or item) and what it holds.
fn child<'a>(value: &DeValue<'a>, step: &str) -> Option<(Range<usize>, DeValue<'a>)> {
    match value {
        DeValue::Table(table) => {
            let (key, value) = table.iter().find(|(k, _)| k.get_ref() == step)?;
            Some((key.span(), value.get_ref().clone()))
        }
        DeValue::Array(items) => {
            let item = items.get(step.parse::<usize>().ok()?)?;
            Some((item.span(), item.get_ref().clone()))
        }
        _ => None,
    }
}

fn line_of(text: &str, span: Range<usize>) -> usize {
    1 + text.as_bytes().iter().take(span.start).filter(|b| **b == b'\n').count()
}

fn to_json(value: &DeValue<'_>) -> Json {
    match value {
        DeValue::String(s) => Json::from(s.as_ref()),
        DeValue::Integer(i) => {
            i64::from_str_radix(i.as_str(), i.radix()).map_or(Json::Null, Json::from)
        }
        DeValue::Float(f) => f.as_str().parse::<f64>().map_or(Json::Null, Json::from),
        DeValue::Boolean(b) => Json::from(*b),
        DeValue::Datetime(d) => Json::from(d.to_string()),
        DeValue::Array(items) => items.iter().map(|i| to_json(i.get_ref())).collect(),
        DeValue::Table(table) => table
            .iter()
            .map(|(k, v)| (k.get_ref().to_string(), to_json(v.get_ref())))
            .collect::<serde_json::Map<_, _>>()
            .into(),
    }
}

/// The keys that the object schema with this `additionalProperties` knows.
fn keys_at(schema: &Json, schema_path: &str) -> Vec<String> {
    // The path may run through `$ref`s, which a pointer cannot follow: follow them step by step.
    let mut at = schema;
    for step in schema_path.split('/').skip(1) {
        if step == "additionalProperties" {
            break;
        }
        at = match (step, at.get(step)) {
            ("$ref", Some(Json::String(to))) => {
                schema.pointer(to.trim_start_matches('#')).unwrap_or(at)
            }
            (_, Some(next)) => next,
            (_, None) => step.parse::<usize>().ok().and_then(|i| at.get(i)).unwrap_or(at),
        };
    }
    at.get("properties")
        .and_then(Json::as_object)
        .map(|p| p.keys().cloned().collect())
        .unwrap_or_default()
}

fn texts(options: &Json) -> Vec<String> {
    let all = options.as_array().map(Vec::as_slice).unwrap_or_default();
    all.iter().filter_map(Json::as_str).map(str::to_owned).collect()
}

fn toml_type(json_type: &str) -> String {
    json_type
        .replace("object", "table, `{ … }`")
        .replace("string", "string, in quotes")
        .replace("number", "float")
}

fn hint(key: &str) -> &'static str {
    match key {
        "title" | "name" | "label" | "meaning" | "advice" => {
            r#", such as { id = "Banjir", en = "Flood" }"#
        }
        "access" => r#", which is "public" for now"#,
        "dated" => r#", the date of the data, such as "2024-05-01""#,
        "area" => ", west, south, east and north in degrees",
        _ => "",
    }
}
