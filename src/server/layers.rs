//! What is served, from whom, and what is not.

use std::collections::BTreeMap;

use axum::Json;
use axum::http::header;
use axum::response::{IntoResponse, Response};
use serde::Serialize;
use utoipa::ToSchema;

use super::caller::Caller;
use super::city_info::{CityInfo, city};
use super::extract::{self, Segments};
use super::openapi::{BadAddress, EXAMPLE_LAYER, EXAMPLE_LAYERS, Faults, LayerName, example};
use super::problem::Problem;
use super::snapshots::in_words;
use crate::model::{Defect, FieldType, HazardClass, Kind, LayerId, Provenance, Report, Words};
use crate::snapshot::{LayerMemory, LayerVersion, Published, View};

/// Everything that is served.
#[derive(Serialize, ToSchema)]
pub(super) struct Catalogue {
    /// The name of what is served now.
    snapshot: String,
    /// Since when it is served whatever the layers folder holds (RFC 3339, UTC); absent where it
    /// is of that.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pinned: Option<String>,
    city: CityInfo,
    /// By name; those that are refused among them, with the reasons.
    layers: Vec<LayerInfo>,
}

/// A layer: served, or refused with the reasons.
#[derive(Serialize, ToSchema)]
#[serde(tag = "status", rename_all = "lowercase")]
pub(super) enum LayerInfo {
    Served(Box<ServedLayer>),
    Refused(RefusedLayer),
}

/// A layer that is not served.
#[derive(Serialize, ToSchema)]
pub(super) struct RefusedLayer {
    id: String,
    /// What it is about; absent where its manifest cannot be read.
    #[serde(skip_serializing_if = "Option::is_none")]
    kind: Option<Kind>,
    /// What people call it; absent where its manifest cannot be read.
    #[serde(skip_serializing_if = "Option::is_none")]
    title: Option<Words>,
    /// Each with file, feature, field and what would be right.
    problems: Vec<String>,
}

/// A layer that is served.
#[derive(Serialize, ToSchema)]
pub(super) struct ServedLayer {
    id: String,
    kind: Kind,
    title: Words,
    /// The scope that a key needs to see it; absent where everybody may.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    access: Option<String>,
    /// What is wrong with its newer version, where this one stays in service for that reason.
    problems: Vec<String>,
    /// The name of its content.
    version: String,
    features: usize,
    /// How many of them have no values for you, because of so few people; absent where none.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    hidden: Option<usize>,
    /// Positions in all geometries.
    vertices: usize,
    /// West, south, east, north, in degrees; absent without geometry.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false, min_items = 4, max_items = 4)]
    bounds: Option<[f64; 4]>,
    /// The first zoom with tiles.
    min_zoom: u8,
    /// The last zoom with tiles; maps draw those larger beyond.
    max_zoom: u8,
    /// The address of its TileJSON; absent without geometry.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    tiles: Option<String>,
    /// Metres the data is good to, where the publisher says.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    accuracy_m: Option<f64>,
    /// The classes of a hazard, the least grave first.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    classes: Option<Vec<ClassInfo>>,
    fields: Vec<FieldInfo>,
    provenance: Provenance,
    memory: MemoryInfo,
    /// What became of the source.
    report: Report,
}

/// What it holds in memory. Units: bytes.
#[derive(Serialize, ToSchema)]
struct MemoryInfo {
    /// The published coordinates.
    coordinates: usize,
    /// The values of the fields.
    columns: usize,
    /// What finds the features that cover a place.
    locator: usize,
    /// What finds the nearest border.
    borders: usize,
    /// What tiles are cut from.
    tiles: usize,
}

/// A class of a hazard.
#[derive(Serialize, ToSchema)]
struct ClassInfo {
    id: String,
    label: Words,
    meaning: Words,
    advice: Words,
    /// `#rrggbb`.
    color: String,
}

/// A column of a layer.
#[derive(Serialize, ToSchema)]
struct FieldInfo {
    name: String,
    #[serde(rename = "type")]
    kind: FieldType,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    label: Option<Words>,
    /// Whether tiles carry it.
    tile: bool,
}

/// All layers
///
/// What is served, from whom and of when; and what is refused, with the reasons.
#[utoipa::path(get, path = "/v1/layers", tag = "Layers",
    responses((status = 200, body = Catalogue, description = "All layers", example = json!(example(EXAMPLE_LAYERS))), Faults))]
pub(super) async fn all(caller: Caller) -> Response {
    let (published, view) = (caller.published(), &caller.view);
    let mut layers: BTreeMap<String, LayerInfo> =
        view.layers().map(|l| (l.layer().id.to_string(), served((&published, view), l))).collect();
    for (id, defects) in &published.refused {
        layers.insert(id.to_string(), refused(view, id, defects));
    }
    let body = Catalogue {
        snapshot: view.version().to_owned(),
        pinned: published.pinned.map(in_words),
        city: city(view.city()),
        layers: layers.into_values().collect(),
    };
    ([(header::CACHE_CONTROL, "no-cache")], Json(body)).into_response()
}

/// One layer
///
/// The same as in the list of all layers.
#[utoipa::path(get, path = "/v1/layers/{id}", tag = "Layers",
    params(("id" = LayerName, Path, description = "The name of the layer", example = "banjir")),
    responses(
        (status = 200, body = LayerInfo, description = "The layer", example = json!(example(EXAMPLE_LAYER))),
        BadAddress, Faults
    ))]
pub(super) async fn one(
    caller: Caller,
    Segments(name): Segments<String>,
) -> Result<Response, Problem> {
    let (published, view) = (caller.published(), &caller.view);
    let body = match LayerId::new(&name).and_then(|id| published.refused.get_key_value(&id)) {
        Some((id, defects)) => refused(view, id, defects),
        None => served((&published, view), extract::layer(view, &name)?),
    };
    Ok(([(header::CACHE_CONTROL, "no-cache")], Json(body)).into_response())
}

fn served((published, view): (&Published, &View), version: &LayerVersion) -> LayerInfo {
    let layer = version.layer();
    let problems = published.outdated.get(&layer.id).into_iter().flatten();
    let class = |c: &HazardClass| ClassInfo {
        id: c.id.clone(),
        label: c.label.clone(),
        meaning: c.meaning.clone(),
        advice: c.advice.clone(),
        color: c.color.clone(),
    };
    let field = |f: &crate::model::Field| FieldInfo {
        name: f.name.clone(),
        kind: f.kind,
        label: f.label.clone(),
        tile: f.tile,
    };
    LayerInfo::Served(Box::new(ServedLayer {
        id: layer.id.to_string(),
        kind: layer.kind,
        title: layer.title.clone(),
        access: view.scope(&layer.id).map(ToString::to_string),
        problems: problems.map(Defect::to_string).collect(),
        version: version.version().to_owned(),
        features: version.len(),
        hidden: Some(version.hidden()).filter(|hidden| *hidden > 0),
        vertices: version.shapes().coords().len(),
        bounds: version.bounds().map(crate::place::Bounds::to_array),
        min_zoom: layer.zooms.min,
        max_zoom: layer.zooms.max,
        tiles: version.bounds().map(|_| format!("/tiles/{}", layer.id)),
        accuracy_m: layer.accuracy_m,
        classes: version.classes().map(|s| s.classes.iter().map(class).collect()),
        fields: layer.fields.iter().map(field).collect(),
        provenance: layer.provenance.clone(),
        memory: memory(version.memory()),
        report: version.report().clone(),
    }))
}

fn memory(of: LayerMemory) -> MemoryInfo {
    let LayerMemory { coordinates, columns, locator, borders, tiles } = of;
    MemoryInfo { coordinates, columns, locator, borders, tiles }
}

fn refused(view: &View, id: &LayerId, defects: &[Defect]) -> LayerInfo {
    let about = view.unavailable().find_map(|(of, about)| about.filter(|_| of == id));
    LayerInfo::Refused(RefusedLayer {
        id: id.to_string(),
        kind: about.map(|a| a.kind),
        title: about.map(|a| a.title.clone()),
        problems: defects.iter().map(Defect::to_string).collect(),
    })
}
