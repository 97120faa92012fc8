//! A city whose layers stand twice, once for everybody and once for keys with a scope; and the
//! same city where the second ones were never written.

use serde_json::{Value as Json, json};

use super::folder::{CITY, Folder, PROVENANCE, collection, feature, hazard, point, square};

/// What the second layers ask for.
pub(crate) const SCOPE: &str = "staf";

const LEVELS: &str = "[[levels]]\nid = \"kelurahan\"\nlabel = { id = \"Kelurahan\" }\n\
    layer = \"kelurahan\"\n";

/// The city as everybody may know it.
pub(crate) fn open() -> Folder {
    let folder = Folder::of_city(&format!("{CITY}{LEVELS}"));
    let unit = json!({ "kode": "33.74.01", "nama": "Bubakan" });
    write(&folder, "kelurahan", "boundary", &[feature(unit, square(110.4, -7.02, 0.04))]);
    let people = feature(json!({ "kode": "33.74.01", "jiwa": 1000 }), Json::Null);
    write(&folder, "penduduk", "population", &[people]);
    layers(&folder, "", 0.0);
    folder
}

/// The same with layers that not everybody may see, and one of them that is refused.
pub(crate) fn with_hidden() -> Folder {
    let folder = open();
    layers(&folder, "rahasia-", 0.001);
    let broken = hazard("data/tiada.geojson", "[fields]\nkelas = {}");
    folder.layer("rahasia-rusak", &restricted(&broken));
    folder
}

/// A layer of each kind that an address may name.
fn layers(folder: &Folder, prefix: &str, shift: f64) {
    let id = |name: &str| format!("{prefix}{name}");
    let is_hidden = !prefix.is_empty();
    let file = format!("data/{}.geojson", id("banjir"));
    let class = if is_hidden { "3" } else { "1" };
    let flood =
        feature(json!({ "kode": "1", "kelas": class }), square(110.41 + shift, -7.01, 0.02));
    folder.write(&file, collection(&[flood]));
    let manifest = hazard(&file, "[fields]\nkelas = {}\nkode = {}");
    let manifest = manifest.replace("kind = \"hazard\"", "kind = \"hazard\"\nid = \"kode\"");
    folder.layer(&id("banjir"), &if is_hidden { restricted(&manifest) } else { manifest });
    for (name, kind, what) in [
        (
            "posko",
            "facility",
            json!({ "kode": id("1"), "nama": id("Posko"), "jenis": id("posko") }),
        ),
        (
            "sekolah",
            "school",
            json!({ "kode": id("SD1"), "nama": id("SD Satu"), "jenjang": id("SD").to_uppercase() }),
        ),
        ("alamat", "address", json!({ "jalan": id("Jalan Manggis"), "nomor": "6" })),
        ("tempat", "place", json!({ "kode": id("T"), "nama": id("Simpang Lima") })),
    ] {
        write(folder, &id(name), kind, &[feature(what, point(110.42 + shift, -7.0))]);
    }
}

fn write(folder: &Folder, id: &str, kind: &str, features: &[Json]) {
    let named = "id = \"kode\"\nname = \"nama\"\n";
    let fields = "[fields]\nkode = {}\nnama = { search = true, tile = true }\n";
    let (head, tables) = match kind {
        "boundary" => (format!("{named}code = \"kode\"\n"), fields.to_owned()),
        "population" => (
            "code = \"kode\"\n".to_owned(),
            "[fields]\nkode = {}\njiwa = { type = \"integer\" }\n\
             [population]\nlevel = \"kelurahan\"\npeople = \"jiwa\"\n"
                .to_owned(),
        ),
        "facility" => {
            (named.to_owned(), format!("{fields}jenis = {{}}\n[facility]\nkind = \"jenis\"\n"))
        }
        "school" => {
            (named.to_owned(), format!("{fields}jenjang = {{}}\n[school]\nlevel = \"jenjang\"\n"))
        }
        "address" => (
            "name = \"nomor\"\n".to_owned(),
            "[fields]\njalan = { search = true }\nnomor = { search = true }\n\
             [address]\nstreet = \"jalan\"\nnumber = \"nomor\"\n"
                .to_owned(),
        ),
        _ => (named.to_owned(), fields.to_owned()),
    };
    let manifest = format!(
        "kind = \"{kind}\"\ntitle = {{ id = \"{id}\" }}\naccess = \"public\"\n{head}\
         [source]\nfile = \"data/{id}.geojson\"\n{tables}"
    );
    let is_hidden = id.starts_with("rahasia-");
    folder.layer(id, &if is_hidden { restricted(&manifest) } else { manifest });
    folder.write(&format!("data/{id}.geojson"), collection(features));
}

fn restricted(manifest: &str) -> String {
    manifest.replace("access = \"public\"", &format!("access = \"{SCOPE}\""))
}

/// A manifest of a file, whole.
pub(crate) fn manifest(body: &str) -> String {
    format!("{body}{PROVENANCE}")
}
