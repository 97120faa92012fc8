use std::collections::BTreeMap;

use serde::Serialize;
use serde_json::{Value as Json, json};
use utoipa::ToSchema;

use super::Addresses;
use crate::archive::{self, Archive};
use crate::generalize::SPACING;
use crate::model::{City, FieldType, Lang, Pyramid, Zooms};
use crate::place::Bounds;
use crate::snapshot::LayerVersion;

/// TileJSON 3.0.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct TileJson {
    /// Always `3.0.0`.
    pub tilejson: &'static str,
    /// The titles of the layers.
    pub name: String,
    /// What readers have to know before they use the map, as the city says.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    /// One template with `{z}`, `{x}` and `{y}`.
    #[schema(min_items = 1)]
    pub tiles: Vec<String>,
    /// What a tile holds.
    pub vector_layers: Vec<VectorLayer>,
    /// The first zoom with tiles.
    pub minzoom: u8,
    /// The last zoom with tiles.
    pub maxzoom: u8,
    /// West, south, east, north, in degrees.
    #[schema(min_items = 4, max_items = 4)]
    pub bounds: [f64; 4],
    /// Longitude, latitude and zoom to begin with.
    #[schema(min_items = 3, max_items = 3)]
    pub center: [f64; 3],
    /// Who is to be named beside the map, as HTML.
    pub attribution: String,
}

/// A layer of a tile.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct VectorLayer {
    /// Its name in tiles.
    pub id: String,
    /// What people call it.
    pub description: String,
    /// The first zoom that has it.
    pub minzoom: u8,
    /// The last zoom that has it.
    pub maxzoom: u8,
    /// The attributes of its features: `String`, `Number` or `Boolean`. A feature with `dust`
    /// is none of the layer's: it is pixels that keep the area of those too small to be drawn.
    pub fields: BTreeMap<String, &'static str>,
    /// By zoom the greatest distance between what is drawn and the published border, dust and
    /// closed slivers aside, in 1/4096 of a tile. 8 are a pixel of a tile drawn 512 pixels
    /// wide; more there are only in layers as large as continents, at zooms 21 and 22.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    #[schema(value_type = BTreeMap<String, f64>)]
    pub deviation: BTreeMap<u8, f64>,
    /// The width up to which gaps and overlaps of a partition are closed in what is drawn, where
    /// that was asked for. Units: metres.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sealed_m: Option<f64>,
    /// Where not all points are drawn at every zoom.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub thinned: Option<Thinned>,
}

/// How points that stand close are thinned: of those in one square the one of the highest rank is
/// drawn, which is the largest by the first field that may be summed, then the first by its id.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
pub struct Thinned {
    /// The first zoom with all points.
    pub below: u8,
    /// The side of the squares, in 1/4096 of a tile.
    pub square: u32,
}

/// TileJSON of some layers of a city together. `None` where none of them has a geometry.
pub fn tilejson(
    city: &City,
    layers: &[&LayerVersion],
    addresses: &Addresses,
    lang: Lang,
) -> Option<TileJson> {
    let bounds = layers.iter().filter_map(|l| l.drawn_bounds()).reduce(Bounds::union)?;
    // The first that ends ends all: maps draw its last tiles larger, and lose none.
    let zooms = layers
        .iter()
        .map(|l| l.layer().zooms)
        .reduce(|a, b| Zooms { min: a.min.min(b.min), max: a.max.min(b.max) })?;
    let titles: Vec<&str> = layers.iter().map(|l| l.layer().title.get(lang)).collect();
    let mut credits: Vec<String> = layers.iter().map(|l| credit(l)).collect();
    credits.extend(layers.iter().filter_map(|l| credit_in_file(l.archive()?)));
    credits.sort();
    credits.dedup();
    let [west, south, east, north] = bounds.to_array();
    Some(TileJson {
        tilejson: "3.0.0",
        name: titles.join(", "),
        description: city.notice.as_ref().map(|notice| notice.get(lang).to_owned()),
        tiles: vec![addresses.tiles(layers)],
        vector_layers: layers.iter().flat_map(|l| vector_layers(l, lang)).collect(),
        minzoom: zooms.min,
        maxzoom: zooms.max,
        bounds: [west, south, east, north],
        center: [(west + east) / 2.0, (south + north) / 2.0, zooms.min.into()],
        attribution: credits.join("; "),
    })
}

/// The source of a style that draws one layer: with the address of its tiles, so that a map needs
/// no TileJSON and holds one moment's versions of all layers. `None` for one without geometry.
pub(super) fn source(layer: &LayerVersion, addresses: &Addresses) -> Option<Json> {
    let zooms = layer.layer().zooms;
    Some(json!({
        "type": "vector",
        "tiles": [addresses.tiles(&[layer])],
        "minzoom": zooms.min,
        "maxzoom": zooms.max,
        "bounds": layer.drawn_bounds()?.to_array(),
        "attribution": credit(layer),
    }))
}

fn credit(layer: &LayerVersion) -> String {
    let p = &layer.layer().provenance;
    let escaped = |t: &str| t.replace('&', "&amp;").replace('<', "&lt;").replace('"', "&quot;");
    let (link, publisher) = (escaped(&p.link), escaped(&p.publisher));
    format!("<a href=\"{link}\">{publisher}</a> ({})", escaped(&p.licence))
}

/// The layers of a file of tiles, as it says itself.
fn archived(archive: &Archive) -> Vec<VectorLayer> {
    let zooms = archive.zooms();
    let layer = |l: &archive::VectorLayer| VectorLayer {
        id: l.id.clone(),
        description: l.description.clone().unwrap_or_default(),
        minzoom: l.minzoom.unwrap_or(zooms.min).clamp(zooms.min, zooms.max),
        maxzoom: l.maxzoom.unwrap_or(zooms.max).clamp(zooms.min, zooms.max),
        fields: l.fields.iter().map(|(name, kind)| (name.clone(), field_type(kind))).collect(),
        deviation: BTreeMap::new(),
        sealed_m: None,
        thinned: None,
    };
    archive.metadata().vector_layers.iter().map(layer).collect()
}

fn field_type(told: &str) -> &'static str {
    match told {
        "Number" => "Number",
        "Boolean" => "Boolean",
        _ => "String",
    }
}

/// What a file of tiles says of whose it is, without its markup: a file of anybody must not bring
/// any into a page.
fn credit_in_file(archive: &Archive) -> Option<String> {
    let told = archive.metadata().attribution.as_deref()?;
    let mut text = String::new();
    let mut inside = 0_usize;
    for c in told.chars() {
        match c {
            '<' => inside += 1,
            '>' => inside = inside.saturating_sub(1),
            c if inside == 0 => text.push(c),
            _ => {}
        }
    }
    Some(text.trim().to_owned()).filter(|t| !t.is_empty())
}

/// The layer, for a hazard the area that was not mapped, and where the names of areas stand.
fn vector_layers(layer: &LayerVersion, lang: Lang) -> Vec<VectorLayer> {
    if let Some(archive) = layer.archive() {
        return archived(archive);
    }
    let class = layer.classes().map(|_| ("class".to_owned(), "String"));
    let fields = layer.layer().fields.iter().filter(|f| f.tile).map(|field| {
        let kind = match field.kind {
            FieldType::Text | FieldType::Date => "String",
            FieldType::Integer | FieldType::Number => "Number",
            FieldType::Boolean => "Boolean",
        };
        (field.name.clone(), kind)
    });
    let zooms = layer.layer().zooms;
    let entry = |id: String, description: String, fields| VectorLayer {
        id,
        description,
        minzoom: zooms.min,
        maxzoom: zooms.max,
        fields,
        deviation: BTreeMap::new(),
        sealed_m: None,
        thinned: None,
    };
    let (id, title) = (&layer.layer().id, layer.layer().title.get(lang));
    let fields: BTreeMap<_, _> = class.into_iter().chain(fields).collect();
    let own = VectorLayer {
        sealed_m: layer.layer().partition.as_ref().and_then(|p| p.seal_m),
        thinned: layer
            .layer()
            .thins_points()
            .then_some(Thinned { below: zooms.max, square: SPACING }),
        ..drawn(
            entry(id.to_string(), title.to_owned(), fields.clone()),
            &layer.drawn().features,
            layer.has_dust().features,
        )
    };
    let unmapped = layer.classes().map(|_| {
        let words =
            lang.pick("belum dipetakan: bukan berarti aman", "not mapped: that is not safe");
        let unmapped = entry(id.unmapped(), format!("{title}: {words}"), BTreeMap::new());
        drawn(unmapped, &layer.drawn().unmapped, layer.has_dust().unmapped)
    });
    let labels = (!layer.labels().is_empty()).then(|| {
        let words = lang.pick("titik untuk nama", "points for the names");
        entry(id.label(), format!("{title}: {words}"), fields)
    });
    std::iter::once(own).chain(unmapped).chain(labels).collect()
}

/// With what is to be known of how it is drawn.
fn drawn(mut layer: VectorLayer, pyramid: &Pyramid, has_dust: bool) -> VectorLayer {
    if has_dust {
        layer.fields.insert("dust".to_owned(), "Boolean");
    }
    // Rounded up: what is said is never exceeded.
    let hundredths = |d: f64| (d * 100.0).ceil() / 100.0;
    let strays = pyramid.levels.iter().filter(|level| level.deviation > 0.0);
    layer.deviation = strays.map(|l| (l.z, hundredths(l.deviation))).collect();
    layer
}
