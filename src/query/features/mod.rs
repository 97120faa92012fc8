//! Features as they are sent: GeoJSON, CSV or FlatGeobuf, a page of them or a whole layer.

pub(super) mod csv;
pub(super) mod fgb;
mod geojson;
mod whole;

use super::UnknownField;
use super::nearest::fields_of;
use crate::model::{FieldType, Lang};
use crate::snapshot::LayerVersion;
pub use geojson::FeatureOfPage;
pub use whole::WholeLayer;

/// How features are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FeatureFormat {
    /// RFC 7946.
    GeoJson,
    /// RFC 4180, geometries as WKT.
    Csv,
    /// FlatGeobuf 3.
    FlatGeobuf,
}

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
    pub fn check(&self, layers: &[&LayerVersion]) -> Result<(), UnknownField> {
        let known = fields_of(layers);
        let unknown = self.fields.iter().flatten().find(|field| !known.contains(field));
        unknown.map_or(Ok(()), |field| Err(UnknownField { field: field.clone(), known }))
    }

    fn holds(&self, field: &str) -> bool {
        self.fields.as_ref().is_none_or(|chosen| chosen.iter().any(|c| c == field))
    }
}

/// The columns that features are written with.
#[derive(Debug)]
pub(super) struct Table {
    /// The fields that are chosen, of all layers by layer, each name once.
    fields: Vec<(String, FieldType)>,
    geometry: bool,
}

impl Table {
    pub(super) fn of<'v>(
        layers: impl Iterator<Item = &'v LayerVersion>,
        choice: &Choice,
        geometry: bool,
    ) -> Self {
        let mut fields: Vec<(String, FieldType)> = Vec::new();
        for field in layers.flat_map(|l| l.layer().fields.iter()) {
            if choice.holds(&field.name) && fields.iter().all(|(name, _)| *name != field.name) {
                fields.push((field.name.clone(), field.kind));
            }
        }
        Self { fields, geometry }
    }

    fn holds(&self, field: &str) -> bool {
        self.fields.iter().any(|(name, _)| name == field)
    }
}
