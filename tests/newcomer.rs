//! What somebody meets who brings layers for the first time: each slip is told with what to write
//! in its place, through `wareng check`, `at` and `serve`.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::too_many_lines,
    reason = "a test fails where something is missing; cases are rows of a table"
)]

#[path = "support/folder.rs"]
mod folder;
#[path = "support/formats.rs"]
mod formats;

use std::process::{Command, Output};

use folder::{
    CITY, Folder, PROVENANCE, assert_says, base, collection, feature, hazard, lines, point, square,
};
use formats::{Form, sample, write};
use serde_json::json;

fn stderr(output: &Output) -> String {
    String::from_utf8(output.stderr.clone()).unwrap()
}

fn stdout(output: &Output) -> String {
    String::from_utf8(output.stdout.clone()).unwrap()
}

const AT: &str = "lon = \"x\"\nlat = \"y\"\n";

/// A city with a level of units, two of them, and a population layer of this CSV and type.
fn population(csv: &str, kind: &str) -> Folder {
    let folder = Folder::of_city(&format!(
        "{CITY}[[levels]]\nid = \"kelurahan\"\nlabel = {{ id = \"Kelurahan\" }}\nlayer = \"batas\"\n"
    ));
    let unit = |kode: &str, x: f64| feature(json!({ "kode": kode }), square(x, -7.0, 0.01));
    folder.write("batas.geojson", collection(&[unit("a", 110.4), unit("b", 110.41)]));
    let boundary = base("batas.geojson", "[fields]\nkode = {}").replace("\"base\"", "\"boundary\"");
    let boundary = boundary.replacen("[source]", "code = \"kode\"\nname = \"kode\"\n[source]", 1);
    folder.layer("batas", &boundary);
    folder.write("jiwa.csv", csv);
    let fields = format!(
        "[fields]\nkode = {{}}\njiwa = {{ type = \"{kind}\" }}\n\
         [population]\nlevel = \"kelurahan\"\npeople = \"jiwa\""
    );
    let people = base("jiwa.csv", &fields).replace("\"base\"", "\"population\"");
    folder.layer("jiwa", &people.replacen("[source]", "code = \"kode\"\n[source]", 1));
    folder
}

#[test]
fn people_are_whole_whatever_the_type_and_thousands_are_no_decimals() {
    for (csv, kind, said) in [
        (
            "6.498",
            "number",
            "`6.498` is not a number of people; if the dot separates thousands, write 6498",
        ),
        (
            "2.000",
            "number",
            "`2.000` is not a number of people; if the dot separates thousands, write 2000",
        ),
        ("\"6,498\"", "number", "if the comma separates thousands, write 6498"),
        ("6.5", "number", "`6.5` is not a number of people; write a whole number from 0"),
        ("-3", "integer", "`-3` is not a number of people; write a whole number from 0"),
        ("1 234 567", "integer", "if the space separates thousands, write 1234567"),
        ("1.200", "integer", "if the dot separates thousands, write 1200"),
    ] {
        let folder = population(&format!("kode,jiwa\na,{csv}\nb,12\n"), kind);
        let problems = folder.check().said("jiwa");
        assert_says(csv, &problems, &["jiwa.csv: feature #1: `jiwa`: ", said]);
        assert!(!problems.contains("\"number\""), "{csv}: {problems}");
    }
    population("kode,jiwa\na,6498\nb,12.0\nc,\n", "number").check().version("jiwa");
}

#[test]
fn a_number_column_that_looks_like_thousands_is_noted_and_a_measure_is_not() {
    let folder = Folder::new();
    for (id, values, noted) in [
        ("thousands", ["1.200", "80", "3.450"], true),
        ("measure", ["1.200", "0.123", "3.450"], false),
        ("one", ["1.200", "80", "7"], false),
        ("whole-thousands", ["1.200", "8000", "3.450"], false),
        ("two-digits", ["1.200", "3.45", "6.450"], false),
    ] {
        let rows: String = values.iter().map(|v| format!("a,{v}\n")).collect();
        folder.write(&format!("{id}.csv"), format!("kode,nilai\n{rows}"));
        let fields = "[fields]\nkode = {}\nnilai = { type = \"number\" }";
        folder.base(id, &format!("{id}.csv"), fields);
        let notes = lines(&folder.check().report(id).warnings);
        assert_eq!(!notes.is_empty(), noted, "{id}: {notes}");
        if noted {
            let said = "thousands.csv: `nilai`: 2 values such as `1.200` are read as decimals: 1.2 \
                        and not 1200; if the dot separates thousands, take it out and type the \
                        field \"integer\"";
            assert_says(id, &notes, &[said]);
        }
    }
}

#[test]
fn an_integer_with_separated_thousands_is_not_led_to_decimals() {
    let folder = Folder::new();
    folder.write("a.csv", "kode,n\na,1.200\nb,x\n");
    folder.base("a", "a.csv", "[fields]\nn = { type = \"integer\" }");
    let said = folder.check().said("a");
    let parts = [
        "feature #1: `n`: `1.200` is not a whole number; if the dot separates thousands, write 1200\n",
        "feature #2: `n`: `x` is not a whole number; correct it, or type the field",
    ];
    assert_says("integer", &said, &parts);
}

#[test]
fn an_area_a_little_too_small_is_told_with_the_box_that_would_do() {
    let folder = Folder::new();
    let at = |x: f64| feature(json!({}), point(x, -7.0));
    folder.write("some.geojson", collection(&[at(110.4), at(110.5), at(110.950_01)]));
    folder.write("most.geojson", collection(&[at(110.95), at(110.96), at(110.97)]));
    folder.write("far.geojson", collection(&[at(110.4), at(110.5), at(11.4)]));
    for id in ["some", "most", "far"] {
        folder.base(id, &format!("{id}.geojson"), "");
    }
    let checked = folder.check();
    let parts = [
        "feature #3: position 110.95001 -7",
        "outside the city's `area`; correct the position, or the CRS; or widen `area` in city.toml: this layer spans 110.4 -7 110.9501 -7\n",
    ];
    assert_says("some", &checked.said("some"), &parts);
    let parts = [
        "outside the city's area 109.9000..110.9000 -7.4000..-6.6000; widen `area` in city.toml: this layer spans 110.95 -7 110.97 -7; or name the right CRS",
    ];
    assert_says("most", &checked.said("most"), &parts);
    let far = checked.said("far");
    assert!(far.ends_with("correct the position, or the CRS\n"), "{far}");
}

#[test]
fn a_view_outside_the_area_tells_both_and_a_wrong_area_only_itself() {
    let of_city = |city: String| lines(&Folder::of_city(&city).check().of_city());
    let said = of_city(CITY.replace("[109.9, -7.4, 110.9,", "[106.9, -7.4, 107.9,"));
    let whole = "city.toml:7: `view`: the map opens outside the city's `area`; correct `view`, or `area` on line 3\n";
    assert_eq!(said, whole);
    let said = of_city(CITY.replace("[109.9, -7.4, 110.9,", "[110.9, -7.4, 109.9,"));
    assert!(said.lines().count() == 1 && said.contains("`area`: not a box"), "{said}");
    let said = of_city(CITY.replace("[109.9, -7.4, 110.9, -6.6]", "[109,9, -7,4, 110,9, -6,6]"));
    assert!(said.lines().count() == 1, "{said}");
    assert_says(
        "commas",
        &said,
        &["write numbers with a decimal point, not a comma, and at most 4"],
    );
}

/// A manifest that is in order, for one slip at a time.
fn manifest() -> String {
    format!("{}[fields]\nkelas = {{ from = \"DN\" }}\n{PROVENANCE}", hazard("a.geojson", ""))
        .replacen("[source]", "accuracy_m = 30.0\n[source]", 1)
}

#[test]
fn a_slip_in_toml_is_one_message_with_what_to_write() {
    let cases: &[(&str, &str, &str)] = &[
        (
            "kind = \"hazard\"",
            "kind = hazard",
            ":1: not TOML: text needs quotes; write kind = \"hazard\"",
        ),
        (
            "kind = \"hazard\"",
            "kind = facility # a",
            ":1: not TOML: text needs quotes; write kind = \"facility\"",
        ),
        ("from = \"DN\"", "from = DN", "not TOML: text needs quotes; write from = \"DN\""),
        ("values = [\"1\"]", "values = [Rendah]", "not TOML: text needs quotes; write \"Rendah\""),
        (
            "publisher = \"Uji\"",
            "publisher = Jum'at",
            "not TOML: text needs quotes; write publisher = \"Jum'at\"",
        ),
        ("\"2024-05-01\"", "2024-05", "not TOML: text needs quotes; write dated = \"2024-05\""),
        ("= 30.0", "= 30,0", ":4: not TOML: `30,0`; write a decimal point, not a comma: 30.0"),
        (
            "= 30.0",
            "= 30 m",
            ":4: not TOML: `30 m` is no number; write the number alone, or a text",
        ),
        ("= 30.0", "=", ":4: not TOML: `accuracy_m` has no value; write one, or take the line out"),
        (
            "kind = \"hazard\"",
            "kind = “hazard”",
            ":1: not TOML: curly quotes; write straight quotes: kind = \"hazard\"",
        ),
        (
            "kind = \"hazard\"",
            "kind = \"hazard”",
            ":1: not TOML: curly quotes; write straight quotes",
        ),
        (
            "kind = \"hazard\"",
            "kind = \"hazard",
            ":1: not TOML: a text is not closed; end it with \"",
        ),
        (
            "kind = \"hazard\"",
            "kind: \"hazard\"",
            ":1: not TOML: a colon after the key; write kind = …",
        ),
        (
            "en = \"Hazard\" }",
            "en = \"Hazard\"",
            ":2: not TOML: this `{` is not closed; end it with `}`",
        ),
        ("from = \"DN\" }", "from = \"DN\"", "not TOML: this `{` is not closed; end it with `}`"),
        (
            "values = [\"1\"]",
            "values = [\"1\"",
            "not TOML: this `[` is not closed; end it with `]`",
        ),
        ("[source]", "[source", ":5: not TOML: `[source` is not closed; write [source]"),
        (
            "[[classes.scheme]]",
            "[[classes.scheme",
            "not TOML: `[[classes.scheme` is not closed; write [[classes.scheme]]",
        ),
        ("[source]", "", ":6: `file`: it belongs under [source]; write [source] above it"),
        (
            "file =",
            "id = \"kelas\"\nfile =",
            ":6: `source.id`: it stands under [source]; move it above, before the first [table]",
        ),
        (
            "\"hazard\"",
            "\"hazards\"",
            ":1: `kind`: `\"hazards\"` is not known here; did you mean `hazard`?",
        ),
        ("\"hazard\"", "\"facilities\"", "did you mean `facility`?"),
    ];
    let folder = Folder::new();
    folder.write("a.geojson", collection(&[feature(json!({ "DN": 1 }), square(110.4, -7.0, 0.1))]));
    folder.write("good.toml", manifest());
    for (i, (from, to, _)) in cases.iter().enumerate() {
        assert!(manifest().contains(from), "{from}");
        folder.write(&format!("slip-{i}.toml"), manifest().replacen(from, to, 1));
    }
    let checked = folder.check();
    checked.version("good");
    for (i, (_, to, expected)) in cases.iter().enumerate() {
        let said = checked.said(&format!("slip-{i}"));
        assert_says(to, &said, &[expected]);
        assert_eq!(said.lines().count(), 1, "{to}: {said}");
    }
}

#[test]
fn each_line_with_a_slip_is_told_and_a_list_over_lines_is_none() {
    let folder = Folder::new();
    let two = manifest().replacen("kind = \"hazard\"", "kind = hazard", 1).replacen(
        "[\"1\"]",
        "[\n  \"1\",\n  Rendah,\n]",
        1,
    );
    folder.write("two.toml", two);
    let said = folder.check().said("two");
    assert_says("two", &said, &["two.toml:1: ", "write kind = \"hazard\"", "; write \"Rendah\""]);
    assert_eq!(said.lines().count(), 2, "{said}");
}

#[test]
fn a_key_of_the_city_below_the_levels_is_sent_up_and_not_called_missing() {
    let city = CITY.replace("emergency = \"112\"\n", "");
    let level =
        "[[levels]]\nid = \"kelurahan\"\nlabel = { id = \"Kelurahan\" }\nlayer = \"batas\"\n";
    let said =
        lines(&Folder::of_city(&format!("{city}{level}emergency = \"112\"\n")).check().of_city());
    assert!(!said.contains("`emergency` is missing"), "{said}");
    let parts = [
        "`levels.0.emergency`: it stands under [[levels]]; move it above, before the first [table]",
    ];
    assert_says("levels", &said, &parts);
    // One that stands there already is only unknown.
    let said = lines(&Folder::of_city(&format!("{CITY}{level}code = \"1\"\n")).check().of_city());
    assert_says("twice", &said, &["`levels.0.code`: unknown key"]);
}

#[test]
fn a_row_with_another_number_of_cells_is_refused_with_its_line() {
    let folder = Folder::new();
    let fields = format!("{AT}[fields]\nnama = {{}}");
    for (id, csv, parts) in [
        (
            "comma",
            "nama,n,x,y\nA,1,110,42,-6,97\nB,2,110.4,-7.0\n",
            &["comma.csv:2: has 6 cells, the header 4; quote cells that hold a comma"] as &[&str],
        ),
        (
            "short",
            "nama;x;y\n\"A\n;B\";110,4;-7,0\nB;110,4\n",
            &[
                "short.csv:4: has 2 cells, the header 3; write a semicolon also where a cell is empty",
            ],
        ),
        (
            "open",
            "nama,x,y\nA,110.4,-7.0\n\"B,110.4,-7.0\nC,110.4,-7.0\n",
            &["open.csv:3: a quote is not closed, and takes in all that follows; close it"],
        ),
    ] {
        folder.write(&format!("{id}.csv"), csv);
        folder.base(id, &format!("{id}.csv"), &fields);
        let said = folder.check().said(id);
        assert_says(id, &said, parts);
        assert_eq!(said.lines().count(), 1, "{id}: {said}");
    }
    let many = "A,110,4,-7,0\n".repeat(30);
    folder.write("many.csv", format!("nama,x,y\n{many}"));
    folder.base("many", "many.csv", &fields);
    let said = folder.check().said("many");
    assert_says(
        "many",
        &said,
        &["many.csv: 25 more lines with another number of cells than the header"],
    );
    assert_eq!(said.lines().count(), 6, "{said}");
    // Quotes, line ends of their own, blank lines and blank rows are as before.
    let good =
        "\u{FEFF}nama,x,y\r\n\"A, \"\"b\"\"\r\nc\",\"110,4\",-7.0\r\n\r\n,,,\r\nB,110.4,-7.0";
    folder.write("good.csv", good);
    folder.base("good", "good.csv", &format!("{fields}\n[repairs]\nempty = 1"));
    assert_eq!(folder.check().report("good").kept, 2);
}

#[test]
fn polygons_that_cross_themselves_are_counted_for_the_manifest() {
    let bow_tie = |x: f64| {
        let ring = [[x, -7.0], [x + 0.01, -6.99], [x + 0.01, -7.0], [x, -6.99], [x, -7.0]];
        feature(json!({}), json!({ "type": "Polygon", "coordinates": [ring] }))
    };
    let folder = Folder::new();
    let all: Vec<_> = (0..35).map(|i| bow_tie(110.0 + 0.02 * f64::from(i))).collect();
    folder.write("a.geojson", collection(&all));
    folder.base("a", "a.geojson", "");
    let said = folder.check().said("a");
    let last = "a.geojson: 35 such polygons; mend them, or write self_intersection = 35 in [repairs] to let GDAL make them valid\n";
    assert!(said.ends_with(last), "{said}");
    assert_eq!(said.matches("Self-intersection at or near point").count(), 3, "{said}");
    assert_eq!(said.lines().count(), 4, "{said}");
    folder.base("a", "a.geojson", "[repairs]\nself_intersection = 35");
    assert_eq!(folder.check().report("a").kept, 35);
}

#[test]
fn names_that_are_nearly_right_are_told() {
    let folder = Folder::new();
    folder.write("data/posko.csv", "DN,x,y\n1,110.4,-7.0\n");
    write(&folder.at("data/tanpa.shp"), Form::of("ESRI Shapefile"), &sample());
    std::fs::remove_file(folder.at("data/tanpa.prj")).unwrap();
    for (id, file, more, said) in [
        (
            "typo",
            "data/poskko.csv",
            "",
            "data/poskko.csv: cannot be opened: No such file or directory (os error 2); did you mean `data/posko.csv`?",
        ),
        ("other-folder", "posko.csv", "", "did you mean `data/posko.csv`?"),
        ("capitals", "data/Posko.CSV", "", "did you mean `data/posko.csv`?"),
        (
            "nothing-near",
            "data/banjir.gpkg",
            "",
            "put the file there, or name the right one in [source] file",
        ),
        (
            "column",
            "data/posko.csv",
            "[fields]\nkelas = { from = \"dn\" }",
            "has no column `dn`; did you mean `DN`?",
        ),
        (
            "crs",
            "data/posko.csv",
            "lon = \"x\"\nlat = \"y\"\ncrs = \"32749\"",
            "did you mean \"EPSG:32749\"?",
        ),
        (
            "crs-number",
            "data/posko.csv",
            "crs = 32749",
            "`32749` is of the wrong type; write a text in quotes: \"EPSG:32749\"",
        ),
        (
            "no-prj",
            "data/tanpa.shp",
            "",
            "names no CRS; write [source] crs = \"EPSG:…\" in the manifest: the CRS it was made in; city.toml lists EPSG:32749, EPSG:9489, EPSG:23835",
        ),
    ] {
        folder.base(id, file, more);
        assert_says(id, &folder.check().said(id), &[said]);
    }
    let city = CITY.replace("\"EPSG:9489\"", "\"9489\"");
    let said = lines(&Folder::of_city(&city).check().of_city());
    assert_says("city", &said, &["`crs.1`: `\"9489\"` has another form; write \"EPSG:9489\""]);
}

#[test]
fn a_shapefile_without_its_crs_is_told_which_of_the_citys_fits() {
    let folder = Folder::new();
    let metres = gdal::vector::Geometry::from_wkt("POINT (435969.2 9227284)").unwrap();
    formats::write_geometries(&folder.at("a.shp"), "ESRI Shapefile", "a", &[metres]);
    std::fs::remove_file(folder.at("a.prj")).ok();
    folder.base("a", "a.shp", "");
    let parts =
        ["a.shp: `source.crs`: names no CRS; ", "read with crs = \"EPSG:32749\" they are 110.42"];
    assert_says("no .prj", &folder.check().said("a"), &parts);
}

#[test]
fn a_field_that_maps_would_show_and_tiles_do_not_carry_is_noted() {
    let folder = Folder::new();
    folder.write("a.geojson", collection(&[feature(json!({}), point(110.4, -7.0))]));
    folder.base("a", "a.geojson", "[fields]\njenis = {}\nlain = {}");
    folder.base("b", "a.geojson", "[fields]\njenis = { tile = true }");
    let output = folder.command(&["check"]).output().unwrap();
    let said = stdout(&output);
    let note = "note     a.toml: `fields.jenis`: maps cannot show `jenis`, since tiles do not carry \
                it; if they shall, write jenis = { …, tile = true }\n";
    assert_says("note", &said, &[note]);
    assert_eq!(said.matches("note ").count(), 1, "{said}");
}

#[test]
fn a_manifest_by_another_ending_is_noted() {
    let folder = Folder::new();
    folder.write("a.geojson", collection(&[feature(json!({}), point(110.4, -7.0))]));
    folder.base("a", "a.geojson", "").write("posko.toml.txt", "kind = \"facility\"");
    let output = folder.command(&["check"]).output().unwrap();
    let note = "note     posko.toml.txt: is not read, since its name does not end in .toml; name it posko.toml\n";
    assert_says("note", &stdout(&output), &[note]);
    assert!(output.status.success());
    std::fs::rename(folder.at("city.toml"), folder.at("city.toml.txt")).unwrap();
    let said = lines(&folder.check().of_city());
    assert_says(
        "city",
        &said,
        &["city.toml: is missing from the layers folder; name city.toml.txt so"],
    );
}

#[test]
fn a_command_line_that_cannot_be_read_is_told_how() {
    let folder = Folder::new();
    std::fs::create_dir(folder.at("kota")).unwrap();
    let place = "write longitude and latitude as two decimal numbers: 110.42 -6.97";
    for (arguments, said) in [
        (&["check", "kota"] as &[&str], "tip: a layers folder is named with --layers kota"),
        (&["at", "110,42", "-6,97"], place),
        (&["at", "110.42,-6.97"], place),
        (&["at", "110.42", "-6,97"], place),
    ] {
        let output = folder.command(arguments).output().unwrap();
        assert_eq!(output.status.code(), Some(2), "{arguments:?}");
        assert_says(said, &stderr(&output), &[said]);
    }
}

#[test]
fn check_says_each_layer_once_where_nobody_watches() {
    let folder = Folder::new();
    folder.write("a.geojson", collection(&[feature(json!({}), point(110.4, -7.0))]));
    folder.base("a", "a.geojson", "").base("b", "none.geojson", "");
    let output = folder.command(&["check"]).output().unwrap();
    assert_eq!(stderr(&output), "");
    let said = stdout(&output);
    assert_eq!((said.matches("ok       a").count(), said.matches("refused  b").count()), (1, 1));
}

#[test]
fn a_place_where_no_layer_says_anything_is_told_so() {
    let folder = Folder::new();
    let at = |lang: &str| {
        stdout(&folder.command(&["at", "110.4", "-7", "--lang", lang]).output().unwrap())
    };
    let said = at("en");
    assert_says("en", &said, &["110.400000, -7.000000\nno hazard, zone or unit layer here\n"]);
    assert!(!said.contains("Sources"), "{said}");
    assert_says("id", &at("id"), &["tidak ada lapisan bahaya, zona atau wilayah di sini"]);
}

/// A service that is ended with SIGTERM once it serves, and all it wrote.
fn served(mut command: Command) -> (String, String) {
    use std::io::{BufRead, BufReader, Read};
    use std::process::Stdio;
    let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    let mut out = BufReader::new(child.stdout.take().unwrap());
    let mut said = String::new();
    out.read_line(&mut said).unwrap();
    let pid = rustix::process::Pid::from_raw(i32::try_from(child.id()).unwrap()).unwrap();
    rustix::process::kill_process(pid, rustix::process::Signal::TERM).unwrap();
    out.read_to_string(&mut said).unwrap();
    let mut log = String::new();
    child.stderr.take().unwrap().read_to_string(&mut log).unwrap();
    child.wait().unwrap();
    (said, log)
}

#[test]
fn the_log_of_a_service_has_words_and_no_colours_where_it_is_a_file() {
    let folder = Folder::new();
    folder.write("a.geojson", collection(&[feature(json!({}), point(110.4, -7.0))]));
    folder.base("a", "a.geojson", "").base("b", "none.geojson", "");
    folder.write("c.toml.txt", "");
    let (said, log) = served(folder.command(&["serve", "--listen", "127.0.0.1:0"]));
    assert!(said.starts_with("wareng: serving Kota Uji at http://127.0.0.1:"), "{said}");
    assert_eq!(said.lines().count(), 1, "how to end it is for those who sit there: {said}");
    assert!(!log.contains('\u{1b}'), "{log}");
    assert_says(
        "log",
        &log,
        &["layer ready layer=a features=1", "layer refused layer=b", "c.toml.txt: is not read"],
    );
    let (_, log) = served(folder.command(&["serve", "--listen", "127.0.0.1:0", "--log", "json"]));
    let json = |line: &str| serde_json::from_str::<serde_json::Value>(line).is_ok();
    assert!(log.lines().all(json), "{log}");
}

#[test]
fn a_port_in_use_is_told_before_any_layer_is_read() {
    let taken = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let at = taken.local_addr().unwrap();
    let folder = Folder::new();
    // Read, this would be refused in other words.
    std::fs::remove_file(folder.at("city.toml")).unwrap();
    let output = folder.command(&["serve", "--listen", &at.to_string()]).output().unwrap();
    let next = at.port().checked_add(1).unwrap_or(8080);
    let said = format!(
        "wareng: cannot listen on {at}: it is in use; stop what runs there, or add --listen 127.0.0.1:{next}\n"
    );
    assert_eq!(stderr(&output), said);
    let output = folder.command(&["serve", "--listen", "8080"]).output().unwrap();
    let said =
        "wareng: cannot listen on 8080: it is no address and port; write --listen 127.0.0.1:8080\n";
    assert_eq!(stderr(&output), said);
}
