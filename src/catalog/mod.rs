//! Reads a layers folder: `city.toml` and one manifest a layer. Everything that is wrong is
//! reported at once, with file, line and what would be right.

mod access;
mod admission;
mod archived;
mod check;
mod golden;
mod misplaced;
mod raw;
mod raw_roles;
mod resolve;
mod resolve_city;
mod roles;
mod schema;
mod slips;
mod text;
mod undrawn;

use std::collections::BTreeMap;
use std::fs::File;
use std::io::Read;
use std::path::Path;

use serde_json::Value as Json;

use crate::model::{Access, AdmissionRules, City, Defect, Golden, Layer, LayerId};
use raw::{RawCity, RawLayer};
use schema::Described;
use text::Text;

/// What a layers folder declares.
#[derive(Debug, Clone)]
pub struct Catalog {
    /// The city.
    pub city: City,
    /// The layers that are declared well, by name.
    pub layers: BTreeMap<LayerId, Layer>,
    /// What must be found in them to publish them. It is no part of a layer, which stays what it
    /// is when another question is asked of it.
    pub golden: BTreeMap<LayerId, Vec<Golden>>,
    /// Who may see each layer, also those that are refused. It is no part of a layer either.
    pub access: BTreeMap<LayerId, Access>,
    /// What is wrong with the others, by the name of their manifest.
    pub refused: BTreeMap<LayerId, Vec<Defect>>,
    /// Files that look like manifests and are not read.
    pub notes: Vec<Defect>,
}

/// Reads a layers folder.
///
/// A manifest that is wrong refuses its own layer; only a missing or wrong `city.toml`, or a
/// folder that cannot be read, refuses the whole.
///
/// # Errors
/// Everything that is wrong with `city.toml`, and with all manifests beside it.
pub fn read(folder: &Path) -> Result<Catalog, Vec<Defect>> {
    let mut refused = Refused::new();
    let (mut texts, mut access) = (BTreeMap::new(), BTreeMap::new());
    for name in manifest_files(folder).map_err(|d| vec![d])? {
        match (LayerId::new(name.trim_end_matches(".toml")), read_text(folder, &name)) {
            (Some(id), Ok(text)) => _ = texts.insert(id, (name, text)),
            (Some(id), Err(defect)) => {
                access.insert(id.clone(), Access::Nobody);
                refused.insert(id, vec![defect]);
            }
            (None, text) => {
                let id = misnamed(name, &mut refused);
                access.extend(id.zip(text.ok().map(|text| access::of_text(&text, false))));
            }
        }
    }
    let mut raw_layers = BTreeMap::new();
    for (id, (file, text)) in &texts {
        let found = match Text::parse(file, text) {
            Err(defects) => defects,
            Ok(text) => {
                let (raw, defects) = text.read::<RawLayer>();
                if let Some(raw) = raw {
                    raw_layers.insert(id.clone(), (raw, text));
                }
                defects
            }
        };
        if !found.is_empty() {
            refused.insert(id.clone(), found);
        }
    }
    let (mut layers, mut golden) = (BTreeMap::new(), BTreeMap::new());
    for (id, (raw, text)) in &raw_layers {
        match (resolve::layer(id, raw, text, &raw_layers), golden::questions(raw, text)) {
            (Ok(layer), Ok(questions)) if !refused.contains_key(id) => {
                layers.insert(id.clone(), layer);
                golden.insert(id.clone(), questions);
            }
            (layer, questions) => {
                let defects = layer.err().into_iter().chain(questions.err()).flatten();
                refused.entry(id.clone()).or_default().extend(defects);
            }
        }
    }
    for (id, (_, text)) in &texts {
        access.insert(id.clone(), access::of_text(text, !refused.contains_key(id)));
    }
    match read_city(folder, &layers, &refused) {
        Ok(city) => {
            let (layers, refused) = resolve_city::levels(&city, &access, layers, refused);
            let mut notes = unread(folder);
            notes.extend(layers.values().flat_map(undrawn::notes));
            Ok(Catalog { city, layers, golden, access, refused, notes })
        }
        Err(mut defects) => {
            defects.extend(refused.into_values().flatten());
            Err(defects)
        }
    }
}

type Refused = BTreeMap<LayerId, Vec<Defect>>;

/// Refuses a manifest whose name is no layer's, under a name that is free.
fn misnamed(name: String, refused: &mut Refused) -> Option<LayerId> {
    let allowed = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || matches!(c, '-' | '_');
    let plain: String = name
        .trim_end_matches(".toml")
        .chars()
        .take(50)
        .map(|c| c.to_ascii_lowercase())
        .map(|c| if allowed(c) { c } else { '-' })
        .collect();
    let defect = Defect::new(
        name,
        "the file name is not a layer id",
        "name it <layer>.toml with a-z, 0-9, - and _ only, at most 64 of them",
    );
    let free = (1..).find_map(|n| {
        LayerId::new(&format!("{plain}-misnamed-{n}")).filter(|id| !refused.contains_key(id))
    });
    refused.extend(free.clone().map(|id| (id, vec![defect])));
    free
}

/// The JSON Schema (draft 2020-12) of a layer manifest.
pub fn layer_schema() -> Json {
    RawLayer::schema().json.clone()
}

/// The JSON Schema (draft 2020-12) of `admission/<year>.toml`.
pub fn admission_schema() -> Json {
    AdmissionRules::schema().json.clone()
}

/// The JSON Schema (draft 2020-12) of `city.toml`.
pub fn city_schema() -> Json {
    RawCity::schema().json.clone()
}

const CITY: &str = "city.toml";

fn read_city(
    folder: &Path,
    layers: &BTreeMap<LayerId, Layer>,
    refused: &BTreeMap<LayerId, Vec<Defect>>,
) -> Result<City, Vec<Defect>> {
    let text = read_text(folder, CITY).map_err(|d| vec![d])?;
    let text = Text::parse(CITY, &text)?;
    match text.read::<RawCity>() {
        (Some(raw), mut defects) => {
            let admissions = admission::read(folder).unwrap_or_else(|found| {
                defects.extend(found);
                Vec::new()
            });
            let city = resolve_city::city(&raw, &text, layers, refused, defects)?;
            Ok(City { admissions, ..city })
        }
        (None, defects) => Err(defects),
    }
}

/// The names of the manifests, in order.
fn manifest_files(folder: &Path) -> Result<Vec<String>, Defect> {
    let unreadable = |e: std::io::Error| {
        Defect::new(
            folder.display().to_string(),
            format!("the layers folder cannot be read: {e}"),
            "name a folder with city.toml and one <layer>.toml for each layer",
        )
    };
    let mut names = file_names(folder).map_err(unreadable)?;
    names.retain(|name| name.ends_with(".toml") && name != CITY);
    Ok(names)
}

/// The names of the files in a folder, in order.
fn file_names(folder: &Path) -> std::io::Result<Vec<String>> {
    let mut names = Vec::new();
    for entry in std::fs::read_dir(folder)? {
        let name = entry?.file_name().to_string_lossy().into_owned();
        // Editors leave files such as `.#banjir.toml` while they work.
        if !name.starts_with('.') {
            names.push(name);
        }
    }
    names.sort();
    Ok(names)
}

/// Manifests by another ending: an editor that hides endings writes `posko.toml.txt`.
fn unread(folder: &Path) -> Vec<Defect> {
    let names = file_names(folder).unwrap_or_default();
    let note = |name: String| {
        let lower = name.to_ascii_lowercase();
        let meant = lower.strip_suffix(".txt").unwrap_or(&lower);
        let looks = meant.ends_with(".toml") && !name.ends_with(".toml");
        let reason = "is not read, since its name does not end in .toml";
        looks.then(|| Defect::new(&name, reason, format!("name it {meant}")))
    };
    names.into_iter().filter_map(note).collect()
}

fn read_text(folder: &Path, name: &str) -> Result<String, Defect> {
    /// A manifest is some pages of text; more is a mistake.
    const MAX_BYTES: u64 = 1 << 20;
    let unreadable = |reason: String| Defect::new(name, reason, "make it a readable text file");
    // A device or a pipe would be read without end.
    let path = folder.join(name);
    if name == CITY && !path.exists() {
        let mut others = unread(folder).into_iter().map(|d| d.file);
        let mend = others.find(|f| f.to_ascii_lowercase().starts_with(CITY)).map_or_else(
            || "write one: the city's name, code, area, emergency number, contact and view".into(),
            |other| format!("name {other} so"),
        );
        return Err(Defect::new(name, "is missing from the layers folder", mend));
    }
    let about = std::fs::metadata(&path).map_err(|e| unreadable(format!("cannot be read: {e}")))?;
    if !about.is_file() {
        return Err(unreadable("is not a regular file".into()));
    }
    let mut text = String::new();
    File::open(&path)
        .and_then(|file| file.take(MAX_BYTES + 1).read_to_string(&mut text))
        .map_err(|e| unreadable(format!("cannot be read as UTF-8 text: {e}")))?;
    if text.len() as u64 > MAX_BYTES {
        let mend = "put data into files that `source.file` names";
        return Err(Defect::new(name, "larger than 1 MiB", mend));
    }
    Ok(text)
}
