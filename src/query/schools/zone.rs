//! The zones of a school, as GeoJSON, and the units in them.

use std::borrow::Cow;

use serde::Serialize;
use serde_json::Value as Json;
use utoipa::ToSchema;

use super::{SchoolsFault, Zone, about, register, sources, zones};
use crate::model::{Lang, LevelUnits, PartKind, Shape, Shapes, SourceNote, ZoneExtent};
use crate::place::{Bounds, Coord, Metric, destination};
use crate::query::geometry::GeoJson;
use crate::query::share::{area_m2, shared_m2, within_circle_m2};
use crate::query::{Sources, units::unit_name};
use crate::snapshot::{LayerVersion, View};

/// Corners that a zone by radius is drawn with.
const CORNERS: u32 = 128;

/// A share of a unit below this is only its border.
const LEAST_SHARE: f64 = 1e-6;

/// The zones of a school: a GeoJSON FeatureCollection with more members.
#[derive(Debug, Serialize, ToSchema)]
pub struct ZonesOfSchool<'v> {
    /// Always `FeatureCollection`.
    #[serde(rename = "type")]
    kind: &'static str,
    /// The name of what was asked.
    snapshot: &'v str,
    /// Said with every answer from data that is not real.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    notice: Option<&'v str>,
    /// That this informs and does not admit.
    about: &'static str,
    /// A feature for each zone; none where the school has no zone.
    features: Vec<ZoneFeature<'v>>,
    /// Who published each layer that took part.
    #[schema(value_type = BTreeMap<String, SourceNote>)]
    sources: Sources<'v>,
}

/// A zone.
#[derive(Debug, Serialize, ToSchema)]
pub struct ZoneFeature<'v> {
    /// Always `Feature`.
    #[serde(rename = "type")]
    kind: &'static str,
    /// Polygons as they were published; those of its units, side by side, of a zone by units; a
    /// polygon of 128 corners of a zone by radius. `null` where the zone has no place.
    #[schema(value_type = Option<Object>, required = true)]
    geometry: Json,
    /// What is known of it.
    properties: ZoneProperties<'v>,
}

/// What is known of a zone.
#[derive(Debug, Serialize, ToSchema)]
pub struct ZoneProperties<'v> {
    /// The layer.
    layer: &'v str,
    /// The number of its school.
    npsn: String,
    /// The name of its school, where that is known.
    #[schema(required = true)]
    school: Option<Cow<'v, str>>,
    /// The jenjang, where that is known.
    #[schema(required = true)]
    level: Option<String>,
    /// What says where the zone is: `polygon`, `units` or `radius`.
    by: &'static str,
    /// The codes of its units, of a zone by units.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    units: Vec<&'v str>,
    /// The metres around the school, of a zone by radius.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    radius_m: Option<f64>,
    /// The units of the city's first level that the zone has a part of, by code.
    contains: Vec<UnitOfZone<'v>>,
}

/// A unit that a zone has a part of.
#[derive(Debug, Serialize, ToSchema)]
pub struct UnitOfZone<'v> {
    /// Its code.
    code: Cow<'v, str>,
    /// Its name.
    name: Cow<'v, str>,
    /// The part of its area that is in the zone, 0 to 1.
    share: f64,
}

/// The zones of a school.
///
/// # Errors
/// A number that neither a school nor a zone has.
pub fn zone_of<'v>(
    view: &'v View,
    npsn: &str,
    lang: Lang,
) -> Result<ZonesOfSchool<'v>, SchoolsFault> {
    let own = zones::of_school(view, npsn);
    if own.is_empty() && register::find(view, npsn).is_none() {
        return Err(SchoolsFault::UnknownSchool(npsn.to_owned()));
    }
    Ok(ZonesOfSchool {
        kind: "FeatureCollection",
        snapshot: view.version(),
        notice: view.city().notice.as_ref().map(|n| n.get(lang)),
        about: about(lang),
        features: own.iter().map(|zone| feature(view, zone)).collect(),
        sources: sources(view),
    })
}

fn feature<'v>(view: &'v View, zone: &Zone<'v>) -> ZoneFeature<'v> {
    let extent = Extent::of(view, zone);
    let school = register::find(view, &zone.school());
    ZoneFeature {
        kind: "Feature",
        geometry: serde_json::to_value(extent.geojson()).unwrap_or_default(),
        properties: ZoneProperties {
            layer: zone.layer.layer().id.as_str(),
            npsn: zone.school(),
            school: school.map(|s| s.name()),
            level: zone.level().or_else(|| school.map(|s| s.level())),
            by: zone.fields.extent.name(),
            units: zone.units(),
            radius_m: zone.circle(view).map(|(_, radius_m)| radius_m),
            contains: contained(view, &extent),
        },
    }
}

/// The places of a zone.
enum Extent<'v> {
    Shapes(Vec<Shape<'v>>),
    Circle { centre: Coord, radius_m: f64, drawn: Shapes },
}

impl<'v> Extent<'v> {
    fn of(view: &'v View, zone: &Zone<'v>) -> Self {
        match &zone.fields.extent {
            ZoneExtent::Polygon => Self::Shapes(vec![zone.layer.shape(zone.feature)]),
            ZoneExtent::Units { layers, .. } => {
                let codes = zone.units();
                let layers = layers.iter().filter_map(|id| view.layer(id));
                let shapes = layers.flat_map(|layer| {
                    let features = codes.iter().filter_map(|code| layer.with_code(code));
                    features.map(|f| layer.shape(f)).collect::<Vec<_>>()
                });
                Self::Shapes(shapes.collect())
            }
            ZoneExtent::Radius { .. } => match zone.circle(view) {
                Some((centre, radius_m)) => {
                    Self::Circle { centre, radius_m, drawn: drawn(centre, radius_m) }
                }
                None => Self::Shapes(Vec::new()),
            },
        }
    }

    fn geojson(&self) -> GeoJson<'_> {
        match self {
            Self::Shapes(shapes) => GeoJson::of(shapes.iter().copied()),
            Self::Circle { drawn, .. } => GeoJson::of([drawn.get(0)]),
        }
    }

    fn bounds(&self) -> Option<Bounds> {
        match self {
            Self::Shapes(shapes) => shapes.iter().filter_map(|s| s.bounds()).reduce(Bounds::union),
            Self::Circle { drawn, .. } => drawn.bounds(),
        }
    }

    /// The part of a unit that is in it.
    fn share(&self, unit: Shape<'_>) -> f64 {
        let Some(bounds) = unit.bounds() else { return 0.0 };
        let (metric, metres2) = match self {
            Self::Circle { centre, radius_m, .. } => {
                let metric = Metric::at(*centre);
                (metric, within_circle_m2(unit, &metric, *radius_m))
            }
            Self::Shapes(shapes) => {
                let metric = Metric::at((bounds.min() + bounds.max()) / 2.0);
                let near = |s: &&Shape<'_>| s.bounds().is_some_and(|b| b.intersects(&bounds));
                (metric, shared_m2(unit, shapes.iter().filter(near).copied(), &metric))
            }
        };
        let whole = area_m2(unit, &metric);
        if whole > 0.0 { (metres2 / whole).clamp(0.0, 1.0) } else { 0.0 }
    }
}

fn drawn(centre: Coord, radius_m: f64) -> Shapes {
    let corner = |i: u32| {
        // Rings run counterclockwise.
        destination(centre, 360.0 - f64::from(i % CORNERS) * 360.0 / f64::from(CORNERS), radius_m)
    };
    let mut shapes = Shapes::default();
    shapes.begin_feature();
    shapes.push_part(PartKind::Polygon, [(0..=CORNERS).map(corner).collect::<Vec<_>>()]);
    shapes
}

/// The units of the first level that a zone has a part of, by code.
fn contained<'v>(view: &'v View, extent: &Extent<'_>) -> Vec<UnitOfZone<'v>> {
    let first = view.city().levels.iter().find_map(|level| match &level.units {
        LevelUnits::Layer { layer, .. } => view.layer(layer),
        LevelUnits::Prefix { .. } => None,
    });
    let (Some(layer), Some(bounds)) = (first, extent.bounds()) else { return Vec::new() };
    let mut units: Vec<UnitOfZone<'v>> = about_and_around(layer, &bounds)
        .into_iter()
        .filter_map(|f| unit(layer, f, extent))
        .collect();
    units.sort_by(|a, b| a.code.cmp(&b.code));
    units
}

/// The units that may have a part of a box: those about it, and those that hold all of it.
fn about_and_around(layer: &LayerVersion, bounds: &Bounds) -> Vec<u32> {
    let mut units = layer.about(bounds);
    units.extend(layer.covering(bounds.min()));
    units.sort_unstable();
    units.dedup();
    units
}

fn unit<'v>(layer: &'v LayerVersion, feature: u32, extent: &Extent<'_>) -> Option<UnitOfZone<'v>> {
    let share = extent.share(layer.shape(feature));
    let name = unit_name(layer, feature);
    let rounded = (share * 1e4).round() / 1e4;
    (share > LEAST_SHARE).then_some(UnitOfZone { code: name.code, name: name.name, share: rounded })
}
