//! The same features through every format and every CRS come out the same: the same ids, values
//! and positions, and so the same version. The oracle is GDAL's writers and its own
//! transformations, which share no code with ours.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::too_many_lines,
    clippy::type_complexity,
    reason = "a test fails where something is missing; cases are rows of a table"
)]

#[path = "support/folder.rs"]
mod folder;
#[path = "support/formats.rs"]
mod formats;

use std::fs;

use folder::{Folder, assert_says, collection, feature, point, served};
use formats::{Form, Row, sample, transformed, write};
use serde_json::json;
use wareng::model::Value;

const FIELDS: &str = r#"[fields]
kode = {}
nama = {}
jiwa = { type = "integer" }
nilai = { type = "number" }
"#;

/// A facility layer named `uji` from a file.
fn uji(folder: &Folder, file: &str, more: &str) {
    let title = r#"title = { id = "Uji", en = "Test" }"#;
    let head = "kind = \"facility\"\naccess = \"public\"\nid = \"kode\"\nname = \"nama\"";
    folder.layer("uji", &format!("{head}\n{title}\n[source]\nfile = \"{file}\"\n{more}\n{FIELDS}"));
}

fn geojson(rows: &[Row]) -> String {
    let one = |r: &Row| {
        let properties =
            json!({ "kode": r.kode, "nama": r.nama, "jiwa": r.jiwa, "nilai": r.nilai });
        feature(properties, point(r.at.0, r.at.1))
    };
    collection(&rows.iter().map(one).collect::<Vec<_>>())
}

/// The version that the sample has, read from GeoJSON.
fn expected() -> String {
    let folder = Folder::new();
    folder.write("uji.geojson", geojson(&sample()));
    uji(&folder, "uji.geojson", "");
    folder.check().version("uji")
}

/// Where the features of `uji` are, by id.
fn positions(folder: &Folder) -> Vec<(String, f64, f64)> {
    served(&folder.load(1).0, "uji", |layer| {
        let one = |(i, shape): (usize, wareng::model::Shape<'_>)| {
            let c = shape.parts().flat_map(|p| p.paths()).flatten().next().copied().unwrap();
            (layer.id(u32::try_from(i).unwrap()).to_owned(), c.x, c.y)
        };
        layer.shapes().iter().enumerate().map(one).collect()
    })
}

/// The values of the features of `uji`, for messages.
fn values(folder: &Folder) -> Vec<Vec<Value>> {
    served(&folder.load(1).0, "uji", |layer| {
        let features = 0..u32::try_from(layer.len()).unwrap();
        features.map(|i| layer.values(i).map(|(_, v)| v).collect()).collect()
    })
}

#[test]
fn every_format_gives_the_same_version() {
    let expected = expected();
    let latin = Form { options: &["ENCODING=ISO-8859-1"], ..Form::of("ESRI Shapefile") };
    let cases = [
        ("uji.gpkg", Form::of("GPKG"), ""),
        ("uji.fgb", Form::of("FlatGeobuf"), ""),
        ("uji.shp", Form { options: &["ENCODING=UTF-8"], ..Form::of("ESRI Shapefile") }, ""),
        ("latin.shp", latin, ""),
        ("uji.kml", Form::of("LIBKML"), ""),
        ("gdal.geojson", Form { options: &["COORDINATE_PRECISION=15"], ..Form::of("GeoJSON") }, ""),
        ("gdal.json", Form { options: &["COORDINATE_PRECISION=15"], ..Form::of("GeoJSON") }, ""),
        (
            "uji.xlsx",
            Form { table: true, ..Form::of("XLSX") },
            "lon = \"bujur\"\nlat = \"lintang\"",
        ),
        ("uji.csv", Form { table: true, ..Form::of("CSV") }, "lon = \"bujur\"\nlat = \"lintang\""),
        ("zm.gpkg", Form { zm: true, ..Form::of("GPKG") }, ""),
        ("zm.fgb", Form { zm: true, ..Form::of("FlatGeobuf") }, ""),
        (
            "zm.shp",
            Form { zm: true, options: &["ENCODING=UTF-8"], ..Form::of("ESRI Shapefile") },
            "",
        ),
    ];
    for (file, form, more) in cases {
        let folder = Folder::new();
        write(&folder.at(file), form, &sample());
        uji(&folder, file, more);
        let checked = folder.check();
        assert_eq!(checked.version("uji"), expected, "{file}: {:?}", values(&folder));
    }
}

#[test]
fn a_table_of_a_spreadsheet_is_read_as_people_write_it() {
    let expected = expected();
    let coordinates = "lon = \"bujur\"\nlat = \"lintang\"";
    let plain = "kode,nama,jiwa,nilai,bujur,lintang\n\
        33.74.01,Semarang Tengah,55064,5.17,110.4203,-6.9903\n\
        33.74.02,Café Señor,0,-0.25,110.41825,-6.9685\n\
        007,,,,110.351234567,-7.0123456789\n\
        33.74.10,\"Gunungpati, \"\"selatan\"\"\",98023,0.001,110.37,-7.08\n";
    let cases = [
        ("as it is", plain.to_owned()),
        ("with a byte order mark", format!("\u{FEFF}{plain}")),
        ("with the line ends of Windows", plain.replace('\n', "\r\n")),
        ("with empty lines", format!("{}\n\n", plain.replacen("\n007", "\n\n007", 1))),
        (
            "with semicolons and decimal commas",
            "kode;nama;jiwa;nilai;bujur;lintang\n\
             33.74.01;Semarang Tengah;55064;5,17;110,4203;-6,9903\n\
             33.74.02;Café Señor;0;-0,25;110,41825;-6,9685\n\
             007;;;;110,351234567;-7,0123456789\n\
             33.74.10;\"Gunungpati, \"\"selatan\"\"\";98023;0,001;110,37;-7,08\n"
                .to_owned(),
        ),
        (
            "with tabs",
            plain.replace("Gunungpati, ", "Gunungpati@ ").replace(',', "\t").replace('@', ","),
        ),
        (
            "with other columns between",
            plain
                .replace("kode,", "catatan,kode,")
                .replace("\n33", "\nx,33")
                .replace("\n007", "\nx,007"),
        ),
    ];
    for (case, text) in cases {
        let folder = Folder::new();
        folder.write("uji.csv", text);
        uji(&folder, "uji.csv", coordinates);
        assert_eq!(folder.check().version("uji"), expected, "{case}");
    }
}

#[test]
fn kml_is_read_with_its_extended_data_in_both_its_forms() {
    let place = |r: &Row, data: &dyn Fn(&str, String) -> String, around: [&str; 2]| {
        let mut values = data("kode", r.kode.to_owned());
        let mut add = |name: &str, value: Option<String>| {
            values += &value.map(|v| data(name, v)).unwrap_or_default();
        };
        add("nama", r.nama.map(str::to_owned));
        add("jiwa", r.jiwa.map(|v| v.to_string()));
        add("nilai", r.nilai.map(|v| v.to_string()));
        let [open, close] = around;
        let (x, y) = r.at;
        format!(
            "<Placemark><name>{}</name><ExtendedData>{open}{values}{close}</ExtendedData>\
             <Point><coordinates>{x},{y},7.5</coordinates></Point></Placemark>",
            r.kode
        )
    };
    let typed =
        |name: &str, value: String| format!("<SimpleData name=\"{name}\">{value}</SimpleData>");
    let plain =
        |name: &str, value: String| format!("<Data name=\"{name}\"><value>{value}</value></Data>");
    let around = ["<SchemaData schemaUrl=\"#s\">", "</SchemaData>"];
    let schema = "<Schema name=\"s\" id=\"s\"><SimpleField name=\"kode\" type=\"string\"/>\
        <SimpleField name=\"nama\" type=\"string\"/><SimpleField name=\"jiwa\" type=\"int\"/>\
        <SimpleField name=\"nilai\" type=\"double\"/></Schema>";
    let all = |f: &dyn Fn(&Row) -> String| sample().iter().map(f).collect::<String>();
    for (case, schema, places) in [
        ("with a schema", schema, all(&|r| place(r, &typed, around))),
        ("without", "", all(&|r| place(r, &plain, ["", ""]))),
    ] {
        let folder = Folder::new();
        folder.write(
            "uji.kml",
            format!(
                "<?xml version=\"1.0\" encoding=\"UTF-8\"?><kml xmlns=\"http://www.opengis.net/kml/2.2\">\
                 <Document>{schema}<Folder><name>f</name>{places}</Folder></Document></kml>"
            ),
        );
        uji(&folder, "uji.kml", "");
        assert_eq!(folder.check().version("uji"), expected(), "{case}: {:?}", values(&folder));
    }
}

#[test]
fn a_property_that_a_feature_does_not_have_is_none_and_not_zero() {
    let folder = Folder::new();
    let full = json!({ "kode": "a", "nama": "A", "jiwa": 1, "nilai": 1.5 });
    let half = json!({ "kode": "b", "nama": "B" });
    folder.write(
        "a.geojson",
        collection(&[feature(full, point(110.4, -7.0)), feature(half, point(110.4, -7.0))]),
    );
    uji(&folder, "a.geojson", "");
    let text = |t: &str| Value::Text(t.into());
    assert_eq!(values(&folder)[1], [text("b"), text("B"), Value::Null, Value::Null]);
}

#[test]
fn rows_without_coordinates_are_kept_without_a_place() {
    let folder = Folder::new();
    folder.write(
        "uji.csv",
        "kode,nama,jiwa,nilai,x,y\na,A,1,1,110.42,-6.99\nb,B,1,1,,\nc,C,1,1, , \n",
    );
    uji(&folder, "uji.csv", "lon = \"x\"\nlat = \"y\"");
    let (loaded, _) = folder.load(1);
    served(&loaded, "uji", |layer| {
        let placed: Vec<bool> = layer.shapes().iter().map(|s| !s.is_empty()).collect();
        assert_eq!(placed, [true, false, false]);
        assert_eq!(layer.value("nama", 1), Value::Text("B".into()));
    });
}

#[test]
fn a_code_keeps_its_zeros_and_its_dots_as_text() {
    let folder = Folder::new();
    folder.write("a.csv", "npsn,kode,angka\n00703,33.10,1.50\n20328900,33.1,2\n");
    folder.base("csv", "a.csv", "[fields]\nnpsn = {}\nkode = {}\nangka = { type = \"number\" }");
    let texts = json!({ "npsn": "00703", "kode": "33.10", "angka": 1.5 });
    let numbers = json!({ "npsn": "20328900", "kode": "33.1", "angka": 2 });
    folder.write(
        "a.geojson",
        collection(&[feature(texts, json!(null)), feature(numbers, json!(null))]),
    );
    folder.base(
        "json",
        "a.geojson",
        "[fields]\nnpsn = {}\nkode = {}\nangka = { type = \"number\" }",
    );
    let (loaded, _) = folder.load(2);
    for id in ["csv", "json"] {
        let mut rows = served(&loaded, id, |layer| {
            let text = |f: &str, i: u32| layer.value(f, i).to_text();
            (0..2).map(|i| [text("npsn", i), text("kode", i), text("angka", i)]).collect::<Vec<_>>()
        });
        rows.sort();
        assert_eq!(rows, [["00703", "33.10", "1.5"], ["20328900", "33.1", "2"]], "{id}");
    }
}

#[test]
fn a_text_that_looks_like_a_day_stays_a_text() {
    let folder = Folder::new();
    let one = |t: &str| feature(json!({ "teks": t, "hari": t }), point(110.4, -7.0));
    folder.write("a.geojson", collection(&[one("2024/05/01"), one("2024/05/02")]));
    folder.base("l", "a.geojson", "[fields]\nteks = {}\nhari = { type = \"date\" }");
    let (loaded, _) = folder.load(1);
    let mut rows = served(&loaded, "l", |layer| {
        let text = |f: &str, i: u32| layer.value(f, i).to_text();
        (0..2).map(|i| [text("teks", i), text("hari", i)]).collect::<Vec<_>>()
    });
    rows.sort();
    assert_eq!(rows, [["2024/05/01", "2024-05-01"], ["2024/05/02", "2024-05-02"]]);
}

#[test]
fn a_shapefile_is_read_in_its_code_page() {
    let expected = expected();
    let utf8 = Form { options: &["ENCODING=UTF-8"], ..Form::of("ESRI Shapefile") };
    let latin = Form { options: &["ENCODING=ISO-8859-1"], ..Form::of("ESRI Shapefile") };
    let encoding = |name: &str| format!("encoding = \"{name}\"");
    // Form, whether the code page is taken from the files, the manifest's line, what is said.
    let cases: [(&str, Form<'_>, bool, String, &[&str]); 6] = [
        ("as the file says", latin, false, String::new(), &[]),
        ("not said by the file, but by the manifest", latin, true, encoding("ISO-8859-1"), &[]),
        ("UTF-8, not said by the file", utf8, true, encoding("UTF-8"), &[]),
        ("the manifest over the file", latin, false, encoding("ISO-8859-1"), &[]),
        (
            "a code page that it is not in",
            latin,
            false,
            encoding("UTF-8"),
            &[
                "uji.shp: feature 33.74.02: `nama`",
                "is not text in its code page; name the file's code page in [source] encoding",
            ],
        ),
        (
            "a code page that does not exist",
            latin,
            false,
            encoding("KLINGON-1"),
            &["uji.toml:8: `source.encoding`: `\"KLINGON-1\"` has another form", "\"ISO-8859-1\""],
        ),
    ];
    for (case, form, strip, more, parts) in cases {
        let folder = Folder::new();
        write(&folder.at("uji.shp"), form, &sample());
        if strip {
            fs::remove_file(folder.at("uji.cpg")).ok();
            let mut dbf = fs::read(folder.at("uji.dbf")).unwrap();
            dbf[29] = 0;
            folder.write("uji.dbf", dbf);
        }
        uji(&folder, "uji.shp", &more);
        let checked = folder.check();
        if parts.is_empty() {
            assert_eq!(checked.version("uji"), expected, "{case}");
        } else {
            assert_says(case, &checked.said("uji"), parts);
        }
    }
}

#[test]
fn a_shapefile_without_prj_needs_the_crs_of_the_manifest() {
    let expected = expected();
    let folder = Folder::new();
    write(
        &folder.at("uji.shp"),
        Form { options: &["ENCODING=UTF-8"], ..Form::of("ESRI Shapefile") },
        &sample(),
    );
    fs::remove_file(folder.at("uji.prj")).unwrap();
    uji(&folder, "uji.shp", "");
    let said = folder.check().said("uji");
    assert_says(
        "no .prj",
        &said,
        &["uji.shp: `source.crs`: names no CRS; write [source] crs = \"EPSG:…\""],
    );
    uji(&folder, "uji.shp", "crs = \"epsg:4326\"");
    assert_eq!(folder.check().version("uji"), expected);
    fs::remove_file(folder.at("uji.dbf")).unwrap();
    let said = folder.check().said("uji");
    assert_says("no .dbf", &said, &["uji.shp: its .dbf file is missing; put .shp, .shx, .dbf"]);
}

#[test]
fn a_shapefile_in_capitals_is_read() {
    let folder = Folder::new();
    write(
        &folder.at("uji.shp"),
        Form { options: &["ENCODING=UTF-8"], ..Form::of("ESRI Shapefile") },
        &sample(),
    );
    for ending in ["shp", "shx", "dbf", "prj", "cpg"] {
        let upper = format!("UJI.{}", ending.to_uppercase());
        fs::rename(folder.at(&format!("uji.{ending}")), folder.at(&upper)).unwrap();
    }
    uji(&folder, "UJI.SHP", "");
    assert_eq!(folder.check().version("uji"), expected());
}

#[test]
fn one_layer_of_several_is_named() {
    let folder = Folder::new();
    let kml = |name: &str, kode: &str| {
        format!(
            "<Folder><name>{name}</name><Placemark><name>{kode}</name>\
             <Point><coordinates>110.4,-7,3</coordinates></Point></Placemark></Folder>"
        )
    };
    folder.write(
        "a.kml",
        format!(
            "<kml xmlns=\"http://www.opengis.net/kml/2.2\"><Document>{}{}</Document></kml>",
            kml("Posko", "p"),
            kml("Rumah Sakit", "r")
        ),
    );
    let fields = "[fields]\nnama = { from = \"Name\" }";
    folder.base("none", "a.kml", fields);
    folder.base("wrong", "a.kml", &format!("table = \"posko\"\n{fields}"));
    folder.base("right", "a.kml", &format!("table = \"Rumah Sakit\"\n{fields}"));
    let checked = folder.check();
    assert_says(
        "none",
        &checked.said("none"),
        &["a.kml: holds 2 layers: Posko, Rumah Sakit; name one in [source] table"],
    );
    assert_says(
        "wrong",
        &checked.said("wrong"),
        &["a.kml: `source.table`: holds no layer `posko`; did you mean `Posko`?"],
    );
    let (loaded, _) = folder.load(1);
    served(&loaded, "right", |l| assert_eq!(l.value("nama", 0), Value::Text("r".into())));
}

#[test]
fn positions_of_every_crs_come_out_where_gdal_puts_them() {
    let crs = ["EPSG:32749", "EPSG:9470", "EPSG:9489", "EPSG:23835", "EPSG:3857", "OGC:CRS84"];
    for crs in crs {
        let rows: Vec<Row> = sample()
            .into_iter()
            .map(|r| Row { at: transformed(r.at, "EPSG:4326", crs), ..r })
            .collect();
        for (file, form, more) in [
            ("uji.gpkg", Form { crs: Some(crs), ..Form::of("GPKG") }, String::new()),
            ("uji.fgb", Form { crs: Some(crs), ..Form::of("FlatGeobuf") }, String::new()),
            ("uji.shp", Form { crs: Some(crs), ..Form::of("ESRI Shapefile") }, String::new()),
            (
                "bare.shp",
                Form { crs: None, ..Form::of("ESRI Shapefile") },
                format!("crs = \"{crs}\""),
            ),
            (
                "uji.csv",
                Form { table: true, ..Form::of("CSV") },
                format!("crs = \"{crs}\"\nlon = \"bujur\"\nlat = \"lintang\""),
            ),
        ] {
            let folder = Folder::new();
            write(&folder.at(file), form, &rows);
            uji(&folder, file, &more);
            for (id, x, y) in positions(&folder) {
                let row = rows.iter().find(|r| r.kode == id).unwrap();
                let (lon, lat) = transformed(row.at, crs, "EPSG:4326");
                let off = (x - lon).abs().max((y - lat).abs());
                assert!(off < 2e-9, "{crs} {file} {id}: {x} {y}, by GDAL {lon} {lat}, off {off:e}");
                let (lon, lat) = sample().iter().find(|r| r.kode == id).unwrap().at;
                let off = (x - lon).abs().max((y - lat).abs());
                assert!(off < 2e-8, "{crs} {file} {id}: {x} {y}, from {lon} {lat}, off {off:e}");
            }
        }
    }
}

#[test]
fn positions_in_degrees_are_kept_bit_by_bit() {
    // Numbers with all the digits of a double, as databases write them.
    let mut state = 0x2545_f491_4f6c_dd1d_u64;
    let mut random = move || {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        f64::from_bits(0x3ff0_0000_0000_0000 | (state >> 12)) - 1.0
    };
    let at: Vec<(f64, f64)> =
        (0..500).map(|_| (110.0 + random() * 0.8, -7.3 + random() * 0.6)).collect();
    let folder = Folder::new();
    let one = |(i, (x, y)): (usize, &(f64, f64))| {
        feature(json!({ "kode": format!("{i:03}") }), point(*x, *y))
    };
    folder.write("a.geojson", collection(&at.iter().enumerate().map(one).collect::<Vec<_>>()));
    folder.layer(
        "uji",
        "kind = \"facility\"\nid = \"kode\"\ntitle = { id = \"x\" }\naccess = \"public\"\n[source]\nfile = \"a.geojson\"\n[fields]\nkode = {}\n",
    );
    let kept: Vec<(u64, u64)> =
        positions(&folder).iter().map(|(_, x, y)| (x.to_bits(), y.to_bits())).collect();
    assert_eq!(kept, at.iter().map(|(x, y)| (x.to_bits(), y.to_bits())).collect::<Vec<_>>());
}

#[test]
fn geojson_may_name_its_crs_as_files_of_2008_do() {
    let (x, y) = (435_969.150_98, 9_227_284.012_68);
    for name in ["urn:ogc:def:crs:EPSG::32749", "EPSG:32749"] {
        let folder = Folder::new();
        let crs = json!({ "type": "name", "properties": { "name": name } });
        let mut text = json!({ "type": "FeatureCollection", "features": [feature(json!({ "kode": "a", "nama": "b", "jiwa": 1, "nilai": 1 }), point(x, y))] });
        text["crs"] = crs;
        folder.write("a.geojson", text.to_string());
        uji(&folder, "a.geojson", "");
        let (_, lon, lat) = positions(&folder)[0].clone();
        assert!(
            (lon - 110.4203).abs() < 1e-9 && (lat + 6.9903).abs() < 1e-9,
            "{name}: {lon} {lat}"
        );
    }
}

#[test]
fn a_crs_that_the_numbers_contradict_is_refused_with_both_readings() {
    let metres = transformed((110.4203, -6.9903), "EPSG:4326", "EPSG:32749");
    let tm3 = transformed((110.4203, -6.9903), "EPSG:4326", "EPSG:23835");
    let mercator = transformed((110.4203, -6.9903), "EPSG:4326", "EPSG:3857");
    // Position, the CRS declared, what is said.
    let cases: [(&str, (f64, f64), &str, &[&str]); 8] = [
        (
            "metres as degrees",
            metres,
            "EPSG:4326",
            &[
                "435969..435969 9227284..9227284 contradict its CRS EPSG:4326",
                "no place on the globe",
                "crs = \"EPSG:32749\" they are 110.4203..110.4203 -6.9903..-6.9903",
            ],
        ),
        (
            "degrees as metres",
            (110.4203, -6.9903),
            "EPSG:32749",
            &[
                "contradict its CRS EPSG:32749",
                "read so they are at lon lat",
                "crs = \"EPSG:4326\" they are 110.4203..110.4203 -6.9903",
            ],
        ),
        (
            "TM-3 as UTM",
            tm3,
            "EPSG:32749",
            &["contradict its CRS EPSG:32749", "crs = \"EPSG:23835\" they are 110.4203..110.4203"],
        ),
        (
            "the neighbour's zone",
            metres,
            "EPSG:32750",
            &[
                "contradict its CRS EPSG:32750: read so they are at lon lat 116.4",
                "crs = \"EPSG:32749\"",
            ],
        ),
        (
            "the northern half",
            metres,
            "EPSG:32649",
            &["contradict its CRS EPSG:32649", "crs = \"EPSG:32749\""],
        ),
        (
            "latitude first",
            (-6.9903, 110.4203),
            "EPSG:4326",
            &[
                "contradict its CRS EPSG:4326",
                "latitude and longitude the other way round they are 110.4203..110.4203 -6.9903",
            ],
        ),
        (
            "Mercator as UTM",
            mercator,
            "EPSG:32749",
            &["contradict its CRS EPSG:32749", "crs = \"EPSG:3857\" they are 110.4203"],
        ),
        (
            "nowhere",
            (1.0, 2.0),
            "EPSG:4326",
            &[
                "at lon lat 1.0000..1.0000 2.0000..2.0000, outside the city's area 109.9000..110.9000 -7.4000..-6.6000",
                "none of city.toml's `crs` puts it into the area",
            ],
        ),
    ];
    for (case, at, crs, parts) in cases {
        let folder = Folder::new();
        let rows = [Row { at, ..sample()[0].clone() }];
        write(&folder.at("uji.gpkg"), Form { crs: Some(crs), ..Form::of("GPKG") }, &rows);
        uji(&folder, "uji.gpkg", "");
        let said = folder.check().said("uji");
        assert_says(case, &said, &["uji.gpkg: `source.crs`: its numbers", "source"]);
        assert_says(case, &said, parts);
    }
}

#[test]
fn a_crs_that_does_not_exist_is_refused() {
    let folder = Folder::new();
    folder.write("a.geojson", geojson(&sample()));
    for crs in ["EPSG:99999", "UTM", "+proj=pipeline +step +proj=nonsense", "urn:x"] {
        uji(&folder, "a.geojson", &format!("crs = \"{crs}\""));
        let said = folder.check().said("uji");
        let parts = [
            &format!("`source.crs`: CRS `{crs}` is not known to PROJ") as &str,
            "write a code such as \"EPSG:32749\"",
        ];
        assert_says(crs, &said, &parts);
    }
}
