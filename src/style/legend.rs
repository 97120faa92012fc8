//! What a legend has to say of a style layer.

use serde_json::{Map, Value as Json, json};

use super::fill::{classes_on_map, pattern, steps};
use crate::model::{HazardClass, Value};
use crate::snapshot::LayerVersion;

/// As a legend: the classes of the hazard.
const CLASSES: &str = "$classes";
/// As a legend: the steps of `$choropleth`.
const STEPS: &str = "$steps";
/// As a key of an entry, with a field and its values: left out where no feature has one of them.
const WHERE: &str = "where";

/// What the colours and icons of a style layer mean: as the template says, or what its classes
/// or steps are. A dark map has other colours than the manifest, so a legend needs these.
pub(super) fn entries(
    written: Json,
    layer: &LayerVersion,
    rank: usize,
    flavor: &Map<String, Json>,
) -> Option<Json> {
    match written.as_str() {
        Some(CLASSES) => {
            let count = layer.classes().map_or(0, |c| c.classes.len());
            let entry = |(i, (class, color)): (usize, (&HazardClass, String))| {
                let pattern = pattern(rank, count - 1 - i);
                json!({ "class": class.id, "color": color, "pattern": pattern, "label": class.label })
            };
            Some(classes_on_map(layer, flavor).enumerate().map(entry).collect())
        }
        Some(STEPS) => {
            let (field, steps) = steps(layer, flavor)?;
            let entry = |(from, color)| json!({ "field": field, "from": from, "color": color });
            Some(steps.into_iter().map(entry).collect())
        }
        _ => of_layer(written, layer),
    }
}

/// The entries that mean something in this layer: those `where` a feature has such a value, and
/// one without, for all else, where a feature is something else. `None` where all are something
/// else: "other" alone says nothing.
fn of_layer(written: Json, layer: &LayerVersion) -> Option<Json> {
    let Json::Array(mut entries) = written else { return Some(written) };
    let conditions: Vec<Option<Map<String, Json>>> = entries
        .iter_mut()
        .map(|e| e.as_object_mut()?.remove(WHERE)?.as_object().cloned())
        .collect();
    let count = u32::try_from(layer.len()).unwrap_or(u32::MAX);
    let mut meant = vec![false; entries.len()];
    for feature in 0..count {
        let fits = |c: &Option<Map<String, Json>>| {
            c.as_ref().is_some_and(|c| c.iter().all(|(field, of)| has(layer, feature, field, of)))
        };
        let entry = conditions.iter().position(fits);
        if let Some(i) = entry.or_else(|| conditions.iter().position(Option::is_none)) {
            meant[i] = true;
        }
    }
    let says = meant.iter().zip(&conditions).any(|(meant, c)| *meant && c.is_some());
    let kept = entries.into_iter().zip(meant).filter_map(|(entry, meant)| meant.then_some(entry));
    says.then(|| kept.collect())
}

fn has(layer: &LayerVersion, feature: u32, field: &str, values: &Json) -> bool {
    let Value::Text(value) = layer.value(field, feature) else { return false };
    values.as_array().is_some_and(|values| values.iter().any(|v| v == value.as_str()))
}
