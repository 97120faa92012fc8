//! Layers as the tests of tiles and places take them: loaded as the service loads them.

use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use wareng::ingest::Limits;
use wareng::load::{Options, load};
use wareng::model::LayerId;
use wareng::place::{Bounds, TileId, project};
use wareng::snapshot::{Grant, LayerVersion, View};

/// The folder of this repository.
pub(crate) fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

/// The demo city.
pub(crate) fn demo() -> &'static View {
    static DEMO: OnceLock<View> = OnceLock::new();
    DEMO.get_or_init(|| {
        let folder = root().join("layers");
        let stamp = folder.join("data/demo.stamp");
        assert!(stamp.exists(), "{} is missing: run `make demo`", stamp.display());
        view(&folder, "prepared-demo")
    })
}

/// The small layers that `fixtures/README.md` describes.
pub(crate) fn fixtures() -> View {
    view(&root().join("fixtures/layers"), "prepared-fixtures")
}

/// A layers folder, all of whose layers must be in order. Prepared files are kept between runs
/// below the build folder, by the name given.
pub(crate) fn view(folder: &Path, prepared: &str) -> View {
    let options = Options {
        folder: folder.to_owned(),
        prepared: Some(Path::new(env!("CARGO_TARGET_TMPDIR")).join(prepared)),
        program: env!("CARGO_BIN_EXE_wareng").into(),
        limits: Limits::default(),
        workers: 2,
    };
    let loaded = load(&options, &|_, _| {}).expect("a city");
    assert!(loaded.published.refused.is_empty(), "{:#?}", loaded.published.refused);
    loaded.published.snapshot.view(&Grant::public())
}

/// A layer of a view that must be there.
pub(crate) fn layer<'a>(view: &'a View, id: &str) -> &'a LayerVersion {
    let id = LayerId::new(id).expect("a layer id");
    view.layer(&id).expect("a layer of this folder")
}

/// Where real data lies, for tests that are run with it; says so where it does not.
#[allow(clippy::print_stdout, reason = "a test says so where it is skipped")]
pub(crate) fn real_data() -> Option<PathBuf> {
    let folder = std::env::var_os("WARENG_REAL_DATA").map(PathBuf::from);
    if folder.is_none() {
        println!("skipped: WARENG_REAL_DATA is not set");
    }
    folder
}

/// A layers folder of published files: for each its id, its path below `data` and what else its
/// manifest says.
pub(crate) fn published(
    data: &Path,
    max_zoom: u8,
    files: &[(&str, &str, &str)],
) -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let city = "name = { id = \"Uji\", en = \"Test\" }\ncode = \"33.74\"\n\
        area = [-180.0, -90.0, 180.0, 90.0]\ncrs = [\"EPSG:32749\", \"EPSG:32751\"]\n\
        emergency = \"112\"\ncontact = \"mailto:test@example.org\"\n\
        [view]\nlon = 110.42\nlat = -7.0\nzoom = 11.0\n";
    std::fs::write(folder.path().join("city.toml"), city).expect("written");
    for (id, file, more) in files {
        let from = data.join(file);
        let extension = from.extension().and_then(|e| e.to_str()).expect("an extension");
        for part in ["shp", "shx", "dbf", "prj", extension] {
            let part_of = from.with_extension(part);
            if part_of.exists() {
                let to = folder.path().join(id).with_extension(part);
                std::fs::copy(part_of, to).expect("copied");
            }
        }
        let manifest = format!(
            "kind = \"base\"\ntitle = {{ id = \"{id}\", en = \"{id}\" }}\naccess = \"public\"\n\
             min_zoom = 0\nmax_zoom = {max_zoom}\n[source]\nfile = \"{id}.{extension}\"\n{more}\n\
             [provenance]\npublisher = \"test\"\nlicence = \"test\"\ndated = \"2024-01-01\"\n\
             link = \"https://example.org\"\ncontact = \"mailto:test@example.org\"\n"
        );
        std::fs::write(folder.path().join(format!("{id}.toml")), manifest).expect("written");
    }
    folder
}

/// The tiles of a zoom over a box, and those around it. Units: degrees.
pub(crate) fn tiles_over(around: Bounds, z: u8) -> Vec<TileId> {
    let [west, south, east, north] = around.to_array();
    let count = f64::from(1_u32 << z);
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "within a zoom")]
    let cell = |at: f64| (at * count) as u32;
    let (from, to) = (project(west, north), project(east, south));
    let (xs, ys) = ((cell(from.x) - 1)..=(cell(to.x) + 1), (cell(from.y) - 1)..=(cell(to.y) + 1));
    ys.flat_map(|y| xs.clone().filter_map(move |x| TileId::new(z, x, y))).collect()
}
