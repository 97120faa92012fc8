//! Reads a layers folder: `city.toml` and one manifest a layer. Everything that is wrong is
//! reported at once, with file, line and what would be right.

mod raw;
mod resolve;
mod text;

use std::collections::BTreeMap;
use std::path::Path;

use serde_json::Value as Json;

use crate::model::{City, Defect, Layer, LayerId};
use raw::{RawCity, RawLayer};
use text::Text;

/// What a layers folder declares.
#[derive(Debug, Clone)]
pub struct Catalog {
    /// The city.
    pub city: City,
    /// The layers that are declared well, by name.
    pub layers: BTreeMap<LayerId, Layer>,
    /// What is wrong with the others, by the name of their manifest.
    pub refused: BTreeMap<LayerId, Vec<Defect>>,
}

/// Reads a layers folder.
///
/// A manifest that is wrong refuses its own layer; only a missing or wrong `city.toml`, or a
/// folder that cannot be read, refuses the whole.
///
/// # Errors
/// Everything that is wrong with `city.toml`, and with all manifests beside it.
pub fn read(folder: &Path) -> Result<Catalog, Vec<Defect>> {
    let files = manifest_files(folder).map_err(|d| vec![d])?;
    let mut defects = Vec::new();
    let mut manifests = BTreeMap::new();
    let mut refused = BTreeMap::new();
    for name in files {
        let Some(id) = LayerId::new(name.trim_end_matches(".toml")) else {
            defects.push(Defect::new(
                &name,
                "the file name is not a layer id",
                "name it with a-z, 0-9, - and _ only, at most 64",
            ));
            continue;
        };
        match read_text(folder, &name) {
            Ok(text) => _ = manifests.insert(id, (name, text)),
            Err(defect) => _ = refused.insert(id, vec![defect]),
        }
    }
    let mut raw_layers = BTreeMap::new();
    for (id, (file, text)) in &manifests {
        match Text::parse(file, text).and_then(|t| Ok((t.read::<RawLayer>()?, t))) {
            Ok((raw, text)) => _ = raw_layers.insert(id.clone(), (raw, text)),
            Err(defects) => _ = refused.insert(id.clone(), defects),
        }
    }
    let mut layers = BTreeMap::new();
    for (id, (raw, text)) in &raw_layers {
        match resolve::layer(id, raw, text, &raw_layers) {
            Ok(layer) => _ = layers.insert(id.clone(), layer),
            Err(defects) => _ = refused.insert(id.clone(), defects),
        }
    }
    match read_city(folder, &layers, &refused) {
        Ok(city) => {
            if defects.is_empty() {
                let (layers, refused) = resolve::levels(&city, layers, refused);
                return Ok(Catalog { city, layers, refused });
            }
        }
        Err(found) => defects.extend(found),
    }
    defects.extend(refused.into_values().flatten());
    Err(defects)
}

/// The JSON Schema (draft 2020-12) of a layer manifest.
pub fn layer_schema() -> Json {
    schemars::schema_for!(RawLayer).to_value()
}

/// The JSON Schema (draft 2020-12) of `city.toml`.
pub fn city_schema() -> Json {
    schemars::schema_for!(RawCity).to_value()
}

const CITY: &str = "city.toml";

fn read_city(
    folder: &Path,
    layers: &BTreeMap<LayerId, Layer>,
    refused: &BTreeMap<LayerId, Vec<Defect>>,
) -> Result<City, Vec<Defect>> {
    let text = read_text(folder, CITY).map_err(|d| vec![d])?;
    let text = Text::parse(CITY, &text)?;
    resolve::city(&text.read::<RawCity>()?, &text, layers, refused)
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
    let mut names = Vec::new();
    for entry in std::fs::read_dir(folder).map_err(unreadable)? {
        let name = entry.map_err(unreadable)?.file_name().to_string_lossy().into_owned();
        if name.ends_with(".toml") && name != CITY {
            names.push(name);
        }
    }
    names.sort();
    Ok(names)
}

fn read_text(folder: &Path, name: &str) -> Result<String, Defect> {
    /// A manifest is some pages of text; more is a mistake.
    const MAX_BYTES: u64 = 1 << 20;
    let path = folder.join(name);
    let too_large = std::fs::metadata(&path).is_ok_and(|m| m.len() > MAX_BYTES);
    if too_large {
        let mend = "put data into files that `source.file` names";
        return Err(Defect::new(name, "larger than 1 MiB", mend));
    }
    std::fs::read_to_string(&path).map_err(|e| {
        Defect::new(
            name,
            format!("cannot be read as UTF-8 text: {e}"),
            "make it a readable text file",
        )
    })
}
