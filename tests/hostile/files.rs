//! Disks and files that fail, and files that were made to.

use std::net::SocketAddr;
use std::process::Command;

use crate::folder::{Folder, WARENG, base, collection, feature, hazard, point, square};
use crate::service::{Service, until};
use crate::table::row;
use serde_json::{Value as Json, json};

const HAZARD: &str = "banjir";

/// A hazard of so many squares.
fn flooded(folder: &Folder, squares: u32) {
    let areas: Vec<Json> = (0..squares)
        .map(|n| square(110.3 + 0.00001 * f64::from(n), -7.01, 0.000_005))
        .map(|area| feature(json!({ "kelas": "1" }), area))
        .collect();
    folder.write("banjir.geojson", collection(&areas));
}

fn city() -> Folder {
    let folder = Folder::new();
    folder.layer(HAZARD, &hazard("banjir.geojson", "[fields]\nkelas = {}"));
    flooded(&folder, 1);
    folder
}

const BY_HAND: [&str; 4] = ["--admin", "127.0.0.1:0", "--watch-seconds", "0"];

/// A service whose prepared files lie on a disk of their own; none where none may be made.
fn on_a_disk(folder: &Folder, options: &str) -> Option<Service> {
    let allowed = Command::new("unshare").args(["-rm", "true"]).status();
    if !allowed.is_ok_and(|status| status.success()) {
        return None;
    }
    std::fs::create_dir(folder.at(".prepared")).unwrap();
    let script = format!(
        "mount -t tmpfs -o {options} none .prepared && exec {WARENG} serve --listen 127.0.0.1:0 {}",
        BY_HAND.join(" ")
    );
    let mut command = Command::new("unshare");
    command.args(["-rm", "sh", "-c", &script]);
    command.current_dir(folder.path()).env("WARENG_LAYERS", folder.path());
    Some(Service::start(command))
}

fn address(service: &Service) -> SocketAddr {
    service.address.parse().unwrap()
}

/// What became of a layer, and the end of the reason.
fn fate(reloaded: &Json, id: &str) -> String {
    let layer = &reloaded["layers"][id];
    let reason = layer["problems"][0]["reason"].as_str().unwrap_or_default();
    let cause = reason.split(" at path ").next().unwrap().rsplit(": ").next().unwrap();
    format!("{}: {cause}", layer["became"].as_str().unwrap())
}

#[tokio::test]
async fn a_full_disk_leaves_what_is_served() {
    let folder = city();
    let Some(service) = on_a_disk(&folder, "size=512k") else { return };
    flooded(&folder, 20_000);
    let came = fate(&service.reload().json(), HAZARD);
    row(address(&service), "a layer that is published to a full disk", &came).await;
    flooded(&folder, 2);
    until("what fits again", || {
        let reloaded = service.reload().json();
        (reloaded["layers"][HAZARD]["became"] == "changed").then_some(())
    });
}

#[tokio::test]
async fn a_folder_that_cannot_be_written_is_told() {
    let folder = city();
    let Some(service) = on_a_disk(&folder, "ro") else { return };
    let came = fate(&service.reload().json(), HAZARD);
    row(address(&service), "a folder of prepared files that is read only", &came).await;
}

#[tokio::test]
async fn a_file_that_goes_away_while_it_is_read_leaves_what_is_served() {
    let folder = city();
    let service = Service::over(&folder, &BY_HAND);
    flooded(&folder, 20_000);
    let came = std::thread::scope(|scope| {
        let reloaded = scope.spawn(|| service.reload().json());
        until("a reader", || has_child(service.id()).then_some(()));
        std::fs::remove_file(folder.at("banjir.geojson")).unwrap();
        reloaded.join().unwrap()["layers"][HAZARD].clone()
    });
    assert!(!came["problems"][0]["reason"].as_str().unwrap().is_empty());
    let came = format!("{}, with the reason", came["became"].as_str().unwrap());
    row(address(&service), "a file that is removed while it is read", &came).await;
}

/// Whether a thread of it has started a process that goes on.
fn has_child(of: u32) -> bool {
    let mut threads = std::fs::read_dir(format!("/proc/{of}/task")).unwrap();
    threads.any(|thread| {
        let children = thread.unwrap().path().join("children");
        std::fs::read_to_string(children).is_ok_and(|list| !list.is_empty())
    })
}

#[tokio::test]
#[ignore = "twice five seconds: make hostile"]
async fn geopackages_that_unpack_to_more_than_there_is_meet_the_bounds_of_their_reader() {
    let folder = city();
    let point = collection(&[feature(json!({ "n": "a" }), point(110.42, -7.0))]);
    folder.write("titik.json", point);
    let line = "47500001E61000000102000000FFFFFF7F7B14AE47E19A5B400000000000001CC0";
    geopackage(&folder, "points", "t", &[&format!("UPDATE t SET geom = x'{line}'")]);
    let endless = "WITH RECURSIVE c(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM c) \
        SELECT x AS fid, geom, n FROM c, t";
    geopackage(&folder, "endless", "v", &view(endless));
    let large = "SELECT fid, geom, zeroblob(900000000) || n AS n FROM t";
    geopackage(&folder, "large", "v", &view(large));
    let bounds = ["--ingest-memory-mib", "512", "--ingest-seconds", "5"];
    let service = Service::over(&folder, &[&bounds[..], &BY_HAND].concat());
    let reloaded = service.reload().json();
    for (id, tried) in [
        ("points", "a GeoPackage of a line that claims 2,147,483,647 points"),
        ("endless", "a GeoPackage whose table is a view without end"),
        ("large", "a GeoPackage whose texts unpack to 900 MB each"),
    ] {
        row(address(&service), tried, &fate(&reloaded, id)).await;
    }
}

/// A layer of a GeoPackage with a table `t` of one point, after some more statements.
fn geopackage(folder: &Folder, id: &str, table: &str, statements: &[&str]) {
    let file = format!("{id}.gpkg");
    let run = |program: &str, arguments: &[&str]| {
        let mut command = Command::new(program);
        let done = command.args(arguments).current_dir(folder.path()).output().unwrap();
        assert!(done.status.success(), "{program}: {}", String::from_utf8_lossy(&done.stderr));
    };
    run("ogr2ogr", &["-q", "-f", "GPKG", &file, "titik.json", "-nln", "t"]);
    for statement in statements {
        run("ogrinfo", &["-q", &file, "-sql", statement]);
    }
    folder.layer(id, &base(&file, &format!("table = \"{table}\"\n[fields]\nn = {{}}")));
}

/// A view that is a layer as tables are.
fn view(select: &str) -> Vec<&'static str> {
    let made = format!("CREATE VIEW v AS {select}");
    vec![
        made.leak(),
        "INSERT INTO gpkg_contents (table_name, data_type, identifier, srs_id) \
         VALUES ('v', 'features', 'v', 4326)",
        "INSERT INTO gpkg_geometry_columns VALUES ('v', 'geom', 'POINT', 4326, 0, 0)",
    ]
}

#[tokio::test]
async fn manifests_that_are_none_are_not_read() {
    let folder = city();
    folder.layer("besar", &"#".repeat(2 << 20));
    let made = Command::new("mkfifo").arg(folder.at("pipa.toml")).status().unwrap();
    assert!(made.success());
    let service = Service::over(&folder, &BY_HAND);
    let reloaded = service.reload().json();
    for (id, tried) in
        [("besar", "a manifest of 2 MiB"), ("pipa", "a manifest that is a named pipe")]
    {
        row(address(&service), tried, &fate(&reloaded, id)).await;
    }
}
