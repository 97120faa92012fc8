//! What is kept of tiles, for how long, and how often they are made: through the router, and over
//! a socket where it matters.
#![allow(clippy::unwrap_used, reason = "a test fails where a step of it does")]

#[path = "support/city.rs"]
#[allow(dead_code, reason = "each test takes what it needs of it")]
mod city;
#[path = "support/reply.rs"]
mod reply;
#[path = "support/styles.rs"]
mod styles;

use std::collections::BTreeSet;
use std::io::{Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::path::Path;
use std::sync::OnceLock;
use std::sync::mpsc::channel;

use axum::http::HeaderName;
use axum::http::header::{
    ACCEPT_ENCODING, ACCESS_CONTROL_ALLOW_ORIGIN, ACCESS_CONTROL_EXPOSE_HEADERS, CACHE_CONTROL,
    CONTENT_ENCODING, CONTENT_LENGTH, ETAG, IF_NONE_MATCH, LOCATION, ORIGIN, VARY,
};
use reply::Reply;
use wareng::load::{Options, load};
use wareng::server::{AppState, router};
use wareng::snapshot::Snapshot;

const FULL: &str = "/tiles/bahaya,jalan/13/6608/4255";
const EMPTY: &str = "/tiles/bahaya,jalan/13/0/0";

const FOR_GOOD: &str = "public, max-age=31536000, immutable";
const REVALIDATED: &str = "public, no-cache";

fn snapshot(folder: &Path, prepared: &str) -> Snapshot {
    let options = Options {
        folder: folder.to_owned(),
        prepared: Some(Path::new(env!("CARGO_TARGET_TMPDIR")).join(prepared)),
        program: env!("CARGO_BIN_EXE_wareng").into(),
        limits: wareng::ingest::Limits::default(),
        workers: 2,
    };
    let loaded = load(&options, &|_, _| {}).expect("a city");
    assert!(loaded.published.refused.is_empty(), "{:#?}", loaded.published.refused);
    loaded.published.snapshot
}

/// A small city of three layers, with a count and a cache of its own.
fn small() -> AppState {
    static SMALL: OnceLock<Snapshot> = OnceLock::new();
    let folder = city::root().join("fixtures/layers");
    state(SMALL.get_or_init(|| snapshot(&folder, "prepared-tile-cache")).clone())
}

/// The same city after one of its layers, `jalan`, was published anew.
fn with_other_streets() -> Snapshot {
    let folder = tempfile::tempdir().unwrap();
    let layers = city::root().join("fixtures/layers");
    std::fs::create_dir(folder.path().join("data")).unwrap();
    for below in ["", "data"] {
        for file in std::fs::read_dir(layers.join(below)).unwrap().map(Result::unwrap) {
            if file.path().is_file() {
                let to = folder.path().join(below).join(file.file_name());
                std::fs::copy(file.path(), to).unwrap();
            }
        }
    }
    let manifest = folder.path().join("jalan.toml");
    let text = std::fs::read_to_string(&manifest).unwrap();
    std::fs::write(&manifest, text.replace("en = \"Streets\"", "en = \"Roads\"")).unwrap();
    snapshot(folder.path(), "prepared-tile-cache-other")
}

fn state(snapshot: Snapshot) -> AppState {
    AppState::new(snapshot, styles::book(), 2, None)
}

async fn ask(state: &AppState, path: &str) -> Reply {
    ask_with(state, path, &[]).await
}

async fn ask_with(state: &AppState, path: &str, with: &[(HeaderName, &str)]) -> Reply {
    ask_by("GET", state, path, with).await
}

async fn ask_by(method: &str, state: &AppState, path: &str, with: &[(HeaderName, &str)]) -> Reply {
    Reply::to(router(state.clone()), (method, path), with).await
}

/// The `v` of some layers' tiles, as their TileJSON gives it.
async fn tag(state: &AppState, layers: &str) -> String {
    let json = ask(state, &format!("/tiles/{layers}")).await.json();
    let template = json["tiles"][0].as_str().unwrap().to_owned();
    let (address, tag) = template.split_once("?v=").unwrap();
    assert_eq!(address, format!("http://city.test/tiles/{layers}/{{z}}/{{x}}/{{y}}"));
    tag.to_owned()
}

#[tokio::test]
async fn a_tile_with_its_version_is_kept_for_good_and_one_without_is_revalidated() {
    let state = small();
    let tag = tag(&state, "bahaya,jalan").await;
    for (path, status) in [(FULL, 200), (EMPTY, 204)] {
        for (path, keep) in [(path.to_owned(), REVALIDATED), (format!("{path}?v={tag}"), FOR_GOOD)]
        {
            let reply = ask(&state, &path).await;
            assert_eq!(reply.status, status, "{path}");
            let etag = reply.header(ETAG);
            assert!(etag.starts_with('"') && etag.ends_with('"'), "strong: {etag}");
            let again = ask_with(&state, &path, &[(IF_NONE_MATCH, etag)]).await;
            assert_eq!((again.status.as_u16(), again.body.len()), (304, 0), "{path}");
            for reply in [&reply, &again] {
                assert_eq!(reply.header(CACHE_CONTROL), keep, "{path}");
                assert_eq!(reply.header(VARY), "accept-encoding", "{path}");
                assert_eq!(reply.header(ETAG), etag, "{path}");
            }
        }
    }
}

#[tokio::test]
async fn a_version_that_is_not_served_leads_to_the_tile_without() {
    let state = small();
    let of_the_other_order = tag(&state, "jalan,bahaya").await;
    for version in [&of_the_other_order, "0123456789abcdef", "", "7", "%2F%2Felsewhere.example"] {
        for path in [FULL, EMPTY] {
            let reply = ask(&state, &format!("{path}?v={version}")).await;
            assert_eq!(reply.status, 307, "{version}");
            assert_eq!(reply.header(CACHE_CONTROL), REVALIDATED, "{version}");
            // Relative to the address that was asked for (RFC 3986, section 5.3).
            let (folder, last) = path.rsplit_once('/').unwrap();
            assert_eq!(reply.header(LOCATION), last, "{version}");
            let there = ask(&state, &format!("{folder}/{last}")).await;
            assert!([200, 204].contains(&there.status.as_u16()));
        }
    }
    assert_eq!(state.tile_work().made, 2, "a redirect costs no tile");
    for wrong in ["v=1&v=2", "version=1", "v=1&lang=en"] {
        let reply = ask(&state, &format!("{FULL}?{wrong}")).await;
        assert_eq!(reply.status, 400, "{wrong}");
        assert_eq!(reply.header(CACHE_CONTROL), "no-store", "{wrong}");
    }
    assert_eq!(ask(&state, "/tiles/bahaya/22/0/0?v=7").await.header(CACHE_CONTROL), "no-store");
}

#[tokio::test]
async fn a_tile_is_made_once_for_each_coding_and_a_304_makes_none() {
    let state = small();
    let etags = ["zstd", "br", "gzip", "identity"].map(async |coding| {
        let first = ask_with(&state, FULL, &[(ACCEPT_ENCODING, coding)]).await;
        let second = ask_with(&state, FULL, &[(ACCEPT_ENCODING, coding)]).await;
        assert_eq!(first.body, second.body, "{coding}");
        assert_eq!(first.headers, second.headers, "{coding}");
        let told = if coding == "identity" { "" } else { coding };
        assert_eq!(first.header(CONTENT_ENCODING), told);
        first.header(ETAG).to_owned()
    });
    let etags: BTreeSet<String> = futures_util::future::join_all(etags).await.into_iter().collect();
    assert_eq!((etags.len(), state.tile_work().made), (4, 4));
    for etag in etags {
        ask_with(&state, FULL, &[(IF_NONE_MATCH, &etag)]).await;
    }
    assert_eq!(state.tile_work().made, 4);
    let unasked = small();
    let etag = ask(&state, FULL).await.header(ETAG).to_owned();
    assert_eq!(ask_with(&unasked, FULL, &[(IF_NONE_MATCH, &etag)]).await.status, 304);
    assert_eq!(unasked.tile_work().made, 0, "another process knows it without making it");
}

/// What is kept is answered before routing, unless the address is written in another way.
#[tokio::test]
async fn the_short_way_and_the_long_one_answer_alike() {
    let state = small();
    let had = ask(&state, FULL).await.header(ETAG).to_owned();
    for (path, etag, status) in [(FULL, "", 200), (EMPTY, "", 204), (FULL, had.as_str(), 304)] {
        let with = [(IF_NONE_MATCH, etag), (ORIGIN, "https://elsewhere.example")];
        ask(&state, path).await;
        let short = ask_with(&state, path, &with).await;
        let mut long = ask_with(&state, &path.replace(',', "%2C"), &with).await;
        if status != 200 {
            // Where there is no body it is not sent (RFC 9110, section 8.6).
            long.headers.remove(CONTENT_LENGTH);
        }
        assert_eq!(short.status, status, "{path}");
        assert_eq!((short.status, &short.headers), (long.status, &long.headers), "{path}");
        assert_eq!(short.body, long.body, "{path}");
    }
    assert_eq!(state.tile_work().made, 2);
}

#[tokio::test]
async fn an_empty_tile_is_kept_as_well_and_takes_little() {
    let state = small();
    for _ in 0..3 {
        assert_eq!(ask(&state, EMPTY).await.status, 204);
    }
    let work = state.tile_work();
    assert_eq!((work.made, work.kept), (1, 1));
    assert!(work.kept_bytes < 256, "{work:?}");
}

#[tokio::test]
async fn nothing_is_kept_where_nothing_may_be() {
    let state = small().with_tile_cache_mib(0);
    let (first, second) = (ask(&state, FULL).await, ask(&state, FULL).await);
    assert_eq!(first.body, second.body);
    let work = state.tile_work();
    assert_eq!((work.made, work.kept, work.kept_bytes), (2, 0, 0));
}

#[tokio::test]
async fn publishing_a_layer_leaves_the_tiles_of_others_where_they_are() {
    let state = small();
    let (alone, streets, both) = ("bahaya", "jalan", "bahaya,jalan");
    let mut before = Vec::new();
    for layers in [alone, streets, both] {
        let path = format!("/tiles/{layers}/13/6608/4255?v={}", tag(&state, layers).await);
        before.push((ask(&state, &path).await, path));
    }
    let tilejson = ask(&state, "/tiles/jalan").await.header(ETAG).to_owned();
    let style = ask(&state, "/styles/dasar-siang").await.header(ETAG).to_owned();
    assert_eq!(state.tile_work().made, 3);

    state.publish(with_other_streets());

    let (first, path) = &before[0];
    let again = ask(&state, path).await;
    assert_eq!((again.status.as_u16(), &again.body), (200, &first.body));
    assert_eq!(again.header(CACHE_CONTROL), FOR_GOOD);
    assert_eq!(state.tile_work().made, 3, "it was kept");
    for (old, path) in &before[1..] {
        assert_eq!(ask(&state, path).await.status, 307, "{path}");
        let now = path.split_once('?').unwrap().0;
        let reply = ask_with(&state, now, &[(IF_NONE_MATCH, old.header(ETAG))]).await;
        assert_eq!(reply.status, 200, "{now}");
    }
    assert_eq!(state.tile_work().made, 5);
    for (path, old) in [("/tiles/jalan", tilejson), ("/styles/dasar-siang", style)] {
        assert_eq!(ask_with(&state, path, &[(IF_NONE_MATCH, &old)]).await.status, 200, "{path}");
    }
}

#[tokio::test]
async fn styles_and_tilejson_name_versions_and_are_revalidated() {
    let state = small();
    let style = ask(&state, "/styles/dasar-siang").await.json();
    let sources = style["sources"].as_object().unwrap();
    assert!(!sources.is_empty());
    for (layer, source) in sources {
        let tilejson = ask(&state, &format!("/tiles/{layer}")).await.json();
        for key in ["tiles", "minzoom", "maxzoom", "bounds", "attribution"] {
            assert_eq!(source[key], tilejson[key], "{layer}: {key}");
        }
        let address = source["tiles"][0].as_str().unwrap().replace("http://city.test", "");
        let address = address.replace("{z}", "8").replace("{x}", "206").replace("{y}", "132");
        assert_eq!(ask(&state, &address).await.header(CACHE_CONTROL), FOR_GOOD, "{address}");
    }
    for path in ["/styles/dasar-siang", "/tiles/bahaya,jalan"] {
        let reply = ask(&state, path).await;
        assert_eq!(reply.header(CACHE_CONTROL), REVALIDATED, "{path}");
        let etag = reply.header(ETAG);
        let again = ask_with(&state, path, &[(IF_NONE_MATCH, etag)]).await;
        assert_eq!(
            (again.status.as_u16(), again.body.len(), again.header(ETAG)),
            (304, 0, etag),
            "{path}"
        );
        // Another language is another answer.
        let other = ask_with(&state, &format!("{path}?lang=en"), &[(IF_NONE_MATCH, etag)]).await;
        assert_eq!(other.status, 200, "{path}");
    }
}

#[tokio::test]
async fn any_page_may_ask_and_read_the_validator() {
    let with = [(ORIGIN, "https://elsewhere.example")];
    let reply = ask_with(&small(), FULL, &with).await;
    assert_eq!(reply.header(ACCESS_CONTROL_ALLOW_ORIGIN), "*");
    assert!(reply.header(ACCESS_CONTROL_EXPOSE_HEADERS).contains("etag"));
}

/// The service on a socket.
fn serve(runtime: &tokio::runtime::Runtime, state: &AppState) -> SocketAddr {
    let listener = runtime.block_on(tokio::net::TcpListener::bind("127.0.0.1:0")).unwrap();
    let address = listener.local_addr().unwrap();
    runtime.spawn(axum::serve(listener, router(state.clone())).into_future());
    address
}

/// A request on a connection of its own; status, headers in small letters, body.
fn over_a_socket(to: SocketAddr, method: &str, path: &str) -> (u16, String, Vec<u8>) {
    let mut stream = TcpStream::connect(to).unwrap();
    let request = format!(
        "{method} {path} HTTP/1.1\r\nhost: test\r\naccept-encoding: gzip\r\nconnection: close\r\n\r\n"
    );
    stream.write_all(request.as_bytes()).unwrap();
    let mut reply = Vec::new();
    stream.read_to_end(&mut reply).unwrap();
    let end = reply.windows(4).position(|w| w == b"\r\n\r\n").unwrap() + 4;
    let head = String::from_utf8(reply[..end].to_vec()).unwrap().to_ascii_lowercase();
    let status = head.split(' ').nth(1).unwrap().parse().unwrap();
    (status, head, reply[end..].to_vec())
}

#[test]
fn head_says_all_that_get_does_but_for_the_bytes() {
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let state = small();
    let address = serve(&runtime, &state);
    let tag = runtime.block_on(tag(&state, "bahaya,jalan"));
    for (path, status) in [(FULL, 200), (EMPTY, 204)] {
        for path in [path.to_owned(), format!("{path}?v={tag}")] {
            // Of nothing axum says the length in a reply to HEAD only.
            let but = |l: &&str| !l.starts_with("date:") && *l != "content-length: 0";
            let without_date = |head: String| -> Vec<String> {
                head.lines().filter(but).map(str::to_owned).collect()
            };
            let (head_status, head, nothing) = over_a_socket(address, "HEAD", &path);
            let (get_status, got, body) = over_a_socket(address, "GET", &path);
            assert_eq!((head_status, get_status, nothing.len()), (status, status, 0), "{path}");
            assert_eq!(without_date(head), without_date(got.clone()), "{path}");
            let length = format!("{CONTENT_LENGTH}: {}\r\n", body.len());
            assert_eq!(got.contains(&length), status == 200, "{path}: {got}");
        }
    }
}

/// Whoever asks, and whatever they ask at once: a tile is made once or not at all.
#[test]
fn a_storm_on_cold_tiles_makes_each_once_and_fails_only_where_it_says_when_to_return() {
    const CLIENTS: usize = 200;
    const MIB: u32 = 4;
    let state = state(snapshot(&city::root().join("layers"), "prepared-tile-cache-demo"));
    let state = state.with_tile_cache_mib(MIB);
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let address = serve(&runtime, &state);
    let tiles: Vec<String> = (0..40)
        .map(|i| format!("/tiles/banjir,kelurahan/14/{}/{}", 13212 + i % 8, 8508 + i / 8))
        .collect();
    let (answered, told) = channel();
    std::thread::scope(|scope| {
        for client in 0..CLIENTS {
            let (answered, tiles) = (answered.clone(), &tiles);
            scope.spawn(move || {
                // Half begin together, half anywhere.
                let begin = if client % 2 == 0 { 0 } else { client };
                for i in 0..4 {
                    let path = &tiles[(begin + i) % tiles.len()];
                    let (status, head, _) = over_a_socket(address, "GET", path);
                    answered.send((path.clone(), status, head)).unwrap();
                }
            });
        }
    });
    drop(answered);
    let replies: Vec<(String, u16, String)> = told.iter().collect();
    assert_eq!(replies.len(), 4 * CLIENTS);
    let mut had = BTreeSet::new();
    for (path, status, head) in &replies {
        match status {
            200 | 204 => _ = had.insert(path),
            503 => assert!(head.contains("retry-after: 1\r\n"), "{head}"),
            other => panic!("{path}: {other}"),
        }
    }
    let work = state.tile_work();
    assert_eq!(work.made, had.len() as u64, "each once");
    assert!(work.kept_bytes <= u64::from(MIB) << 20, "{work:?}");
}
