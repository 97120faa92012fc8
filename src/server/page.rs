//! The page, from inside the binary.

use std::borrow::Cow;

use axum::body::Bytes;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use rust_embed::{EmbeddedFile, RustEmbed};

use super::caching::{Had, IMMUTABLE};
use super::extract::Segments;
use super::problem::Problem;

/// What `make web` built.
#[derive(RustEmbed)]
#[folder = "web/dist"]
#[allow_missing = true]
struct Built;

/// The map.
pub(super) async fn index(headers: HeaderMap) -> Result<Response, Problem> {
    page("index.html", &headers)
}

/// The description of the API, to be read.
pub(super) async fn docs(headers: HeaderMap) -> Result<Response, Problem> {
    page("docs.html", &headers)
}

fn page(name: &str, headers: &HeaderMap) -> Result<Response, Problem> {
    let page = Built::get(name).ok_or_else(|| {
        Problem::not_found(
            "Halaman tidak ikut dibangun; jalankan `make web` lalu bangun lagi",
            "the page was not built in; run `make web` and build again",
        )
    })?;
    Ok(file(name, page, "no-cache", headers))
}

/// Files whose names hold a hash of their content.
pub(super) async fn asset(
    Segments(path): Segments<String>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let name = format!("assets/{path}");
    match Built::get(&name) {
        Some(found) => Ok(file(&name, found, IMMUTABLE, &headers)),
        None => Err(super::problem::no_such_address().await),
    }
}

/// Files that stand beside the page under fixed names, such as its icon.
pub(super) async fn beside(
    Segments(name): Segments<String>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    match Built::get(&name).filter(|_| !name.ends_with(".html")) {
        Some(found) => Ok(file(&name, found, "no-cache", &headers)),
        None => Err(super::problem::no_such_address().await),
    }
}

fn file(name: &str, found: EmbeddedFile, keep: &str, headers: &HeaderMap) -> Response {
    // The hash was taken when the program was built.
    let hash = found.metadata.sha256_hash();
    let digits: String = hash.iter().take(10).map(|byte| format!("{byte:02x}")).collect();
    let etag = format!("\"{digits}\"");
    let kind = found.metadata.mimetype().to_owned();
    let kind = if name.ends_with(".html") { "text/html; charset=utf-8".to_owned() } else { kind };
    let about = [
        (header::CACHE_CONTROL, keep.to_owned()),
        // Weak: other bodies than tiles are coded on their way out.
        (header::ETAG, format!("W/{etag}")),
        (header::CONTENT_TYPE, kind),
    ];
    if Had::of(headers).matches(&etag) {
        return (StatusCode::NOT_MODIFIED, about).into_response();
    }
    let body = match found.data {
        Cow::Borrowed(built_in) => Bytes::from_static(built_in),
        Cow::Owned(read) => Bytes::from(read),
    };
    (about, body).into_response()
}
