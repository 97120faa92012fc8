//! A source layer: its features, and who of its attributes takes what.

use std::collections::{HashMap, HashSet};

use super::geometry::{Drawing, drawing};
use super::report::{Attribute, Features, LargeFeature, LayerContents, Sort, Split};
use super::wire::{Field, Fields, varint};
use super::{Malformed, keep_largest};

const LAYER: &str = "a layer";
const FEATURE: &str = "a feature";
const TAGS: &str = "the tags of a feature";

/// Reads a layer, and puts those of its features among the largest that belong there.
pub(super) fn layer(
    field: &Field<'_>,
    largest: &mut Vec<LargeFeature>,
) -> Result<LayerContents, Malformed> {
    let message = field.bytes_of(LAYER)?;
    let name = name(message)?.to_owned();
    let mut found = Found::default();
    let mut split = Split { frame: field.bytes - message.len(), ..Split::default() };
    let (mut features, mut all) = (Features::default(), Drawing::default());
    for field in Fields::new(message, LAYER) {
        let field = field?;
        match field.number {
            2 => {
                let feature = feature(&field, &mut found, &mut split)?;
                count(&mut features, feature.geometry);
                all.parts += feature.drawing.parts;
                all.vertices += feature.drawing.vertices;
                keep_largest(largest, LargeFeature { layer: name.clone(), ..feature });
            }
            3 => {
                split.keys += field.bytes;
                found.keys.push((field.text("a key of a layer")?.to_owned(), field.bytes));
            }
            4 => {
                split.values += field.bytes;
                found.values.push(field.bytes);
            }
            _ => split.frame += field.bytes,
        }
    }
    let attributes = found.attributes()?;
    let bytes = field.bytes;
    Ok(LayerContents { name, bytes, split, features, drawing: all, attributes })
}

/// The name of a layer.
pub(super) fn name(message: &[u8]) -> Result<&str, Malformed> {
    for field in Fields::new(message, LAYER) {
        let field = field?;
        if field.number == 1 {
            return field.text("the name of a layer");
        }
    }
    Err(Malformed::new(LAYER, "it has no name"))
}

fn count(features: &mut Features, sort: Sort) {
    *match sort {
        Sort::Point => &mut features.point,
        Sort::Line => &mut features.line,
        Sort::Polygon => &mut features.polygon,
        Sort::Unknown => &mut features.unknown,
    } += 1;
}

/// Reads a feature. Its layer is not named yet.
fn feature(
    field: &Field<'_>,
    found: &mut Found,
    split: &mut Split,
) -> Result<LargeFeature, Malformed> {
    let message = field.bytes_of(FEATURE)?;
    split.frame += field.bytes - message.len();
    let mut feature = LargeFeature {
        layer: String::new(),
        id: None,
        geometry: Sort::Unknown,
        drawing: Drawing::default(),
        bytes: field.bytes,
    };
    for field in Fields::new(message, FEATURE) {
        let field = field?;
        match field.number {
            1 => {
                split.ids += field.bytes;
                feature.id = Some(field.number_of("the id of a feature")?);
            }
            2 => {
                split.tags += field.bytes;
                found.tags(field.bytes_of(TAGS)?)?;
            }
            3 => {
                split.frame += field.bytes;
                feature.geometry = match field.number_of("the sort of a geometry")? {
                    1 => Sort::Point,
                    2 => Sort::Line,
                    3 => Sort::Polygon,
                    _ => Sort::Unknown,
                };
            }
            4 => {
                split.geometry += field.bytes;
                let more = drawing(field.bytes_of("a geometry")?)?;
                feature.drawing.parts += more.parts;
                feature.drawing.vertices += more.vertices;
            }
            _ => split.frame += field.bytes,
        }
    }
    Ok(feature)
}

/// Keys and values of a layer with their bytes, and what refers to them.
#[derive(Debug, Default)]
struct Found {
    keys: Vec<(String, usize)>,
    values: Vec<usize>,
    used: HashMap<u64, Used>,
    /// Each value in the order in which features name it, with the key that is first to.
    first: Vec<(u64, u64)>,
    seen: HashSet<u64>,
}

#[derive(Debug, Default)]
struct Used {
    features: usize,
    values: HashSet<u64>,
    tag_bytes: usize,
}

impl Found {
    fn tags(&mut self, tags: &[u8]) -> Result<(), Malformed> {
        let mut rest = tags;
        while !rest.is_empty() {
            let before = rest.len();
            let pair = varint(&mut rest).zip(varint(&mut rest));
            let (key, value) = pair.ok_or_else(|| Malformed::new(TAGS, "a key has no value"))?;
            let used = self.used.entry(key).or_default();
            used.features += 1;
            used.values.insert(value);
            used.tag_bytes += before - rest.len();
            if self.seen.insert(value) {
                self.first.push((value, key));
            }
        }
        Ok(())
    }

    fn attributes(mut self) -> Result<Vec<Attribute>, Malformed> {
        let no_value = || Malformed::new(TAGS, "it names a value that its layer does not have");
        let mut value_bytes: HashMap<u64, usize> = HashMap::new();
        for (value, key) in self.first {
            let value = usize::try_from(value).ok().and_then(|v| self.values.get(v));
            *value_bytes.entry(key).or_default() += value.ok_or_else(no_value)?;
        }
        let mut attributes = Vec::with_capacity(self.keys.len());
        for (key, (name, key_bytes)) in (0_u64..).zip(self.keys) {
            let used = self.used.remove(&key).unwrap_or_default();
            let bytes = key_bytes + used.tag_bytes + value_bytes.get(&key).copied().unwrap_or(0);
            let distinct = used.values.len();
            attributes.push(Attribute { name, features: used.features, distinct, bytes });
        }
        if !self.used.is_empty() {
            return Err(Malformed::new(TAGS, "it names a key that its layer does not have"));
        }
        attributes.sort_by_key(|a| std::cmp::Reverse(a.bytes));
        Ok(attributes)
    }
}
