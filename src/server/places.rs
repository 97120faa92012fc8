//! What is true at a place.

use axum::Json;
use axum::extract::{RawQuery, State};
use axum::http::{HeaderMap, header};
use axum::response::{IntoResponse, Response};

use super::AppState;
use super::extract::{self, Parameters};
use super::problem::Problem;
use crate::query;

/// `GET /v1/at`. Answered on the async thread: it takes microseconds, less than a hand-over.
pub(super) async fn at(
    State(state): State<AppState>,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let known = ["lon", "lat", "layers", "radius_m", "lang"];
    let parameters = Parameters::parse(query.as_deref(), &known)?;
    let view = state.view();
    let lang = extract::strict_lang(&parameters, &headers)?;
    let question = parameters.question(&view, lang)?;
    let answer = query::at(&view, &question);
    // Where somebody asks from is nobody's business: no cache keeps it.
    let private = [
        (header::CACHE_CONTROL, "private, no-store"),
        (header::CONTENT_LANGUAGE, lang.tag()),
        (header::VARY, "accept-language"),
    ];
    Ok((private, Json(answer)).into_response())
}
