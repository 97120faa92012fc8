//! A layers folder made for one test, and what the program says of it.
#![allow(
    dead_code,
    unreachable_pub,
    clippy::unwrap_used,
    clippy::panic,
    reason = "shared by tests that use parts of it; a helper that cannot work fails the test"
)]

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use serde_json::{Value as Json, json};
use tempfile::TempDir;
use wareng::ingest::Limits;
use wareng::load::{self, Event, Loaded, Options};
use wareng::model::{Defect, LayerId, Report};
use wareng::snapshot::{Grant, LayerVersion};

/// The program.
pub const WARENG: &str = env!("CARGO_BIN_EXE_wareng");

/// A city around Semarang without levels of units.
pub const CITY: &str = r#"name = { id = "Kota Uji", en = "Test City" }
code = "33.74"
area = [109.9, -7.4, 110.9, -6.6]
crs = ["EPSG:32749", "EPSG:9489", "EPSG:23835"]
emergency = "112"
contact = "mailto:uji@example.org"
[view]
lon = 110.42
lat = -7.0
zoom = 11.0
"#;

/// The last table of a manifest.
pub const PROVENANCE: &str = r#"
[provenance]
publisher = "Uji"
licence = "CC0-1.0"
dated = "2024-05-01"
link = "https://example.org/data"
contact = "mailto:uji@example.org"
"#;

/// A manifest of the units of a level `desa`, by code, without provenance.
pub const VILLAGES: &str = r#"
kind = "boundary"
title = { id = "Desa" }
access = "public"
code = "kode"
name = "kode"
[source]
file = "desa.geojson"
[fields]
kode = {}
"#;

/// A manifest of who lives in them; more keys of `[population]` may follow.
pub const PEOPLE: &str = r#"
kind = "population"
title = { id = "Penduduk" }
access = "public"
code = "kode"
[source]
file = "penduduk.csv"
[fields]
kode = {}
jiwa = { type = "integer" }
[population]
level = "desa"
people = "jiwa"
"#;

/// A layers folder that goes away with the test.
pub struct Folder {
    dir: TempDir,
}

impl Folder {
    /// A folder with [`CITY`] and no layer.
    pub fn new() -> Self {
        Self::of_city(CITY)
    }

    /// A folder with this `city.toml` and no layer.
    pub fn of_city(city: &str) -> Self {
        let folder = Self { dir: tempfile::tempdir().unwrap() };
        folder.write("city.toml", city);
        folder
    }

    /// Where it is.
    pub fn path(&self) -> &Path {
        self.dir.path()
    }

    /// Where a file of it is.
    pub fn at(&self, file: &str) -> PathBuf {
        self.dir.path().join(file)
    }

    /// Writes a file and the folders above it.
    pub fn write(&self, file: &str, bytes: impl AsRef<[u8]>) -> &Self {
        let path = self.at(file);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, bytes).unwrap();
        self
    }

    /// Writes a manifest: `body`, then [`PROVENANCE`].
    pub fn layer(&self, id: &str, body: &str) -> &Self {
        self.write(&format!("{id}.toml"), format!("{body}{PROVENANCE}"))
    }

    /// A layer of kind `base` from one file, with more lines in `[source]`, and further tables.
    pub fn base(&self, id: &str, file: &str, more: &str) -> &Self {
        self.layer(id, &base(file, more))
    }

    /// The program on this folder, with no setting from outside.
    pub fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(WARENG);
        for name in ["PREPARED", "INGEST_MEMORY_MIB", "INGEST_SECONDS", "CONFIG", "LISTEN"] {
            command.env_remove(format!("WARENG_{name}"));
        }
        command.env("WARENG_LAYERS", self.path()).current_dir(self.path()).args(arguments);
        command
    }

    /// `wareng check --json`.
    pub fn check(&self) -> Checked {
        Checked::of(self.command(&["check", "--json"]).output().unwrap())
    }

    /// What loads when this many children run at once, and what was told meanwhile.
    pub fn load(&self, workers: usize) -> (Loaded, Vec<(LayerId, Event)>) {
        let told = std::sync::Mutex::new(Vec::new());
        let loaded = load::load(&self.options(workers), &|id, event| {
            told.lock().unwrap().push((id.clone(), event));
        });
        (loaded.unwrap(), told.into_inner().unwrap())
    }

    /// Options for [`load::load`].
    pub fn options(&self, workers: usize) -> Options {
        Options {
            folder: self.path().to_path_buf(),
            prepared: None,
            program: WARENG.into(),
            limits: Limits::default(),
            workers,
        }
    }
}

/// A manifest of kind `base` without provenance.
pub fn base(file: &str, more: &str) -> String {
    let title = r#"title = { id = "Uji", en = "Test" }"#;
    format!("kind = \"base\"\n{title}\naccess = \"public\"\n[source]\nfile = \"{file}\"\n{more}\n")
}

/// A manifest of kind `hazard` with classes `rendah` ("1") and `tinggi` ("3"), by field `kelas`.
pub fn hazard(file: &str, more: &str) -> String {
    let title = r#"title = { id = "Bahaya", en = "Hazard" }"#;
    let class = |id: &str, value: &str| {
        format!(
            "[[classes.scheme]]\nid = \"{id}\"\nvalues = [\"{value}\"]\nlabel = {{ id = \"L\" }}\n\
             meaning = {{ id = \"M\" }}\nadvice = {{ id = \"A\" }}\ncolor = \"#f6d55c\"\n"
        )
    };
    format!(
        "kind = \"hazard\"\n{title}\naccess = \"public\"\n[source]\nfile = \"{file}\"\n{more}\n\
         [mapped]\npolygons_only = true\n[classes]\nfield = \"kelas\"\n{}{}",
        class("rendah", "1"),
        class("tinggi", "3"),
    )
}

/// What `wareng check` found.
pub struct Checked {
    /// Whether it ended with 0.
    pub ok: bool,
    /// The whole report.
    pub json: Json,
}

impl Checked {
    /// The report in what the program printed.
    pub fn of(output: Output) -> Self {
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        let json = serde_json::from_slice(&output.stdout)
            .unwrap_or_else(|e| panic!("no report ({e}), status {}: {said}", output.status));
        Self { ok: output.status.success(), json }
    }

    /// What is wrong with a layer; nothing where it is served.
    pub fn problems(&self, layer: &str) -> Vec<Defect> {
        let layer = &self.json["layers"][layer];
        assert!(!layer.is_null(), "no such layer in {}", self.json);
        match layer.get("problems") {
            Some(problems) => serde_json::from_value(problems.clone()).unwrap(),
            None => Vec::new(),
        }
    }

    /// What is wrong with `city.toml` or the folder.
    pub fn of_city(&self) -> Vec<Defect> {
        serde_json::from_value(self.json["problems"].clone()).unwrap()
    }

    /// All that is wrong with a layer, as people read it.
    pub fn said(&self, layer: &str) -> String {
        lines(&self.problems(layer))
    }

    /// The version of a layer that is served.
    pub fn version(&self, layer: &str) -> String {
        let version = self.json["layers"][layer]["version"].as_str();
        version.unwrap_or_else(|| panic!("{layer} is refused:\n{}", self.said(layer))).to_owned()
    }

    /// What became of the features of a layer that is served.
    pub fn report(&self, layer: &str) -> Report {
        self.version(layer);
        serde_json::from_value(self.json["layers"][layer]["report"].clone()).unwrap()
    }
}

/// Defects as people read them, one a line.
pub fn lines(defects: &[Defect]) -> String {
    defects.iter().map(|d| format!("{d}\n")).collect()
}

/// Fails unless a text has every one of some parts.
pub fn assert_says(case: &str, text: &str, parts: &[&str]) {
    for part in parts {
        assert!(text.contains(part), "{case}: `{part}` is not in\n{text}");
    }
}

/// Looks into a layer that has to be served.
pub fn served<T>(loaded: &Loaded, id: &str, look: impl FnOnce(&LayerVersion) -> T) -> T {
    let view = loaded.published.snapshot.view(&Grant::public());
    let found = view.layers().find(|l| l.layer().id.as_str() == id);
    let refused: Vec<Defect> = loaded.published.refused.values().flatten().cloned().collect();
    look(found.unwrap_or_else(|| panic!("{id} is not served:\n{}", lines(&refused))))
}

/// A GeoJSON FeatureCollection.
pub fn collection(features: &[Json]) -> String {
    json!({ "type": "FeatureCollection", "features": features }).to_string()
}

/// A GeoJSON Feature.
pub fn feature(properties: Json, geometry: Json) -> Json {
    json!({ "type": "Feature", "properties": properties, "geometry": geometry })
}

/// A point of GeoJSON.
pub fn point(x: f64, y: f64) -> Json {
    json!({ "type": "Point", "coordinates": [x, y] })
}

/// A square of GeoJSON, counterclockwise, from its south-west corner.
pub fn square(x: f64, y: f64, side: f64) -> Json {
    let (e, n) = (x + side, y + side);
    json!({ "type": "Polygon", "coordinates": [[[x, y], [e, y], [e, n], [x, n], [x, y]]] })
}

/// The folder of real data, where there is one.
pub fn real_data() -> Option<PathBuf> {
    let folder = std::env::var_os("WARENG_REAL_DATA").map(PathBuf::from);
    if folder.is_none() {
        skipped();
    }
    folder
}

#[allow(clippy::print_stdout, reason = "a test that does nothing says so")]
fn skipped() {
    println!("skipped: WARENG_REAL_DATA is not set");
}
