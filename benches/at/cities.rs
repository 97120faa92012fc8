//! The layers that are served: the kelurahan and four hazards of a city, and nothing else.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use toml::{Table, Value};
use wareng::ingest::Limits;
use wareng::load::{Loaded, Options, load};

use crate::failure::Failure;

const HAZARDS: [&str; 4] = ["banjir", "rob", "longsor", "kekeringan"];

/// A city that can be had.
pub(crate) struct City {
    pub(crate) name: &'static str,
    folder: PathBuf,
    made: Made,
}

enum Made {
    Demo,
    /// By `make bench`, which left the data in the folder.
    Synthetic,
}

/// The cities in the order they are asked, and a line for each that is missing.
pub(crate) fn cities(made: &Path) -> (Vec<City>, Vec<String>) {
    let mut cities = vec![City { name: "demo city", folder: made.join("demo"), made: Made::Demo }];
    let mut missing = Vec::new();
    let folder = made.join("city");
    if folder.join("complete").exists() {
        cities.push(City { name: "synthetic city", folder, made: Made::Synthetic });
    } else {
        missing.push("skipped: synthetic city, WARENG_CITY_MAKER is not set".to_owned());
    }
    (cities, missing)
}

impl City {
    /// Makes its layers folder; the files that the last run prepared are taken as they are.
    pub(crate) fn ready(&self) -> Result<&Path, Failure> {
        fs::create_dir_all(&self.folder).map_err(|e| Failure::file(&self.folder, e))?;
        if let Made::Demo = self.made {
            draw_demo(&self.folder.join("data"))?;
        }
        self.write("city", &committed("city")?)?;
        for id in ["kelurahan"].into_iter().chain(HAZARDS) {
            let mut manifest = committed(id)?;
            if let Made::Synthetic = self.made {
                fit_to_synthetic(id, &mut manifest);
            }
            self.write(id, &manifest)?;
        }
        Ok(&self.folder)
    }

    fn write(&self, name: &str, manifest: &Table) -> Result<(), Failure> {
        let path = self.folder.join(name).with_extension("toml");
        fs::write(&path, manifest.to_string()).map_err(|e| Failure::file(&path, e))
    }
}

/// Layers as `wareng serve` loads them. One that is refused ends the bench: with four layers
/// the figures would be too good.
pub(crate) fn loaded(folder: &Path) -> Result<Loaded, Failure> {
    let options = Options {
        folder: folder.to_owned(),
        prepared: None,
        program: env!("CARGO_BIN_EXE_wareng").into(),
        limits: Limits::default(),
        workers: std::thread::available_parallelism().map_or(1, usize::from),
    };
    let wrong = |defects| Failure::Layers { folder: folder.to_owned(), defects };
    let loaded = load(&options, &|_, _| {}).map_err(wrong)?;
    if loaded.published.refused.is_empty() {
        return Ok(loaded);
    }
    Err(wrong(loaded.published.refused.into_values().flatten().collect()))
}

/// Does nothing where the demo city is there already.
fn draw_demo(data: &Path) -> Result<(), Failure> {
    let program = env!("CARGO_BIN_EXE_wareng-demo");
    let mut drawing = Command::new(program);
    let status = drawing.arg(data).stdout(Stdio::null()).status();
    let status = status.map_err(|e| Failure::Program { program: program.to_owned(), source: e })?;
    if status.success() {
        return Ok(());
    }
    Err(Failure::Ended { program: program.to_owned(), status })
}

/// A manifest of the demo city.
fn committed(name: &str) -> Result<Table, Failure> {
    let layers = Path::new(env!("CARGO_MANIFEST_DIR")).join("layers");
    let path = layers.join(name).with_extension("toml");
    let text = fs::read_to_string(&path).map_err(|e| Failure::file(&path, e))?;
    text.parse().map_err(|e: toml::de::Error| Failure::Manifest { path, said: e.to_string() })
}

/// The same words about other data: classes are written as their ids, and a hazard is mapped
/// wherever there is a kelurahan.
fn fit_to_synthetic(id: &str, manifest: &mut Table) {
    manifest.insert("source".to_owned(), table([("file", format!("{id}.geojson"))]));
    if id == "kelurahan" {
        if let Some(fields) = manifest.get_mut("fields").and_then(Value::as_table_mut) {
            fields.remove("luas_km2");
        }
        return;
    }
    // Hazards have no field that identifies a feature.
    manifest.remove("id");
    let fields = Table::from_iter([("kelas".to_owned(), Table::new().into())]);
    manifest.insert("fields".to_owned(), fields.into());
    manifest.insert("mapped".to_owned(), table([("layer", "kelurahan".to_owned())]));
    let schemes = manifest.get_mut("classes").and_then(|classes| classes.get_mut("scheme"));
    for class in schemes.and_then(Value::as_array_mut).into_iter().flatten() {
        class.as_table_mut().map(|class| class.remove("values"));
    }
}

fn table<const N: usize>(entries: [(&str, String); N]) -> Value {
    Table::from_iter(entries.map(|(key, value)| (key.to_owned(), value.into()))).into()
}
