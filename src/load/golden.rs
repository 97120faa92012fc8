//! Holds layers to what their manifests say must be found at some places.

use std::collections::{BTreeMap, BTreeSet};

use super::{Refused, Served};
use crate::model::{Defect, Golden, LayerId, PartKind};
use crate::place::LonLat;
use crate::query::reading::{self, HazardReading};
use crate::snapshot::LayerVersion;

/// Points and lines are at a place that is no farther from them. Units: metres.
const THERE_M: f64 = 10.0;

/// Refuses the layers that answer a question wrongly.
pub(super) fn refuse_wrong(
    golden: &BTreeMap<LayerId, Vec<Golden>>,
    served: &mut Served,
    refused: &mut Refused,
) {
    for (id, questions) in golden {
        let Some(layer) = served.get(id) else { continue };
        let defects: Vec<Defect> = questions.iter().filter_map(|q| wrong(layer, q)).collect();
        if !defects.is_empty() {
            served.remove(id);
            refused.insert(id.clone(), defects);
        }
    }
}

/// What is wrong with the answer to a question.
fn wrong(layer: &LayerVersion, golden: &Golden) -> Option<Defect> {
    let (place, expect) = (golden.place, &golden.expect);
    let found = found(layer, place);
    if found.contains(expect) {
        return None;
    }
    let found: Vec<String> = found.iter().map(|name| format!("`{name}`")).collect();
    let found = if found.is_empty() { "nothing".to_owned() } else { found.join(", ") };
    let (lon, lat) = (place.lon(), place.lat());
    let reason = format!("at lon {lon}, lat {lat} `{expect}` must be found, and {found} is");
    let mend = "mend the source; or the question, where it is the world that changed";
    let file = format!("{}.toml", layer.layer().id);
    Some(Defect::new(file, reason, mend).at_line(golden.line).in_field("golden"))
}

/// All that a layer says of a place, by every name that it has.
fn found(layer: &LayerVersion, place: LonLat) -> BTreeSet<String> {
    if layer.classes().is_some() {
        let class = match reading::hazard(layer, place) {
            HazardReading::Unmapped => "unmapped",
            HazardReading::None => "none",
            HazardReading::Class(rank) => layer.class(rank).map_or("none", |c| c.id.as_str()),
        };
        return [class.to_owned()].into();
    }
    let has_area = |feature: u32| layer.shape(feature).parts().any(|p| p.kind == PartKind::Polygon);
    let near = layer.within_m(place.coord(), THERE_M).into_iter();
    let there = near.filter(|(feature, metres)| *metres == 0.0 || !has_area(*feature));
    there.flat_map(|(feature, _)| names(layer, feature)).collect()
}

fn names(layer: &LayerVersion, feature: u32) -> impl Iterator<Item = String> {
    let (code, name) = (layer.code(feature), layer.name(feature));
    let id = layer.layer().id_field.as_ref().map(|_| layer.id(feature).to_owned());
    [code.map(String::from), name.map(String::from), id].into_iter().flatten()
}
