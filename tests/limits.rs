//! What strangers do to a service, and what becomes of it: through sockets, as they would.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test stops and tells")]

#[path = "support/demo_state.rs"]
mod demo_state;
#[path = "support/reply.rs"]
mod reply;
#[path = "support/styles.rs"]
mod styles;
#[path = "support/wire.rs"]
mod wire;

use std::net::SocketAddr;
use std::num::NonZeroU32;
use std::time::Duration;

use axum::Extension;
use axum::Router;
use axum::body::Body;
use axum::http::{Request, StatusCode, header};
use demo_state::fresh;
use futures_util::FutureExt;
use futures_util::future::join_all;
use reply::Reply;
use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::time::Instant;
use wareng::server::{Caller, Limits, Proxies, router};
use wire::{Said, get, heard, post, sent, served};

const AT: &str = "/v1/at?lon=110.42&lat=-6.97";
const TEXT: &str = "/lokasi?lon=110.42&lat=-6.97";
const SEARCH: &str = "/v1/search?q=jalan";
const EXPOSURE: &str = "/v1/exposure?by=kecamatan";
const TILE: &str = "/tiles/banjir/12/3304/2127";

/// Ten of the cheapest requests, which come back one in ten seconds.
fn few() -> Limits {
    Limits { rate: Duration::from_micros(10), saved: 100, ..Limits::default() }
}

fn behind(proxies: &[&str], limits: Limits) -> Limits {
    Limits { proxies: Proxies::parse(proxies).unwrap(), ..limits }
}

async fn service(limits: Limits) -> SocketAddr {
    served(fresh(2).with_limits(limits)).await
}

/// The service goes on for others.
async fn serves(at: SocketAddr) {
    assert_eq!(get(at, "/healthz", "").await.status, 200);
    assert_eq!(get(at, AT, "").await.status, 200);
}

#[tokio::test(start_paused = true)]
async fn a_head_that_never_ends_and_a_caller_that_says_nothing_are_cut_off() {
    let at = service(Limits::default()).await;
    for begun in ["", "GET / HTTP/1.1\r\nHost: city.test\r\nX-Slow: "] {
        let mut slow = sent(at, begun.as_bytes()).await;
        serves(at).await;
        let begin = Instant::now();
        // A byte now and then does not help.
        while begin.elapsed() < Duration::from_secs(60) && !begun.is_empty() {
            tokio::time::sleep(Duration::from_secs(4)).await;
            if slow.write_all(b"a").await.is_err() {
                break;
            }
        }
        let said = heard(&mut slow).await.map(|said| said.status);
        assert!(matches!(said, None | Some(408)), "{said:?}");
        assert!(begin.elapsed() < Duration::from_secs(30), "{:?}", begin.elapsed());
    }
    serves(at).await;
}

#[tokio::test(start_paused = true)]
async fn a_body_that_does_not_come_is_waited_for_no_longer_than_a_request_may_take() {
    let at = service(Limits::default()).await;
    let head = "POST /v1/exposure HTTP/1.1\r\nHost: city.test\r\nConnection: close\r\n\
        Content-Type: application/geo+json\r\nContent-Length: 100000\r\n\r\n{\"type\":";
    let mut slow = sent(at, head.as_bytes()).await;
    let begin = Instant::now();
    let said = heard(&mut slow).await.unwrap();
    assert_eq!((said.status, said.header("retry-after")), (503, "1"));
    assert!(begin.elapsed() <= Duration::from_secs(31), "{:?}", begin.elapsed());
    serves(at).await;
}

#[tokio::test]
async fn a_body_without_end_is_refused_where_it_is_too_long() {
    let at = service(Limits::default()).await;
    for (path, media_type) in [("/v1/exposure", "application/geo+json"), ("/v1/at", "text/csv")] {
        let head = format!(
            "POST {path} HTTP/1.1\r\nHost: city.test\r\nContent-Type: {media_type}\r\n\
             Transfer-Encoding: chunked\r\n\r\n"
        );
        let (mut reading, mut writing) = sent(at, head.as_bytes()).await.into_split();
        let piece = format!("10000\r\n{}\r\n", " ".repeat(0x10000));
        let endless = async { while writing.write_all(piece.as_bytes()).await.is_ok() {} };
        let mut start = [0; 12];
        let ((), read) = tokio::join!(endless, reading.read_exact(&mut start));
        read.unwrap();
        assert_eq!(&start, b"HTTP/1.1 413", "{path}");
    }
    serves(at).await;
}

#[tokio::test]
async fn floods_of_headers_are_refused() {
    let at = service(Limits::default()).await;
    let many: String = (0..200).map(|i| format!("X-{i}: a\r\n")).collect();
    assert_eq!(get(at, AT, &many).await.status, 431);
    let long = format!("X-Long: {}\r\n", "a".repeat(64 << 10));
    assert_eq!(get(at, AT, &long).await.status, 431);
    let address = format!("/cari?q={}", "a".repeat(70 << 10));
    assert!(matches!(get(at, &address, "").await.status, 414 | 431));
    serves(at).await;
}

#[tokio::test]
async fn what_is_no_http_and_what_is_http_2_is_refused() {
    let at = service(Limits::default()).await;
    for bytes in [
        &b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03"[..],
        b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
        b"\0\0\0\0\r\n\r\n",
    ] {
        let said = heard(&mut sent(at, bytes).await).await.map(|said| said.status);
        assert!(matches!(said, None | Some(400 | 505)), "{said:?}");
    }
    serves(at).await;
}

#[tokio::test]
async fn no_trick_of_an_address_leads_anywhere() {
    let at = service(Limits::default()).await;
    for path in [
        "/assets/..%2f..%2fCargo.toml",
        "/assets/../../Cargo.toml",
        "/assets/%2e%2e/%2e%2e/Cargo.toml",
        "/assets/..%5c..%5cCargo.toml",
        "/assets//etc/passwd",
        "/assets/%00",
        "/%00",
        "/index.html%00.png",
        "/%FF%FE",
        "//",
        "//etc/passwd",
        "/.git/config",
        "/tiles/..%2f..%2fetc%2fpasswd/0/0/0",
        "/tiles/banjir%00/0/0/0",
        "/v1/layers/..%2fcity.toml",
        "/v1/at/kelurahan/..%2f..%2fcity.toml",
        "/sprites/..%2f..%2fCargo.toml",
        "http://elsewhere.example/assets/x",
        "/admin/reload",
        "/metrics",
    ] {
        let said = get(at, path, "").await;
        assert!(matches!(said.status, 400 | 404), "{path}: {said:?}");
        assert!(!said.body.contains("[package]") && !said.body.contains("root:"), "{path}");
    }
    serves(at).await;
}

#[tokio::test]
async fn json_of_any_depth_and_polygons_of_any_size_are_refused() {
    let at = service(Limits::default()).await;
    let deep = |bytes: usize| "[".repeat(bytes);
    let geometry = format!("{{\"type\":\"Polygon\",\"coordinates\":{}", deep(1 << 20));
    let corners: Vec<_> = (0..60_000).map(|i| format!("[110.{i},-7.0]")).collect();
    let large = format!("{{\"type\":\"Polygon\",\"coordinates\":[[{}]]}}", corners.join(","));
    for body in [deep(1 << 20), geometry, format!("{{\"a\":{}", deep(1 << 20)), large] {
        for path in ["/v1/exposure", "/v1/within?layers=sekolah", "/v1/at"] {
            let said = post(at, path, "application/geo+json", &body).await;
            assert!((400..500).contains(&said.status), "{path}: {said:?}");
        }
    }
    serves(at).await;
}

/// Two ends for each connection, in one process.
fn many_files() {
    let Rlimit { maximum, .. } = getrlimit(Resource::Nofile);
    setrlimit(Resource::Nofile, Rlimit { current: maximum, maximum }).unwrap();
    assert!(maximum.is_none_or(|most| most > 5000), "a test of connections needs more files");
}

#[tokio::test]
async fn two_thousand_connections_are_as_many_as_there_is_room_for() {
    many_files();
    let limits = Limits { connections: 100, ..Limits::default() };
    let at = service(limits).await;
    let mut held = Vec::new();
    for _ in 0..100 {
        held.push(sent(at, b"GET /healthz HTTP/1.1\r\nHost: city.test\r\n\r\n").await);
    }
    for one in &mut held {
        one.read_exact(&mut [0; 15]).await.unwrap();
    }
    for _ in 0..19 {
        // Not all at once: the system itself lets only so many knock.
        let hundred = (0..100).map(async |_| heard(&mut sent(at, b"").await).await);
        for said in join_all(hundred).await {
            let said = said.expect("all are told at once, and when to return");
            assert_eq!((said.status, said.header("retry-after")), (503, "1"));
        }
    }
    // Those who are in are served, and who goes makes room.
    held[0].write_all(b"GET /healthz HTTP/1.1\r\nHost: city.test\r\n\r\n").await.unwrap();
    held[0].read_exact(&mut [0; 15]).await.unwrap();
    drop(held);
    while get(at, "/healthz", "").await.status != 200 {
        tokio::task::yield_now().await;
    }
}

#[tokio::test]
async fn one_client_has_no_more_connections_than_its_share_and_a_proxy_has_all() {
    let limits = Limits { connections_per_client: 3, ..Limits::default() };
    for (limits, most) in [(limits.clone(), 3), (behind(&["127.0.0.0/8"], limits), 20)] {
        let at = service(limits).await;
        let mut held = Vec::new();
        for _ in 0..20 {
            held.push(sent(at, b"GET /healthz HTTP/1.1\r\nHost: city.test\r\n\r\n").await);
        }
        let mut statuses = Vec::new();
        for one in &mut held {
            let mut start = [0; 12];
            one.read_exact(&mut start).await.unwrap();
            statuses.push(String::from_utf8(start[9..].to_vec()).unwrap());
        }
        assert_eq!(statuses.iter().filter(|s| *s == "200").count(), most, "{statuses:?}");
    }
}

/// How many of twenty of a kind are answered.
async fn answered_of_twenty(at: SocketAddr, path: &str, headers: &str) -> usize {
    let mut answered = 0;
    for _ in 0..20 {
        let said = get(at, path, headers).await;
        assert!(matches!(said.status, 200 | 429), "{path}: {said:?}");
        answered += usize::from(said.status == 200);
    }
    answered
}

fn is_told_to_wait(said: &Said, words: &str) {
    assert_eq!(said.status, 429, "{said:?}");
    let wait: u64 = said.header("retry-after").parse().unwrap();
    assert!((1..=1000).contains(&wait), "{said:?}");
    assert!(said.body.contains(words), "{said:?}");
}

#[tokio::test]
async fn who_had_enough_is_told_when_to_return_in_words_or_as_a_page() {
    let at = service(few()).await;
    assert_eq!(answered_of_twenty(at, AT, "").await, 10);
    let english = get(at, AT, "Accept-Language: en\r\n").await;
    is_told_to_wait(&english, "too many requests from this address");
    assert_eq!(english.header("content-type"), "application/problem+json");
    is_told_to_wait(&get(at, AT, "").await, "Terlalu banyak permintaan dari alamat");
    let page = get(at, TEXT, "").await;
    is_told_to_wait(&page, "<html");
    is_told_to_wait(&get(at, TILE, "").await, "too-many-requests");
    is_told_to_wait(&get(at, "/no/such/address", "").await, "too-many-requests");
    // Whoever watches whether it lives asks from somewhere.
    assert_eq!(get(at, "/healthz", "").await.status, 200);
    assert_eq!(get(at, "/readyz", "").await.status, 200);
}

#[tokio::test]
async fn what_costs_more_counts_for_more() {
    for (path, answered) in [
        (AT, 10),
        (TEXT, 5),
        ("/v1/nearest?lon=110.42&lat=-6.97&layer=fasilitas", 2),
        (EXPOSURE, 1),
    ] {
        let at = service(few()).await;
        assert_eq!(answered_of_twenty(at, path, "").await, answered, "{path}");
    }
}

#[tokio::test]
async fn a_tile_that_is_kept_costs_as_little_as_the_cheapest() {
    let state = fresh(2);
    // Somebody else has had it made.
    let reply = Reply::to(router(state.clone()), ("GET", TILE), &[]).await;
    assert_eq!(reply.status, StatusCode::OK);
    let at = served(state.with_limits(few())).await;
    assert_eq!(answered_of_twenty(at, TILE, "").await, 10);
}

#[tokio::test]
async fn a_forwarded_address_counts_where_a_proxy_of_ours_says_it_and_nowhere_else() {
    let from = |address: &str| format!("X-Forwarded-For: {address}\r\n");
    let at = service(few()).await;
    assert_eq!(answered_of_twenty(at, AT, &from("192.0.2.1")).await, 10);
    assert_eq!(
        answered_of_twenty(at, AT, &from("192.0.2.2")).await,
        0,
        "strangers are not believed"
    );

    let at = service(behind(&["127.0.0.1", "10.0.0.0/8"], few())).await;
    assert_eq!(answered_of_twenty(at, AT, &from("192.0.2.1")).await, 10);
    assert_eq!(answered_of_twenty(at, AT, &from("192.0.2.2")).await, 10, "each has its own");
    let forged = from("203.0.113.9, 192.0.2.2, 10.1.2.3");
    assert_eq!(answered_of_twenty(at, AT, &forged).await, 0, "what stands left of it is made up");
    assert_eq!(answered_of_twenty(at, AT, &from("2001:db8:1:2::1")).await, 10);
    assert_eq!(answered_of_twenty(at, AT, &from("2001:db8:1:2:ffff::1")).await, 0, "one household");
    assert_eq!(answered_of_twenty(at, AT, &from("2001:db8:1:3::1")).await, 10, "its neighbour");
}

fn with_key(service: Router, caller: Caller) -> Router {
    service.layer(Extension(caller))
}

async fn statuses(service: &Router, path: &str, count: usize) -> Vec<u16> {
    let ask = |_| Reply::to(service.clone(), ("GET", path), &[]);
    join_all((0..count).map(ask)).await.iter().map(|reply| reply.status.as_u16()).collect()
}

#[tokio::test]
async fn a_key_counts_by_itself_and_by_the_rate_that_it_was_given() {
    let service = router(fresh(2).with_limits(few()));
    let caller = |key, rate| Caller { key, rate: NonZeroU32::new(rate), priority: false };
    let answered = async |key, rate, path| {
        let service = with_key(service.clone(), caller(key, rate));
        statuses(&service, path, 20).await.into_iter().filter(|s| *s == 200).count()
    };
    assert_eq!(answered(1, 0, AT).await, 10, "as any client");
    assert_eq!(answered(2, 7, AT).await, 7);
    assert_eq!(answered(2, 7, AT).await, 0);
    assert_eq!(answered(3, 7, "/v1/nearest?lon=110.42&lat=-6.97&layer=fasilitas").await, 7);
}

#[tokio::test]
async fn while_too_much_waits_pages_kept_tiles_and_responders_are_answered() {
    let state = fresh(1).with_limits(Limits { queue_time: Duration::ZERO, ..Limits::default() });
    let service = router(state.clone());
    let responder = Caller { key: 1, rate: None, priority: true };
    let responder = with_key(service.clone(), responder);
    state.prepare().await;
    assert_eq!(statuses(&service, TILE, 1).await, [200]);

    // The one worker is taken, and others wait for it: all let in, though they have to wait.
    let ask = |of: &Router, path| Box::pin(Reply::to(of.clone(), ("GET", path), &[]));
    let mut waiting: Vec<_> = (0..50).map(|_| ask(&responder, SEARCH)).collect();
    assert!(waiting.iter_mut().all(|one| one.as_mut().now_or_never().is_none()));
    for path in [EXPOSURE, SEARCH, "/tiles/rob/12/3304/2127", "/v1/at/kelurahan/x"] {
        let reply = ask(&service, path).now_or_never().expect("told at once");
        assert_eq!(reply.status, StatusCode::SERVICE_UNAVAILABLE, "{path}");
        assert_eq!(reply.header(header::RETRY_AFTER), "1", "{path}");
    }
    for path in [TILE, AT, "/healthz", "/v1/layers"] {
        let reply = ask(&service, path).now_or_never().expect("answered at once");
        assert_eq!(reply.status, StatusCode::OK, "{path}");
    }
    waiting.extend([TEXT, "/cari?q=jalan", TEXT].map(|path| ask(&service, path)));
    for reply in join_all(waiting).await {
        assert_eq!(reply.status, StatusCode::OK);
    }
    // And then it is as it was.
    assert_eq!(statuses(&service, SEARCH, 1).await, [200]);
}

#[tokio::test]
async fn who_tries_keys_has_no_more_of_it_than_of_anything_else() {
    let at = service(few()).await;
    let mut statuses = Vec::new();
    for _ in 0..15 {
        statuses.push(get(at, AT, "Authorization: Bearer wareng_0\r\n").await.status);
    }
    let wrong = statuses.iter().filter(|s| **s == 401).count();
    assert!((1..15).contains(&wrong), "{statuses:?}");
    assert!(statuses[wrong..].iter().all(|s| *s == 429), "{statuses:?}");
    assert_eq!(get(at, AT, "").await.status, 429, "it is the same client");
}

#[tokio::test]
async fn requests_of_the_service_itself_are_nobodys() {
    let service = router(fresh(2).with_limits(few()));
    let request = || Request::get(AT).body(Body::empty()).unwrap();
    for _ in 0..20 {
        assert_eq!(Reply::of(service.clone(), request()).await.status, StatusCode::OK);
    }
}
