//! Going back with one command, and forgetting what was published by mistake.

use pmtiles::Compression;
use rustix::process::Signal;
use serde_json::{Value as Json, json};

use super::archive::made;
use super::folder::{Folder, assert_says};
use super::kept::{HERE, city, write};
use super::service::{Service, until};

pub(crate) const QUIET: [&str; 2] = ["--watch-seconds", "0"];
pub(crate) const BY_HAND: [&str; 4] = ["--admin", "127.0.0.1:0", "--watch-seconds", "0"];

pub(crate) fn run(folder: &Folder, arguments: &[&str]) -> String {
    let output = folder.command(arguments).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap()
}

fn refused(folder: &Folder, arguments: &[&str], says: &[&str]) {
    let output = folder.command(arguments).output().unwrap();
    assert!(!output.status.success(), "{arguments:?}");
    assert_says("refused", &String::from_utf8_lossy(&output.stderr), says);
}

fn class(answer: &Json) -> String {
    answer["findings"][0]["class"].as_str().unwrap_or_default().to_owned()
}

pub(crate) fn class_now(service: &Service) -> String {
    class(&service.get(HERE).json())
}

pub(crate) fn snapshot(service: &Service) -> String {
    service.get(HERE).json()["snapshot"].as_str().unwrap().to_owned()
}

/// The second edition, published over the first by a service that has kept both.
pub(crate) fn both(folder: &Folder, service: &Service) -> [String; 2] {
    let first = snapshot(service);
    write(folder, ("3", 450, " Baru"));
    assert_eq!(service.reload().json()["status"], "published");
    [first, snapshot(service)]
}

#[test]
fn one_command_goes_back_and_a_restart_stays_there() {
    let folder = city();
    let service = Service::over(&folder, &BY_HAND);
    let [first, second] = both(&folder, &service);
    assert_says("list", &run(&folder, &["snapshot", "list"]), &["banjir", " served "]);
    assert_says(
        "rollback",
        &run(&folder, &["snapshot", "rollback"]),
        &["until `wareng snapshot forward`"],
    );
    service.signal(Signal::HUP);
    until("the older class", || (class_now(&service) == "rendah").then_some(()));
    assert_eq!(snapshot(&service), first);
    service.logs(&["pinned: the layers folder waits"]);
    // What is written into the folder meanwhile waits.
    write(&folder, ("3", 500, " Lagi"));
    let reloaded = service.reload().json();
    assert_eq!(reloaded["status"], "published", "{reloaded}");
    assert_eq!(class_now(&service), "rendah");
    for path in ["/readyz", "/v1/layers"] {
        let told = service.get(path).json();
        assert!(told["pinned"].as_str().unwrap_or_default().ends_with('Z'), "{path}: {told}");
    }
    assert_says("list", &run(&folder, &["snapshot", "list"]), &[" pinned "]);
    drop(service);

    let service = Service::over(&folder, &QUIET);
    assert_eq!((snapshot(&service), class_now(&service)), (first, "rendah".into()));
    assert!(service.get("/readyz").json()["pinned"].is_string());
    // By its name, as everybody has it.
    run(&folder, &["snapshot", "rollback", &second]);
    service.signal(Signal::HUP);
    until("the second edition", || (snapshot(&service) == second).then_some(()));
    assert_says("forward", &run(&folder, &["snapshot", "forward"]), &["is served again"]);
    service.signal(Signal::HUP);
    until("the folder", || (snapshot(&service) != second).then_some(()));
    assert!(service.get("/readyz").json().get("pinned").is_none());
    refused(&folder, &["snapshot", "rollback", "b3:tiada"], &["no snapshot `b3:tiada`", "3"]);
}

#[test]
fn a_file_of_tiles_goes_back_with_its_snapshot() {
    let folder = city();
    let plain = |words: &str| {
        // A tile with one layer, of that name and with nothing in it.
        let length = u8::try_from(words.len()).unwrap();
        [b"\x1a", [length + 2].as_slice(), b"\x0a", &[length], words.as_bytes()].concat()
    };
    let put = |words: &str| {
        let tile = plain(words);
        folder.write("peta.pmtiles", one_tile(&tile, words));
        tile
    };
    let first_tile = put("lama");
    folder.base("peta", "peta.pmtiles", "");
    let service = Service::over(&folder, &BY_HAND);
    let first = snapshot(&service);
    // Over the file itself, as a careless publisher does.
    let second_tile = put("lain");
    assert_eq!(service.reload().json()["layers"]["peta"]["became"], "changed");
    let tile = |service: &Service| service.get("/tiles/peta/12/3304/2127").body;
    assert_eq!(tile(&service), second_tile);
    run(&folder, &["snapshot", "rollback", &first]);
    service.reload();
    assert_eq!((snapshot(&service), tile(&service)), (first, first_tile.clone()));
    drop(service);
    assert_eq!(tile(&Service::over(&folder, &QUIET)), first_tile);
}

/// A file of one tile, with a layer of that name.
pub(crate) fn one_tile(tile: &[u8], layer: &str) -> Vec<u8> {
    let metadata = json!({ "vector_layers": [{ "id": layer, "fields": {} }] });
    made(Compression::None, tile, &metadata)
}

#[test]
fn a_service_that_watches_goes_back_by_itself() {
    let folder = city();
    let service = Service::over(&folder, &["--watch-seconds", "1", "--admin", "127.0.0.1:0"]);
    let [first, _] = both(&folder, &service);
    run(&folder, &["snapshot", "rollback"]);
    until("the older snapshot", || (snapshot(&service) == first).then_some(()));
    run(&folder, &["snapshot", "forward"]);
    until("the folder", || (class_now(&service) == "tinggi").then_some(()));
}

#[test]
fn what_was_published_by_mistake_is_forgotten() {
    let folder = city();
    let service = Service::over(&folder, &BY_HAND);
    let [first, second] = both(&folder, &service);
    refused(&folder, &["snapshot", "forget", &second], &["is served", "rollback"]);
    let then = format!("{HERE}&snapshot={first}");
    assert_eq!(class(&service.get(&then).json()), "rendah");
    let said = run(&folder, &["snapshot", "forget", &first]);
    assert_says("forget", &said, &["is forgotten", "its version of alamat stays for b3:"]);
    assert!(!said.contains("version of banjir"), "{said}");
    service.reload();
    assert_eq!(service.get(&then).status, 404);
    let history = folder.at(".prepared/history");
    let of_flood = std::process::Command::new("find")
        .arg(&history)
        .args(["-name", "banjir-*"])
        .output()
        .unwrap();
    assert_eq!(String::from_utf8_lossy(&of_flood.stdout).lines().count(), 1);
    refused(&folder, &["snapshot", "rollback"], &["nothing older"]);
}

#[test]
fn what_a_service_was_started_from_is_kept_too() {
    let folder = city();
    folder.write("tsunami.geojson", r#"{"type":"FeatureCollection","features":[]}"#);
    std::fs::remove_file(folder.at("tsunami.toml")).unwrap();
    run(&folder, &["snapshot", "build", "kota.wareng"]);
    // Its prepared files are gone, as on a machine that never read the sources.
    std::fs::remove_dir_all(folder.at(".prepared")).unwrap();
    let from = [&BY_HAND[..], &["--snapshot", "kota.wareng"]].concat();
    let service = Service::over(&folder, &from);
    let [first, _] = both(&folder, &service);
    let then = service.get(&format!("{HERE}&snapshot={first}"));
    assert_eq!(then.status, 200, "{}", service.log());
    assert_eq!(class(&then.json()), "rendah");
}
