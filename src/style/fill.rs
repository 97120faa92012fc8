//! Puts a flavour and a layer into a template.

use serde_json::{Map, Value as Json, json};

use crate::model::{PartKind, Value};
use crate::snapshot::LayerVersion;

/// The colour of a hazard class, by the feature's `class`.
const CLASS_COLOR: &str = "$class-color";
/// The pattern of a hazard class: the two gravest have one, so that hue is not all there is.
const CLASS_PATTERN: &str = "$class-pattern";
/// The name of a feature.
const NAME: &str = "$name";
/// A colour by how many people there are.
const CHOROPLETH: &str = "$choropleth";
/// As a `source-layer`: where a hazard was not mapped.
const UNMAPPED: &str = "$unmapped";

/// The pattern of a class that has none: an image of nothing.
const NO_PATTERN: &str = "kosong";

/// A template with the colours of a flavour in the places of `@name`.
pub(super) fn flavored(
    template: &Map<String, Json>,
    flavor: &Map<String, Json>,
) -> Map<String, Json> {
    let mut out = template.clone();
    for value in out.values_mut() {
        replace(value, &mut |text| flavor.get(text.strip_prefix('@')?).cloned());
    }
    out
}

/// A style layer of a template for one of our layers; `None` where the template draws what the
/// layer does not have.
pub(super) fn layer(
    template: &Map<String, Json>,
    layer: &LayerVersion,
    flavor: &Map<String, Json>,
) -> Option<Json> {
    let mut out = template.clone();
    let role = out.remove("id")?;
    if out.remove("geometry").is_some_and(|wanted| !has_geometry(layer, &wanted)) {
        return None;
    }
    let mut missing = false;
    for value in out.values_mut() {
        replace(value, &mut |text| {
            let filled = match text {
                CLASS_COLOR => Some(class_colors(layer)),
                CLASS_PATTERN => Some(class_patterns(layer, flavor)),
                NAME => name(layer),
                CHOROPLETH => choropleth(layer, flavor),
                _ => return None,
            };
            missing |= filled.is_none();
            filled
        });
    }
    if missing {
        return None;
    }
    let id = &layer.layer().id;
    let unmapped = out.get("source-layer").is_some_and(|l| l == UNMAPPED);
    let source_layer = if unmapped { id.unmapped() } else { id.to_string() };
    out.insert("id".into(), json!(format!("{id}-{}", role.as_str().unwrap_or_default())));
    out.insert("source".into(), json!(id));
    out.insert("source-layer".into(), json!(source_layer));
    out.insert("metadata".into(), json!({ "wareng:layer": id }));
    Some(Json::Object(out))
}

fn has_geometry(layer: &LayerVersion, wanted: &Json) -> bool {
    let wanted = match wanted.as_str() {
        Some("point") => PartKind::Point,
        Some("line") => PartKind::Line,
        _ => PartKind::Polygon,
    };
    layer.shapes().iter().flat_map(|s| s.parts()).any(|p| p.kind == wanted)
}

fn in_tiles(layer: &LayerVersion, field: &str) -> bool {
    layer.layer().fields.iter().any(|f| f.name == field && f.tile)
}

fn name(layer: &LayerVersion) -> Option<Json> {
    let field = layer.layer().name_field.as_ref().filter(|f| in_tiles(layer, f))?;
    Some(json!(["to-string", ["get", field]]))
}

fn class_colors(layer: &LayerVersion) -> Json {
    let classes = layer.classes().map(|c| c.classes.as_slice()).unwrap_or_default();
    let pairs = classes.iter().map(|c| (c.id.as_str(), json!(c.color)));
    match_class(pairs, json!("#888888"))
}

fn class_patterns(layer: &LayerVersion, flavor: &Map<String, Json>) -> Json {
    let classes = layer.classes().map(|c| c.classes.as_slice()).unwrap_or_default();
    let gravest_first = classes.iter().rev().zip(["kelas-2", "kelas-1"]);
    let pairs = gravest_first.filter_map(|(c, p)| Some((c.id.as_str(), flavor.get(p)?.clone())));
    match_class(pairs, json!(NO_PATTERN))
}

fn match_class<'a>(pairs: impl Iterator<Item = (&'a str, Json)>, other: Json) -> Json {
    let mut expression = vec![json!("match"), json!(["get", "class"])];
    for (class, value) in pairs {
        expression.extend([json!(class), value]);
    }
    if expression.len() == 2 {
        return other;
    }
    expression.push(other);
    Json::Array(expression)
}

/// Steps at the quantiles of a population layer: of its density where a field `kepadatan` is in
/// its tiles, otherwise of its people.
fn choropleth(layer: &LayerVersion, flavor: &Map<String, Json>) -> Option<Json> {
    let people = layer.layer().population.as_ref().map(|p| p.people.as_str());
    let field = ["kepadatan"].into_iter().chain(people).find(|f| in_tiles(layer, f))?;
    let colors = flavor.get("peta")?.as_array()?;
    let count = u32::try_from(layer.len()).unwrap_or(u32::MAX);
    let mut values: Vec<f64> = (0..count).filter_map(|f| number(&layer.value(field, f))).collect();
    values.sort_by(f64::total_cmp);
    let mut expression = vec![json!("step"), json!(["get", field]), colors.first()?.clone()];
    let mut last = f64::NEG_INFINITY;
    for (i, color) in colors.iter().enumerate().skip(1) {
        let limit = values.get(values.len() * i / colors.len()).copied()?;
        // Steps have to rise: of equal limits the last colour counts.
        if limit > last {
            expression.extend([json!(limit), color.clone()]);
            last = limit;
        }
    }
    Some(Json::Array(expression))
}

fn number(value: &Value) -> Option<f64> {
    match value {
        #[expect(clippy::cast_precision_loss, reason = "a limit between colours")]
        Value::Integer(i) => Some(*i as f64),
        Value::Number(n) => Some(*n),
        _ => None,
    }
}

/// Replaces texts anywhere inside a value.
fn replace(value: &mut Json, with: &mut impl FnMut(&str) -> Option<Json>) {
    match value {
        Json::String(text) => {
            if let Some(other) = with(text) {
                *value = other;
            }
        }
        Json::Array(items) => items.iter_mut().for_each(|v| replace(v, with)),
        Json::Object(map) => map.values_mut().for_each(|v| replace(v, with)),
        _ => {}
    }
}
