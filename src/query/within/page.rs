//! A page as it is sent: GeoJSON or CSV.

use std::borrow::Cow;
use std::collections::BTreeMap;

use serde::{Serialize, Serializer};
use utoipa::ToSchema;

use super::super::geometry::{GeoJson, wkt};
use super::super::nearest::fields_of;
use super::super::{Sources, UnknownField};
use super::{Page, WithinQuestion};
use crate::model::{FieldType, Lang, SourceNote, Value};
use crate::snapshot::{LayerVersion, View};

/// What is answered of each feature.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Choice {
    /// Its fields; all where `None`.
    pub fields: Option<Vec<String>>,
    /// The language of the notice.
    pub lang: Lang,
}

impl Choice {
    /// Each field that is chosen has to be one of some layer.
    ///
    /// # Errors
    /// The first that is none.
    pub fn check(&self, view: &View, question: &WithinQuestion) -> Result<(), UnknownField> {
        let layers: Vec<_> = question.layers.iter().filter_map(|id| view.layer(id)).collect();
        let known = fields_of(&layers);
        let unknown = self.fields.iter().flatten().find(|field| !known.contains(field));
        unknown.map_or(Ok(()), |field| Err(UnknownField { field: field.clone(), known }))
    }

    fn holds(&self, field: &str) -> bool {
        self.fields.as_ref().is_none_or(|chosen| chosen.iter().any(|c| c == field))
    }
}

/// Under another name: what is called `Value`, utoipa takes for any JSON.
type Cell = Value;

/// Features in a region: a GeoJSON FeatureCollection with more members.
#[derive(Debug, Serialize, ToSchema)]
pub struct PageOfFeatures<'v> {
    /// Always `FeatureCollection`.
    #[serde(rename = "type")]
    kind: &'static str,
    /// The name of what was asked.
    snapshot: &'v str,
    /// Said with every answer from data that is not real.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    notice: Option<&'v str>,
    /// The features, by layer and then by id.
    features: Vec<FeatureOfPage<'v>>,
    /// The `cursor` of the next page; absent on the last one. A page may hold fewer features than
    /// `limit` and still have a next one.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    next: Option<String>,
    /// Who published each layer that was asked.
    #[schema(value_type = BTreeMap<String, SourceNote>)]
    sources: Sources<'v>,
}

/// A feature.
#[derive(Debug, Serialize, ToSchema)]
pub struct FeatureOfPage<'v> {
    /// Always `Feature`.
    #[serde(rename = "type")]
    kind: &'static str,
    /// Its id, unique in its layer.
    id: &'v str,
    /// Its layer.
    layer: &'v str,
    /// Its geometry as it was published; `null` where none is asked for, or there is none.
    #[serde(serialize_with = "geometry")]
    #[schema(value_type = Option<Object>, required = true)]
    geometry: Option<GeoJson<'v>>,
    /// The fields that were chosen.
    properties: BTreeMap<&'v str, Cell>,
}

fn geometry<S: Serializer>(of: &Option<GeoJson<'_>>, serializer: S) -> Result<S::Ok, S::Error> {
    of.serialize(serializer)
}

impl<'v> Page<'v> {
    /// The page as GeoJSON.
    pub fn geojson(
        &self,
        view: &'v View,
        question: &WithinQuestion,
        choice: &Choice,
    ) -> PageOfFeatures<'v> {
        let feature = |(layer, feature): &(&'v LayerVersion, u32)| FeatureOfPage {
            kind: "Feature",
            id: layer.id(*feature),
            layer: layer.layer().id.as_str(),
            geometry: question.geometry.then(|| GeoJson::of([layer.shape(*feature)])),
            properties: layer.values(*feature).filter(|(name, _)| choice.holds(name)).collect(),
        };
        let layers = question.layers.iter().filter_map(|id| view.layer(id));
        let mut layers: Vec<_> = layers.collect();
        layers.sort_by(|a, b| a.layer().id.cmp(&b.layer().id));
        PageOfFeatures {
            kind: "FeatureCollection",
            snapshot: view.version(),
            notice: view.city().notice.as_ref().map(|n| n.get(choice.lang)),
            features: self.features.iter().map(feature).collect(),
            next: self.next.map(|next| next.to_text(view, question)),
            sources: Sources::of(layers.into_iter()),
        }
    }

    /// The page as a table: layer, id, the fields, and the geometry as WKT.
    pub fn csv(&self, view: &View, question: &WithinQuestion, choice: &Choice) -> String {
        let columns: Vec<&str> = columns(view, question, choice).into_iter().map(|c| c.0).collect();
        let geometry = question.geometry.then_some("wkt");
        let header = ["layer", "id"].into_iter().chain(columns.iter().copied()).chain(geometry);
        let mut out = String::new();
        row(&mut out, header.map(Cow::Borrowed));
        for (layer, feature) in &self.features {
            let values =
                columns.iter().map(|name| Cow::Owned(layer.value(name, *feature).to_text()));
            let named = [layer.layer().id.as_str(), layer.id(*feature)].map(Cow::Borrowed);
            let geometry = geometry.map(|_| Cow::Owned(wkt(layer.shape(*feature))));
            row(&mut out, named.into_iter().chain(values).chain(geometry));
        }
        out
    }
}

/// The fields that are chosen, of all layers by layer, each name once.
pub(super) fn columns<'v>(
    view: &'v View,
    question: &WithinQuestion,
    choice: &Choice,
) -> Vec<(&'v str, FieldType)> {
    let layers = question.layers.iter().filter_map(|id| view.layer(id));
    let mut columns: Vec<(&str, FieldType)> = Vec::new();
    for field in layers.flat_map(|l| l.layer().fields.iter()) {
        if choice.holds(&field.name) && columns.iter().all(|(name, _)| *name != field.name) {
            columns.push((&field.name, field.kind));
        }
    }
    columns
}

/// A row (RFC 4180): quoted where it has to be.
fn row<'a>(out: &mut String, cells: impl Iterator<Item = Cow<'a, str>>) {
    for (i, cell) in cells.enumerate() {
        if i > 0 {
            out.push(',');
        }
        if cell.contains([',', '"', '\n', '\r']) {
            out.push('"');
            out.push_str(&cell.replace('"', "\"\""));
            out.push('"');
        } else {
            out.push_str(&cell);
        }
    }
    out.push_str("\r\n");
}
