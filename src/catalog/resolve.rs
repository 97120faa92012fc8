//! From raw manifests to checked types: names that must exist, and rules between keys.

use std::collections::BTreeMap;
use std::path::{Component, Path, PathBuf};

use super::raw::{RawCity, RawField, RawLayer, RawLevel, RawMapped, RawSource};
use super::text::Text;
use crate::model::{
    City, ClassScheme, Defect, Field, FieldType, Format, HazardClass, Kind, Layer, LayerId, Level,
    LevelUnits, Mapped, OpeningView, Population, Source, UnitNames, Zooms, suggest,
};
use crate::place::{Bounds, LonLat};

type RawLayers<'a> = BTreeMap<LayerId, (RawLayer, Text<'a>)>;
type Refused = BTreeMap<LayerId, Vec<Defect>>;

const DEFAULT_ZOOMS: (u8, u8) = (0, 16);
const DEFAULT_GAP_M: f64 = 30.0;

/// Collects what is wrong, so that all of it is told at once.
struct Check<'a> {
    text: &'a Text<'a>,
    defects: Vec<Defect>,
}

impl Check<'_> {
    fn wrong(&mut self, key: &str, reason: impl Into<String>, mend: impl Into<String>) {
        self.defects.push(self.text.defect(key, reason.into(), mend.into()));
    }

    fn demand(&mut self, holds: bool, key: &str, reason: &str, mend: &str) {
        if !holds {
            self.wrong(key, reason, mend);
        }
    }
}

/// A layer with nothing left to guess, or all that contradicts itself in its manifest.
pub(super) fn layer(
    id: &LayerId,
    raw: &RawLayer,
    text: &Text<'_>,
    others: &RawLayers<'_>,
) -> Result<Layer, Vec<Defect>> {
    let mut check = Check { text, defects: Vec::new() };
    check.demand(
        raw.access == "public",
        "/access",
        "a layer that is not public cannot be served: access control does not exist yet",
        "write access = \"public\", or take the layer out of the folder",
    );
    let source = source(&raw.source, &mut check);
    fields_exist(raw, &mut check);
    kind_fits(raw, &mut check);
    let zooms = zooms(raw, &mut check);
    let classes = raw.classes.as_ref().map(|_| classes(raw, &mut check));
    let mapped = raw.mapped.as_ref().and_then(|m| mapped(m, others, &mut check));
    match source {
        Some(source) if check.defects.is_empty() => Ok(Layer {
            id: id.clone(),
            kind: raw.kind,
            title: raw.title.clone(),
            source,
            fields: raw.fields.iter().map(field).collect(),
            id_field: raw.id.clone(),
            name_field: raw.name.clone(),
            code_field: raw.code.clone(),
            classes,
            mapped,
            population: raw
                .population
                .as_ref()
                .map(|p| Population { level: p.level.clone(), people: p.people.clone() }),
            sums: raw.sums.clone(),
            zooms,
            accuracy_m: raw.accuracy_m,
            repairs: raw.repairs,
            provenance: raw.provenance.clone(),
        }),
        _ => Err(check.defects),
    }
}

fn source(raw: &RawSource, check: &mut Check<'_>) -> Option<Source> {
    let file = inner_path(&raw.file, "/source/file", check)?;
    let Some(format) = Format::of(&file) else {
        let mend = format!("use one of {}", Format::ENDINGS);
        check.wrong("/source/file", format!("`{}` has an unknown ending", raw.file), mend);
        return None;
    };
    let lon_lat = match (&raw.lon, &raw.lat) {
        (Some(lon), Some(lat)) => Some((lon.clone(), lat.clone())),
        (None, None) => None,
        (lon, _) => {
            let missing = if lon.is_some() { "lat" } else { "lon" };
            check.wrong(
                "/source",
                "only one coordinate column is named",
                format!("add `{missing}`"),
            );
            None
        }
    };
    check.demand(
        lon_lat.is_none() || format.is_table(),
        "/source/lon",
        "only csv and xlsx have coordinate columns",
        "remove `lon` and `lat`",
    );
    check.demand(
        raw.encoding.is_none() || matches!(format, Format::Shapefile),
        "/source/encoding",
        "only a Shapefile's code page can be set",
        "remove `encoding`; the other formats are read as they declare, CSV as UTF-8",
    );
    Some(Source {
        file,
        format,
        table: raw.table.clone(),
        crs: raw.crs.clone(),
        encoding: raw.encoding.clone(),
        lon_lat,
    })
}

/// A path that stays inside the layers folder and is no address of GDAL's virtual file systems.
fn inner_path(text: &str, key: &str, check: &mut Check<'_>) -> Option<PathBuf> {
    let path = Path::new(text);
    let plain = path.components().all(|c| matches!(c, Component::Normal(_) | Component::CurDir));
    if plain && !text.starts_with("/vsi") {
        return Some(path.to_path_buf());
    }
    check.wrong(
        key,
        format!("`{text}` leads out of the layers folder"),
        "name a file inside it, without `..` and without a leading `/`",
    );
    None
}

fn field((name, raw): (&String, &RawField)) -> Field {
    Field {
        name: name.clone(),
        from: raw.from.clone().unwrap_or_else(|| name.clone()),
        kind: raw.kind,
        label: raw.label.clone(),
        tile: raw.tile,
        search: raw.search,
    }
}

/// Every field that another key names has to be declared, with a type that fits.
fn fields_exist(raw: &RawLayer, check: &mut Check<'_>) {
    let known: Vec<String> = raw.fields.keys().cloned().collect();
    let mut named = |key: String, name: &str, numeric: bool| match raw.fields.get(name) {
        None => {
            let reason = format!("`{name}` is not in [fields]");
            check.wrong(&key, reason, suggest(name, &known));
        }
        Some(field) if numeric && !matches!(field.kind, FieldType::Integer | FieldType::Number) => {
            let reason = format!("`{name}` is not a number");
            check.wrong(
                &key,
                reason,
                format!("give [fields] {name} type = \"integer\" or \"number\""),
            );
        }
        Some(_) => {}
    };
    for (key, name) in [("/id", &raw.id), ("/name", &raw.name), ("/code", &raw.code)] {
        if let Some(name) = name {
            named(key.to_owned(), name, false);
        }
    }
    for (i, name) in raw.sums.iter().enumerate() {
        named(format!("/sums/{i}"), name, true);
    }
    if let Some(classes) = &raw.classes {
        named("/classes/field".to_owned(), &classes.field, false);
    }
    if let Some(population) = &raw.population {
        named("/population/people".to_owned(), &population.people, true);
    }
}

/// What a kind needs, and what only it may have.
fn kind_fits(raw: &RawLayer, check: &mut Check<'_>) {
    let hazard = raw.kind == Kind::Hazard;
    let population = raw.kind == Kind::Population;
    let tables = [
        ("classes", raw.classes.is_some(), hazard, "hazard"),
        ("mapped", raw.mapped.is_some(), hazard, "hazard"),
        ("population", raw.population.is_some(), population, "population"),
    ];
    for (key, present, wanted, kind) in tables {
        if present && !wanted {
            let reason = format!("only a layer of kind \"{kind}\" has [{key}]");
            check.wrong(&format!("/{key}"), reason, "remove it, or change the kind");
        } else if wanted && !present {
            let mend = match key {
                "mapped" => {
                    "add [mapped] with `file`, `layer` or `polygons_only = true`: outside it is \"unmapped\", which is not \"none\""
                }
                _ => "add it",
            };
            check.wrong("", format!("a layer of kind \"{kind}\" needs [{key}]"), mend);
        }
    }
    if matches!(raw.kind, Kind::Boundary | Kind::Population) && raw.code.is_none() {
        check.wrong(
            "",
            "`code` is missing",
            "add `code = \"<field>\"`: the field with the unit's code",
        );
    }
    if raw.kind == Kind::Boundary && raw.name.is_none() {
        check.wrong(
            "",
            "`name` is missing",
            "add `name = \"<field>\"`: the field with the unit's name",
        );
    }
}

fn zooms(raw: &RawLayer, check: &mut Check<'_>) -> Zooms {
    let min = raw.min_zoom.unwrap_or(DEFAULT_ZOOMS.0);
    let max = raw.max_zoom.unwrap_or(DEFAULT_ZOOMS.1.max(min));
    let reason = format!("min_zoom {min} is above max_zoom {max}");
    check.demand(min <= max, "/min_zoom", &reason, "swap them");
    Zooms { min, max }
}

fn classes(raw: &RawLayer, check: &mut Check<'_>) -> ClassScheme {
    let Some(scheme) = &raw.classes else {
        return ClassScheme { field: String::new(), classes: Vec::new() };
    };
    let mut seen: BTreeMap<&str, &str> = BTreeMap::new();
    let mut ids = Vec::new();
    for (i, class) in scheme.scheme.iter().enumerate() {
        let key = format!("/classes/scheme/{i}");
        if ids.contains(&class.id.as_str()) {
            check.wrong(
                &format!("{key}/id"),
                format!("class `{}` stands twice", class.id),
                "give each class its own id",
            );
        }
        ids.push(&class.id);
        for value in &class.values {
            if let Some(first) = seen.insert(value, &class.id) {
                let reason = format!("\"{value}\" already means `{first}`");
                check.wrong(&format!("{key}/values"), reason, "let each value mean one class");
            }
        }
    }
    let class = |c: &super::raw::RawClass| HazardClass {
        id: c.id.clone(),
        values: if c.values.is_empty() { vec![c.id.clone()] } else { c.values.clone() },
        label: c.label.clone(),
        meaning: c.meaning.clone(),
        advice: c.advice.clone(),
        color: c.color.to_ascii_lowercase(),
    };
    ClassScheme { field: scheme.field.clone(), classes: scheme.scheme.iter().map(class).collect() }
}

fn mapped(raw: &RawMapped, others: &RawLayers<'_>, check: &mut Check<'_>) -> Option<Mapped> {
    let given = [raw.file.is_some(), raw.layer.is_some(), raw.polygons_only];
    if given.iter().filter(|g| **g).count() != 1 {
        check.wrong(
            "/mapped",
            "[mapped] needs exactly one of `file`, `layer` and `polygons_only = true`",
            "keep the one that says where the hazard was mapped",
        );
        return None;
    }
    if let Some(file) = &raw.file {
        let file = inner_path(file, "/mapped/file", check)?;
        let format = Format::of(&file);
        check.demand(
            format.is_some_and(|f| !f.is_table()),
            "/mapped/file",
            "a mapped area is a file of polygons",
            "use .geojson, .gpkg, .shp, .fgb or .kml",
        );
        return Some(Mapped::Polygons(Source {
            file,
            format: format?,
            table: raw.table.clone(),
            crs: raw.crs.clone(),
            encoding: None,
            lon_lat: None,
        }));
    }
    let Some(name) = &raw.layer else { return Some(Mapped::OwnPolygons) };
    let found = LayerId::new(name).and_then(|id| others.get(&id));
    match found {
        Some((other, _)) if other.kind == Kind::Boundary => {
            // What is wrong with that layer's source is told where it stands.
            let mut elsewhere = Check { text: check.text, defects: Vec::new() };
            let source = source(&other.source, &mut elsewhere);
            if source.is_none() {
                check.wrong(
                    "/mapped/layer",
                    format!("layer `{name}` is refused itself"),
                    "mend it first",
                );
            }
            source.map(Mapped::Polygons)
        }
        _ => {
            let known: Vec<String> = others
                .iter()
                .filter(|(_, (l, _))| l.kind == Kind::Boundary)
                .map(|(id, _)| id.to_string())
                .collect();
            let reason = format!("`{name}` is not a boundary layer of this folder");
            check.wrong("/mapped/layer", reason, suggest(name, &known));
            None
        }
    }
}

/// The city, or all that is wrong with it.
pub(super) fn city(
    raw: &RawCity,
    text: &Text<'_>,
    layers: &BTreeMap<LayerId, Layer>,
    refused: &Refused,
    defects: Vec<Defect>,
) -> Result<City, Vec<Defect>> {
    let mut check = Check { text, defects };
    let area = <[f64; 4]>::try_from(raw.area.as_slice()).ok().and_then(Bounds::new);
    let world = Bounds::from([-180.0, -90.0, 180.0, 90.0]);
    if area.is_none_or(|a| !world.contains_box(&a)) {
        let mend = "write [west, south, east, north] in degrees, west < east and south < north";
        check.wrong("/area", "not a box on the globe", mend);
    }
    let center = LonLat::new(raw.view.lon, raw.view.lat);
    if let (Some(area), Some(center)) = (area, center) {
        let seen = area.contains(center.coord());
        let mend = "write a lon and lat inside the city";
        check.demand(seen, "/view", "the map opens outside the city's `area`", mend);
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
    match (area, center) {
        (Some(area), Some(center)) if check.defects.is_empty() => Ok(City {
            name: raw.name.clone(),
            code: raw.code.clone(),
            notice: raw.notice.clone(),
            area,
            usual_crs: raw.crs.clone(),
            emergency: raw.emergency.clone(),
            contact: raw.contact.clone(),
            view: OpeningView { center, zoom: raw.view.zoom },
            levels,
        }),
        _ => Err(check.defects),
    }
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
    mut layers: BTreeMap<LayerId, Layer>,
    mut refused: Refused,
) -> (BTreeMap<LayerId, Layer>, Refused) {
    layers.retain(|id, layer| {
        let found: Vec<Defect> =
            [level_of(city, layer), unit_names(city, layer)].into_iter().flatten().collect();
        let fits = found.is_empty();
        if !fits {
            refused.insert(id.clone(), found);
        }
        fits
    });
    (layers, refused)
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
