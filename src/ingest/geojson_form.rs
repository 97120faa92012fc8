//! Whether a file keeps the form of RFC 7946. GDAL forgives much of what it does not keep, and
//! then serves less than was published: an object where a list should be is an empty layer.

use std::fs::File;

use serde::Deserialize;
use serde_json::Value as Json;
use serde_json::value::RawValue;

use super::{MAX_DEFECTS, plain_text};
use crate::model::{Defect, suggest};

/// The outermost object; features stay text until their turn, so that one at a time is a tree.
#[derive(Deserialize)]
struct Outer {
    #[serde(rename = "type", default)]
    kind: Json,
    features: Option<Box<RawValue>>,
    bbox: Option<Json>,
}

/// RFC 7946, section 1.4.
const GEOMETRIES: [&str; 7] = [
    "Point",
    "MultiPoint",
    "LineString",
    "MultiLineString",
    "Polygon",
    "MultiPolygon",
    "GeometryCollection",
];

/// Everything in which a file departs from the form of GeoJSON.
pub(super) fn check(file: &str, open: File) -> Result<(), Vec<Defect>> {
    let broken = |reason: String| vec![Defect::new(file, reason, "write it as RFC 7946 says")];
    let text = plain_text::read(file, open)?;
    let text = text.trim_start_matches('\u{FEFF}');
    let not_json = |e: serde_json::Error| vec![not_json(file, text, &e)];
    let outer: Outer = serde_json::from_str(text).map_err(not_json)?;
    let mut found = Found { file, defects: Vec::new() };
    match outer.kind.as_str() {
        Some("FeatureCollection") => {
            found.note(None, bbox(outer.bbox.as_ref()));
            let Some(features) = outer.features else {
                return Err(broken("the FeatureCollection has no `features`".into()));
            };
            let features: Vec<&RawValue> = serde_json::from_str(features.get())
                .map_err(|e| broken(format!("`features` is not a list: {}", brief(&e))))?;
            for (i, raw) in features.iter().enumerate() {
                let parsed = serde_json::from_str::<Json>(raw.get()).map_err(|e| unread(&e));
                found.note(Some(i + 1), parsed.and_then(|json| feature(&json)));
            }
        }
        Some("Feature") => {
            found.note(
                Some(1),
                serde_json::from_str::<Json>(text)
                    .map_err(not_json)
                    .map_or_else(|d| Err(d[0].reason.clone()), |j| feature(&j)),
            );
        }
        None if outer.features.is_none() && outer.kind.is_null() => {
            let reason = "is JSON, but not GeoJSON: it has no `type`";
            let mend = "publish it as GeoJSON: a FeatureCollection with its features";
            return Err(vec![Defect::new(file, reason, mend)]);
        }
        kind if !kind.is_some_and(|k| GEOMETRIES.contains(&k)) => {
            let known: Vec<String> = ["FeatureCollection", "Feature"]
                .iter()
                .chain(&GEOMETRIES)
                .map(|k| (*k).to_owned())
                .collect();
            let reason = format!("its `type` is {}", outer.kind);
            let mend = suggest(kind.unwrap_or_default(), &known);
            return Err(vec![Defect::new(file, reason, mend)]);
        }
        _ => found.note(
            Some(1),
            serde_json::from_str::<Json>(text)
                .map_err(not_json)
                .map_or_else(|d| Err(d[0].reason.clone()), |j| geometry(&j)),
        ),
    }
    if found.defects.is_empty() { Ok(()) } else { Err(found.defects) }
}

/// Where a text stops being JSON: its line, and the feature that is open there.
fn not_json(file: &str, text: &str, error: &serde_json::Error) -> Defect {
    let lines = text.split_inclusive('\n');
    let before: usize = lines.take(error.line().saturating_sub(1)).map(str::len).sum();
    let at = (before + error.column().saturating_sub(1)).min(text.len());
    let at = (0..=at).rev().find(|i| text.is_char_boundary(*i)).unwrap_or_default();
    let (head, tail) = text.split_at(at);
    let word: String =
        tail.chars().take_while(|c| c.is_alphanumeric() || *c == '-').take(20).collect();
    let infinite = ["NaN", "nan", "Infinity", "-Infinity", "inf", "-inf"].contains(&word.as_str());
    let (what, mend) = if error.is_eof() {
        ("it ends too early".to_owned(), "publish the whole file anew: it was cut short")
    } else if infinite {
        let mend = "correct the number, or write null where a property has none";
        (format!("`{word}` is no number in JSON"), mend)
    } else if error.is_syntax() && head.trim().is_empty() {
        ("it does not begin as JSON does".to_owned(), "publish GeoJSON, or name the right file")
    } else {
        (brief(error), "write it as RFC 7946 says")
    };
    let defect = Defect::new(file, format!("is not JSON: {what}"), mend).at_line(error.line());
    match head.matches("\"Feature\"").count() {
        0 => defect,
        features => defect.in_feature(format!("#{features}")),
    }
}

/// A feature that the outer reading let pass: a number or a depth that no reader takes.
fn unread(error: &serde_json::Error) -> String {
    format!("cannot be read as JSON: {}", brief(error))
}

/// An error without its place, which counts from where the reading began.
fn brief(error: &serde_json::Error) -> String {
    let text = error.to_string();
    text.split(" at line ").next().unwrap_or_default().to_owned()
}

struct Found<'a> {
    file: &'a str,
    defects: Vec<Defect>,
}

impl Found<'_> {
    fn note(&mut self, feature: Option<usize>, result: Result<(), String>) {
        let Err(reason) = result else { return };
        if self.defects.len() <= MAX_DEFECTS {
            let defect = Defect::new(self.file, reason, "write it as RFC 7946 says");
            self.defects.push(match feature {
                Some(i) => defect.in_feature(format!("#{i}")),
                None => defect,
            });
        }
    }
}

/// RFC 7946, section 3.2.
fn feature(json: &Json) -> Result<(), String> {
    let Some(object) = json.as_object() else {
        return Err(format!("is {json}, where a Feature is expected"));
    };
    if object.get("type").and_then(Json::as_str) != Some("Feature") {
        return Err("its `type` is not \"Feature\"".into());
    }
    match object.get("properties") {
        Some(Json::Object(properties)) => no_nul(properties)?,
        Some(Json::Null) => {}
        Some(_) => return Err("its `properties` is neither an object nor null".into()),
        None => return Err("it has no `properties`".into()),
    }
    if !matches!(object.get("id"), None | Some(Json::String(_) | Json::Number(_))) {
        return Err("its `id` is neither a string nor a number".into());
    }
    bbox(object.get("bbox"))?;
    match object.get("geometry") {
        None => Err("it has no `geometry`; a feature without one says null".into()),
        Some(Json::Null) => Ok(()),
        Some(json) => geometry(json),
    }
}

/// GDAL ends a text at U+0000, and what comes behind would be lost.
fn no_nul(properties: &serde_json::Map<String, Json>) -> Result<(), String> {
    let nul = |v: &Json| v.as_str().is_some_and(|t| t.contains('\0'));
    match properties.iter().find(|(key, value)| key.contains('\0') || nul(value)) {
        Some((key, _)) => {
            Err(format!("its property `{}` holds a NUL character", key.escape_debug()))
        }
        None => Ok(()),
    }
}

/// RFC 7946, section 3.1. The structure is read by the `geojson` crate, the counts here.
fn geometry(json: &Json) -> Result<(), String> {
    if !json.is_object() {
        return Err("its `geometry` is neither an object nor null".into());
    }
    bbox(json.get("bbox"))?;
    let parsed: geojson::Geometry = serde_json::from_value(json.clone())
        .map_err(|e| format!("its geometry cannot be read: {e}"))?;
    positions(&parsed)
}

fn positions(geometry: &geojson::Geometry) -> Result<(), String> {
    use geojson::GeometryValue as G;
    let whole = |path: &[geojson::Position]| {
        let short = path.iter().any(|p| p.as_slice().len() < 2);
        if short { Err("a position has fewer than two numbers".to_owned()) } else { Ok(()) }
    };
    let line = |path: &[geojson::Position]| {
        whole(path)?;
        if path.len() < 2 { Err("a line has fewer than two positions".to_owned()) } else { Ok(()) }
    };
    let polygon = |rings: &[Vec<geojson::Position>]| {
        rings.iter().try_for_each(|r| whole(r))?;
        let short = rings.iter().any(|r| r.len() < 4);
        if short { Err("a ring has fewer than four positions".to_owned()) } else { Ok(()) }
    };
    match &geometry.value {
        G::LineString { coordinates } => line(coordinates),
        G::MultiLineString { coordinates } => coordinates.iter().try_for_each(|l| line(l)),
        G::Polygon { coordinates } => polygon(coordinates),
        G::MultiPolygon { coordinates } => coordinates.iter().try_for_each(|p| polygon(p)),
        G::GeometryCollection { geometries } => geometries.iter().try_for_each(positions),
        G::Point { coordinates } => whole(std::slice::from_ref(coordinates)),
        G::MultiPoint { coordinates } => whole(coordinates),
    }
}

/// RFC 7946, section 5.
fn bbox(json: Option<&Json>) -> Result<(), String> {
    let Some(json) = json else { return Ok(()) };
    let numbers = json.as_array().filter(|a| a.iter().all(Json::is_number));
    if numbers.is_some_and(|a| a.len() == 4 || a.len() == 6) {
        return Ok(());
    }
    Err("its `bbox` is not a list of four or six numbers".into())
}
