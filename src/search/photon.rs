//! Hits as the geocoder Photon sends them: GeoJSON (RFC 7946) whose properties widgets know, and
//! beside them how precise and how sure a hit is.

use std::collections::BTreeMap;

use serde::Serialize;
use serde_json::{Value, json};
use utoipa::ToSchema;

use super::hit::{Geometry, Hit, Precision};
use crate::model::{Lang, SourceNote};
use crate::place::Coord;
use crate::snapshot::View;

/// What was found, the likeliest first: a GeoJSON `FeatureCollection`.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct Found {
    /// Always `FeatureCollection`.
    #[serde(rename = "type")]
    pub kind: &'static str,
    /// The name of what was asked: the same name gives the same answer.
    pub snapshot: String,
    /// Said with every answer from data that is not real.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub notice: Option<String>,
    /// The hits; none where nothing fits.
    pub features: Vec<Feature>,
    /// Who published each layer that a hit is of.
    pub sources: BTreeMap<String, SourceNoteOwned>,
}

/// A hit.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct Feature {
    /// Always `Feature`.
    #[serde(rename = "type")]
    pub kind: &'static str,
    /// West, south, east, north, of what is larger than a position.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub bbox: Option<[f64; 4]>,
    /// A position where one is known; of a street its lines, of an area its polygons; `null` for
    /// a school whose place is not published.
    #[schema(value_type = Option<Object>)]
    pub geometry: Value,
    /// What it is.
    pub properties: Properties,
}

/// What a hit is: the properties of Photon, then ours.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct Properties {
    /// `house`, `street`, `locality`, `district`, `other`.
    #[serde(rename = "type")]
    pub kind: &'static str,
    /// In the words of OpenStreetMap what sort of thing it is, for widgets that show a sign.
    pub osm_key: &'static str,
    /// See `osm_key`.
    pub osm_value: &'static str,
    /// What it is called.
    pub name: String,
    /// The number of the house.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub housenumber: Option<String>,
    /// The street or alley.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub street: Option<String>,
    /// The unit of the smallest level that it lies in.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub locality: Option<String>,
    /// The unit of the next level.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub district: Option<String>,
    /// The city.
    pub city: String,
    /// The country.
    pub country: &'static str,
    /// Its code of ISO 3166.
    pub countrycode: &'static str,
    /// West, north, east, south, as Photon orders them.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub extent: Option<[f64; 4]>,
    /// The layer it is of.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub layer: Option<String>,
    /// The id of its feature; of a street the first.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub id: Option<String>,
    /// All its features, where there are several.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub ids: Vec<String>,
    /// The street that an alley leads off.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub along: Option<String>,
    /// The level that an area is a unit of.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub level: Option<String>,
    /// The units it lies in, from the smallest.
    pub units: Vec<UnitOfHit>,
    /// How precisely it says where.
    pub precision: Precision,
    /// Metres that the position is good to, where that is known.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub accuracy_m: Option<f64>,
    /// Metres to it from the place that was asked about.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub distance_m: Option<f64>,
    /// How well it fits what was asked, from 0 to 1.
    pub confidence: f64,
    /// Whether it explains all that was asked, and nothing else does as well.
    pub sure: bool,
}

/// A unit that a hit lies in.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct UnitOfHit {
    /// Its level.
    pub level: String,
    /// Its code.
    pub code: String,
    /// Its name.
    pub name: String,
}

/// Who published a layer, when, and on what terms.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
#[serde(transparent)]
#[schema(value_type = SourceNote)]
pub struct SourceNoteOwned(Value);

/// Hits as they are sent.
pub fn collection(view: &View, hits: Vec<Hit>, lang: Lang) -> Found {
    let mut sources = BTreeMap::new();
    for id in hits.iter().filter_map(|hit| hit.layer.as_deref()) {
        let layer = view.layers().find(|l| l.layer().id.as_str() == id);
        let note: Option<SourceNote> = layer.map(|l| l.source_note());
        if let Some(note) = note.and_then(|note| serde_json::to_value(note).ok()) {
            sources.insert(id.to_owned(), SourceNoteOwned(note));
        }
    }
    let city = view.city();
    Found {
        kind: "FeatureCollection",
        snapshot: view.version().to_owned(),
        notice: city.notice.as_ref().map(|n| n.get(lang).to_owned()),
        features: hits.into_iter().map(|hit| feature(hit, city.name.get(lang))).collect(),
        sources,
    }
}

fn feature(hit: Hit, city: &str) -> Feature {
    let bbox = match hit.geometry {
        Geometry::Point(_) | Geometry::None => None,
        Geometry::Lines(_) | Geometry::Polygons(_) => Some(around(hit.geometry.coords())),
    };
    let unit = |at: usize| hit.units.get(at).map(|[_, _, name]| name.clone());
    let (kind, osm_key, osm_value) = sort(&hit);
    Feature {
        kind: "Feature",
        bbox,
        geometry: geojson(&hit.geometry),
        properties: Properties {
            kind,
            osm_key,
            osm_value,
            name: hit.name,
            housenumber: hit.house_number,
            street: hit.street,
            locality: unit(0),
            district: unit(1),
            city: city.to_owned(),
            country: "Indonesia",
            countrycode: "ID",
            extent: bbox.map(|[w, s, e, n]| [w, n, e, s]),
            layer: hit.layer,
            id: hit.ids.first().cloned(),
            ids: if hit.ids.len() > 1 { hit.ids } else { Vec::new() },
            along: hit.along,
            level: hit.level,
            units: hit
                .units
                .into_iter()
                .map(|[level, code, name]| UnitOfHit { level, code, name })
                .collect(),
            precision: hit.precision,
            accuracy_m: hit.good_to_m,
            distance_m: hit.distance_m,
            confidence: hit.confidence,
            sure: hit.sure,
        },
    }
}

fn sort(hit: &Hit) -> (&'static str, &'static str, &'static str) {
    match hit.precision {
        Precision::House | Precision::Interpolated => ("house", "place", "house"),
        Precision::Street => ("street", "highway", "residential"),
        Precision::Neighbourhood => ("locality", "place", "neighbourhood"),
        Precision::Area if hit.units.is_empty() => ("district", "boundary", "administrative"),
        Precision::Area => ("locality", "boundary", "administrative"),
        Precision::Point | Precision::Coordinate => ("other", "place", "locality"),
    }
}

fn around(coords: impl Iterator<Item = Coord>) -> [f64; 4] {
    let start = [f64::INFINITY, f64::INFINITY, f64::NEG_INFINITY, f64::NEG_INFINITY];
    coords.fold(start, |[w, s, e, n], c| [w.min(c.x), s.min(c.y), e.max(c.x), n.max(c.y)])
}

fn geojson(geometry: &Geometry) -> Value {
    let line = |line: &Vec<Coord>| line.iter().map(|c| [c.x, c.y]).collect::<Vec<_>>();
    match geometry {
        Geometry::Point(at) => json!({ "type": "Point", "coordinates": [at.x, at.y] }),
        Geometry::Lines(lines) => {
            let lines: Vec<_> = lines.iter().map(line).collect();
            json!({ "type": "MultiLineString", "coordinates": lines })
        }
        Geometry::Polygons(polygons) => {
            let rings = |p: &Vec<Vec<Coord>>| p.iter().map(line).collect::<Vec<_>>();
            let polygons: Vec<_> = polygons.iter().map(rings).collect();
            json!({ "type": "MultiPolygon", "coordinates": polygons })
        }
        Geometry::None => Value::Null,
    }
}
