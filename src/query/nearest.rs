//! The features nearest to a place.

use std::borrow::Cow;
use std::collections::BTreeMap;

use serde::Serialize;
use utoipa::ToSchema;

use super::{Filter, Place, Sources};
use crate::model::{Kind, Lang, LayerId, SourceNote, Value};
use crate::place::{LonLat, bearing_deg};
use crate::snapshot::{LayerVersion, Near, View};

/// How many are answered where nothing is said, and at most.
pub const DEFAULT_NEAREST: usize = 5;
/// See [`DEFAULT_NEAREST`].
pub const MOST_NEAREST: usize = 50;

/// Half way round the globe: everywhere.
pub const EVERYWHERE_M: f64 = 20_100_000.0;

/// Under another name: what is called `Value`, utoipa takes for any JSON.
type Cell = Value;

/// Whose features are asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Among {
    /// Those of a layer.
    Layer(LayerId),
    /// Those of all layers of a kind.
    Kind(Kind),
}

/// A question for the nearest features.
#[derive(Debug, Clone, PartialEq)]
pub struct NearestQuestion {
    /// Nearest to what.
    pub place: LonLat,
    /// Of what.
    pub among: Among,
    /// Only those that hold these values.
    pub filter: Filter,
    /// How many.
    pub k: usize,
    /// No farther than this.
    pub radius_m: f64,
    /// The language of the notice.
    pub lang: Lang,
}

/// The features nearest to a place.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct Nearest<'v> {
    /// The name of what was asked: the same name gives the same answer.
    pub snapshot: &'v str,
    /// The place.
    pub place: Place,
    /// Said with every answer from data that is not real.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub notice: Option<&'v str>,
    /// Nearest first.
    pub features: Vec<NearFeature<'v>>,
    /// Who published each layer that was asked.
    #[schema(value_type = BTreeMap<String, SourceNote>)]
    pub sources: Sources<'v>,
}

/// A feature some way off.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct NearFeature<'v> {
    /// The layer.
    pub layer: &'v str,
    /// The feature's id.
    pub id: &'v str,
    /// Its name, where the layer has one.
    #[schema(required = true)]
    pub name: Option<Cow<'v, str>>,
    /// Metres to it on the ellipsoid; 0 where it covers the place.
    pub distance_m: f64,
    /// The direction in which the shortest way sets out: degrees from north, eastward; absent
    /// where the distance is 0.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub bearing: Option<f64>,
    /// Its nearest point.
    pub at: Place,
    /// Its columns.
    pub properties: BTreeMap<&'v str, Cell>,
}

/// No layer that is asked has this field.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("there is no field `{field}`")]
pub struct UnknownField {
    /// The name that came.
    pub field: String,
    /// The names there are.
    pub known: Vec<String>,
}

/// The nearest features. The same view and question give the same answer, byte for byte.
///
/// # Errors
/// A field that no layer has.
pub fn nearest<'v>(
    view: &'v View,
    question: &NearestQuestion,
) -> Result<Nearest<'v>, UnknownField> {
    let layers: Vec<&LayerVersion> = match &question.among {
        Among::Layer(id) => view.layer(id).into_iter().collect(),
        Among::Kind(kind) => view.layers().filter(|l| l.layer().kind == *kind).collect(),
    };
    let mut found: Vec<(Near, &LayerVersion)> = Vec::new();
    let mut unknown = None;
    let mut bound = layers.is_empty();
    for layer in &layers {
        match question.filter.bind(layer) {
            Err(field) => _ = unknown.get_or_insert(field),
            Ok(matcher) => {
                bound = true;
                let most = (question.k, question.radius_m);
                let near = layer.nearest(question.place.coord(), most, |f| matcher.takes(f));
                found.extend(near.into_iter().map(|near| (near, *layer)));
            }
        }
    }
    if let Some(field) = unknown.filter(|_| !bound) {
        return Err(UnknownField { field: field.to_owned(), known: fields_of(&layers) });
    }
    // Layers come by name and their features by id: of several as near, the first of those.
    found.sort_by(|a, b| a.0.distance_m.total_cmp(&b.0.distance_m));
    found.truncate(question.k);
    Ok(Nearest {
        snapshot: view.version(),
        place: Place::of(question.place),
        notice: view.city().notice.as_ref().map(|n| n.get(question.lang)),
        features: found.iter().map(|(near, layer)| feature(question.place, near, layer)).collect(),
        sources: Sources::of(layers.iter().copied()),
    })
}

/// The fields of some layers, by name.
pub(super) fn fields_of(layers: &[&LayerVersion]) -> Vec<String> {
    let mut known: Vec<String> =
        layers.iter().flat_map(|l| l.layer().fields.iter().map(|f| f.name.clone())).collect();
    known.sort();
    known.dedup();
    known
}

fn feature<'v>(place: LonLat, near: &Near, layer: &'v LayerVersion) -> NearFeature<'v> {
    NearFeature {
        layer: layer.layer().id.as_str(),
        id: layer.id(near.feature),
        name: layer.name(near.feature),
        distance_m: rounded_mm(near.distance_m),
        bearing: bearing(place, near),
        at: Place { lon: near.nearest.x, lat: near.nearest.y },
        properties: layer.values(near.feature).collect(),
    }
}

/// Degrees to a tenth; nothing where there is no way to go.
pub(super) fn bearing(place: LonLat, near: &Near) -> Option<f64> {
    let degrees = (near.distance_m > 0.0).then(|| bearing_deg(place.coord(), near.nearest))?;
    Some((degrees * 10.0).round() / 10.0 % 360.0)
}

/// Metres to a millimetre.
pub(super) fn rounded_mm(metres: f64) -> f64 {
    (metres * 1e3).round() / 1e3
}
