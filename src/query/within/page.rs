//! A page as it is sent.

use serde::Serialize;
use utoipa::ToSchema;

use super::super::Sources;
use super::super::features::{Choice, FeatureOfPage, Table, csv, fgb};
use super::{Page, WithinQuestion};
use crate::model::SourceNote;
use crate::snapshot::View;

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

impl<'v> Page<'v> {
    /// The page as GeoJSON.
    pub fn geojson(
        &self,
        view: &'v View,
        question: &WithinQuestion,
        choice: &Choice,
    ) -> PageOfFeatures<'v> {
        let table = table(view, question, choice);
        let mut layers: Vec<_> = question.layers.iter().filter_map(|id| view.layer(id)).collect();
        layers.sort_by(|a, b| a.layer().id.cmp(&b.layer().id));
        PageOfFeatures {
            kind: "FeatureCollection",
            snapshot: view.version(),
            notice: view.city().notice.as_ref().map(|n| n.get(choice.lang)),
            features: self.features.iter().map(|(l, f)| FeatureOfPage::of(&table, l, *f)).collect(),
            next: self.next.map(|next| next.to_text(view, question)),
            sources: Sources::of(layers.into_iter()),
        }
    }

    /// The page as a table: layer, id, the fields, and the geometry as WKT.
    pub fn csv(&self, view: &View, question: &WithinQuestion, choice: &Choice) -> String {
        let table = table(view, question, choice);
        let rows =
            self.features.iter().map(|(layer, feature)| csv::feature(&table, layer, *feature));
        [csv::head(&table)].into_iter().chain(rows).collect()
    }

    /// The page as a FlatGeobuf file: `layer`, `id`, then the fields.
    pub fn flatgeobuf(&self, view: &View, question: &WithinQuestion, choice: &Choice) -> Vec<u8> {
        let table = table(view, question, choice);
        let mut out = fgb::head(&table, self.features.len());
        for (layer, feature) in &self.features {
            out.extend(fgb::feature(&table, layer, *feature));
        }
        out
    }
}

fn table(view: &View, question: &WithinQuestion, choice: &Choice) -> Table {
    let layers = question.layers.iter().filter_map(|id| view.layer(id));
    Table::of(layers, choice, question.geometry)
}
