//! From a manifest's text to its raw type: everything that is wrong with its form, each with its
//! line and what would be right.

use std::ops::Range;

use jsonschema::ValidationError;
use jsonschema::error::{TypeKind, ValidationErrorKind};
use serde_json::Value as Json;
use toml::de::{DeTable, DeValue};

use super::misplaced::{Elsewhere, elsewhere};
use super::schema::{Described, Schema};
use super::slips;
use crate::model::{Defect, epsg_code, suggest};

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
        let mut defects = slips::defects(file, text, &errors);
        defects.truncate(MAX_DEFECTS);
        Err(defects)
    }

    /// The raw type, and everything in which the text departs from its schema. Where no more than
    /// unknown keys are wrong there is both, so that contradictions are told at the same time.
    pub(super) fn read<T: Described>(&self) -> (Option<T>, Vec<Defect>) {
        let mut instance = table_to_json(self.table.get_ref());
        let Schema { json, validator } = T::schema();
        let mut reading = Reading::of(json, &instance);
        let mut defects: Vec<Defect> = match validator {
            Ok(validator) => validator
                .iter_errors(&instance)
                .take(MAX_DEFECTS)
                .flat_map(|e| self.explain(&e, &mut reading))
                .collect(),
            Err(reason) => vec![Defect::new(self.file, reason.clone(), "report this as a bug")],
        };
        let Reading { unknown, missing, wanted, .. } = reading;
        let missing = missing.into_iter().filter(|(key, _)| !wanted.contains(key));
        defects.extend(missing.map(|(_, defect)| defect));
        defects.sort_by(|a: &Defect, b| a.line.cmp(&b.line).then_with(|| a.cmp(b)));
        defects.dedup();
        defects.truncate(MAX_DEFECTS);
        for (table, key) in unknown {
            if let Some(Json::Object(table)) = instance.pointer_mut(&table) {
                table.remove(&key);
            }
        }
        match serde_json::from_value(instance) {
            Ok(raw) => (Some(raw), defects),
            Err(e) if defects.is_empty() => {
                let mend = "see the schema: `wareng schema`";
                (None, vec![Defect::new(self.file, e.to_string(), mend)])
            }
            Err(_) => (None, defects),
        }
    }

    /// A defect of a key, such as `/source/crs`, at the line of that key or of what should hold it.
    pub(super) fn defect(&self, key: &str, reason: String, mend: String) -> Defect {
        let steps: Vec<String> = key.split('/').skip(1).map(unescaped).collect();
        let named = shown(&steps.join("."));
        let defect = Defect::new(self.file, reason, mend).at_line(self.line(key));
        if named.is_empty() { defect } else { defect.in_field(named) }
    }

    /// The line where a key stands, or what should hold it.
    pub(super) fn line(&self, pointer: &str) -> usize {
        let found = self.follow(pointer).map_or(0..0, |(key, _)| key);
        line_of(self.text, found)
    }

    /// What a manifest writes for a key, as it stands there.
    fn written(&self, pointer: &str) -> Option<String> {
        let (_, value) = self.follow(pointer)?;
        self.text.get(value).map(|text| shown(text.lines().next().unwrap_or_default()))
    }

    /// The spans of a key and of its value, or of the last of its steps that exists.
    fn follow(&self, pointer: &str) -> Option<(Range<usize>, Range<usize>)> {
        let mut steps = pointer.split('/').skip(1).map(unescaped);
        let (key, value) = entry(self.table.get_ref(), &steps.next()?)?;
        let mut found = (key, value.span());
        let mut value = value.get_ref();
        for step in steps {
            let Some((key, next)) = child(value, &step) else { break };
            found = (key, next.span());
            value = next.get_ref();
        }
        Some(found)
    }

    /// What a departure from the schema is in words. Notes unknown and missing keys.
    fn explain(&self, error: &ValidationError<'_>, reading: &mut Reading<'_>) -> Vec<Defect> {
        use ValidationErrorKind as K;
        let at = error.instance_path().to_string();
        let one = |reason: String, mend: String| vec![self.defect(&at, reason, mend)];
        match error.kind() {
            K::AdditionalProperties { unexpected } => {
                let known = keys_at(reading.schema, error.schema_path().as_str());
                reading.unknown.extend(unexpected.iter().map(|key| (at.clone(), key.clone())));
                let wrong = |key: &String| {
                    let path = format!("{at}/{}", escaped(key));
                    let (reason, mend) = reading
                        .misplaced(&at, key)
                        .unwrap_or_else(|| ("unknown key".into(), suggest(&shown(key), &known)));
                    self.defect(&path, reason, mend)
                };
                unexpected.iter().take(MAX_DEFECTS).map(wrong).collect()
            }
            K::Required { property } => {
                let key = property.as_str().unwrap_or_default();
                let (reason, mend) =
                    (format!("`{key}` is missing"), format!("add {}", example(key)));
                reading.missing.push((format!("{at}/{key}"), self.defect(&at, reason, mend)));
                Vec::new()
            }
            K::AnyOf { context } | K::OneOfNotValid { context } => {
                self.explain_choice(error, context, reading)
            }
            K::Enum { options } => one(self.not_known(&at), suggest(&came(error), &texts(options))),
            kind => {
                let written = self.written(&at).unwrap_or_else(|| shown(&came(error)));
                let (reason, mend) = departure(kind, &written, key_of(&at));
                one(reason, mend)
            }
        }
    }

    /// Where a value fits none of several forms: the texts that are allowed, or what is wrong
    /// with it in the form that is not "nothing at all".
    fn explain_choice(
        &self,
        error: &ValidationError<'_>,
        context: &[Vec<ValidationError<'static>>],
        reading: &mut Reading<'_>,
    ) -> Vec<Defect> {
        use ValidationErrorKind as K;
        let known: Vec<String> = context
            .iter()
            .flatten()
            .flat_map(|e| match e.kind() {
                K::Constant { expected_value } => {
                    expected_value.as_str().map(str::to_owned).into_iter().collect()
                }
                K::Enum { options } => texts(options),
                _ => Vec::new(),
            })
            .collect();
        if !known.is_empty() {
            let at = error.instance_path().to_string();
            return vec![self.defect(&at, self.not_known(&at), suggest(&came(error), &known))];
        }
        let null = |e: &ValidationError<'_>| match e.kind() {
            K::Type { kind: TypeKind::Single(t) } => t.to_string() == "null",
            _ => false,
        };
        let meant = context.iter().find(|branch| !branch.iter().any(null));
        meant.into_iter().flatten().flat_map(|e| self.explain(e, reading)).collect()
    }

    fn not_known(&self, at: &str) -> String {
        format!("`{}` is not known here", self.written(at).unwrap_or_default())
    }
}

/// A manifest being held against its schema, and what was noted on the way.
struct Reading<'a> {
    schema: &'a Json,
    manifest: &'a Json,
    /// Keys that no table has there, with their table.
    unknown: Vec<(String, String)>,
    /// What is said of keys that are missing, by the key.
    missing: Vec<(String, Defect)>,
    /// The keys that are missing because they stand elsewhere, which is said there.
    wanted: Vec<String>,
}

impl<'a> Reading<'a> {
    fn of(schema: &'a Json, manifest: &'a Json) -> Self {
        let (unknown, missing, wanted) = (Vec::new(), Vec::new(), Vec::new());
        Self { schema, manifest, unknown, missing, wanted }
    }

    /// What to say of a key that is known in another table.
    fn misplaced(&mut self, at: &str, key: &str) -> Option<(String, String)> {
        let Elsewhere { reason, mend, wanted } = elsewhere(self.schema, self.manifest, at, key)?;
        self.wanted.push(wanted);
        Some((reason, mend))
    }
}

/// At most this many defects of one manifest are listed.
const MAX_DEFECTS: usize = 100;

/// A text or number as JSON has it, without quotes.
fn came(error: &ValidationError<'_>) -> String {
    let came = error.instance();
    came.as_str().map_or_else(|| came.to_string(), str::to_owned)
}

/// The last key of a pointer; an item of a list goes by the key of the list.
fn key_of(pointer: &str) -> &str {
    let is_key = |step: &&str| step.parse::<usize>().is_err();
    pointer.rsplit('/').find(is_key).unwrap_or_default()
}

/// What came where something of another type, size or form was expected, and what to write.
fn departure(kind: &ValidationErrorKind, written: &str, key: &str) -> (String, String) {
    use ValidationErrorKind as K;
    let too = |what: &str, limit: &dyn std::fmt::Display, mend: &str| {
        (format!("`{written}` is {what}"), format!("write {mend} {limit}"))
    };
    match kind {
        K::Type { kind } => {
            let mend = match toml_type(kind) {
                text if key == "title" || key == "label" => format!("{text}{}", hint(key)),
                text if key == "crs" && epsg_code(written).is_some() => {
                    format!("{text}: {}", form(key, "", written))
                }
                text => text,
            };
            (format!("`{written}` is of the wrong type"), format!("write {mend}"))
        }
        K::Pattern { pattern } => (
            format!("`{written}` has another form"),
            format!("write {}", form(key, pattern, written)),
        ),
        K::Minimum { limit } => too("too small", limit, "at least"),
        K::Maximum { limit } => too("too large", limit, "at most"),
        K::MinItems { limit } => too("too short a list", limit, "a list of at least"),
        // Commas between whole and part make of four numbers eight.
        K::MaxItems { limit } if key == "area" => {
            too("too long a list", limit, "numbers with a decimal point, not a comma, and at most")
        }
        K::MaxItems { limit } => too("too long a list", limit, "a list of at most"),
        K::MinLength { .. } => (format!("`{written}` is empty"), "write something there".into()),
        K::MinProperties { .. } => (
            format!("`{written}` is empty"),
            format!("write at least one language{}", hint("label")),
        ),
        other => {
            let mend = format!("see `{}` in `wareng schema`", other.keyword());
            (format!("`{written}` does not fit"), mend)
        }
    }
}

/// At most this many characters of what came stand in a message.
pub(super) fn shown(text: &str) -> String {
    const MOST: usize = 80;
    match text.char_indices().nth(MOST) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text.to_owned(),
    }
}

/// RFC 6901, section 3.
fn escaped(step: &str) -> String {
    step.replace('~', "~0").replace('/', "~1")
}

fn unescaped(step: &str) -> String {
    step.replace("~1", "/").replace("~0", "~")
}

/// The value of a key, and where the key stands.
fn entry<'v, 'a>(
    table: &'v DeTable<'a>,
    step: &str,
) -> Option<(Range<usize>, &'v toml::Spanned<DeValue<'a>>)> {
    table.iter().find(|(k, _)| k.get_ref() == step).map(|(key, value)| (key.span(), value))
}

/// A step into a value: the span of the key (or item) and what it holds.
fn child<'v, 'a>(
    value: &'v DeValue<'a>,
    step: &str,
) -> Option<(Range<usize>, &'v toml::Spanned<DeValue<'a>>)> {
    match value {
        DeValue::Table(table) => entry(table, step),
        DeValue::Array(items) => {
            let item = items.get(step.parse::<usize>().ok()?)?;
            Some((item.span(), item))
        }
        _ => None,
    }
}

pub(super) fn line_of(text: &str, span: Range<usize>) -> usize {
    1 + text.as_bytes().iter().take(span.start).filter(|b| **b == b'\n').count()
}

fn table_to_json(table: &DeTable<'_>) -> Json {
    let pairs = table.iter().map(|(k, v)| (k.get_ref().to_string(), to_json(v.get_ref())));
    pairs.collect::<serde_json::Map<_, _>>().into()
}

/// What JSON has no word for (a day, a number that is not finite) becomes a list, which fits
/// nowhere: the message quotes the manifest and not the list.
fn to_json(value: &DeValue<'_>) -> Json {
    let misfit = || Json::from(vec![Json::Null]);
    match value {
        DeValue::String(s) => Json::from(s.as_ref()),
        DeValue::Integer(i) => {
            i64::from_str_radix(i.as_str(), i.radix()).map_or_else(|_| misfit(), Json::from)
        }
        DeValue::Float(f) => {
            let number = f.as_str().parse().ok().and_then(serde_json::Number::from_f64);
            number.map_or_else(misfit, Json::Number)
        }
        DeValue::Boolean(b) => Json::from(*b),
        DeValue::Datetime(_) => misfit(),
        DeValue::Array(items) => items.iter().map(|i| to_json(i.get_ref())).collect(),
        DeValue::Table(table) => table_to_json(table),
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

fn toml_type(kind: &TypeKind) -> String {
    let names: Vec<String> = match kind {
        TypeKind::Single(t) => vec![t.to_string()],
        TypeKind::Multiple(ts) => ts.iter().map(|t| t.to_string()).collect(),
    };
    let toml = |name: &str| match name {
        "object" => "a table: `{ … }`",
        "string" => "a text in quotes",
        "number" => "a number",
        "integer" => "a whole number",
        "boolean" => "true or false",
        "array" => "a list: `[ … ]`",
        _ => "a value",
    };
    let names = names.iter().filter(|n| *n != "null").map(|n| toml(n));
    names.collect::<Vec<_>>().join(" or ")
}

/// How to write a key that is missing.
fn example(key: &str) -> String {
    match key {
        "source" => "[source] with file = \"…\"".into(),
        "provenance" => "[provenance] with publisher, licence, dated, link and contact".into(),
        "view" => "[view] with lon, lat and zoom: where the map opens".into(),
        "scheme" => "[[classes.scheme]], one for each class, from the least grave".into(),
        _ => format!("`{key} = …`{}", hint(key)),
    }
}

fn hint(key: &str) -> &'static str {
    match key {
        "title" | "name" | "label" | "meaning" | "advice" => {
            r#", such as { id = "Banjir", en = "Flood" }"#
        }
        "kind" => r#", such as "hazard": what the layer is about"#,
        "dated" => r#", the date of the data, such as "2024-05-01""#,
        "area" => ", west, south, east and north in degrees",
        _ => "",
    }
}

/// What a pattern of the schema asks for, in words.
fn form(key: &str, pattern: &str, came: &str) -> String {
    match key {
        "dated" => r#"the date as "2024", "2024-05" or "2024-05-01""#.into(),
        "link" => r#"an address such as "https://…""#.into(),
        "contact" => r#"an address such as "mailto:…", "tel:…" or "https://…""#.into(),
        "tiles" => r#"an address such as "https://tiles.example.org/{z}/{x}/{y}.png""#.into(),
        "color" => r##"a colour such as "#f6d55c""##.into(),
        "emergency" => r#"a telephone number such as "112""#.into(),
        "id" => "it with a-z, 0-9, - and _ only, at most 32".into(),
        "exact" => r#"a scope of a-z, 0-9, - and _ such as "internal""#.into(),
        "access" => r#""public", or a scope of a-z, 0-9, - and _ such as "internal""#.into(),
        "encoding" => r#"a code page such as "UTF-8", "ISO-8859-1" or "CP1252""#.into(),
        "crs" => match epsg_code(came) {
            Some(code) => format!("\"{code}\""),
            None => r#"a code such as "EPSG:32749""#.into(),
        },
        _ => format!("it as {pattern}"),
    }
}
