//! What is drawn: the cities, and the real kelurahan, each ingested anew.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use wareng::ingest::Limits;
use wareng::load::{Options, load};
use wareng::snapshot::{Grant, View};

use crate::Outcome;
use crate::cities::{City, cities};

/// Layers in an order that stays, the first of which says which tiles are taken.
pub(crate) const LAYERS: [&str; 5] = ["kelurahan", "banjir", "rob", "longsor", "kekeringan"];

/// Something to draw.
pub(crate) enum Input {
    City(City),
    /// The folder of the real files.
    Real(PathBuf),
}

/// A loaded input, and what it took.
pub(crate) struct Loaded {
    pub(crate) view: View,
    pub(crate) wall: Duration,
    pub(crate) cpu: Duration,
    /// Of each layer, the bytes of its source and of what was prepared of it.
    pub(crate) files: Vec<(&'static str, u64, u64)>,
}

/// Those that can be had, and a line for each that is missing.
pub(crate) fn inputs(made: &Path) -> (Vec<Input>, Vec<String>) {
    let (cities, mut missing) = cities(made);
    let mut inputs: Vec<Input> = cities.into_iter().map(Input::City).collect();
    match std::env::var_os("WARENG_REAL_DATA") {
        Some(data) => inputs.push(Input::Real(data.into())),
        None => missing.push("skipped: real kelurahan, WARENG_REAL_DATA is not set".to_owned()),
    }
    (inputs, missing)
}

impl Input {
    pub(crate) fn name(&self) -> &'static str {
        match self {
            Self::City(city) => city.name,
            Self::Real(_) => "real kelurahan, detailed",
        }
    }

    /// The name of a folder for what is made of it.
    pub(crate) fn short(&self) -> String {
        self.name().split([' ', ',']).next().unwrap_or_default().to_owned()
    }

    /// Makes its layers folder.
    pub(crate) fn folder(&self, made: &Path) -> Outcome<PathBuf> {
        match self {
            Self::City(city) => Ok(city.ready()?.to_owned()),
            Self::Real(data) => real(data, &made.join("real")),
        }
    }

    /// Ingests it into a folder that is empty.
    pub(crate) fn loaded(&self, made: &Path) -> Outcome<Loaded> {
        let folder = self.folder(made)?;
        let prepared = made.join("tiles").join(self.short()).join("prepared");
        if prepared.exists() {
            fs::remove_dir_all(&prepared)?;
        }
        fs::create_dir_all(&prepared)?;
        let options = Options {
            folder: folder.clone(),
            prepared: Some(prepared.clone()),
            program: env!("CARGO_BIN_EXE_wareng").into(),
            limits: Limits::default(),
            workers: 1,
        };
        let (begun, before) = (Instant::now(), children_time()?);
        let loaded = load(&options, &|_, _| {}).map_err(|defects| format!("{defects:#?}"))?;
        let (wall, cpu) = (begun.elapsed(), children_time()?.saturating_sub(before));
        if !loaded.published.refused.is_empty() {
            return Err(format!("refused: {:#?}", loaded.published.refused).into());
        }
        let view = loaded.published.snapshot.view(&Grant::public());
        let mut files = Vec::new();
        for id in LAYERS {
            let kept = prepared.join(id).with_extension("prepared");
            let mut sources = ["data", ""]
                .map(|below| folder.join(below).join(format!("{id}.geojson")))
                .into_iter();
            if let (Ok(kept), Some(source)) = (kept.metadata(), sources.find(|s| s.exists())) {
                files.push((id, source.metadata()?.len(), kept.len()));
            }
        }
        Ok(Loaded { view, wall, cpu, files })
    }
}

const REAL_CITY: &str = r#"name = { id = "Kota Semarang" }
code = "33.74"
area = [109.9, -7.4, 110.9, -6.6]
crs = ["EPSG:32749"]
emergency = "112"
contact = "mailto:bench@example.org"
[view]
lon = 110.42
lat = -7.0
zoom = 11.0
"#;

const REAL_LAYER: &str = r#"kind = "boundary"
title = { id = "Kelurahan" }
access = "public"
id = "id"
code = "id"
name = "name"
min_zoom = 9
max_zoom = 16
[source]
file = "kelurahan.geojson"
[fields]
id = { type = "integer" }
name = { tile = true }
district = { tile = true }
[partition]
[provenance]
publisher = "bench"
licence = "not stated"
dated = "2024"
link = "https://example.org"
contact = "mailto:bench@example.org"
"#;

fn real(data: &Path, folder: &Path) -> Outcome<PathBuf> {
    fs::create_dir_all(folder)?;
    fs::write(folder.join("city.toml"), REAL_CITY)?;
    fs::write(folder.join("kelurahan.toml"), REAL_LAYER)?;
    // Its bytes, not its rights: it may be made read-only where it lies.
    let source = fs::read(data.join("boundaries/semarang-kelurahan-detailed.geojson"))?;
    fs::write(folder.join("kelurahan.geojson"), source)?;
    Ok(folder.to_owned())
}

/// Processor time of the children that have ended: those that ingest.
fn children_time() -> Outcome<Duration> {
    let stat = fs::read_to_string("/proc/self/stat")?;
    let (_, fields) = stat.rsplit_once(") ").ok_or("a name in parentheses")?;
    // Fields 16 and 17 of proc(5), in hundredths of a second.
    let ticks = fields.split(' ').skip(13).take(2).map(str::parse::<u64>);
    Ok(Duration::from_millis(10 * ticks.sum::<Result<u64, _>>()?))
}
