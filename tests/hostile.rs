//! What hostile callers try, each once, on a service as it is started: the table of
//! docs/operations.md. `make hostile` prints it, with those that take their time.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test stops and tells")]

#[path = "hostile/files.rs"]
mod files;
#[path = "support/folder.rs"]
mod folder;
#[path = "support/service.rs"]
mod service;
#[path = "hostile/slow.rs"]
mod slow;
#[path = "hostile/table.rs"]
mod table;
#[path = "support/wire.rs"]
mod wire;

use std::net::SocketAddr;
use std::time::{Duration, Instant};

use folder::{Folder, collection, feature, hazard, square};
use futures_util::future::join_all;
use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};
use serde_json::json;
use service::Service;
use table::row;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use wire::{get, heard, post, sent};

const ASKED: &[u8] = b"GET /healthz HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n";

const GEOJSON: &str = "application/geo+json";

/// A service with room for few connections, and without a limit by client: all are one here.
fn service() -> (Folder, Service, SocketAddr) {
    service_with(&["--connections", "300", "--rate-ms", "0"])
}

fn service_with(options: &[&str]) -> (Folder, Service, SocketAddr) {
    let folder = Folder::new();
    folder.layer("banjir", &hazard("banjir.geojson", "[fields]\nkelas = {}"));
    let area = feature(json!({ "kelas": "1" }), square(110.41, -7.01, 0.02));
    folder.write("banjir.geojson", collection(&[area]));
    let service = Service::over(&folder, options);
    let at = service.address.parse().unwrap();
    (folder, service, at)
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
    // Each that is answered has its place, and keeps it: none is on its way in or out.
    let mut held = Vec::new();
    for _ in 0..300 {
        held.push(sent(at, b"GET /healthz HTTP/1.1\r\nHost: a\r\n\r\n").await);
    }
    for one in &mut held {
        let mut line = [0; 15];
        one.read_exact(&mut line).await.unwrap();
        assert_eq!(&line, b"HTTP/1.1 200 OK");
    }
    let mut turned_away = 0;
    for _ in 0..20 {
        let hundred = (0..100).map(async |_| heard(&mut sent(at, b"").await).await);
        let said = join_all(hundred).await;
        turned_away += said.iter().flatten().filter(|s| s.status == 503).count();
    }
    assert!(turned_away >= 1990, "{turned_away}");
    drop(held);
    while status(at, ASKED).await != "200" {
        tokio::task::yield_now().await;
    }
    row(at, "2,300 connections where 300 may be", "503 to 2,000, the others stay").await;
}

#[tokio::test]
#[ignore = "some seconds: make hostile"]
async fn ten_thousand_connections() {
    const MANY: usize = 10_000;
    let files = getrlimit(Resource::Nofile);
    let most = files.maximum.unwrap_or(u64::MAX);
    assert!(most > 11_000, "10,000 connections take 11,000 files (ulimit -Hn), not {most}");
    setrlimit(Resource::Nofile, Rlimit { current: files.maximum, ..files }).unwrap();
    let room = ["--connections", "12000", "--connections-per-client", "12000", "--rate-ms", "0"];
    let (_folder, _service, at) = service_with(&room);
    let begin = Instant::now();
    let mut held = Vec::new();
    for _ in 0..MANY {
        held.push(sent(at, b"GET /healthz HTTP/1.1\r\nHost: a\r\n\r\n").await);
    }
    let mut answered = 0;
    for one in &mut held {
        let mut line = [0; 12];
        one.read_exact(&mut line).await.unwrap();
        answered += usize::from(&line == b"HTTP/1.1 200");
    }
    assert!(begin.elapsed() < Duration::from_secs(15), "the first would be idle for too long");
    let came = format!("{answered} are answered, and stay");
    row(at, "10,000 connections where 12,000 may be", &came).await;
    drop(held);
}
