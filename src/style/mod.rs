//! What maps need besides tiles: TileJSON, and styles with the city's layers filled in.

mod tilejson;

use serde_json::{Map, Value as Json, json};
use thiserror::Error;

use crate::model::{Lang, PartKind};
use crate::snapshot::{LayerVersion, View};
pub use tilejson::{TileJson, VectorLayer, tilejson};

/// How layers of each kind are drawn: a file of `styles/`, with placeholders that the manifests
/// fill. So a layer that somebody adds is drawn without a line of style.
#[derive(Debug, Clone)]
pub struct Template {
    /// Its name in the address.
    pub id: String,
    /// The style without sources and layers.
    base: Map<String, Json>,
    /// The kinds from the bottom to the top, with the layers each is drawn with.
    kinds: Vec<(String, Vec<Map<String, Json>>)>,
}

/// Why a style template cannot be used.
#[derive(Debug, Error)]
pub enum TemplateError {
    /// It is not JSON.
    #[error("styles/{id}.json is not JSON: {source}")]
    Json {
        /// The style.
        id: String,
        /// The cause.
        source: serde_json::Error,
    },
    /// It has another shape.
    #[error("styles/{id}.json: {what}")]
    Shape {
        /// The style.
        id: String,
        /// What was expected.
        what: &'static str,
    },
}

/// Stands for the colour of a hazard class by the feature's `class`.
const CLASS_COLOR: &str = "$class-color";
/// As a template's `source-layer`: where a hazard was not mapped.
const UNMAPPED_LAYER: &str = "$unmapped";
/// Stands for the name of a feature.
const NAME: &str = "$name";

impl Template {
    /// Reads a template: `{ "style": {…}, "kinds": [ { "kind": "hazard", "layers": […] } ] }`.
    ///
    /// # Errors
    /// Where it is not JSON or has another shape.
    pub fn parse(id: &str, text: &str) -> Result<Self, TemplateError> {
        let shape = |what| TemplateError::Shape { id: id.to_owned(), what };
        let json: Json = serde_json::from_str(text)
            .map_err(|source| TemplateError::Json { id: id.to_owned(), source })?;
        let base = json.get("style").and_then(Json::as_object).cloned();
        let kinds = json.get("kinds").and_then(Json::as_array).ok_or(shape("no list `kinds`"))?;
        let kind = |entry: &Json| {
            let name = entry.get("kind")?.as_str()?.to_owned();
            let layers = entry.get("layers")?.as_array()?;
            Some((name, layers.iter().map(|l| l.as_object().cloned()).collect::<Option<_>>()?))
        };
        Ok(Self {
            id: id.to_owned(),
            base: base.ok_or(shape("no object `style`"))?,
            kinds: kinds
                .iter()
                .map(kind)
                .collect::<Option<_>>()
                .ok_or(shape("an entry of `kinds` has no `kind` and list of `layers`"))?,
        })
    }

    /// The style for what a caller sees, with addresses below `base_url` (no slash at its end).
    pub fn fill(&self, view: &View, base_url: &str, lang: Lang) -> Json {
        let mut style = self.base.clone();
        let city = view.city();
        let center = city.view.center;
        style.insert("version".into(), json!(8));
        style.insert("name".into(), json!(city.name.get(lang)));
        style.insert("center".into(), json!([center.lon(), center.lat()]));
        style.insert("zoom".into(), json!(city.view.zoom));
        let drawn: Vec<&LayerVersion> = view.layers().filter(|l| l.bounds().is_some()).collect();
        let sources = drawn.iter().map(|l| {
            let id = l.layer().id.to_string();
            let url = format!("{base_url}/tiles/{id}");
            (id, json!({ "type": "vector", "url": url }))
        });
        style.insert("sources".into(), Json::Object(sources.collect()));
        let mut layers: Vec<Json> =
            self.base.get("layers").and_then(Json::as_array).cloned().unwrap_or_default();
        for (kind, templates) in &self.kinds {
            for template in templates {
                let of_kind = drawn.iter().filter(|l| json!(l.layer().kind) == json!(kind));
                layers.extend(of_kind.filter_map(|l| fill_layer(template, l)));
            }
        }
        style.insert("layers".into(), Json::Array(layers));
        Json::Object(style)
    }
}

/// A style layer of a template for one of our layers; `None` where the template draws what the
/// layer does not have (names, or another geometry).
fn fill_layer(template: &Map<String, Json>, layer: &LayerVersion) -> Option<Json> {
    let id = layer.layer().id.as_str();
    let mut out = template.clone();
    let role = out.remove("id")?;
    let wanted = out.remove("geometry");
    if wanted.is_some_and(|w| !has_geometry(layer, &w)) {
        return None;
    }
    let name = layer
        .layer()
        .name_field
        .as_ref()
        .filter(|name| layer.layer().fields.iter().any(|f| &&f.name == name && f.tile));
    let mut missing = false;
    for value in out.values_mut() {
        replace(value, &mut |text| match text {
            CLASS_COLOR => Some(class_colors(layer)),
            NAME => match name {
                Some(name) => Some(json!(["to-string", ["get", name]])),
                None => {
                    missing = true;
                    None
                }
            },
            _ => None,
        });
    }
    if missing {
        return None;
    }
    out.insert("id".into(), json!(format!("{id}-{}", role.as_str().unwrap_or_default())));
    out.insert("source".into(), json!(id));
    let unmapped = out.get("source-layer").is_some_and(|l| l == UNMAPPED_LAYER);
    let source_layer = if unmapped { layer.layer().id.unmapped() } else { id.to_owned() };
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

fn class_colors(layer: &LayerVersion) -> Json {
    let mut expression = vec![json!("match"), json!(["get", "class"])];
    for class in layer.classes().iter().flat_map(|c| &c.classes) {
        expression.push(json!(class.id));
        expression.push(json!(class.color));
    }
    expression.push(json!("#888888"));
    Json::Array(expression)
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
