//! Manifests and `city.toml`: everything that is wrong is said at once, each with its file, its
//! line and what would be right.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::too_many_lines,
    clippy::type_complexity,
    reason = "a test fails where something is missing; cases are rows of a table"
)]

#[path = "support/folder.rs"]
mod folder;

use folder::{CITY, Folder, assert_says, base, collection, feature, hazard, lines, point};
use serde_json::json;

/// A folder with one point, to which manifests are added.
fn folder() -> Folder {
    let folder = Folder::new();
    folder.write("a.geojson", collection(&[feature(json!({ "kelas": 1 }), point(110.4, -7.0))]));
    folder
}

#[test]
fn a_manifest_is_refused_with_line_and_mend_of_everything_that_is_wrong() {
    let wrong = r#"kind = "hazzard"
title = "Banjir"
acces = "public"
min_zoom = 30
accuracy_m = nan
[source]
files = "a.geojson"
crs = 32749
[fields]
a = { type = "txt", tile = 1 }
"b/c" = { frm = "d" }
[classes]
feild = "x"
[[classes.scheme]]
id = "Rendah Sekali"
label = {}
color = "red"
[mapped]
poligons_only = true
[repairs]
empty = -1
[provenance]
publisher = ""
licence = "CC0-1.0"
dated = 2024-05-01
link = "example.org"
contact = "somebody"
"#;
    let folder = folder();
    folder.write("l.toml", wrong);
    let said = folder.check().said("l");
    for line in [
        "l.toml:1: `kind`: `\"hazzard\"` is not known here; did you mean `hazard`?",
        "l.toml:2: `title`: `\"Banjir\"` is of the wrong type; write a table: `{ … }`, such as { id",
        "l.toml:3: `acces`: unknown key; did you mean `access`?",
        "l.toml:4: `min_zoom`: `30` is too large; write at most 22",
        "l.toml:5: `accuracy_m`: `nan` is of the wrong type; write a number",
        "l.toml:6: `source`: `file` is missing; add `file = …`",
        "l.toml:7: `source.files`: unknown key; did you mean `file`?",
        "l.toml:8: `source.crs`: `32749` is of the wrong type; write a text in quotes",
        "l.toml:10: `fields.a.type`: `\"txt\"` is not known here; did you mean `text`?",
        "l.toml:10: `fields.a.tile`: `1` is of the wrong type; write true or false",
        "l.toml:11: `fields.b/c.frm`: unknown key; did you mean `from`?",
        "l.toml:12: `classes`: `field` is missing; add `field = …`",
        "l.toml:13: `classes.feild`: unknown key; did you mean `field`?",
        "l.toml:14: `classes.scheme.0`: `advice` is missing",
        "l.toml:14: `classes.scheme.0`: `meaning` is missing",
        "l.toml:15: `classes.scheme.0.id`: `\"Rendah Sekali\"` has another form; write it with a-z",
        "l.toml:16: `classes.scheme.0.label`: `{}` is empty; write at least one language",
        "l.toml:17: `classes.scheme.0.color`: `\"red\"` has another form; write a colour such as",
        "l.toml:19: `mapped.poligons_only`: unknown key; did you mean `polygons_only`?",
        "l.toml:21: `repairs.empty`: `-1` is too small; write at least 0",
        "l.toml:23: `provenance.publisher`: `\"\"` is empty; write something there",
        "l.toml:25: `provenance.dated`: `2024-05-01` is of the wrong type; write a text in quotes",
        "l.toml:26: `provenance.link`: `\"example.org\"` has another form; write an address such as",
        "l.toml:27: `provenance.contact`: `\"somebody\"` has another form; write an address such as",
    ] {
        assert_says("everything", &said, &[line]);
    }
    assert_eq!(said.lines().count(), 24, "{said}");
}

#[test]
fn text_that_is_no_toml_is_refused_with_each_of_its_lines() {
    let folder = folder();
    folder.write("l.toml", "kind = \n x = = 3\n[source\nfile = 'a'\n");
    folder.write("twice.toml", "kind = \"base\"\nkind = \"base\"\n");
    let checked = folder.check();
    assert_says("not TOML", &checked.said("l"), &["l.toml:1:", "l.toml:2:", "l.toml:3: not TOML"]);
    assert_says("twice", &checked.said("twice"), &["twice.toml:2: not TOML: duplicate key"]);
}

#[test]
fn keys_that_contradict_each_other_are_refused() {
    let source = "[source]\nfile = \"a.geojson\"\n";
    let head = "title = { id = \"x\" }\naccess = \"public\"\n";
    let of = |kind: &str, more: &str| format!("kind = \"{kind}\"\n{head}{more}{source}");
    let fields = "[fields]\nkelas = { type = \"text\" }\n";
    let cases: Vec<(&str, String, &[&str])> = vec![
        (
            "access",
            base("a.geojson", "").replace("\"public\"", "\"publik\""),
            &[":3: `access`", "looks like `public`", "write access = \"public\""],
        ),
        (
            "a scope",
            base("a.geojson", "").replace("\"public\"", "\"Staf Dinas\""),
            &[":3: `access`", "or a scope of a-z"],
        ),
        (
            "a field that is not declared",
            of("base", "id = \"kod\"\nname = \"nam\"\nsums = [\"jiwa\"]\n"),
            &[":4: `id`: `kod` is not in [fields]", ":5: `name`", ":6: `sums.0`"],
        ),
        (
            "a sum of texts",
            of("base", "sums = [\"kelas\"]\n") + fields,
            &[":4: `sums.0`: `kelas` is not a number; give [fields] kelas type = \"integer\""],
        ),
        (
            "zooms",
            of("base", "min_zoom = 12\nmax_zoom = 0x0A\n"),
            &[":4: `min_zoom`: min_zoom 12 is above max_zoom 10; swap them"],
        ),
        ("a hazard without classes", of("hazard", ""), &["needs [classes]", "needs [mapped]"]),
        (
            "classes of no hazard",
            hazard("a.geojson", "").replace("\"hazard\"", "\"base\"") + fields,
            &["only a layer of kind \"hazard\" has [classes]", "has [mapped]"],
        ),
        (
            "a class twice",
            (hazard("a.geojson", "") + fields)
                .replace("\"tinggi\"", "\"rendah\"")
                .replace("[\"3\"]", "[\"1\"]"),
            &[":19: `classes.scheme.1.id`: class `rendah` stands twice", "already means `rendah`"],
        ),
        (
            "two mapped areas",
            (hazard("a.geojson", "") + fields)
                .replace("polygons_only = true", "polygons_only = true\nlayer = \"x\""),
            &["`mapped`: [mapped] needs exactly one of"],
        ),
        (
            "a mapped area of no boundary",
            (hazard("a.geojson", "") + fields)
                .replace("polygons_only = true", "layer = \"kelurahn\""),
            &["`mapped.layer`: `kelurahn` is not a boundary layer of this folder", "`kelurahan`?"],
        ),
        ("a boundary without code and name", of("boundary", ""), &["`code` is", "`name` is"]),
        ("population", of("population", "code = \"kelas\"\n") + fields, &["needs [population]"]),
        (
            "a partition of points",
            of("facility", "") + "[partition]\n",
            &[
                ":6: `partition`: only a layer of kind \"boundary\" or \"zoning\" has [partition]; remove",
            ],
        ),
        (
            "a partition by a field that is not declared",
            of("zoning", "") + fields + "[partition]\nby = \"kelass\"\n",
            &[":9: `partition.by`: `kelass` is not in [fields]; did you mean `kelas`?"],
        ),
        (
            "a partition that is no table",
            of("zoning", "partition = true\n") + fields,
            &[":4: `partition`: `true` is of the wrong type; write a table: `{ … }`"],
        ),
        (
            "a field of [partition] elsewhere",
            of("zoning", "by = \"kelas\"\n") + fields,
            &[":4: `by`: it belongs under [partition] or [zone]; write that above it"],
        ),
        (
            "coordinate columns of GeoJSON",
            base("a.geojson", "lon = \"x\"\nlat = \"y\""),
            &["`source.lon`: only csv and xlsx have coordinate columns; remove"],
        ),
        ("one coordinate column", base("a.csv", "lon = \"x\""), &["`source`: only one", "`lat`"]),
        (
            "a code page of CSV",
            base("a.csv", "encoding = \"ISO-8859-1\""),
            &["`source.encoding`: only a Shapefile's code page can be set"],
        ),
        ("an ending", base("a.vrt", ""), &["`a.vrt` has an unknown ending; use one of .geojson"]),
        ("up", base("../a.geojson", ""), &[":5: `source.file`: `../a.geojson` leads out of the"]),
        ("root", base("/etc/a.geojson", ""), &["leads out of the layers folder; name a file"]),
        ("virtual", base("/vsicurl/http://x/a.geojson", ""), &["leads out of the layers folder"]),
        (
            "an unknown key and a contradiction at once",
            of("base", "min_zoom = 9\nmax_zoom = 3\nzoom = 1\nid = \"kod\"\n"),
            &["`zoom`: unknown key", "min_zoom 9 is above", "`kod` is not in [fields]"],
        ),
    ];
    let folder = folder();
    let boundary = "code = \"kelas\"\nname = \"kelas\"\n";
    folder.layer("kelurahan", &(of("boundary", boundary) + fields));
    for (i, (_, manifest, _)) in cases.iter().enumerate() {
        folder.layer(&format!("case-{i}"), manifest);
    }
    let checked = folder.check();
    for (i, (case, _, parts)) in cases.iter().enumerate() {
        let said = checked.said(&format!("case-{i}"));
        assert_says(case, &said, parts);
        assert!(said.lines().all(|l| l.starts_with(&format!("case-{i}.toml:"))), "{case}: {said}");
    }
}

#[test]
fn the_city_is_refused_with_everything_that_is_wrong_and_the_layers_too() {
    let level = "[[levels]]\nid = \"kelurahan\"\nlabel = { id = \"Kelurahan\" }\n";
    let cases: Vec<(&str, String, &[&str])> = vec![
        (
            "keys",
            CITY.replace("code =", "kode =").replace("[view]", "[vew]"),
            &[
                "city.toml:1: `code` is missing",
                "city.toml:2: `kode`: unknown key; did you mean `code`?",
                "`view` is missing; add [view] with lon, lat and zoom",
                "`vew`: unknown key; did you mean `view`?",
            ],
        ),
        (
            "an area the wrong way round",
            CITY.replace("[109.9, -7.4, 110.9, -6.6]", "[110.9, -7.4, 109.9, -6.6]"),
            &["city.toml:3: `area`: not a box on the globe; write [west, south, east, north]"],
        ),
        (
            "three numbers",
            CITY.replace("-6.6]", "]"),
            &["city.toml:3: `area`", "a list of at least 4"],
        ),
        (
            "a view elsewhere",
            CITY.replace("lon = 110.42", "lon = 11.42"),
            &["city.toml:7: `view`: the map opens outside the city's `area`"],
        ),
        (
            "a CRS without a number",
            CITY.replace("EPSG:9489", "UTM 49S"),
            &["`crs.1`: `\"UTM 49S\"`", "\"EPSG:32749\""],
        ),
        ("a telephone", CITY.replace("\"112\"", "\"call us\""), &["city.toml:5: `emergency`"]),
        (
            "a basemap that is no map",
            format!(
                "{CITY}[basemap]\ntitle = {{ id = \"Foto\" }}\nattribution = \"© X\"\n\
                     tiles = \"https://tiles.example.org/{{z}}.png\"\ntile_px = 300\n"
            ),
            &[
                "city.toml:15: `basemap.tile_px`: no map has tiles of 300 pixels; write 256 or 512",
                "city.toml:14: `basemap.tiles`: not an address with {z}, {x} and {y}",
            ],
        ),
        (
            "a basemap that would open the page to everybody",
            format!(
                "{CITY}[basemap]\ntitle = {{ id = \"Foto\" }}\nattribution = \"© X\"\n\
                     tiles = \"https://a.example;script-src/{{z}}/{{x}}/{{y}}.png\"\n"
            ),
            &["city.toml:14: `basemap.tiles`", "https://tiles.example.org/{z}/{x}/{y}.png"],
        ),
        (
            "a level of no layer",
            format!("{CITY}{level}layer = \"kelurahan\"\n"),
            &["`levels.0.layer`: `kelurahan` is not a boundary layer of this folder"],
        ),
        (
            "a level of two forms",
            format!("{CITY}{level}layer = \"kelurahan\"\nprefix = 8\n"),
            &["`levels.0`: a level needs either `layer`, or `from` and `prefix`"],
        ),
        (
            "a level of a later one",
            format!("{CITY}{level}from = \"kecamatan\"\nprefix = 8\nname_field = \"x\"\n"),
            &["`levels.0.from`: `kecamatan` is not a level before this one"],
        ),
    ];
    for (case, city, parts) in cases {
        let folder = Folder::of_city(&city);
        folder.base("other", "a.geojson", "zoom = 3");
        let checked = folder.check();
        assert!(!checked.ok);
        let said = lines(&checked.of_city());
        assert_says(case, &said, parts);
        assert_says(case, &said, &["other.toml:6: `source.zoom`: unknown key"]);
    }
}

#[test]
fn what_only_the_city_knows_refuses_the_layer_that_contradicts_it() {
    let level = "[[levels]]\nid = \"kelurahan\"\nlabel = { id = \"Kelurahan\" }\nlayer = \"batas\"\n\
                 [[levels]]\nid = \"kecamatan\"\nlabel = { id = \"Kecamatan\" }\nfrom = \"kelurahan\"\n\
                 prefix = 8\nname_field = \"kecamatn\"\n";
    let folder = Folder::of_city(&format!("{CITY}{level}"));
    let head = "title = { id = \"x\" }\naccess = \"public\"\ncode = \"kode\"\n";
    let fields = "[source]\nfile = \"a.csv\"\n[fields]\nkode = {}\nkecamatan = {}\njiwa = { type = \"integer\" }\n";
    folder.layer("batas", &format!("kind = \"boundary\"\nname = \"kode\"\n{head}{fields}"));
    let population = "[population]\nlevel = \"kelurahn\"\npeople = \"jiwa\"\n";
    folder.layer("penduduk", &format!("kind = \"population\"\n{head}{fields}{population}"));
    let checked = folder.check();
    assert_says(
        "names",
        &checked.said("batas"),
        &[
            "city.toml takes the names of level `kecamatan` from its field `kecamatn`",
            "`kecamatan`?",
        ],
    );
    let parts = [
        "penduduk.toml: `population.level`: `kelurahn` is not a level of city.toml",
        "`kelurahan`?",
    ];
    assert_says("level", &checked.said("penduduk"), &parts);
}

#[test]
fn all_who_see_a_layer_see_what_it_builds_upon() {
    let level =
        "[[levels]]\nid = \"kelurahan\"\nlabel = { id = \"Kelurahan\" }\nlayer = \"batas\"\n";
    let folder = Folder::of_city(&format!("{CITY}{level}"));
    let fields = "[source]\nfile = \"a.csv\"\n[fields]\nkode = {}\njiwa = { type = \"integer\" }\n";
    let layer = |id: &str, access: &str, kind: &str, more: &str| {
        let head = format!(
            "kind = \"{kind}\"\ntitle = {{ id = \"x\" }}\naccess = \"{access}\"\ncode = \"kode\"\n"
        );
        folder.layer(id, &format!("{head}name = \"kode\"\n{fields}{more}"));
    };
    let people = |weight: &str| {
        format!(
            "[population]\nlevel = \"kelurahan\"\npeople = \"jiwa\"\nweight = {{ layer = \"{weight}\" }}\n"
        )
    };
    layer("batas", "staf", "boundary", "");
    layer("rumah", "staf", "base", "");
    layer("rumah-lain", "lain", "base", "");
    layer("umum", "public", "population", &people("rumah"));
    layer("staf", "staf", "population", &people("rumah"));
    layer("lain", "lain", "population", &people("rumah"));
    let checked = folder.check();
    let level = "batas.toml: `access`: city.toml tells level `kelurahan` by this layer";
    assert_says("a level", &checked.said("batas"), &[level]);
    let unknown = "`rumah` is not a layer of this folder";
    for (id, is_seen, others) in [("umum", false, "rumah-lain"), ("lain", false, "batas")] {
        let said = checked.said(id);
        assert_eq!(said.contains(unknown), !is_seen, "{id}: {said}");
        assert!(!said.contains(others), "{id}: {said}");
    }
    assert!(!checked.said("staf").contains(unknown), "{}", checked.said("staf"));
}

#[test]
fn a_folder_that_cannot_be_used_says_so() {
    let none = Folder::new();
    std::fs::remove_file(none.at("city.toml")).unwrap();
    assert_says(
        "no city",
        &lines(&none.check().of_city()),
        &["city.toml: is missing from the layers folder; write one"],
    );
    let output = none.command(&["check", "--json", "--layers", "nowhere"]).output().unwrap();
    let said = lines(&folder::Checked::of(output).of_city());
    assert_says(
        "no folder",
        &said,
        &["nowhere: the layers folder cannot be read", "name a folder"],
    );
}

#[test]
fn a_hostile_manifest_refuses_its_own_layer_and_no_other() {
    let folder = folder();
    folder.base("good", "a.geojson", "");
    // A tree as deep as this has no place on a stack.
    folder.write("deep-a.toml", "a.".repeat(200_000) + "b = 1\n");
    folder.write("deep-b.toml", format!("a = {}", "[".repeat(200_000)));
    folder.write("deep-c.toml", format!("[{}b]\nx = 1", "a.".repeat(200_000)));
    folder.write("deep-d.toml", format!("a = {}", "{a=".repeat(100_000)));
    folder.write("many.toml", (0..60_000).map(|i| format!("k{i} = 1\n")).collect::<String>());
    folder
        .write("long.toml", format!("\"{}\" = \"{}\"\n", "k".repeat(200_000), "v".repeat(500_000)));
    folder.write("large.toml", "#".repeat((1 << 20) + 1));
    folder.write("binary.toml", b"kind = \"\xff\xfe\0\"\n");
    folder.write("nul.toml", "kind = \"base\0\"\n");
    folder.write("Banjir Rob.toml", "kind = \"base\"\n");
    folder.write(".#good.toml", "an editor's");
    std::fs::create_dir(folder.at("folder.toml")).unwrap();
    std::os::unix::fs::symlink("/dev/zero", folder.at("zero.toml")).unwrap();
    std::os::unix::fs::symlink("nothing", folder.at("dangling.toml")).unwrap();
    let pipe = std::process::Command::new("mkfifo").arg(folder.at("pipe.toml")).status().unwrap();
    assert!(pipe.success());
    let checked = folder.check();
    checked.version("good");
    for (id, parts) in [
        ("deep-a", &["deep-a.toml:1: "] as &[&str]),
        ("deep-b", &["deep-b.toml:1: "]),
        ("deep-c", &["deep-c.toml:1: "]),
        ("deep-d", &["deep-d.toml:1: "]),
        ("many", &["many.toml:1: `kind` is missing", "`k0`: unknown key"]),
        ("long", &["unknown key", "kkk…"]),
        ("large", &["large.toml: larger than 1 MiB; put data into files"]),
        ("binary", &["binary.toml: cannot be read as UTF-8 text"]),
        ("nul", &["nul.toml:1: "]),
        ("banjir-rob-misnamed-1", &["Banjir Rob.toml: the file name is not a layer id; name it"]),
        ("folder", &["folder.toml: is not a regular file"]),
        ("zero", &["zero.toml: is not a regular file"]),
        ("dangling", &["dangling.toml: cannot be read"]),
        ("pipe", &["pipe.toml: is not a regular file"]),
    ] {
        let said = checked.said(id);
        assert_says(id, &said, parts);
        assert!(said.len() < 50_000, "{id}: {} bytes", said.len());
    }
}
