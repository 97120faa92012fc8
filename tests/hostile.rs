//! What hostile callers try, each once, on a service as it is started: the table of
//! docs/operations.md. `make hostile` prints it, with those that take their time.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test stops and tells")]

#[path = "support/folder.rs"]
mod folder;
#[path = "support/service.rs"]
mod service;
#[path = "support/wire.rs"]
mod wire;

use std::net::SocketAddr;
use std::path::Path;
use std::time::{Duration, Instant};

use folder::{Folder, collection, feature, hazard, square};
use futures_util::future::join_all;
use serde_json::json;
use service::Service;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use wire::{get, heard, post, sent};

const GEOJSON: &str = "application/geo+json";

/// A service with room for few connections, and without a limit by client: all are one here.
fn service() -> (Folder, Service, SocketAddr) {
    let folder = Folder::new();
    folder.layer("banjir", &hazard("banjir.geojson", "[fields]\nkelas = {}"));
    let area = feature(json!({ "kelas": "1" }), square(110.41, -7.01, 0.02));
    folder.write("banjir.geojson", collection(&[area]));
    let service = Service::over(&folder, &["--connections", "300", "--rate-ms", "0"]);
    let at = service.address.parse().unwrap();
    (folder, service, at)
}

/// A row of the table: it has to stand in the document, and others are answered meanwhile.
async fn row(at: SocketAddr, tried: &str, came: &str) {
    let begin = Instant::now();
    assert_eq!(get(at, "/v1/at?lon=110.42&lat=-7.0", "").await.status, 200, "after {tried}");
    assert!(begin.elapsed() < Duration::from_secs(1), "{:?} after {tried}", begin.elapsed());
    let row = format!("| {tried} | {came} |");
    say(&row);
    let table = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/operations.md");
    let table = std::fs::read_to_string(table).unwrap();
    assert!(table.contains(&row), "docs/operations.md does not say: {row}");
}

#[allow(clippy::print_stdout, reason = "this is what `make hostile` is for")]
fn say(row: &str) {
    println!("{row}");
}

async fn status(at: SocketAddr, bytes: &[u8]) -> String {
    let said = heard(&mut sent(at, bytes).await).await;
    said.map_or("the connection ends".to_owned(), |said| said.status.to_string())
}

#[tokio::test]
async fn what_is_refused_at_once() {
    let (_folder, _service, at) = service();
    let with = |headers: &str| format!("GET /healthz HTTP/1.1\r\nHost: a\r\n{headers}\r\n");
    let many = with(&(0..200).map(|i| format!("X-{i}: a\r\n")).collect::<String>());
    row(at, "200 headers", &status(at, many.as_bytes()).await).await;
    let long = with(&format!("X-Long: {}\r\n", "a".repeat(64 << 10)));
    row(at, "a header of 64 KiB", &status(at, long.as_bytes()).await).await;
    let address = format!("GET /cari?q={} HTTP/1.1\r\nHost: a\r\n\r\n", "a".repeat(70 << 10));
    row(at, "an address of 70 KiB", &status(at, address.as_bytes()).await).await;
    let preface = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";
    row(at, "HTTP/2 without TLS", &status(at, preface).await).await;
    let hello = b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03";
    row(at, "TLS", &status(at, hello).await).await;
    let smuggled = "POST /v1/at HTTP/1.1\r\nHost: a\r\nConnection: close\r\nContent-Length: 5\r\n\
        Transfer-Encoding: chunked\r\n\r\n0\r\n\r\nGET /admin HTTP/1.1\r\n\r\n";
    row(at, "two lengths of one body", &status(at, smuggled.as_bytes()).await).await;
    for path in ["/assets/..%2f..%2fCargo.toml", "//etc/passwd", "/assets/%00", "/%FF%FE"] {
        row(at, &format!("`{path}`"), &get(at, path, "").await.status.to_string()).await;
    }
    let admin = get(at, "/metrics", "").await.status.to_string();
    row(at, "`/metrics` where strangers ask", &admin).await;
}

#[tokio::test]
async fn bodies_that_are_too_deep_or_too_large() {
    let (_folder, _service, at) = service();
    let deep = "[".repeat(1 << 20);
    let said = post(at, "/v1/exposure", GEOJSON, &deep).await;
    row(at, "a million brackets as a polygon", &said.status.to_string()).await;
    let said = post(at, "/v1/at", GEOJSON, &deep).await;
    row(at, "a million brackets as places", &said.status.to_string()).await;
    let vertex = "[110.4,-7.0],".repeat(5_000);
    let polygon = b"{\"type\":\"Polygon\",\"coordinates\":[[";
    let came = endless(at, "/v1/exposure", GEOJSON, polygon, vertex.as_bytes()).await;
    row(at, "a polygon of ten million vertices", &came).await;
    let came = endless(at, "/v1/at", "text/csv", b"lon,lat\n", &[b'1'; 65_536]).await;
    row(at, "a table without end", &came).await;
}

/// What is said of a body that goes on until something is said.
async fn endless(
    at: SocketAddr,
    path: &str,
    media_type: &str,
    start: &[u8],
    piece: &[u8],
) -> String {
    let head = format!(
        "POST {path} HTTP/1.1\r\nHost: a\r\nContent-Type: {media_type}\r\n\
         Content-Length: 260000000\r\n\r\n"
    );
    let (mut reading, mut writing) = sent(at, head.as_bytes()).await.into_split();
    writing.write_all(start).await.unwrap();
    let more = async { while writing.write_all(piece).await.is_ok() {} };
    let mut line = [0; 12];
    let ((), read) = tokio::join!(more, reading.read_exact(&mut line));
    read.unwrap();
    String::from_utf8_lossy(&line[9..]).into_owned()
}

#[tokio::test]
async fn more_connections_than_there_is_room_for() {
    let (_folder, _service, at) = service();
    let mut held = Vec::new();
    for _ in 0..290 {
        held.push(sent(at, b"GET /healthz HTTP/1.1\r\nHost: a\r\n\r\n").await);
    }
    for one in &mut held {
        one.read_exact(&mut [0; 15]).await.unwrap();
    }
    // Ten are free for those who keep to the rules, until here.
    let begun = get(at, "/healthz", "").await.status;
    assert_eq!(begun, 200);
    for _ in 0..10 {
        held.push(sent(at, b"").await);
    }
    let mut turned_away = 0;
    for _ in 0..20 {
        let hundred = (0..100).map(async |_| heard(&mut sent(at, b"").await).await);
        let said = join_all(hundred).await;
        turned_away += said.iter().flatten().filter(|s| s.status == 503).count();
    }
    assert!(turned_away >= 1990, "{turned_away}");
    drop(held);
    while get(at, "/healthz", "").await.status != 200 {
        tokio::task::yield_now().await;
    }
    row(at, "2,300 connections where 300 may be", "503 to 2,000, the others stay").await;
}

/// Whether a connection ended, and after how many seconds, in fives.
async fn ended(at: SocketAddr, begun: &[u8], more: &[u8]) -> String {
    let begin = Instant::now();
    let (mut reading, mut writing) = sent(at, begun).await.into_split();
    let slowly = async {
        while !more.is_empty() && writing.write_all(more).await.is_ok() {
            tokio::time::sleep(Duration::from_secs(1)).await;
        }
    };
    let read = async {
        let mut bytes = Vec::new();
        reading.read_to_end(&mut bytes).await.ok();
        let text = String::from_utf8_lossy(&bytes).into_owned();
        text.split(' ').nth(1).map_or("the connection ends".to_owned(), str::to_owned)
    };
    let (_, came) = tokio::join!(slowly, read);
    let seconds = (begin.elapsed().as_secs_f64() / 5.0).round() * 5.0;
    format!("{came} after {seconds} s")
}

#[tokio::test]
#[ignore = "half a minute: make hostile"]
async fn who_is_slow_on_purpose() {
    let (_folder, _service, at) = service();
    let head = b"GET / HTTP/1.1\r\nHost: a\r\nX-Slow: ";
    let body = b"POST /v1/exposure HTTP/1.1\r\nHost: a\r\nContent-Type: application/geo+json\r\n\
        Content-Length: 100000\r\n\r\n";
    let (silent, slowloris, stalled) =
        tokio::join!(ended(at, b"", b""), ended(at, head, b"a"), ended(at, body, b" "));
    row(at, "a caller that says nothing", &silent).await;
    row(at, "a head that comes byte by byte", &slowloris).await;
    row(at, "a body that comes byte by byte", &stalled).await;
}
