//! What the service replies to a request, through the router as a client meets it.
#![allow(dead_code, clippy::unwrap_used, reason = "each test takes what it needs of it")]

use axum::Router;
use axum::body::Body;
use axum::http::{HeaderMap, HeaderName, Request, StatusCode};
use http_body_util::BodyExt;
use serde_json::Value;
use tower::ServiceExt;

pub(crate) struct Reply {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Vec<u8>,
}

impl Reply {
    /// The reply, whole.
    pub(crate) async fn of(service: Router, request: Request<Body>) -> Self {
        let (parts, body) = service.oneshot(request).await.unwrap().into_parts();
        let body = body.collect().await.unwrap().to_bytes().to_vec();
        Self { status: parts.status, headers: parts.headers, body }
    }

    /// The same, to a request without a body at `city.test`.
    pub(crate) async fn to(
        service: Router,
        (method, path): (&str, &str),
        with: &[(HeaderName, &str)],
    ) -> Self {
        let mut request = Request::builder().method(method).uri(path).header("host", "city.test");
        for (name, value) in with {
            request = request.header(name, *value);
        }
        Self::of(service, request.body(Body::empty()).unwrap()).await
    }

    /// A header; nothing where it is not there.
    pub(crate) fn header(&self, name: HeaderName) -> &str {
        self.headers.get(name).map_or("", |v| v.to_str().unwrap())
    }

    pub(crate) fn text(&self) -> &str {
        std::str::from_utf8(&self.body).unwrap()
    }

    pub(crate) fn json(&self) -> Value {
        serde_json::from_slice(&self.body).expect("JSON")
    }
}
