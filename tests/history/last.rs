//! What a start falls back to: what was served last, and nothing that never was.

use std::fs::{self, File};
use std::time::{Duration, SystemTime};

use rustix::process::Signal;

use super::kept::{city, write};
use super::rollback::{BY_HAND, QUIET, both, class_now, one_tile, run, snapshot};
use super::service::{Service, until};

/// Ends as a process does that is killed: what it served was kept before.
fn killed(service: Service) {
    service.signal(Signal::KILL);
    service.wait();
}

fn outdated(service: &Service) -> String {
    service.get("/readyz").json()["outdated"].to_string()
}

#[test]
fn a_layer_that_is_broken_is_served_as_it_was_last() {
    let folder = city();
    let service = Service::over(&folder, &BY_HAND);
    let [_, second] = both(&folder, &service);
    killed(service);
    // What was read since, and never served, is not what was served.
    write(&folder, ("1", 500, " Lagi"));
    folder.command(&["ingest"]).output().unwrap();
    write(&folder, ("3", 450, " Baru"));
    folder.write("banjir.geojson", "{");
    let service = Service::over(&folder, &QUIET);
    assert_eq!(class_now(&service), "tinggi");
    assert!(outdated(&service).contains("banjir"), "{}", outdated(&service));
    assert_eq!(snapshot(&service), second);
    drop(service);
    // Who keeps nothing has nothing to go back to, from the next start on.
    let none = ["--watch-seconds", "0", "--history-mib", "0"];
    let service = Service::over(&folder, &none);
    until("nothing is kept", || {
        (!run(&folder, &["snapshot", "list"]).contains(&second)).then_some(())
    });
    drop(service);
    let ready = Service::over(&folder, &none).get("/readyz").json();
    assert!(ready["refused"].to_string().contains("banjir"), "{ready}");
}

#[test]
fn a_snapshot_that_is_older_is_caught_up_with_what_was_served_last() {
    let folder = city();
    // Snapshots are of folders that are in order.
    fs::remove_file(folder.at("tsunami.toml")).unwrap();
    run(&folder, &["snapshot", "build", "kota.wareng"]);
    let dated = |when| {
        let file = File::options().write(true).open(folder.at("kota.wareng"));
        file.unwrap().set_modified(when).unwrap();
    };
    dated(SystemTime::now() - Duration::from_secs(3600));
    let from = [&BY_HAND[..], &["--snapshot", "kota.wareng"]].concat();
    let service = Service::over(&folder, &from);
    service.reload();
    both(&folder, &service);
    killed(service);
    folder.write("banjir.geojson", "{");
    // Not once alone: what the snapshot has meanwhile is not the newest.
    for _ in 0..2 {
        killed(Service::over(&folder, &from));
    }
    let service = Service::over(&folder, &from);
    service.reload();
    assert_eq!(class_now(&service), "tinggi", "{}", service.log());
    drop(service);
    // One that was written later is what the publisher wants served.
    dated(SystemTime::now() + Duration::from_secs(3600));
    let service = Service::over(&folder, &from);
    service.reload();
    assert_eq!(class_now(&service), "rendah", "{}", service.log());
}

#[test]
fn a_file_of_tiles_that_is_cut_is_served_as_it_was_last() {
    let folder = city();
    let tile = b"\x1a\x06\x0a\x04lama".to_vec();
    let whole = one_tile(&tile, "lama");
    folder.write("peta.pmtiles", &whole).base("peta", "peta.pmtiles", "");
    killed(Service::over(&folder, &BY_HAND));
    folder.write("peta.pmtiles", &whole[..whole.len() / 2]);
    let service = Service::over(&folder, &QUIET);
    assert_eq!(service.get("/tiles/peta/12/3304/2127").body, tile, "{}", service.log());
    assert!(outdated(&service).contains("peta"), "{}", outdated(&service));
}
