//! The layers folder: the synthetic city, and the addresses and streets of the demo.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use crate::Outcome;
use crate::cities::cities;

const ADDRESSES: &str = "500000";

/// What search finds, of the demo city.
const NAMED: [&str; 4] = ["alamat", "jalan", "jalan-lokal", "gang"];

/// `None` where there is no synthetic city.
pub(crate) fn made(bench: &Path) -> Outcome<Option<PathBuf>> {
    let (cities, _) = cities(bench);
    let Some(city) = cities.iter().find(|city| city.name.starts_with("synthetic")) else {
        return Ok(None);
    };
    let folder = bench.join("start");
    fs::create_dir_all(&folder)?;
    for entry in fs::read_dir(city.ready()?)? {
        let file = entry?.path();
        let is_of_city = file.extension().is_some_and(|e| e == "toml" || e == "geojson");
        if let Some(name) = file.file_name().filter(|_| is_of_city) {
            fs::copy(&file, folder.join(name))?;
        }
    }
    let demo = Path::new(env!("CARGO_MANIFEST_DIR")).join("layers");
    for name in NAMED.map(|name| Path::new(name).with_extension("toml")) {
        fs::copy(demo.join(&name), folder.join(&name))?;
    }
    let mut drawing = Command::new(env!("CARGO_BIN_EXE_wareng-demo"));
    drawing.arg(folder.join("data")).args(["--addresses", ADDRESSES]).stdout(Stdio::null());
    if drawing.status()?.success() {
        return Ok(Some(folder));
    }
    Err(format!("{drawing:?} failed").into())
}
