//! What caches may keep, and how they ask whether it is still so.

use std::convert::Infallible;

use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde::Serialize;

use super::problem::Problem;

/// Kept by readers and caches, and asked about anew each time: a `304` costs little.
pub(super) const REVALIDATE: &str = "public, no-cache";

/// Kept for good: what is at this address never changes.
pub(super) const IMMUTABLE: &str = "public, max-age=31536000, immutable";

/// What the reader has already, by validators. Taken by itself where a copy of all headers
/// would be a good part of the work.
pub(super) struct Had(Vec<HeaderValue>);

impl Had {
    /// A list may come in several lines.
    pub(super) fn of(headers: &HeaderMap) -> Self {
        Self(headers.get_all(header::IF_NONE_MATCH).into_iter().cloned().collect())
    }

    /// Whether it is what a validator is of (RFC 9110, section 13.1.2).
    pub(super) fn matches(&self, etag: &str) -> bool {
        self.0.iter().filter_map(|v| v.to_str().ok()).any(|list| {
            list.trim() == "*" || list.split(',').any(|e| e.trim().trim_start_matches("W/") == etag)
        })
    }
}

impl<S: Sync> FromRequestParts<S> for Had {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Infallible> {
        Ok(Self::of(&parts.headers))
    }
}

/// JSON in the reader's language with addresses at the reader's host: a `304` where the reader
/// has it.
pub(super) fn revalidated(json: &impl Serialize, headers: &HeaderMap) -> Result<Response, Problem> {
    let body = serde_json::to_vec(json).map_err(|e| Problem::internal(&e))?;
    // Of the bytes: what goes into them is much, and some of it is not in a version.
    let etag = format!("\"{}\"", &blake3::hash(&body).to_hex()[..20]);
    let caching = [
        (header::CACHE_CONTROL, REVALIDATE.to_owned()),
        // Weak: it is coded on its way out.
        (header::ETAG, format!("W/{etag}")),
        (header::VARY, "host, accept-language".to_owned()),
    ];
    if Had::of(headers).matches(&etag) {
        return Ok((StatusCode::NOT_MODIFIED, caching).into_response());
    }
    Ok((caching, [(header::CONTENT_TYPE, "application/json")], body).into_response())
}
