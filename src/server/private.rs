//! Answers about a place: where somebody asks from is nobody's business, no cache keeps them.

use axum::http::header;
use axum::response::{IntoResponse, Response};
use serde::Serialize;

use super::problem::Problem;
use crate::model::Lang;

/// Most answers are no longer than this.
const USUAL_BYTES: usize = 8 << 10;

/// An answer as JSON.
pub(super) fn private_json(answer: &impl Serialize, lang: Lang) -> Result<Response, Problem> {
    let mut body = Vec::with_capacity(USUAL_BYTES);
    serde_json::to_writer(&mut body, answer).map_err(|e| Problem::internal(&e))?;
    Ok(private(body, "application/json", lang))
}

/// An answer of any type.
pub(super) fn private(body: Vec<u8>, media_type: &'static str, lang: Lang) -> Response {
    let headers = [
        (header::CONTENT_TYPE, media_type),
        (header::CACHE_CONTROL, "private, no-store"),
        (header::CONTENT_LANGUAGE, lang.tag()),
        (header::VARY, "accept, accept-language"),
    ];
    (headers, body).into_response()
}
