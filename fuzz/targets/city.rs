//! The city of `fuzz/city`, with a layer of each kind, read once.

use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use wareng::catalog::{self, Catalog};
use wareng::ingest::{Job, prepare};
use wareng::model::{City, Prepared};

/// The city, and its layers as ingest leaves them.
pub(crate) fn city() -> &'static (City, Vec<Prepared>) {
    static CITY: OnceLock<(City, Vec<Prepared>)> = OnceLock::new();
    CITY.get_or_init(|| read(&repository().join("fuzz/city")))
}

/// The folder of the repository: this file is of two packages.
pub(crate) fn repository() -> &'static Path {
    let package = Path::new(env!("CARGO_MANIFEST_DIR"));
    if package.ends_with("fuzz") { package.parent().expect("a repository") } else { package }
}

fn read(folder: &Path) -> (City, Vec<Prepared>) {
    let Catalog { city, layers, refused, .. } = catalog::read(folder).expect("a city");
    assert!(refused.is_empty(), "{refused:#?}");
    let prepared = layers.into_values().map(|layer| {
        let job = Job {
            folder: folder.to_owned(),
            layer,
            area: city.area,
            usual_crs: city.usual_crs.clone(),
            fingerprint: String::new(),
            out: PathBuf::new(),
        };
        prepare(&job, &mut |_| ()).expect("a layer")
    });
    let prepared = prepared.collect();
    (city, prepared)
}
