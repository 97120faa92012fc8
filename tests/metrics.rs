//! What those who run the service see of it, and what nobody may.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test stops and tells")]

#[path = "support/demo_state.rs"]
mod demo_state;
#[path = "support/folder.rs"]
mod folder;
#[path = "support/reply.rs"]
mod reply;
#[path = "support/service.rs"]
mod service;
#[path = "support/styles.rs"]
mod styles;

use std::collections::{BTreeMap, BTreeSet};
use std::io::Write;
use std::path::Path;
use std::process::{Command, Stdio};

use axum::Router;
use axum::body::{Body, Bytes};
use axum::http::{Request, Uri, header};
use folder::{Folder, collection, feature, hazard, square};
use reply::Reply;
use rustix::process::Signal;
use serde_json::{Value as Json, json};
use service::{Service, ask, until};
use wareng::model::{Defect, LayerId};
use wareng::server::{AppState, Reloaded, Reloads, admin_router, router};
use wareng::snapshot::Published;

const TILE: &str = "/tiles/banjir/12/3304/2127";

/// A city with a layer that is served in an older version, and one that is not served.
fn state() -> AppState {
    let defect = || vec![Defect::new("a.geojson", "is not JSON", "write it as RFC 7946 says")];
    let of = |name: &str| (LayerId::new(name).unwrap(), defect());
    let published = Published {
        refused: BTreeMap::from([of("tsunami")]),
        outdated: BTreeMap::from([of("rob")]),
        ..demo_state::published()
    };
    AppState::new(published, styles::book(), 2, None)
}

async fn get(service: &Router, path: &str) -> Reply {
    Reply::to(service.clone(), ("GET", path), &[]).await
}

/// What is exposed, by the name and labels of each series.
async fn metrics(state: &AppState) -> (String, BTreeMap<String, f64>) {
    let (reloads, _asks) = Reloads::channel();
    let reply = get(&admin_router(reloads, state.clone()), "/metrics").await;
    assert_eq!(reply.header(header::CONTENT_TYPE), "text/plain; version=0.0.4; charset=utf-8");
    let text = reply.text().to_owned();
    let series = text.lines().filter(|line| !line.starts_with('#'));
    let series = series.map(|line| line.rsplit_once(' ').unwrap());
    let series = series.map(|(name, value)| (name.to_owned(), value.parse().unwrap()));
    (text.clone(), series.collect())
}

#[tokio::test]
async fn requests_are_counted_by_route_and_by_nothing_that_tells_where_somebody_is() {
    let state = state();
    let service = router(state.clone());
    for path in [
        "/v1/at?lon=110.4217&lat=-6.9731",
        "/v1/at?lon=110.4217",
        "/v1/search?q=rahasia",
        "/rahasia/110.4217",
        "/v1/at/kelurahan/rahasia",
        "/lokasi?lon=110.4217&lat=-6.9731",
    ] {
        get(&service, path).await;
    }
    let brew = Request::builder().method("BREW").uri("/v1/at").body(Body::empty()).unwrap();
    Reply::of(service.clone(), brew).await;
    let (text, series) = metrics(&state).await;
    let count = |route: &str, method: &str, status: &str| {
        let labels = format!("{{route=\"{route}\",method=\"{method}\",status=\"{status}\"}}");
        series.get(&format!("wareng_http_request_duration_seconds_count{labels}")).copied()
    };
    assert_eq!(count("/v1/at", "GET", "2xx"), Some(1.0), "{text}");
    assert_eq!(count("/v1/at", "GET", "4xx"), Some(1.0));
    assert_eq!(count("/v1/at", "other", "4xx"), Some(1.0));
    assert_eq!(count("/v1/search", "GET", "2xx"), Some(1.0));
    assert_eq!(count("/lokasi", "GET", "2xx"), Some(1.0));
    assert_eq!(count("/v1/at/{layer}/{id}", "GET", "4xx"), Some(1.0));
    for secret in ["110.4217", "6.9731", "rahasia", "BREW"] {
        assert!(!text.contains(secret), "{secret} in\n{text}");
    }
}

#[tokio::test]
async fn tiles_are_counted_where_they_are_made_and_where_they_are_kept() {
    let state = state();
    let service = router(state.clone());
    let etag = get(&service, TILE).await.header(header::ETAG).to_owned();
    get(&service, TILE).await;
    get(&service, TILE).await;
    let had = [(header::IF_NONE_MATCH, etag.as_str())];
    assert_eq!(Reply::to(service, ("GET", TILE), &had).await.status, 304);
    let (text, series) = metrics(&state).await;
    for (name, expected) in [
        ("wareng_tile_cache_hits_total", 2.0),
        ("wareng_tile_cache_misses_total", 1.0),
        ("wareng_tile_renders_total", 1.0),
        ("wareng_tile_cache_tiles", 1.0),
    ] {
        assert_eq!(series[name], expected, "{name} in\n{text}");
    }
    assert!(series["wareng_tile_cache_bytes"] > 100.0);
    let tiles = "wareng_http_request_duration_seconds_count{route=\"/tiles/{layers}/{z}/{x}/{y}\",method=\"GET\",status=";
    assert_eq!(series[&format!("{tiles}\"2xx\"}}")], 3.0);
    assert_eq!(series[&format!("{tiles}\"3xx\"}}")], 1.0);
}

#[tokio::test]
async fn the_health_of_layers_and_what_came_of_reloads_are_told() {
    let state = state();
    state.note_reload(Some(&Reloaded::Refused { problems: Vec::new() }));
    state.note_reload(None);
    let (text, series) = metrics(&state).await;
    let layer = |id: &str, state: &str| {
        series[&format!("wareng_layer{{layer=\"{id}\",state=\"{state}\"}}")]
    };
    for (id, states) in
        [("banjir", [1.0, 0.0, 0.0]), ("rob", [0.0, 1.0, 0.0]), ("tsunami", [0.0, 0.0, 1.0])]
    {
        assert_eq!(["served", "outdated", "refused"].map(|s| layer(id, s)), states, "{id}");
    }
    for (outcome, count) in [("published", 0.0), ("refused", 1.0), ("fault", 1.0)] {
        assert_eq!(series[&format!("wareng_reloads_total{{outcome=\"{outcome}\"}}")], count);
    }
    let version =
        demo_state::published().view(&wareng::snapshot::Grant::public()).version().to_owned();
    assert!(text.contains(&format!("wareng_snapshot_info{{snapshot=\"{version}\"}} 1")), "{text}");
    assert!(text.contains("wareng_build_info{version=\""), "{text}");
    let published_at = series["wareng_snapshot_published_timestamp_seconds"];
    let now = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap();
    assert!((now.as_secs_f64() - published_at).abs() < 600.0);
    assert!(series["process_resident_memory_bytes"] > 1e6);
    assert_eq!(series["wareng_workers"], 2.0);
}

/// The tool with which Prometheus checks itself: `scripts/bootstrap.sh test` brings it.
fn promtool(arguments: &[&str], input: &str) {
    let mut command = Command::new("promtool");
    command.args(arguments).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    command.current_dir(env!("CARGO_MANIFEST_DIR"));
    let mut child = command.spawn().expect("promtool: run scripts/bootstrap.sh test");
    child.stdin.take().unwrap().write_all(input.as_bytes()).unwrap();
    let output = child.wait_with_output().unwrap();
    let said = [output.stdout, output.stderr].concat();
    let said = String::from_utf8_lossy(&said);
    assert!(output.status.success() && !said.contains("warning"), "{arguments:?}: {said}");
}

#[tokio::test]
async fn prometheus_takes_the_metrics_and_the_rules() {
    let state = state();
    get(&router(state.clone()), "/v1/at?lon=110.42&lat=-6.97").await;
    promtool(&["check", "metrics"], &metrics(&state).await.0);
    promtool(&["check", "rules", "ops/alerts.yml"], "");
    promtool(&["test", "rules", "ops/alerts.test.yml"], "");
}

/// The names of ours in a text.
fn names(text: &str) -> BTreeSet<String> {
    let words = text.split(|c: char| !(c.is_ascii_alphanumeric() || c == '_'));
    let ours = words.filter(|w| w.starts_with("wareng_") || w.starts_with("process_"));
    ours.map(str::to_owned).collect()
}

#[tokio::test]
async fn dashboard_and_rules_ask_for_what_there_is_and_each_alert_is_explained() {
    let state = state();
    get(&router(state.clone()), "/v1/at?lon=110.42&lat=-6.97").await;
    let exposed = names(&metrics(&state).await.0);
    let read = |file: &str| {
        std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(file)).unwrap()
    };
    let (dashboard, rules) = (read("ops/grafana-dashboard.json"), read("ops/alerts.yml"));
    serde_json::from_str::<Json>(&dashboard).unwrap();
    for (file, text) in [("dashboard", &dashboard), ("rules", &rules)] {
        let missing: Vec<_> = names(text).into_iter().filter(|n| !exposed.contains(n)).collect();
        assert!(missing.is_empty(), "{file}: {missing:?}");
    }
    let operations = read("docs/operations.md");
    for alert in rules.lines().filter_map(|l| l.trim().strip_prefix("- alert: ")) {
        assert!(operations.contains(&format!("### {alert}\n")), "{alert} is not explained");
    }
}

/// A small city of its own, whose log is read.
fn logged(arguments: &[&str], level: &str) -> (Folder, Service) {
    let folder = Folder::new();
    folder.layer("banjir", &hazard("banjir.geojson", "[fields]\nkelas = {}"));
    folder.write(
        "banjir.geojson",
        collection(&[feature(json!({ "kelas": "1" }), square(110.41, -7.01, 0.02))]),
    );
    let mut command =
        folder.command(&["serve", "--listen", "127.0.0.1:0", "--admin", "127.0.0.1:0"]);
    command.args(arguments).env("WARENG_LOG", level);
    let service = Service::start(command);
    (folder, service)
}

#[test]
fn a_request_is_one_line_with_what_may_be_told_of_it() {
    let (_folder, service) = logged(&["--log", "json"], "info");
    assert_eq!(service.get("/v1/at?lon=110.42&lat=-7.0").status, 200);
    let line = until("the line", || {
        let log = service.log();
        let lines = log.lines().map(|l| serde_json::from_str::<Json>(l).unwrap());
        lines.into_iter().find(|line| line["message"] == "request")
    });
    assert_eq!(
        (&line["route"], &line["method"], &line["status"]),
        (&json!("/v1/at"), &json!("GET"), &json!(200))
    );
    assert!(line["ms"].as_f64().unwrap() > 0.0 && line["bytes"].as_u64().unwrap() > 100, "{line}");
    assert_eq!(line["id"].as_str().unwrap().len(), 16);
    let metrics = ask(&service.admin(), "GET", "/metrics", "").unwrap();
    let text = String::from_utf8(metrics.body).unwrap();
    assert!(text.contains("wareng_open_connections 0\n"), "the reply has gone: {text}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_collector_gets_a_trace_of_each_request_and_nothing_that_tells_where_somebody_is() {
    let (send, mut sent) = tokio::sync::mpsc::unbounded_channel();
    let taken = async move |uri: Uri, body: Bytes| _ = send.send((uri.path().to_owned(), body));
    let collector = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let to = format!("http://{}", collector.local_addr().unwrap());
    tokio::spawn(axum::serve(collector, Router::new().fallback(taken)).into_future());
    let (_folder, service) = logged(&["--traces", &to], "info");
    for path in
        ["/v1/at?lon=110.4217&lat=-7.0031", "/cari?q=rahasia", "/tiles/banjir/16/52866/34056"]
    {
        assert!(service.get(path).status < 400, "{path}");
    }
    service.signal(Signal::TERM);
    assert!(service.wait().success());
    let mut all = String::new();
    while let Ok((path, body)) = sent.try_recv() {
        assert_eq!(path, "/v1/traces");
        all += &String::from_utf8_lossy(&body);
    }
    for told in ["GET /v1/at", "GET /cari", "GET /tiles/{layers}/{z}/{x}/{y}", "work", "wareng"] {
        assert!(all.contains(told), "{told} in {all}");
    }
    for untold in ["110.4217", "-7.0031", "rahasia", "52866", "127.0.0.1"] {
        assert!(!all.contains(untold), "{untold} in {all}");
    }
}

#[test]
fn nothing_that_somebody_asked_stands_in_the_log() {
    let (_folder, service) = logged(&[], "trace");
    let secret = "rahasia";
    let headers = format!(
        "Referer: https://a.example/?{secret}\r\nUser-Agent: {secret}\r\nCookie: {secret}\r\nX-Forwarded-For: 203.0.113.77\r\nX-Request-Id: {secret}\r\nAccept: text/html\r\n"
    );
    for path in [
        "/v1/at?lon=110.4217&lat=-7.0031",
        "/v1/at?lon=rahasia&lat=rahasia",
        "/v1/at?rahasia=1",
        "/v1/at?lon=110.4217&lat=-7.0031%0a%0dINFO%20rahasia",
        "/v1/search?q=rahasia%1b%5b31m",
        "/v1/reverse?lon=110.4217&lat=-7.0031",
        "/v1/nearest?lon=110.4217&lat=-7.0031&layer=rahasia",
        "/v1/around?lon=110.4217&lat=-7.0031",
        "/v1/within?layers=banjir&lon=110.4217&lat=-7.0031&radius_m=100",
        "/v1/exposure?unit=rahasia",
        "/v1/at/banjir/rahasia",
        "/v1/layers/rahasia",
        "/lokasi?lon=110.4217&lat=-7.0031",
        "/cari?q=rahasia",
        "/wilayah/banjir/rahasia",
        "/sekolah?lon=110.4217&lat=-7.0031&jenjang=rahasia",
        "/rahasia?rahasia",
        "/assets/rahasia",
        "/tiles/rahasia/1/1/1",
        "/tiles/banjir/12/3304/2127?v=rahasia",
        "/%72ahasia%00",
        "//rahasia",
    ] {
        for method in ["GET", "POST", "RAHASIA"] {
            ask(&service.address, method, path, &headers).ok();
        }
    }
    for broken in
        ["GET /rahasia", "rahasia: rahasia\r\n\r\n", "POST /v1/at HTTP/1.1\r\nrahasia\r\n\r\n"]
    {
        let mut stream = std::net::TcpStream::connect(&service.address).unwrap();
        stream.write_all(broken.as_bytes()).unwrap();
    }
    assert_eq!(service.get("/readyz").status, 200);
    until("the last line", || service.log().contains("route=\"/readyz\"").then_some(()));
    let log = service.log();
    assert!(log.contains("route=\"/v1/at\""), "{log}");
    for secret in [secret, "RAHASIA", "110.4217", "7.0031", "203.0.113.77", "lon=", "q="] {
        let line = log.lines().find(|line| line.contains(secret));
        assert!(line.is_none(), "{secret} in {line:?}");
    }
}
