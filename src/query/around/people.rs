//! The people within a circle.

use serde::Serialize;
use utoipa::ToSchema;

use crate::model::{Kind, Level, LevelUnits, Population, Value};
use crate::place::{Bounds, Coord, LonLat, Metric};
use crate::query::share::{area_m2, within_circle_m2};
use crate::snapshot::{LayerVersion, View};

/// The people within a circle.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct People {
    /// How many.
    pub count: u64,
    /// Always `area`: the people of each unit are spread evenly over its area.
    pub by: &'static str,
}

/// The people within a distance of a place, those of each unit spread evenly over its area;
/// `None` where no layer counts people. With it the layer that does.
pub(super) fn people_within(
    view: &View,
    centre: LonLat,
    radius_m: f64,
) -> Option<(People, &LayerVersion)> {
    let counting = view.layers().filter(|l| l.layer().kind == Kind::Population);
    let (layer, population) =
        counting.filter_map(|l| Some((l, l.layer().population.as_ref()?))).next()?;
    let units = units(view, layer, population)?;
    let metric = Metric::at(centre.coord());
    let mut people = 0.0;
    for unit in near(units, &metric, radius_m) {
        let shape = units.shape(unit);
        let whole = area_m2(shape, &metric);
        let counted = match units.code(unit).and_then(|code| layer.with_code(&code)) {
            Some(feature) => number(&layer.value(&population.people, feature)),
            None => 0.0,
        };
        if whole > 0.0 {
            people += counted * (within_circle_m2(shape, &metric, radius_m) / whole).min(1.0);
        }
    }
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a count, rounded")]
    let count = people.max(0.0).round() as u64;
    Some((People { count, by: "area" }, layer))
}

/// The layer with the polygons of the units that are counted: itself, or that of its level.
fn units<'v>(
    view: &'v View,
    layer: &'v LayerVersion,
    population: &Population,
) -> Option<&'v LayerVersion> {
    if layer.bounds().is_some() {
        return Some(layer);
    }
    let level: &Level = view.city().levels.iter().find(|l| l.id == population.level)?;
    match &level.units {
        LevelUnits::Layer { layer, .. } => view.layer(layer),
        LevelUnits::Prefix { .. } => None,
    }
}

/// The units that may have a part of the circle.
fn near(units: &LayerVersion, metric: &Metric, radius_m: f64) -> Vec<u32> {
    let (at, scale) = (metric.place(), metric.least_scale(radius_m));
    let reach = Coord { x: radius_m / scale.x.max(1.0), y: radius_m / scale.y.max(1.0) };
    let around = Bounds::from([at.x, at.y, at.x, at.y]).grown(reach.x, reach.y);
    let mut found = units.about(&around);
    found.extend(units.covering(at));
    found.sort_unstable();
    found.dedup();
    found
}

fn number(value: &Value) -> f64 {
    match value {
        #[expect(clippy::cast_precision_loss, reason = "people, fewer than 2^53")]
        Value::Integer(i) => *i as f64,
        Value::Number(n) => *n,
        _ => 0.0,
    }
}
