//! From the raw `city.toml` to checked types, and what only the city can say of a layer.

use std::collections::BTreeMap;

use super::check::Check;
use super::raw::{RawBasemap, RawCity, RawLevel};
use super::text::Text;
use crate::model::{
    Access, Basemap, City, Defect, Kind, Layer, LayerId, Level, LevelUnits, OpeningView,
    TileAddress, UnitNames, suggest,
};
use crate::place::{Bounds, LonLat};

type Refused = BTreeMap<LayerId, Vec<Defect>>;

const DEFAULT_GAP_M: f64 = 30.0;

/// The city, or all that is wrong with it.
pub(super) fn city(
    raw: &RawCity,
    text: &Text<'_>,
    layers: &BTreeMap<LayerId, Layer>,
    refused: &Refused,
    defects: Vec<Defect>,
) -> Result<City, Vec<Defect>> {
    let mut check = Check { text, defects };
    let world = Bounds::from([-180.0, -90.0, 180.0, 90.0]);
    let area = <[f64; 4]>::try_from(raw.area.as_slice()).ok().and_then(Bounds::new);
    let area = area.filter(|a| world.contains_box(a));
    // A list of another length has been told already.
    if area.is_none() && raw.area.len() == 4 {
        let mend = "write [west, south, east, north] in degrees, west < east and south < north";
        check.wrong("/area", "not a box on the globe", mend);
    }
    let center = LonLat::new(raw.view.lon, raw.view.lat);
    if let (Some(area), Some(center)) = (area, center) {
        let seen = area.contains(center.coord());
        // Either may be the wrong one.
        let mend = format!("correct `view`, or `area` on line {}", text.line("/area"));
        check.demand(seen, "/view", "the map opens outside the city's `area`", &mend);
    }
    let mut levels: Vec<Level> = Vec::new();
    for (i, level) in raw.levels.iter().enumerate() {
        if levels.iter().any(|l| l.id == level.id) {
            check.wrong(
                &format!("/levels/{i}/id"),
                "this level stands twice",
                "give each its own id",
            );
        }
        if let Some(units) = level_units(i, level, &levels, (layers, refused), &mut check) {
            levels.push(Level { id: level.id.clone(), label: level.label.clone(), units });
        }
    }
    let basemap = raw.basemap.as_ref().and_then(|raw| basemap(raw, &mut check));
    match (area, center) {
        (Some(area), Some(center)) if check.defects.is_empty() => Ok(City {
            name: raw.name.clone(),
            short: raw.short.clone(),
            region: raw.region.clone(),
            code: raw.code.clone(),
            notice: raw.notice.clone(),
            area,
            usual_crs: raw.crs.clone(),
            emergency: raw.emergency.clone(),
            contact: raw.contact.clone(),
            view: OpeningView { center, zoom: raw.view.zoom },
            basemap,
            levels,
            admissions: Vec::new(),
        }),
        _ => Err(check.defects),
    }
}

const LAST_ZOOM_OF_PICTURES: u8 = 19;

fn basemap(raw: &RawBasemap, check: &mut Check<'_>) -> Option<Basemap> {
    let tile_px = raw.tile_px.unwrap_or(256);
    check.demand(
        matches!(tile_px, 256 | 512),
        "/basemap/tile_px",
        &format!("no map has tiles of {tile_px} pixels"),
        "write 256 or 512: how wide a picture of that server is",
    );
    let Some(tiles) = TileAddress::parse(&raw.tiles) else {
        let mend = r#"write it as "https://tiles.example.org/{z}/{x}/{y}.png""#;
        check.wrong("/basemap/tiles", "not an address with {z}, {x} and {y}", mend);
        return None;
    };
    Some(Basemap {
        title: raw.title.clone(),
        tiles,
        attribution: raw.attribution.clone(),
        max_zoom: raw.max_zoom.unwrap_or(LAST_ZOOM_OF_PICTURES),
        tile_px,
    })
}

fn level_units(
    i: usize,
    raw: &RawLevel,
    before: &[Level],
    (layers, refused): (&BTreeMap<LayerId, Layer>, &Refused),
    check: &mut Check<'_>,
) -> Option<LevelUnits> {
    let key = format!("/levels/{i}");
    let boundary = |name: &str, at: &str, check: &mut Check<'_>| {
        let id = LayerId::new(name);
        let known = id.filter(|id| {
            refused.contains_key(id) || layers.get(id).is_some_and(|l| l.kind == Kind::Boundary)
        });
        if known.is_none() {
            let boundaries: Vec<String> = layers
                .values()
                .filter(|l| l.kind == Kind::Boundary)
                .map(|l| l.id.to_string())
                .collect();
            let reason = format!("`{name}` is not a boundary layer of this folder");
            check.wrong(&format!("{key}/{at}"), reason, suggest(name, &boundaries));
        }
        known
    };
    match (&raw.layer, &raw.from, raw.prefix) {
        (Some(layer), None, None) => Some(LevelUnits::Layer {
            layer: boundary(layer, "layer", check)?,
            gap_m: raw.gap_m.unwrap_or(DEFAULT_GAP_M),
        }),
        (None, Some(from), Some(prefix)) => {
            if !before.iter().any(|l| &l.id == from) {
                let known: Vec<String> = before.iter().map(|l| l.id.clone()).collect();
                check.wrong(
                    &format!("{key}/from"),
                    format!("`{from}` is not a level before this one"),
                    suggest(from, &known),
                );
                return None;
            }
            let names = match (&raw.name_field, &raw.names) {
                (Some(field), None) => UnitNames::Field(field.clone()),
                (None, Some(layer)) => UnitNames::Layer(boundary(layer, "names", check)?),
                _ => {
                    check.wrong(
                        &key,
                        "a derived level needs exactly one of `name_field` and `names`",
                        "say where its names come from",
                    );
                    return None;
                }
            };
            Some(LevelUnits::Prefix { from: from.clone(), prefix, names })
        }
        _ => {
            check.wrong(
                &key,
                "a level needs either `layer`, or `from` and `prefix`",
                "keep one of the two forms",
            );
            None
        }
    }
}

/// Refuses layers that name a level the city does not have, or lack the field that a level takes
/// its names from: what can only be said with the city at hand.
pub(super) fn levels(
    city: &City,
    access: &BTreeMap<LayerId, Access>,
    mut layers: BTreeMap<LayerId, Layer>,
    mut refused: Refused,
) -> (BTreeMap<LayerId, Layer>, Refused) {
    layers.retain(|id, layer| {
        let found: Vec<Defect> =
            [level_of(city, layer), unit_names(city, layer), hidden(city, access, layer)]
                .into_iter()
                .flatten()
                .collect();
        let fits = found.is_empty();
        if !fits {
            refused.insert(id.clone(), found);
        }
        fits
    });
    (layers, refused)
}

/// A layer that not everybody may see, and whose units answers to everybody are told by.
fn hidden(city: &City, access: &BTreeMap<LayerId, Access>, layer: &Layer) -> Option<Defect> {
    let names = |units: &LevelUnits| match units {
        LevelUnits::Layer { layer: of, .. } => *of == layer.id,
        LevelUnits::Prefix { names: UnitNames::Layer(of), .. } => *of == layer.id,
        LevelUnits::Prefix { .. } => false,
    };
    let level = city.levels.iter().find(|level| names(&level.units))?;
    if access.get(&layer.id) == Some(&Access::Public) {
        return None;
    }
    let reason = format!("city.toml tells level `{}` by this layer, to everybody", level.id);
    let mend = "write access = \"public\", or take the level out of city.toml";
    Some(Defect::new(format!("{}.toml", layer.id), reason, mend).in_field("access"))
}

/// A population layer's level.
fn level_of(city: &City, layer: &Layer) -> Option<Defect> {
    let level = &layer.population.as_ref()?.level;
    let known: Vec<String> = city.levels.iter().map(|l| l.id.clone()).collect();
    if known.contains(level) {
        return None;
    }
    let reason = format!("`{level}` is not a level of city.toml");
    let mend = if known.is_empty() {
        "add it to city.toml as [[levels]]".into()
    } else {
        suggest(level, &known)
    };
    Some(Defect::new(format!("{}.toml", layer.id), reason, mend).in_field("population.level"))
}

/// The field that a derived level takes its names from, in the layer it is derived from.
fn unit_names(city: &City, layer: &Layer) -> Option<Defect> {
    let of_this_layer = |level: &str| {
        city.levels.iter().any(|l| {
            l.id == level
                && matches!(&l.units, LevelUnits::Layer { layer: of, .. } if of == &layer.id)
        })
    };
    let known: Vec<String> = layer.fields.iter().map(|f| f.name.clone()).collect();
    let (level, field) = city.levels.iter().find_map(|l| match &l.units {
        LevelUnits::Prefix { from, names: UnitNames::Field(field), .. }
            if of_this_layer(from) && !known.contains(field) =>
        {
            Some((&l.id, field))
        }
        _ => None,
    })?;
    let reason = format!(
        "city.toml takes the names of level `{level}` from its field `{field}`, which is not in [fields]"
    );
    let mend = format!("add it to [fields], or in city.toml: {}", suggest(field, &known));
    Some(Defect::new(format!("{}.toml", layer.id), reason, mend).in_field("fields"))
}
