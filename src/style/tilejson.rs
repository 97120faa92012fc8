use serde_json::{Value as Json, json};

use crate::model::{FieldType, Lang, Zooms};
use crate::place::Bounds;
use crate::snapshot::LayerVersion;

/// TileJSON 3.0 of some layers together, with tile addresses below `base_url` (no slash at its
/// end). `None` where none of them has a geometry.
pub fn tilejson(layers: &[&LayerVersion], base_url: &str, lang: Lang) -> Option<Json> {
    let bounds = layers.iter().filter_map(|l| l.drawn_bounds()).reduce(Bounds::union)?;
    let zooms = layers
        .iter()
        .map(|l| l.layer().zooms)
        .reduce(|a, b| Zooms { min: a.min.min(b.min), max: a.max.max(b.max) })?;
    let ids: Vec<&str> = layers.iter().map(|l| l.layer().id.as_str()).collect();
    let titles: Vec<&str> = layers.iter().map(|l| l.layer().title.get(lang)).collect();
    let mut credits: Vec<String> = layers.iter().map(|l| credit(l)).collect();
    credits.sort();
    credits.dedup();
    let [west, south, east, north] = bounds.to_array();
    Some(json!({
        "tilejson": "3.0.0",
        "name": titles.join(", "),
        "tiles": [format!("{base_url}/tiles/{}/{{z}}/{{x}}/{{y}}", ids.join(","))],
        "vector_layers": layers.iter().flat_map(|l| vector_layers(l, lang)).collect::<Vec<_>>(),
        "minzoom": zooms.min,
        "maxzoom": zooms.max,
        "bounds": [west, south, east, north],
        "center": [(west + east) / 2.0, (south + north) / 2.0, zooms.min],
        "attribution": credits.join("; "),
    }))
}

fn credit(layer: &LayerVersion) -> String {
    let p = &layer.layer().provenance;
    let escaped = |t: &str| t.replace('&', "&amp;").replace('<', "&lt;").replace('"', "&quot;");
    format!(
        "<a href=\"{}\">{}</a> ({})",
        escaped(&p.link),
        escaped(&p.publisher),
        escaped(&p.licence)
    )
}

/// The layer, and for a hazard the area that was not mapped.
fn vector_layers(layer: &LayerVersion, lang: Lang) -> Vec<Json> {
    let mut fields = serde_json::Map::new();
    if layer.classes().is_some() {
        fields.insert("class".into(), json!("String"));
    }
    for field in layer.layer().fields.iter().filter(|f| f.tile) {
        let kind = match field.kind {
            FieldType::Text | FieldType::Date => "String",
            FieldType::Integer | FieldType::Number => "Number",
            FieldType::Boolean => "Boolean",
        };
        fields.insert(field.name.clone(), json!(kind));
    }
    let entry = |id: String, description: String, fields: Json| {
        json!({
            "id": id,
            "description": description,
            "minzoom": layer.layer().zooms.min,
            "maxzoom": layer.layer().zooms.max,
            "fields": fields,
        })
    };
    let (id, title) = (&layer.layer().id, layer.layer().title.get(lang));
    let mut entries = vec![entry(id.to_string(), title.to_owned(), Json::Object(fields))];
    if layer.classes().is_some() {
        let what =
            lang.pick("belum dipetakan: bukan berarti aman", "not mapped: not the same as safe");
        let description = format!("{title}: {what}");
        entries.push(entry(id.unmapped(), description, json!({})));
    }
    entries
}
