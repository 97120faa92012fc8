//! Features as GeoJSON.

use std::collections::BTreeMap;

use serde::{Serialize, Serializer};
use utoipa::ToSchema;

use super::super::geometry::GeoJson;
use super::Table;
use crate::model::Value;
use crate::snapshot::LayerVersion;

/// Under another name: what is called `Value`, utoipa takes for any JSON.
type Cell = Value;

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

impl<'v> FeatureOfPage<'v> {
    pub(in crate::query) fn of(table: &Table, layer: &'v LayerVersion, feature: u32) -> Self {
        Self {
            kind: "Feature",
            id: layer.id(feature),
            layer: layer.layer().id.as_str(),
            geometry: table.geometry.then(|| GeoJson::of([layer.shape(feature)])),
            properties: layer.values(feature).filter(|(name, _)| table.holds(name)).collect(),
        }
    }
}
