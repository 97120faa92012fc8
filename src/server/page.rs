//! The page, from inside the binary.

use std::borrow::Cow;

use axum::body::Bytes;
use axum::extract::Request;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use rust_embed::{EmbeddedFile, RustEmbed};

use super::caching::{Had, IMMUTABLE, REVALIDATE};
use super::caller::Caller;
use super::encoding::Coding;
use super::extract::Segments;
use super::problem::Problem;

/// What `make web` built.
#[derive(RustEmbed)]
#[folder = "web/dist"]
#[allow_missing = true]
struct Built;

/// The codings that `make web` packed files in, and how their names end.
const PACKED: [(Coding, &str); 2] = [(Coding::Brotli, ".br"), (Coding::Gzip, ".gz")];

impl Built {
    /// A file by its own name: packed ones are reached by what they pack.
    fn plain(name: &str) -> Option<EmbeddedFile> {
        Self::get(name).filter(|_| !PACKED.iter().any(|(_, ending)| name.ends_with(ending)))
    }

    /// The file as the reader likes it best of what there is; without a coding it is coded on its
    /// way out, if at all.
    fn packed(name: &str, headers: &HeaderMap) -> Option<(Coding, EmbeddedFile)> {
        let coding = Coding::among(&PACKED.map(|(coding, _)| coding), headers);
        let (_, ending) = PACKED.into_iter().find(|(one, _)| *one == coding)?;
        Some((coding, Self::get(&format!("{name}{ending}"))?))
    }
}

/// The map.
pub(super) async fn index(headers: HeaderMap) -> Result<Response, Problem> {
    page("index.html", &headers)
}

/// The description of the API, to be read.
pub(super) async fn docs(headers: HeaderMap) -> Result<Response, Problem> {
    page("docs.html", &headers)
}

/// Says with each file whom the page may talk to: us, and the basemap's server where the city has
/// one. Workers are held to what comes with their own code.
pub(super) async fn with_policy(caller: Caller, request: Request, next: Next) -> Response {
    let outside = caller.view.city().basemap.as_ref().map_or("", |basemap| basemap.tiles.origin());
    let mut response = next.run(request).await;
    if let Ok(policy) = HeaderValue::try_from(policy(outside)) {
        response.headers_mut().insert(header::CONTENT_SECURITY_POLICY, policy);
    }
    response
}

fn policy(outside: &str) -> String {
    format!(
        "default-src 'self'; script-src 'self'; worker-src 'self' blob:; \
         img-src 'self' data: blob: {outside}; style-src 'self' 'unsafe-inline'; \
         connect-src 'self' {outside}; object-src 'none'; base-uri 'none'; frame-ancestors 'none'"
    )
}

fn page(name: &str, headers: &HeaderMap) -> Result<Response, Problem> {
    let page = Built::plain(name).ok_or_else(|| {
        Problem::not_found(
            "Halaman tidak ikut dibangun; jalankan `make web` lalu bangun lagi",
            "the page was not built in; run `make web` and build again",
        )
    })?;
    Ok(file(name, page, REVALIDATE, headers))
}

/// Files whose names hold a hash of their content.
pub(super) async fn asset(
    Segments(path): Segments<String>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let name = format!("assets/{path}");
    match Built::plain(&name) {
        Some(found) => Ok(file(&name, found, IMMUTABLE, &headers)),
        None => Err(super::fallbacks::no_such_address().await),
    }
}

/// Files that stand beside the page under fixed names, such as its icon.
pub(super) async fn beside(
    Segments(name): Segments<String>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    match Built::plain(&name).filter(|_| !name.ends_with(".html")) {
        Some(found) => Ok(file(&name, found, REVALIDATE, &headers)),
        None => Err(super::fallbacks::no_such_address().await),
    }
}

fn file(name: &str, found: EmbeddedFile, keep: &'static str, headers: &HeaderMap) -> Response {
    // The hash was taken when the program was built.
    let hash = found.metadata.sha256_hash();
    let digits: String = hash.iter().take(10).map(|byte| format!("{byte:02x}")).collect();
    let etag = format!("\"{digits}\"");
    let about = [
        (header::CACHE_CONTROL, keep.to_owned()),
        // Weak: of the file, in whichever coding it goes out.
        (header::ETAG, format!("W/{etag}")),
        (header::CONTENT_TYPE, media_type(name, &found)),
        (header::VARY, "accept-encoding".to_owned()),
    ];
    if Had::of(headers).matches(&etag) {
        return (StatusCode::NOT_MODIFIED, about).into_response();
    }
    match Built::packed(name, headers) {
        Some((coding, packed)) => {
            (about, [(header::CONTENT_ENCODING, coding.name())], bytes(packed)).into_response()
        }
        None => (about, bytes(found)).into_response(),
    }
}

fn media_type(name: &str, found: &EmbeddedFile) -> String {
    if name.ends_with(".html") {
        return "text/html; charset=utf-8".to_owned();
    }
    found.metadata.mimetype().to_owned()
}

fn bytes(file: EmbeddedFile) -> Bytes {
    match file.data {
        Cow::Borrowed(built_in) => Bytes::from_static(built_in),
        Cow::Owned(read) => Bytes::from(read),
    }
}
