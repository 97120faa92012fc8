//! What a feature is known by: its id, and the code and name of a unit.

use std::collections::BTreeMap;

use super::features::Checked;
use crate::model::{Defect, Kind, Layer, PartKind, Value};

/// Gives each feature the id in the layer's id field or, without one, a hash of what it is: the
/// same feature has the same id wherever in the source it stands.
pub(super) fn give_ids(layer: &Layer, features: &mut [Checked]) -> Vec<Defect> {
    let file = layer.source.file.display().to_string();
    let Some(field) = &layer.id_field else {
        features.iter_mut().for_each(|f| f.id = content_id(f));
        return Vec::new();
    };
    let at = layer.fields.iter().position(|f| &f.name == field).unwrap_or_default();
    let mut defects = Vec::new();
    for feature in features {
        feature.id = feature.values.get(at).map(Value::to_text).unwrap_or_default();
        if feature.id.is_empty() {
            let mend = "give every feature an id, or take `id` out of the manifest";
            defects.push(
                Defect::new(&file, "has no id", mend).in_feature(&feature.label).in_field(field),
            );
        }
    }
    defects
}

fn content_id(feature: &Checked) -> String {
    let mut hasher = blake3::Hasher::new();
    for (kind, paths) in &feature.geometry.parts {
        let kind = match kind {
            PartKind::Point => b"point",
            PartKind::Line => b"lines",
            PartKind::Polygon => b"polyg",
        };
        hasher.update(kind);
        for path in paths {
            hasher.update(&(path.len() as u64).to_le_bytes());
            for c in path {
                hasher.update(&c.x.to_le_bytes());
                hasher.update(&c.y.to_le_bytes());
            }
        }
    }
    let values = serde_json::to_vec(&feature.values).unwrap_or_default();
    hasher.update(&values);
    hasher.finalize().to_hex()[..16].to_owned()
}

/// Features, in the order of their ids, that share one.
pub(super) fn duplicate_ids(layer: &Layer, features: &[Checked]) -> Vec<Defect> {
    let file = layer.source.file.display().to_string();
    let field = layer.id_field.clone().unwrap_or_default();
    features
        .chunk_by(|a, b| a.id == b.id)
        .filter(|same| same.len() > 1)
        .map(|same| {
            let mut places: Vec<u64> = same.iter().map(|f| f.place).collect();
            places.sort_unstable();
            let all: Vec<String> = places.iter().take(10).map(|p| format!("#{p}")).collect();
            let more = if places.len() > all.len() { " and more" } else { "" };
            let reason = format!(
                "{} features have the id `{}`: {}{more}",
                same.len(),
                same[0].label,
                all.join(", "),
            );
            Defect::new(&file, reason, "give each feature an id of its own")
                .in_feature(&same[0].label)
                .in_field(&field)
        })
        .collect()
}

/// What is wrong with the codes and names of units: a unit without one cannot be named, and of
/// two with the same code an answer would have to choose.
pub(super) fn unit_codes(layer: &Layer, features: &[Checked]) -> Vec<Defect> {
    if !matches!(layer.kind, Kind::Boundary | Kind::Population) {
        return Vec::new();
    }
    let file = layer.source.file.display().to_string();
    let mut defects = Vec::new();
    for role in [&layer.code_field, &layer.name_field].into_iter().flatten() {
        let at = layer.fields.iter().position(|f| &f.name == role).unwrap_or_default();
        let value = |f: &Checked| f.values.get(at).map(Value::to_text).unwrap_or_default();
        let nameless: Vec<&str> =
            features.iter().filter(|f| value(f).is_empty()).map(|f| f.label.as_str()).collect();
        if let Some(first) = nameless.first() {
            let reason = format!("{} features have no `{role}`", nameless.len());
            let defect = Defect::new(&file, reason, "give every unit its code and its name");
            defects.push(defect.in_feature(*first).in_field(role));
        }
        if Some(role) != layer.code_field.as_ref() {
            continue;
        }
        let mut by_code: BTreeMap<String, Vec<&str>> = BTreeMap::new();
        for feature in features.iter().filter(|f| !value(f).is_empty()) {
            by_code.entry(value(feature)).or_default().push(&feature.label);
        }
        for (code, labels) in by_code.into_iter().filter(|(_, labels)| labels.len() > 1) {
            let reason = format!("{} features have the code `{code}`", labels.len());
            let mend = "publish one feature for each unit: dissolve areas, or sum rows, by code";
            defects.push(Defect::new(&file, reason, mend).in_feature(labels[0]).in_field(role));
        }
    }
    defects
}
