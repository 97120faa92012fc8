//! All that is served as one file: the same answers as from the layers folder, and nothing of a
//! file that is not whole.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test stops and tells")]

#[path = "support/folder.rs"]
mod folder;
#[path = "support/service.rs"]
mod service;

use std::fs;

use folder::{Folder, assert_says, base, collection, feature, hazard, point, square};
use serde_json::json;
use service::{Service, until};
use wareng::load::{self, Event, bundle};
use wareng::model::LayerId;
use wareng::snapshot::Grant;

const FILE: &str = "kota.wareng";

const ASKED: [&str; 4] = [
    "/v1/at?lon=110.42&lat=-7.0",
    "/v1/search?q=bubakan",
    "/tiles/banjir/12/3304/2127",
    "/v1/layers",
];

/// A hazard, and a place that search knows.
fn city() -> Folder {
    let folder = Folder::new();
    folder.write("banjir.geojson", flood("3"));
    folder.layer("banjir", &hazard("banjir.geojson", "[fields]\nkelas = {}"));
    let place = feature(json!({ "nama": "Bubakan" }), point(110.43, -6.97));
    folder.write("tempat.geojson", collection(&[place]));
    let named = "name = \"nama\"\n[fields]\nnama = { search = true }\n[source]";
    let places = base("tempat.geojson", "").replace("[source]", named);
    folder.layer("tempat", &places.replace("\"base\"", "\"place\""));
    folder
}

fn flood(class: &str) -> String {
    collection(&[feature(json!({ "kelas": class }), square(110.41, -7.01, 0.02))])
}

fn built(folder: &Folder) {
    let output = folder.command(&["snapshot", "build", FILE]).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
}

fn answers(service: &Service) -> Vec<Vec<u8>> {
    ASKED
        .iter()
        .map(|path| {
            let reply = service.get(path);
            assert_eq!(reply.status, 200, "{path}");
            reply.body
        })
        .collect()
}

#[test]
fn what_starts_from_a_snapshot_answers_alike() {
    let folder = city();
    let from_folder = answers(&Service::over(&folder, &["--watch-seconds", "0"]));
    built(&folder);
    let service = Service::over(&folder, &["--watch-seconds", "0", "--snapshot", FILE]);
    assert_eq!(answers(&service), from_folder);
    service.logs(&["started from kota.wareng"]);
    // The same layers make the same file.
    let first = fs::read(folder.at(FILE)).unwrap();
    built(&folder);
    assert!(fs::read(folder.at(FILE)).unwrap() == first);
}

#[test]
fn a_layer_that_broke_before_the_start_is_served_as_it_was() {
    let folder = city();
    built(&folder);
    folder.write("banjir.geojson", "{");
    fs::remove_dir_all(folder.at(".prepared")).unwrap();
    let service = Service::over(&folder, &["--watch-seconds", "0", "--snapshot", FILE]);
    let ready = until("the folder to be read", || {
        Some(service.get("/readyz").json()).filter(|r| r["status"] == "degraded")
    });
    assert_eq!(ready["outdated"], json!(["banjir"]), "{ready}");
    let answer = service.get(ASKED[0]).json();
    assert_eq!(answer["findings"][0]["class"], "tinggi", "{answer}");
}

#[test]
fn what_changed_since_comes_in_once_it_is_served() {
    let folder = city();
    built(&folder);
    folder.write("banjir.geojson", flood("1"));
    let service = Service::over(&folder, &["--watch-seconds", "0", "--snapshot", FILE]);
    until("the newer class", || {
        (service.get(ASKED[0]).json()["findings"][0]["class"] == "rendah").then_some(())
    });
}

#[test]
fn a_file_that_is_not_whole_is_told_and_the_folder_is_read_instead() {
    let folder = city();
    built(&folder);
    let (options, path) = (folder.options(2), folder.at(FILE));
    let whole = fs::read(&path).unwrap();
    let read = || bundle::read(&options, &path).map(|(p, _)| p.view(&Grant::public()));
    assert_eq!(read().unwrap().layers().count(), 2);
    let steps = (0..whole.len()).step_by(whole.len() / 200).chain([7, 8, 15, 16, whole.len() - 1]);
    for at in steps {
        fs::write(&path, &whole[..at]).unwrap();
        assert!(read().is_err(), "cut at {at}");
        let mut altered = whole.clone();
        altered[at] ^= 0x10;
        fs::write(&path, altered).unwrap();
        let said = read().map(|_| ()).unwrap_err().to_string();
        assert!(said.contains("make it again with `wareng snapshot build`"), "{at}: {said}");
    }
    fs::write(&path, [&whole[..], b"x"].concat()).unwrap();
    assert!(read().is_err(), "more than is told");
    let mut other = whole.clone();
    other[7] += 1;
    fs::write(&path, other).unwrap();
    let service = Service::over(&folder, &["--watch-seconds", "0", "--snapshot", FILE]);
    assert_eq!(service.get("/readyz").json()["status"], "ready");
    let says = ["is no snapshot of this version of wareng", "the layers folder is read instead"];
    service.logs(&says);
}

#[test]
fn a_folder_with_a_broken_layer_makes_no_file() {
    let folder = city();
    folder.write("banjir.geojson", "{");
    fs::write(folder.at(FILE), "as before").unwrap();
    let output = folder.command(&["snapshot", "build", FILE]).output().unwrap();
    assert_eq!(output.status.code(), Some(1));
    assert_says("said", &String::from_utf8_lossy(&output.stderr), &["banjir.geojson"]);
    assert_eq!(fs::read_to_string(folder.at(FILE)).unwrap(), "as before");
}

#[test]
fn a_snapshot_that_was_built_elsewhere_spares_reading_the_sources() {
    let (built_in, served_in) = (city(), Folder::new());
    built(&built_in);
    for entry in fs::read_dir(built_in.path()).unwrap().map(Result::unwrap) {
        if entry.path().is_file() {
            fs::copy(entry.path(), served_in.at(entry.file_name().to_str().unwrap())).unwrap();
        }
    }
    let options = served_in.options(1);
    let (before, _) = bundle::read(&options, &served_in.at(FILE)).unwrap();
    let told = std::sync::Mutex::new(Vec::new());
    let tell = |_: &LayerId, event: Event| told.lock().unwrap().push(event);
    let after = load::reload(&options, &before, &|_| None, &tell).unwrap().published;
    assert!(after.is_whole());
    let told = told.into_inner().unwrap();
    assert_eq!(told.iter().filter(|event| **event == Event::Unchanged).count(), 2, "{told:?}");
    assert!(!told.iter().any(|event| matches!(event, Event::Reading(_))), "{told:?}");
}
