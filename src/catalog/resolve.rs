//! From raw manifests to checked types: names that must exist, and rules between keys.

use std::collections::BTreeMap;
use std::path::{Component, Path, PathBuf};

use super::access::{self, Others};
use super::archived;
use super::check::Check;
use super::raw::{RawField, RawLayer, RawMapped, RawSource};
use super::roles::{Roles, population, roles};
use super::text::Text;
use crate::model::{
    ClassScheme, Defect, Field, FieldType, Format, HazardClass, Kind, Layer, LayerId, Mapped,
    Partition, Source, Zooms, meant, suggest,
};

pub(super) type RawLayers<'a> = BTreeMap<LayerId, (RawLayer, Text<'a>)>;

const DEFAULT_ZOOMS: (u8, u8) = (0, 16);

/// A layer with nothing left to guess, or all that contradicts itself in its manifest.
pub(super) fn layer(
    id: &LayerId,
    raw: &RawLayer,
    text: &Text<'_>,
    others: &RawLayers<'_>,
) -> Result<Layer, Vec<Defect>> {
    let mut check = Check { text, defects: Vec::new() };
    meant_as_public(raw, &mut check);
    let others = &access::below(raw, others);
    let source = source(&raw.source, &mut check);
    fields_exist(raw, &mut check);
    kind_fits(raw, &mut check);
    if source.as_ref().is_some_and(|s| s.format == Format::PmTiles) {
        archived::fits(raw, &mut check);
    }
    let zooms = zooms(raw, &mut check);
    let classes = raw.classes.as_ref().map(|_| classes(raw, &mut check));
    let mapped = raw.mapped.as_ref().and_then(|m| mapped(m, others, &mut check));
    let Roles { school, zone, facility } = roles(raw, others, &mut check);
    let population = raw.population.as_ref().and_then(|p| population(p, others, &mut check));
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
            unit_field: raw.unit.clone(),
            classes,
            mapped,
            population,
            address: raw.address.clone(),
            partition: raw
                .partition
                .as_ref()
                .map(|p| Partition { by: p.by.clone(), seal_m: p.seal_m }),
            school,
            zone,
            facility,
            sums: raw.sums.clone(),
            zooms,
            accuracy_m: raw.accuracy_m,
            repairs: raw.repairs,
            provenance: raw.provenance.clone(),
        }),
        _ => Err(check.defects),
    }
}

/// A scope that is nearly `public` is a slip of the pen: nobody would see the layer.
fn meant_as_public(raw: &RawLayer, check: &mut Check<'_>) {
    let word = raw.access.as_deref().unwrap_or("public");
    let is_near = meant(word, &["public".to_owned()]).is_some();
    check.demand(
        word == "public" || !is_near,
        "/access",
        &format!("`{word}` is taken for a scope, and looks like `public`"),
        "write access = \"public\", or call the scope otherwise",
    );
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
    for (key, name) in
        [("/id", &raw.id), ("/name", &raw.name), ("/code", &raw.code), ("/unit", &raw.unit)]
    {
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
    if let Some(by) = raw.partition.as_ref().and_then(|p| p.by.as_ref()) {
        named("/partition/by".to_owned(), by, false);
    }
    if let Some(address) = &raw.address {
        let optional = [("alley", &address.alley), ("rt", &address.rt), ("rw", &address.rw)];
        named("/address/street".to_owned(), &address.street, false);
        named("/address/number".to_owned(), &address.number, false);
        for (key, name) in optional {
            name.iter().for_each(|name| named(format!("/address/{key}"), name, false));
        }
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
    check.demand(
        raw.partition.is_none() || matches!(raw.kind, Kind::Boundary | Kind::Zoning),
        "/partition",
        "only a layer of kind \"boundary\" or \"zoning\" has [partition]",
        "remove it, or change the kind",
    );
    check.demand(
        raw.address.is_none() || raw.kind == Kind::Address,
        "/address",
        "only a layer of kind \"address\" has [address]",
        "remove it, or change the kind",
    );
    let clash = hazard && raw.fields.get("class").is_some_and(|f| f.tile);
    check.demand(
        !clash,
        "/fields/class",
        "tiles of a hazard carry the class under this name",
        "call the field otherwise, or leave it out of tiles",
    );
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

fn mapped(raw: &RawMapped, others: &Others<'_, '_>, check: &mut Check<'_>) -> Option<Mapped> {
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
            format.is_some_and(|f| !f.is_table() && f != Format::PmTiles),
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
