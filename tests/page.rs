//! The files of the page: in which coding they come, and whom the page may talk to.
#![allow(clippy::unwrap_used, reason = "a test fails where a step of it does")]

#[path = "support/folder.rs"]
mod folder;
#[path = "support/reply.rs"]
mod reply;
#[path = "support/styles.rs"]
mod styles;

use std::io::Read;

use axum::Router;
use axum::http::header;
use folder::{CITY, Folder};
use reply::Reply;
use wareng::server::{AppState, router};

const BASEMAP: &str = r#"
[basemap]
title = { id = "Foto udara", en = "Aerial photograph" }
tiles = "https://tiles.example.org:8443/{z}/{x}/{y}.png?k=1"
attribution = "© Contoh"
max_zoom = 18
"#;

/// A city without layers.
fn city(text: &str) -> Router {
    let (loaded, _) = Folder::of_city(text).load(1);
    router(AppState::new(loaded.published, styles::book(), 1, None))
}

async fn ask(city: &Router, path: &str, coding: &str) -> Reply {
    Reply::to(city.clone(), ("GET", path), &[(header::ACCEPT_ENCODING, coding)]).await
}

/// The addresses of what the page is made of, as it names them.
fn assets(page: &Reply) -> Vec<String> {
    let parts = page.text().split('"').filter(|part| part.starts_with("/assets/"));
    parts.map(str::to_owned).collect()
}

#[tokio::test]
async fn files_of_the_page_come_packed_as_small_as_can_be() {
    let city = city(CITY);
    let page = ask(&city, "/", "identity").await;
    let assets = assets(&page);
    assert!(assets.len() > 2, "{assets:?}");
    for path in assets.iter().map(String::as_str).chain(["/", "/docs"]) {
        let plain = ask(&city, path, "identity").await;
        assert_eq!(
            (plain.status.as_u16(), plain.header(header::CONTENT_ENCODING)),
            (200, ""),
            "{path}"
        );
        for (accepted, coding) in [("gzip, deflate, br, zstd", "br"), ("gzip", "gzip")] {
            let reply = ask(&city, path, accepted).await;
            assert_eq!(reply.header(header::CONTENT_ENCODING), coding, "{path}");
            assert_eq!(reply.header(header::VARY), "accept-encoding", "{path}");
            for same in [header::ETAG, header::CONTENT_TYPE, header::CACHE_CONTROL] {
                assert_eq!(reply.header(same.clone()), plain.header(same), "{path}");
            }
            assert_eq!(decoded(coding, &reply.body), plain.body, "{path} {coding}");
            // As small as a library's best, which is more than there is time for at a request.
            assert!(reply.body.len() <= best(coding, &plain.body), "{path} {coding}");
        }
    }
}

#[tokio::test]
async fn a_packed_file_has_no_address_of_its_own() {
    let city = city(CITY);
    let page = ask(&city, "/", "identity").await;
    for path in &assets(&page) {
        for ending in ["br", "gz"] {
            assert_eq!(ask(&city, &format!("{path}.{ending}"), "br").await.status, 404, "{path}");
        }
    }
    assert_eq!(ask(&city, "/index.html.br", "br").await.status, 404);
}

fn decoded(coding: &str, body: &[u8]) -> Vec<u8> {
    let mut out = Vec::new();
    match coding {
        "br" => brotli::Decompressor::new(body, 4096).read_to_end(&mut out).unwrap(),
        _ => flate2::read::GzDecoder::new(body).read_to_end(&mut out).unwrap(),
    };
    out
}

/// What another library makes of it at a high level, and a hundredth.
fn best(coding: &str, plain: &[u8]) -> usize {
    let packed = match coding {
        "br" => {
            let mut out = Vec::new();
            let mut coder = brotli::CompressorReader::new(plain, 4096, 9, 22);
            coder.read_to_end(&mut out).unwrap();
            out.len()
        }
        _ => {
            let mut out = Vec::new();
            let level = flate2::Compression::best();
            flate2::read::GzEncoder::new(plain, level).read_to_end(&mut out).unwrap();
            out.len()
        }
    };
    packed + packed / 100 + 64
}

/// The hosts besides ours that a policy lets in.
fn let_in(policy: &str) -> Vec<(&str, &str)> {
    let directives = policy.split("; ").filter_map(|d| d.split_once(' '));
    let hosts = directives.flat_map(|(name, all)| all.split(' ').map(move |one| (name, one)));
    hosts.filter(|(_, one)| one.starts_with("http") || *one == "*").collect()
}

#[tokio::test]
async fn the_page_talks_to_nobody_but_us() {
    let city = city(CITY);
    for path in ["/", "/docs"] {
        let page = ask(&city, path, "").await;
        let policy = page.header(header::CONTENT_SECURITY_POLICY);
        assert!(policy.contains("default-src 'self'"), "{policy}");
        assert!(policy.contains("script-src 'self';"), "{policy}");
        assert_eq!(let_in(policy), []);
    }
    assert!(ask(&city, "/v1/layers", "").await.json()["city"].get("basemap").is_none());
}

#[tokio::test]
async fn a_basemap_from_outside_is_there_to_be_turned_on_and_its_host_is_let_in() {
    let city = city(&format!("{CITY}{BASEMAP}"));
    let host = "https://tiles.example.org:8443";
    let page = ask(&city, "/", "").await;
    let asset = ask(&city, &assets(&page)[0], "").await;
    for file in [&page, &asset] {
        let policy = file.header(header::CONTENT_SECURITY_POLICY);
        assert_eq!(let_in(policy), [("img-src", host), ("connect-src", host)]);
    }
    for style in ["/styles/bahaya-siang", "/styles/dasar-malam"] {
        let style = ask(&city, style, "").await.json();
        let source = &style["sources"]["city.basemap"];
        assert_eq!(source["type"], "raster");
        assert_eq!(source["tiles"][0], "https://tiles.example.org:8443/{z}/{x}/{y}.png?k=1");
        assert_eq!((&source["tileSize"], &source["maxzoom"]), (&256.into(), &18.into()));
        assert_eq!(source["attribution"], "© Contoh");
        let layers = style["layers"].as_array().unwrap();
        let drawn: Vec<_> = layers.iter().filter(|l| l["source"] == "city.basemap").collect();
        assert_eq!(drawn.len(), 1);
        // Until somebody asks for it, that server learns nothing.
        assert_eq!(drawn[0]["layout"]["visibility"], "none");
        assert_eq!(drawn[0]["metadata"]["wareng:layer"], "city.basemap");
    }
    let told = &ask(&city, "/v1/layers", "").await.json()["city"]["basemap"];
    assert_eq!(told["origin"], host);
    assert_eq!(told["title"]["en"], "Aerial photograph");
}
