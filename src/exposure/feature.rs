//! A feature with polygons, as an area that is asked about.

use super::answer::FeatureName;
use crate::model::{LayerId, Refused, hint};
use crate::overlay::Asked;
use crate::snapshot::View;

/// A feature by the name of its layer and its id or code.
pub(super) fn named<'v>(
    view: &'v View,
    layer: &str,
    id: &str,
) -> Result<(FeatureName<'v>, Asked), Refused> {
    let found = LayerId::new(layer).and_then(|id| view.layer(&id)).ok_or_else(|| {
        let known: Vec<String> = view.layers().map(|l| l.layer().id.to_string()).collect();
        Refused::unknown("layer", layer, hint(layer, &known))
    })?;
    let feature = found.with_id(id).or_else(|| found.with_code(id)).ok_or_else(|| {
        let hint = [format!("tidak ada di lapisan `{layer}`"), format!("not in layer `{layer}`")];
        Refused::unknown("id", id, hint)
    })?;
    let shape = found.shapes().get(usize::try_from(feature).unwrap_or(usize::MAX));
    let asked = Asked::of_shape(shape).ok_or_else(|| {
        let hint = ["bukan wilayah: tanpa poligon", "no area: without a polygon"];
        Refused::unknown("id", id, hint.map(str::to_owned))
    })?;
    let (layer, name) = (found.layer().id.as_str(), found.name(feature));
    Ok((FeatureName { layer, id: found.id(feature), name }, asked))
}
