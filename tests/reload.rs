//! Publishing while it is served: what changed comes in, what is broken stays out, and nobody who
//! asks meanwhile notices.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test stops and tells")]

#[path = "support/folder.rs"]
mod folder;
#[path = "support/service.rs"]
mod service;

use std::collections::BTreeMap;
use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, Ordering};

use folder::{
    CITY, Folder, WARENG, assert_says, collection, feature, hazard, lines, point, square,
};
use rustix::process::Signal;
use serde_json::{Value as Json, json};
use service::{Service, ask, until};
use wareng::load;

const HERE: &str = "/v1/at?lon=110.42&lat=-7.0";

/// Administration on, and nobody watches: what is published is published when it is asked for.
const BY_HAND: [&str; 6] = ["--admin", "127.0.0.1:0", "--watch-seconds", "0", "--rate-ms", "0"];

/// A hazard that says of [`HERE`] the same class in each edition of one sort, and ends elsewhere
/// in each.
fn edition(number: u32) -> String {
    let class = if number.is_multiple_of(2) { "1" } else { "3" };
    let side = 0.02 + 0.001 * f64::from(number);
    collection(&[feature(json!({ "kelas": class }), square(110.41, -7.01, side))])
}

/// Two hazards of one edition.
fn city() -> Folder {
    let folder = Folder::new();
    for id in ["banjir", "rob"] {
        folder.layer(id, &hazard(&format!("{id}.geojson"), "[fields]\nkelas = {}"));
    }
    write(&folder, 0);
    folder
}

fn write(folder: &Folder, number: u32) {
    folder.write("banjir.geojson", edition(number)).write("rob.geojson", edition(number));
}

fn classes(answer: &Json) -> Vec<String> {
    let findings = answer["findings"].as_array().unwrap();
    findings.iter().map(|f| f["class"].as_str().unwrap_or("none").to_owned()).collect()
}

fn layer(layers: &Json, id: &str) -> Json {
    let found = layers["layers"].as_array().unwrap().iter().find(|l| l["id"] == id);
    found.cloned().unwrap_or_default()
}

fn class_of_both(service: &Service) -> String {
    let both = classes(&service.get(HERE).json());
    assert_eq!(both[0], both[1]);
    both[0].clone()
}

#[test]
fn twenty_swaps_fail_no_request_and_mix_no_versions() {
    let folder = city();
    let service = Service::over(&folder, &BY_HAND);
    let (done, seen) = (AtomicBool::new(false), Mutex::new(BTreeMap::new()));
    let asking = || {
        while !done.load(Ordering::Relaxed) {
            let reply = ask(&service.address, "GET", HERE, "").unwrap();
            assert_eq!(reply.status, 200);
            let answer = reply.json();
            let both = classes(&answer);
            assert_eq!(both[0], both[1], "layers of two editions: {answer}");
            let name = answer["snapshot"].as_str().unwrap().to_owned();
            let mut seen = seen.lock().unwrap();
            let first = seen.entry(name).or_insert_with(|| reply.body.clone());
            assert!(*first == reply.body, "two answers of one snapshot");
        }
    };
    let asking_others = || {
        while !done.load(Ordering::Relaxed) {
            for path in ["/v1/layers", "/tiles/banjir,rob/12/3304/2127", "/v1/search?q=banjir"] {
                let reply = ask(&service.address, "GET", path, "").unwrap();
                assert_eq!(reply.status, 200, "{path}");
            }
        }
    };
    std::thread::scope(|scope| {
        let askers = [scope.spawn(asking), scope.spawn(asking), scope.spawn(asking_others)];
        for number in 1..=20 {
            write(&folder, number);
            let reloaded = service.reload().json();
            assert_eq!(reloaded["status"], "published", "{reloaded}");
            assert_eq!(reloaded["layers"]["banjir"]["became"], "changed", "{reloaded}");
            let snapshot = reloaded["snapshot"].as_str().unwrap();
            until("somebody who asks meanwhile", || {
                assert!(!askers.iter().any(|a| a.is_finished()), "an asker failed");
                seen.lock().unwrap().contains_key(snapshot).then_some(())
            });
        }
        done.store(true, Ordering::Relaxed);
    });
    assert!(seen.lock().unwrap().len() >= 20);
}

/// Whoever was killed while something broken was published serves on what was in order.
#[test]
fn a_start_on_a_broken_layer_serves_it_as_it_was_last_and_says_why() {
    let folder = city();
    let before = Service::over(&folder, &BY_HAND).get("/v1/layers").json();
    folder.write("banjir.geojson", "{ \"type\": \"FeatureCollection\", ");
    fs::rename(folder.at("rob.toml"), folder.at("rob.whole")).unwrap();
    folder.write("rob.toml", "kind = 7\naccess = \"public\"\n");

    let service = Service::over(&folder, &BY_HAND);
    service.logs(&["its older version is served", "banjir.geojson"]);
    assert_eq!(
        service.get("/readyz").json(),
        json!({ "status": "degraded", "served": 2, "refused": [], "outdated": ["banjir", "rob"] })
    );
    assert_eq!(classes(&service.get(HERE).json()), ["rendah", "rendah"]);
    let now = service.get("/v1/layers").json();
    let (old, kept) = (layer(&before, "banjir"), layer(&now, "banjir"));
    assert_eq!(kept["version"], old["version"]);
    assert!(kept["problems"][0].as_str().unwrap().starts_with("banjir.geojson"), "{kept}");
    // Who looks whether the folder is in order is told that it is not.
    let all: Vec<_> = folder.load(1).0.published.refused.into_keys().collect();
    assert_eq!(all.len(), 2);

    folder.write("banjir.geojson", edition(1));
    fs::rename(folder.at("rob.whole"), folder.at("rob.toml")).unwrap();
    let fates = service.reload().json();
    assert_eq!(fates["layers"]["banjir"]["became"], "changed", "{fates}");
    assert_eq!(service.get("/readyz").json()["status"], "ready");
}

/// Where a manifest leaves open whose a layer is, nobody has it back.
#[test]
fn a_start_shows_nobody_a_layer_whose_access_cannot_be_read() {
    let folder = city();
    drop(Service::over(&folder, &BY_HAND));
    folder.write("rob.toml", "kind = 7\naccess = 3\n");
    let service = Service::over(&folder, &BY_HAND);
    assert_eq!(service.get(HERE).json()["findings"].as_array().unwrap().len(), 1);
    assert_eq!(service.get("/v1/layers/rob").status, 404);
}

#[test]
fn a_broken_layer_stays_as_it_was_and_says_why_until_it_is_mended() {
    let folder = city();
    let service = Service::over(&folder, &BY_HAND);
    let before = service.get("/v1/layers").json();
    folder.write("banjir.geojson", "{ \"type\": \"FeatureCollection\", ");
    folder.write("rob.geojson", edition(1));
    let reloaded = service.reload();
    assert_eq!(reloaded.status, 200);
    let fates = &reloaded.json()["layers"];
    assert_eq!(
        (&fates["banjir"]["became"], &fates["rob"]["became"]),
        (&json!("outdated"), &json!("changed"))
    );
    assert_eq!(fates["banjir"]["problems"][0]["file"], "banjir.geojson");

    let now = service.get("/v1/layers").json();
    let (old, kept) = (layer(&before, "banjir"), layer(&now, "banjir"));
    assert_eq!((&kept["status"], &kept["version"]), (&json!("served"), &old["version"]));
    assert!(kept["problems"][0].as_str().unwrap().starts_with("banjir.geojson"), "{kept}");
    assert_ne!(layer(&now, "rob")["version"], layer(&before, "rob")["version"]);
    assert_eq!(classes(&service.get(HERE).json()), ["rendah", "tinggi"]);
    let ready = service.get("/readyz");
    assert_eq!(ready.status, 200);
    assert_eq!(
        ready.json(),
        json!({ "status": "degraded", "served": 2, "refused": [], "outdated": ["banjir"] })
    );
    service.logs(&["its older version is served", "banjir.geojson"]);

    // A manifest that is wrong leaves the layer in service too.
    fs::rename(folder.at("rob.toml"), folder.at("rob.whole")).unwrap();
    folder.write("rob.toml", "kind = 7\n");
    assert_eq!(service.reload().json()["layers"]["rob"]["became"], "outdated");
    assert_eq!(classes(&service.get(HERE).json()), ["rendah", "tinggi"]);

    fs::rename(folder.at("rob.whole"), folder.at("rob.toml")).unwrap();
    folder.write("banjir.geojson", edition(1));
    let fates = service.reload().json();
    assert_eq!(fates["layers"]["banjir"]["became"], "changed", "{fates}");
    assert_eq!(fates["layers"]["rob"]["became"], "unchanged", "{fates}");
    assert_eq!(service.get("/readyz").json()["status"], "ready");
    assert_eq!(layer(&service.get("/v1/layers").json(), "banjir")["problems"], json!([]));
    assert_eq!(class_of_both(&service), "tinggi");
}

#[test]
fn a_wrong_city_leaves_everything_as_it_is() {
    let folder = city();
    let service = Service::over(&folder, &BY_HAND);
    let before = service.get("/v1/layers").body;
    write(&folder, 1);
    folder.write("city.toml", CITY.replace("area = [109.9", "area = [111.9"));
    let reply = service.reload();
    assert_eq!(reply.status, 422);
    let refused = reply.json();
    assert_eq!(refused["status"], "refused");
    assert_eq!(refused["problems"][0]["file"], "city.toml", "{refused}");
    assert!(service.get("/v1/layers").body == before);
    service.logs(&["nothing published", "city.toml"]);
    folder.write("city.toml", CITY);
    assert_eq!(service.reload().status, 200);
    assert_eq!(class_of_both(&service), "tinggi");
}

#[test]
fn layers_come_and_go() {
    let folder = city();
    let service = Service::over(&folder, &BY_HAND);
    folder.write(
        "tempat.geojson",
        collection(&[feature(json!({ "nama": "Bubakan" }), point(110.43, -6.97))]),
    );
    let named = "name = \"nama\"\n[fields]\nnama = { search = true }\n[source]";
    let places = folder::base("tempat.geojson", "").replace("[source]", named);
    folder.layer("tempat", &places.replace("\"base\"", "\"place\""));
    fs::remove_file(folder.at("rob.toml")).unwrap();
    let fates = service.reload().json()["layers"].clone();
    assert_eq!(
        fates,
        json!({ "banjir": { "became": "unchanged" }, "rob": { "became": "removed" }, "tempat": { "became": "added" } })
    );
    assert_eq!(service.get("/v1/layers/rob").status, 404);
    // What search needs was made before it was published.
    let found = service.get("/v1/search?q=bubakan").json();
    assert_eq!(found["features"][0]["properties"]["name"], "Bubakan", "{found}");
}

#[test]
fn sighup_publishes_what_changed() {
    let folder = city();
    let service = Service::over(&folder, &["--watch-seconds", "0"]);
    assert_eq!(class_of_both(&service), "rendah");
    write(&folder, 1);
    service.signal(Signal::HUP);
    until("the new class", || (class_of_both(&service) == "tinggi").then_some(()));
}

#[test]
fn a_folder_that_is_watched_is_published_by_itself_and_a_burst_once() {
    let folder = city();
    let service = Service::over(&folder, &["--watch-seconds", "1"]);
    for number in 0..50 {
        write(&folder, number);
    }
    write(&folder, 51);
    until("the last edition", || (class_of_both(&service) == "tinggi").then_some(()));
    let published = || service.log().matches("published snapshot").count();
    until("the log", || (published() > 0).then_some(()));
    assert_eq!(published(), 1, "{}", service.log());
    // A manifest counts as well as the data.
    let manifest = fs::read_to_string(folder.at("rob.toml")).unwrap();
    folder.write("rob.toml", manifest.replace("en = \"Hazard\"", "en = \"Tides\""));
    service.layers_where(|layers| layer(layers, "rob")["title"]["en"] == "Tides");
}

#[test]
fn administration_is_for_this_machine_and_for_no_page_in_a_browser() {
    let folder = city();
    for public in ["0.0.0.0:0", "[::]:0", "192.0.2.1:9090"] {
        let output = folder.command(&["serve", "--admin", public]).output().unwrap();
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        assert!(!output.status.success(), "{public}");
        assert_says(public, &said, &["others than this machine", "--admin 127.0.0.1:9090"]);
    }
    let service = Service::over(&folder, &BY_HAND);
    let admin = service.admin();
    let from_page = "Origin: https://example.org\r\nContent-Length: 0\r\n";
    assert_eq!(ask(&admin, "POST", "/admin/reload", from_page).unwrap().status, 403);
    assert_eq!(ask(&admin, "GET", "/admin/reload", "").unwrap().status, 405);
    let public = ask(&service.address, "POST", "/admin/reload", "Content-Length: 0\r\n").unwrap();
    assert_eq!(public.status, 404, "it is not served where strangers ask");
}

#[test]
fn what_is_written_while_it_is_read_is_not_published() {
    let folder = city();
    // The true reader, beside which somebody goes on writing.
    let program = folder.at("program");
    let source = folder.at("banjir.geojson");
    let script = format!("#!/bin/sh\n{WARENG} ingest-child\nprintf ' ' >> {}\n", source.display());
    folder.write("program", script);
    fs::set_permissions(&program, fs::Permissions::from_mode(0o755)).unwrap();
    let options = load::Options { program, ..folder.options(1) };
    let loaded = load::load(&options, &|_, _| {}).unwrap();
    let refused: Vec<_> = loaded.published.refused.into_values().flatten().collect();
    assert_says("changed", &lines(&refused), &["banjir.geojson: was changed while it was read"]);
    assert!(!folder.at(".prepared/banjir.prepared").exists(), "nobody takes it for whole later");
}
