//! The layers that are asked: what is real, what is synthetic, and what is missing here.

use std::path::{Path, PathBuf};

use wareng::model::Shapes;

use crate::coverage::coverage;
use crate::failure::Failure;
use crate::geojson_layer;

/// What an issue asks of a layer.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Wanted {
    /// So many times faster than GEOS.
    FasterThanGeos(f64),
    /// Nothing by itself: coverages are compared with each other.
    Coverage,
}

/// A layer that can be had.
pub(crate) struct Input {
    pub(crate) name: String,
    pub(crate) wanted: Wanted,
    /// More for a large layer, so that its caches are not flattered.
    pub(crate) points: usize,
    source: Source,
}

enum Source {
    File(PathBuf),
    Coverage(usize),
}

pub(crate) const COVERAGES: [usize; 2] = [177, 80_000];

impl Input {
    pub(crate) fn shapes(&self) -> Result<Shapes, Failure> {
        match &self.source {
            Source::File(path) => geojson_layer::read(path),
            Source::Coverage(cells) => Ok(coverage(*cells)),
        }
    }

    fn file(name: &str, path: PathBuf, factor: f64) -> Self {
        let wanted = Wanted::FasterThanGeos(factor);
        Self { name: name.to_owned(), wanted, points: 200_000, source: Source::File(path) }
    }

    fn coverage(cells: usize) -> Self {
        let source = Source::Coverage(cells);
        Self { name: coverage_name(cells), wanted: Wanted::Coverage, points: 1_000_000, source }
    }
}

pub(crate) fn coverage_name(cells: usize) -> String {
    format!("coverage of {cells}")
}

/// The layers in the order they are asked, and a line for each part that is missing.
pub(crate) fn inputs(made: &Path) -> (Vec<Input>, Vec<String>) {
    let (mut inputs, mut missing) = (Vec::new(), Vec::new());
    match std::env::var_os("WARENG_REAL_DATA").map(PathBuf::from) {
        Some(data) => inputs.extend(
            [
                ("real kelurahan, detailed", "semarang-kelurahan-detailed.geojson"),
                ("real kelurahan, simplified", "semarang-kelurahan.geojson"),
            ]
            .map(|(name, file)| Input::file(name, data.join("boundaries").join(file), 8.0)),
        ),
        None => missing.push("skipped: real kelurahan, WARENG_REAL_DATA is not set".to_owned()),
    }
    let city = made.join("city");
    if city.join("complete").exists() {
        let layer = |(name, factor)| {
            Input::file(&format!("city: {name}"), city.join(name).with_extension("geojson"), factor)
        };
        let hazards = ["banjir", "rob", "longsor", "kekeringan"].map(|name| (name, 20.0));
        inputs.push(layer(("kelurahan", 8.0)));
        inputs.extend(hazards.map(layer));
    } else {
        missing.push("skipped: synthetic city, WARENG_CITY_MAKER is not set".to_owned());
    }
    inputs.extend(COVERAGES.map(Input::coverage));
    (inputs, missing)
}
