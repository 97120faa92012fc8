//! Puts a flavour and a layer into a template.

use serde_json::{Map, Value as Json, json};

use super::{legend, night};
use crate::model::{FieldType, HazardClass, Kind, PartKind, Value};
use crate::snapshot::LayerVersion;

/// The colour of a hazard class, in a group that draws each class.
const CLASS_COLOR: &str = "$class-color";
/// The pattern of a hazard class likewise: hue is not all that tells.
const CLASS_PATTERN: &str = "$class-pattern";
/// The name of a feature.
const NAME: &str = "$name";
/// A colour by how many people there are.
const CHOROPLETH: &str = "$choropleth";
/// As a `source-layer`: where a hazard was not mapped.
const UNMAPPED: &str = "$unmapped";
/// As a `source-layer`: where the names of areas stand.
const LABEL: &str = "$label";
/// As the only key of an object, with a list: one of it by the rank of the layer among those of
/// its kind, the coarsest first; the last of it for all others.
const RANK: &str = "$rank";
/// As a key of a flavour: its maps are dark.
const DARK: &str = "gelap";

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
    rank: usize,
    from_gravest: Option<usize>,
    flavor: &Map<String, Json>,
) -> Option<Json> {
    let class = match from_gravest {
        Some(i) => Some(classes_on_map(layer, flavor).rev().nth(i)?),
        None => None,
    };
    let mut out = template.clone();
    out.values_mut().for_each(|value| take_ranked(value, rank));
    let mut role = out.remove("id")?.as_str().unwrap_or_default().to_owned();
    if let Some((class, _)) = &class {
        role = format!("{role}-{}", class.id);
        out.insert("filter".into(), json!(["==", ["get", "class"], class.id]));
    }
    if out.get("minzoom") == Some(&Json::Null) {
        return None;
    }
    if out.remove("geometry").is_some_and(|wanted| !has_geometry(layer, &wanted)) {
        return None;
    }
    let mut missing = false;
    let legend = out.remove("legend").filter(|_| from_gravest.unwrap_or(0) == 0);
    let legend = legend.and_then(|l| legend::entries(l, layer, rank, flavor));
    for value in out.values_mut() {
        replace(value, &mut |text| {
            let filled = match text {
                CLASS_COLOR => class.as_ref().map(|(_, color)| json!(color)),
                CLASS_PATTERN => from_gravest.map(|i| json!(pattern(rank, i))),
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
    let source_layer = match out.get("source-layer").and_then(Json::as_str) {
        Some(UNMAPPED) => id.unmapped(),
        Some(LABEL) if !layer.labels().is_empty() => id.label(),
        Some(LABEL) => return None,
        _ => id.to_string(),
    };
    let mut metadata = Map::from_iter([("wareng:layer".to_owned(), json!(id))]);
    metadata.extend(legend.map(|entries| ("wareng:legend".to_owned(), entries)));
    out.insert("id".into(), json!(format!("{id}-{role}")));
    out.insert("source".into(), json!(id));
    out.insert("source-layer".into(), json!(source_layer));
    out.insert("metadata".into(), Json::Object(metadata));
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
    let field = layer.layer().name_in_tiles()?;
    Some(json!(["to-string", ["get", field]]))
}

/// The classes of a hazard with their colours on a map of this flavour.
pub(super) fn classes_on_map<'a>(
    layer: &'a LayerVersion,
    flavor: &Map<String, Json>,
) -> impl DoubleEndedIterator<Item = (&'a HazardClass, String)> {
    let classes = layer.classes().map(|c| c.classes.as_slice()).unwrap_or_default();
    let dark = flavor.get(DARK) == Some(&Json::Bool(true));
    classes.iter().map(move |class| {
        let turned = if dark { night::turned(&class.color) } else { None };
        (class, turned.unwrap_or_else(|| class.color.clone()))
    })
}

/// A shape for each hazard (the last for all beyond) and a density for each class, so that no
/// hue is needed to tell two hazards or two classes apart.
pub(super) fn pattern(rank: usize, from_gravest: usize) -> String {
    let (shape, density) = (rank.min(3) + 1, 3_usize.saturating_sub(from_gravest).max(1));
    format!("bahaya-{shape}-{density}")
}

/// The least value of a colour, none for the first, and the colour.
type Step<'a> = (Option<f64>, &'a Json);

/// Steps at the quantiles of a layer, each with the least value of its colour: of its
/// density where a field `kepadatan` is in its tiles, otherwise of its people; of a base layer
/// without `jenis`, of its first field of numbers.
pub(super) fn steps<'a>(
    layer: &'a LayerVersion,
    flavor: &'a Map<String, Json>,
) -> Option<(&'a str, Vec<Step<'a>>)> {
    let people = layer.layer().population.as_ref().map(|p| p.people.as_str());
    let density = (layer.layer().kind == Kind::Population).then_some("kepadatan");
    let numbers = layer.layer().fields.iter().filter(|f| f.kind == FieldType::Number);
    let plain = layer.layer().kind == Kind::Base && !in_tiles(layer, "jenis");
    let index = numbers.map(|f| f.name.as_str()).filter(|_| plain);
    let field = density.into_iter().chain(people).chain(index).find(|f| in_tiles(layer, f))?;
    let colors = flavor.get("peta")?.as_array()?;
    let count = u32::try_from(layer.len()).unwrap_or(u32::MAX);
    let mut values: Vec<f64> = (0..count).filter_map(|f| number(&layer.value(field, f))).collect();
    values.sort_by(f64::total_cmp);
    let mut steps = vec![(None, colors.first()?)];
    for (i, color) in colors.iter().enumerate().skip(1) {
        let limit = values.get(values.len() * i / colors.len()).copied()?;
        // Steps have to rise: of equal limits the last colour counts.
        if steps.last().is_none_or(|(last, _)| last.is_none_or(|last| limit > last)) {
            steps.push((Some(limit), color));
        }
    }
    Some((field, steps))
}

fn choropleth(layer: &LayerVersion, flavor: &Map<String, Json>) -> Option<Json> {
    let (field, steps) = steps(layer, flavor)?;
    let mut expression = vec![json!("step"), json!(["get", field])];
    for (from, color) in steps {
        expression.extend(from.map(|from| json!(from)));
        expression.push(color.clone());
    }
    // A single colour needs no step.
    let stepped = if expression.len() < 4 { expression.pop()? } else { Json::Array(expression) };
    // Nothing is known of a feature without a number, and nothing drawn.
    let known = json!(["==", ["typeof", ["get", field]], "number"]);
    Some(json!(["case", known, stepped, "rgba(0, 0, 0, 0)"]))
}

fn number(value: &Value) -> Option<f64> {
    match value {
        #[expect(clippy::cast_precision_loss, reason = "a limit between colours")]
        Value::Integer(i) => Some(*i as f64),
        Value::Number(n) => Some(*n),
        _ => None,
    }
}

/// Puts what a rank has in the place of its list, anywhere inside a value.
fn take_ranked(value: &mut Json, rank: usize) {
    if let Some(of_rank) = value.get(RANK).and_then(Json::as_array) {
        *value = of_rank.get(rank).or(of_rank.last()).cloned().unwrap_or_default();
    }
    match value {
        Json::Array(items) => items.iter_mut().for_each(|v| take_ranked(v, rank)),
        Json::Object(map) => map.values_mut().for_each(|v| take_ranked(v, rank)),
        _ => {}
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
