//! The service over the city, asked at its router as a connection asks it; and what holds of
//! every reply.

use std::collections::BTreeMap;
use std::sync::{Arc, OnceLock};

use axum::Router;
use axum::body::Body;
use axum::http::{HeaderMap, HeaderName, Request, StatusCode, header};
use http_body_util::BodyExt;
use roxmltree::{Document, ParsingOptions};
use serde_json::Value;
use serde_json::value::RawValue;
use tokio::runtime::{Builder, Runtime};
use tower::ServiceExt;
use wareng::server::{AppState, router};
use wareng::snapshot::{LayerVersion, Snapshot};
use wareng::style::StyleBook;

use crate::city::{city, repository};

/// What was answered.
#[derive(Debug)]
pub(crate) struct Said {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Vec<u8>,
}

impl Said {
    /// A header; nothing where it is not there.
    pub(crate) fn header(&self, name: HeaderName) -> &str {
        self.headers.get(name).and_then(|v| v.to_str().ok()).unwrap_or_default()
    }

    pub(crate) fn json(&self) -> Value {
        serde_json::from_slice(&self.body).expect("JSON")
    }

    /// The same answer, whoever made it.
    pub(crate) fn is_as(&self, other: &Self) -> bool {
        let told = [header::CONTENT_TYPE, header::ETAG, header::CACHE_CONTROL, header::LOCATION];
        self.status == other.status
            && self.body == other.body
            && told.into_iter().all(|name| self.header(name.clone()) == other.header(name))
    }
}

/// Asks, and holds the reply against [`is_an_answer`].
pub(crate) fn ask(request: Request<Body>) -> Said {
    let (router, runtime) = served();
    let asked = request.uri().clone();
    let said = runtime.block_on(async {
        let (parts, body) = router.clone().oneshot(request).await.expect("a reply").into_parts();
        let body = body.collect().await.expect("a body").to_bytes().to_vec();
        Said { status: parts.status, headers: parts.headers, body }
    });
    is_an_answer(&said, &asked.to_string());
    said
}

fn served() -> &'static (Router, Runtime) {
    static SERVED: OnceLock<(Router, Runtime)> = OnceLock::new();
    SERVED.get_or_init(|| {
        let (city, prepared) = city();
        let layers = prepared.iter().map(|p| Arc::new(LayerVersion::new(p.clone())));
        let snapshot = Snapshot::new(city.clone(), layers, BTreeMap::new());
        let state = AppState::new(snapshot, styles(), 1, Some("http://uji.test".to_owned()));
        let runtime = Builder::new_current_thread().enable_time().build().expect("a runtime");
        runtime.block_on(state.prepare());
        (router(state), runtime)
    })
}

/// Those of the repository, without the icons of maps.
fn styles() -> StyleBook {
    let named = ["flavors", "groups", "terms", "themes"].map(|name| format!("{name}.json"));
    let read = |name: String| {
        let text = std::fs::read_to_string(repository().join("styles").join(&name));
        (name, text.expect("a style"))
    };
    StyleBook::parse(&named.map(read).into_iter().collect()).expect("styles")
}

/// It is no fault of ours and no lack of workers, it is what it says it is, and what is refused
/// says why.
fn is_an_answer(said: &Said, asked: &str) {
    assert!(!said.status.is_server_error(), "{asked}: {said:?}");
    let media_type = said.header(header::CONTENT_TYPE).split(';').next().unwrap_or_default();
    match media_type {
        "application/problem+json" => {
            let problem = said.json();
            assert_eq!(problem["status"], said.status.as_u16(), "{asked}");
            for told in ["type", "title", "detail"] {
                let told = problem[told].as_str().unwrap_or_default();
                assert!(!told.is_empty(), "{asked}: {problem}");
            }
        }
        "application/json" => _ = said.json(),
        // Numbers that were sent stay as they were written, also those that are no doubles.
        "application/geo+json" => {
            let json = serde_json::from_slice::<&RawValue>(&said.body);
            assert!(json.is_ok(), "{asked}: {said:?}");
        }
        // Pages of text are well-formed XML: nothing that was filled in has broken out.
        "text/html" if !is_built_page(said) => {
            let text = std::str::from_utf8(&said.body).expect("text");
            let options = ParsingOptions { allow_dtd: true, ..ParsingOptions::default() };
            let read = Document::parse_with_options(text, options);
            assert!(read.is_ok(), "{asked}: {read:?} in {text}");
        }
        _ => assert!(!said.status.is_client_error(), "{asked}: {said:?}"),
    }
}

/// The page of the map and that of the API are built by other programs.
fn is_built_page(said: &Said) -> bool {
    said.body.windows(7).any(|w| w == b"<script")
}
