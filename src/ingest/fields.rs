//! Columns of a source to typed values, ids and classes.

use std::collections::BTreeMap;

use super::features::Checked;
use super::{shown, thousands};
use crate::model::{ClassScheme, Defect, Field, FieldType, Format, Layer, Source, Value, suggest};
use crate::place::Coord;

/// A longer value is a mistake: it would be sent with every answer.
const MAX_VALUE_BYTES: usize = 1 << 16;

/// Where each wanted column stands in the source; the coordinate columns of a table come last.
pub(super) fn columns_of(
    has: &[String],
    wanted: &[Field],
    source: &Source,
    file: &str,
) -> Result<Vec<usize>, Vec<Defect>> {
    let mut defects = Vec::new();
    let mut at = |column: &str, key: String| {
        let found = has.iter().position(|h| h == column);
        if found.is_none() {
            let reason = format!("has no column `{column}`");
            let mend = if has.is_empty() {
                "it has no columns at all: remove the field, or name the right file".into()
            } else {
                suggest(column, has)
            };
            defects.push(Defect::new(file, reason, mend).in_field(key));
        }
        found
    };
    let mut columns: Vec<Option<usize>> =
        wanted.iter().map(|f| at(&f.from, format!("fields.{}", f.name))).collect();
    if let Some((lon, lat)) = &source.lon_lat {
        columns.push(at(lon, "source.lon".into()));
        columns.push(at(lat, "source.lat".into()));
    }
    let found = columns.into_iter().collect::<Option<Vec<_>>>();
    found.filter(|_| defects.is_empty()).ok_or(defects)
}

/// A value as its field types it, or what is wrong and what would be right.
pub(super) fn typed(
    value: Value,
    kind: FieldType,
    format: Format,
) -> Result<Value, (String, String)> {
    let came = value.to_text();
    if came.len() > MAX_VALUE_BYTES {
        let reason = format!("has {} bytes, more than {MAX_VALUE_BYTES}", came.len());
        return Err((reason, "shorten it; long texts belong behind a link".into()));
    }
    let trimmed = came.trim();
    if trimmed.is_empty() || value == Value::Null {
        return Ok(Value::Null);
    }
    let typed = match kind {
        FieldType::Text => text(value),
        FieldType::Integer => integer(&value),
        FieldType::Number => number(&value).map(Value::Number),
        FieldType::Boolean => boolean(trimmed),
        FieldType::Date => date(trimmed),
    };
    typed.ok_or_else(|| {
        let (what, mend) = match kind {
            FieldType::Text if format == Format::Shapefile => (
                "text in its code page",
                "name the file's code page in [source] encoding, such as \"ISO-8859-1\"",
            ),
            FieldType::Text => ("whole text", "publish the file anew, with its texts in UTF-8"),
            FieldType::Integer => {
                ("a whole number", "correct it, or type the field \"number\" or \"text\"")
            }
            FieldType::Number => ("a finite number", "correct it, or type the field \"text\""),
            FieldType::Boolean => ("true or false", "write true/false, 1/0 or ya/tidak"),
            FieldType::Date => ("a date", "write it as 2024-05-01"),
        };
        let number = matches!(kind, FieldType::Integer | FieldType::Number);
        let mend =
            number.then(|| thousands::mend(trimmed)).flatten().unwrap_or_else(|| mend.to_owned());
        (format!("`{}` is not {what}", shown(trimmed)), mend)
    })
}

/// The same for a number of people, which is whole whatever the field's type.
pub(super) fn people(
    value: Value,
    kind: FieldType,
    format: Format,
) -> Result<Value, (String, String)> {
    let came = value.to_text();
    let wrong = |mend: Option<String>| {
        let mend = mend.unwrap_or_else(|| "write a whole number from 0".into());
        (format!("`{}` is not a number of people", shown(came.trim())), mend)
    };
    // Read as a decimal, `2.000` people would be two.
    if let (Value::Text(_), Some(mend)) = (&value, thousands::mend(&came)) {
        return Err(wrong(Some(mend)));
    }
    let typed = typed(value, kind, format)?;
    let whole = match &typed {
        Value::Null => true,
        Value::Integer(n) => *n >= 0,
        Value::Number(n) => *n >= 0.0 && n.fract() == 0.0,
        _ => false,
    };
    if whole { Ok(typed) } else { Err(wrong(thousands::mend(&came))) }
}

/// U+FFFD stands where bytes are no text in the code page they were read in.
fn text(value: Value) -> Option<Value> {
    let text = value.to_text();
    (!text.contains('\u{FFFD}')).then_some(Value::Text(text))
}

fn integer(value: &Value) -> Option<Value> {
    match value {
        Value::Integer(i) => Some(Value::Integer(*i)),
        Value::Number(n) if n.fract() == 0.0 && n.abs() < 9_007_199_254_740_992.0 =>
        {
            #[expect(clippy::cast_possible_truncation, reason = "whole and below 2^53")]
            Some(Value::Integer(*n as i64))
        }
        Value::Text(t) => t.trim().parse().ok().map(Value::Integer),
        _ => None,
    }
}

/// Also reads a decimal comma, as spreadsheets in Indonesian write it.
fn number(value: &Value) -> Option<f64> {
    let number = match value {
        #[expect(clippy::cast_precision_loss, reason = "the field is declared a number")]
        Value::Integer(i) => *i as f64,
        Value::Number(n) => *n,
        Value::Text(t) => {
            let t = t.trim();
            t.parse().or_else(|_| t.replacen(',', ".", 1).parse()).ok()?
        }
        _ => return None,
    };
    number.is_finite().then_some(number)
}

fn boolean(text: &str) -> Option<Value> {
    match text.to_ascii_lowercase().as_str() {
        "true" | "1" | "ya" | "yes" | "y" => Some(Value::Boolean(true)),
        "false" | "0" | "tidak" | "no" | "n" => Some(Value::Boolean(false)),
        _ => None,
    }
}

fn date(text: &str) -> Option<Value> {
    let (day, time) = text.split_at_checked(10)?;
    if !time.is_empty() && !time.starts_with(['T', ' ']) {
        return None;
    }
    let day = day.replace('/', "-");
    let mut parts = day.split('-');
    let mut next = |digits: usize| {
        parts.next().filter(|p| p.len() == digits).and_then(|p| p.parse::<u16>().ok())
    };
    let (year, month, day_of_month) = (next(4)?, next(2)?, next(2)?);
    let leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    let days = match month {
        2 if leap => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        1..=12 => 31,
        _ => 0,
    };
    (1..=days).contains(&day_of_month).then_some(Value::Text(day))
}

/// The position in two columns of a table; `None` where both are empty.
pub(super) fn position(lon: &Value, lat: &Value) -> Result<Option<Coord>, String> {
    let empty = |v: &Value| v.to_text().trim().is_empty();
    if empty(lon) && empty(lat) {
        return Ok(None);
    }
    match (number(lon), number(lat)) {
        (Some(x), Some(y)) => Ok(Some(Coord { x, y })),
        _ => {
            let (lon, lat) = (shown(&lon.to_text()), shown(&lat.to_text()));
            Err(format!("longitude `{lon}` and latitude `{lat}` are not two finite numbers"))
        }
    }
}

/// The class of each feature of a hazard by rank; none for other layers.
pub(super) fn ranks(layer: &Layer, features: &[Checked]) -> Result<Vec<u8>, Vec<Defect>> {
    let Some(scheme) = &layer.classes else { return Ok(Vec::new()) };
    let at = layer.fields.iter().position(|f| f.name == scheme.field).unwrap_or_default();
    let file = layer.source.file.display().to_string();
    let mut ranks = Vec::with_capacity(features.len());
    // By value: one line says what a thousand features have in common.
    let mut unknown: BTreeMap<String, Vec<&str>> = BTreeMap::new();
    for feature in features {
        let value = feature.values.get(at).map(Value::to_text).unwrap_or_default();
        let value = value.trim();
        let rank = scheme.rank_of(value).or_else(|| rank_of_number(scheme, value));
        match rank.and_then(|r| u8::try_from(r).ok()) {
            Some(rank) => ranks.push(rank),
            None => unknown.entry(shown(value)).or_default().push(&feature.label),
        }
    }
    if unknown.is_empty() {
        return Ok(ranks);
    }
    let known: Vec<String> = scheme.classes.iter().flat_map(|c| c.values.clone()).collect();
    let defect = |(value, labels): (String, Vec<&str>)| {
        let reason = match (value.as_str(), labels.len()) {
            ("", 1) => "has no class".to_owned(),
            ("", n) => format!("has no class, as {n} features"),
            (v, 1) => format!("class `{v}` is not in the scheme"),
            (v, n) => format!("class `{v}` of {n} features is not in the scheme"),
        };
        let mend = format!("{}; or add it to [[classes.scheme]] values", suggest(&value, &known));
        let examples: Vec<&str> = labels.into_iter().take(5).collect();
        Defect::new(&file, reason, mend).in_feature(examples.join(", ")).in_field(&scheme.field)
    };
    Err(unknown.into_iter().map(defect).collect())
}

/// A class that the scheme writes as another form of the same number: 1, 1.0, 01.
fn rank_of_number(scheme: &ClassScheme, value: &str) -> Option<usize> {
    let number: f64 = value.parse().ok()?;
    scheme.classes.iter().position(|c| c.values.iter().any(|v| v.parse() == Ok(number)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(t: &str) -> Value {
        Value::Text(t.into())
    }

    #[test]
    fn values_are_typed_or_refused() {
        assert_eq!(typed(text(" 12 "), FieldType::Integer, Format::Csv), Ok(Value::Integer(12)));
        assert_eq!(
            typed(text("110,42"), FieldType::Number, Format::Csv),
            Ok(Value::Number(110.42))
        );
        assert_eq!(typed(text("Ya"), FieldType::Boolean, Format::Csv), Ok(Value::Boolean(true)));
        assert_eq!(typed(text("2024/05/01"), FieldType::Date, Format::Csv), Ok(text("2024-05-01")));
        assert_eq!(typed(Value::Integer(7), FieldType::Text, Format::Csv), Ok(text("7")));
        assert_eq!(typed(text("  "), FieldType::Integer, Format::Csv), Ok(Value::Null));
        for (came, kind) in [
            ("x", FieldType::Integer),
            ("NaN", FieldType::Number),
            ("a\u{FFFD}", FieldType::Text),
            ("2024-13-01", FieldType::Date),
            ("2023-02-29", FieldType::Date),
            ("2024-05-0112", FieldType::Date),
        ] {
            assert!(typed(text(came), kind, Format::Csv).is_err(), "{came}");
        }
    }

    #[test]
    fn one_coordinate_alone_is_refused() {
        assert_eq!(position(&Value::Null, &Value::Null), Ok(None));
        assert!(position(&text("110.4"), &Value::Null).is_err());
        assert!(position(&text("nan"), &text("1")).is_err());
    }
}
