//! Which places a school's zone holds: by its polygon, by the units it lists, by a radius.

use std::collections::BTreeSet;

use super::register;
use crate::model::{Kind, LayerId, ZoneExtent, ZoneFields};
use crate::place::{Coord, geodesic_m};
use crate::snapshot::{LayerVersion, View};

/// A zone of a layer.
#[derive(Debug, Clone, Copy)]
pub(super) struct Zone<'v> {
    pub(super) layer: &'v LayerVersion,
    pub(super) fields: &'v ZoneFields,
    pub(super) feature: u32,
}

/// The layers of zones whose manifest says what its fields stand for.
pub(super) fn layers(view: &View) -> impl Iterator<Item = (&LayerVersion, &ZoneFields)> {
    let zoning = view.layers().filter(|l| l.layer().kind == Kind::Zoning);
    zoning.filter_map(|l| Some((l, l.layer().zone.as_ref()?)))
}

/// The zones of all layers that hold a place.
pub(super) fn holding(view: &View, place: Coord) -> Vec<Zone<'_>> {
    layers(view)
        .flat_map(|(layer, fields)| {
            let zone = move |feature: u32| Zone { layer, fields, feature };
            let features = match &fields.extent {
                ZoneExtent::Polygon => layer.covering(place),
                ZoneExtent::Units { layers, .. } => {
                    let units = units_at(view, layers, place);
                    if units.is_empty() {
                        Vec::new()
                    } else {
                        all(layer)
                            .filter(|f| zone(*f).units().iter().any(|u| units.contains(*u)))
                            .collect()
                    }
                }
                ZoneExtent::Radius { .. } => {
                    all(layer).filter(|f| zone(*f).reaches(view, place)).collect()
                }
            };
            features.into_iter().map(zone)
        })
        .collect()
}

/// The zones of a school.
pub(super) fn of_school<'v>(view: &'v View, npsn: &str) -> Vec<Zone<'v>> {
    let zones = layers(view)
        .flat_map(|(layer, fields)| all(layer).map(move |feature| Zone { layer, fields, feature }));
    zones.filter(|zone| zone.school() == npsn).collect()
}

fn all(layer: &LayerVersion) -> impl Iterator<Item = u32> {
    0..u32::try_from(layer.len()).unwrap_or(u32::MAX)
}

/// The codes of the units that cover a place.
fn units_at(view: &View, layers: &[LayerId], place: Coord) -> BTreeSet<String> {
    let mut codes = BTreeSet::new();
    for layer in layers.iter().filter_map(|id| view.layer(id)) {
        layer.area().each_covering(place, |feature| {
            codes.extend(layer.code(feature).map(|code| code.into_owned()));
        });
    }
    codes
}

impl<'v> Zone<'v> {
    /// The number of its school.
    pub(super) fn school(&self) -> String {
        self.layer.value(&self.fields.school, self.feature).to_text()
    }

    /// The jenjang, where the layer says it.
    pub(super) fn level(&self) -> Option<String> {
        let level = self.fields.level.as_ref()?;
        Some(self.layer.value(level, self.feature).to_text()).filter(|l| !l.is_empty())
    }

    /// The codes of its units; none for a zone that is not told by units.
    pub(super) fn units(&self) -> Vec<&'v str> {
        let ZoneExtent::Units { field, separator, .. } = &self.fields.extent else {
            return Vec::new();
        };
        let at = usize::try_from(self.feature).unwrap_or(usize::MAX);
        let text = self.layer.columns().get(field).and_then(|c| c.text(at)).unwrap_or_default();
        text.split(separator.as_str()).map(str::trim).filter(|code| !code.is_empty()).collect()
    }

    /// The place of its school and the metres around it; nothing for a zone that is not told by a
    /// radius, or whose school has no place.
    pub(super) fn circle(&self, view: &View) -> Option<(Coord, f64)> {
        let ZoneExtent::Radius { field } = &self.fields.extent else { return None };
        let radius_m = self.layer.value(field, self.feature).to_text().parse().ok()?;
        let school = register::find(view, &self.school())?;
        Some((school.place()?, radius_m))
    }

    /// Whether a zone told by a radius holds a place: a closed set.
    fn reaches(&self, view: &View, place: Coord) -> bool {
        self.circle(view).is_some_and(|(school, radius_m)| geodesic_m(school, place) <= radius_m)
    }
}
