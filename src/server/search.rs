//! Places by what people call them.

use std::sync::Arc;

use axum::extract::{RawQuery, State};
use axum::http::HeaderMap;
use axum::response::Response;

use super::AppState;
use super::caller::Caller;
use super::extract::{self, Parameters};
use super::openapi::{BadParameter, EXAMPLE_REVERSE, EXAMPLE_SEARCH, Faults, example};
use super::private::private_json;
use super::problem::Problem;
use crate::model::Lang;
use crate::search::{
    DEFAULT_LIMIT, Found, MOST_CHARS, MOST_HITS, Wanted, collection, find, reverse,
};

/// Places by what people call them
///
/// Addresses, streets, schools, facilities, villages, and positions in numbers or plus codes, as
/// people write them and while they write: shortened, misspelt, in any order. Properties are those
/// of Photon's API, so that its widgets work; `precision` and `sure` say what a hit is good for.
/// A hit that is only a street or an area comes with its lines or polygons, never with a made-up
/// point. Where nothing fits, there are no features.
#[utoipa::path(get, path = "/v1/search", tag = "Places",
    params(
        ("q" = String, Query, max_length = 200, description = "What somebody wrote", example = "gg manggis 24 no 6"),
        ("lon" = Option<f64>, Query, minimum = -180, maximum = 180, description = "Where they are: what is near comes first among equals; with `lat`", example = 110.42),
        ("lat" = Option<f64>, Query, minimum = -90, maximum = 90, description = "See `lon`", example = -6.98),
        ("limit" = Option<usize>, Query, minimum = 1, maximum = 20, description = "How many hits at most; 5 where absent", example = 5),
        ("lang" = Option<Lang>, Query, description = "The language of the notice; by Accept-Language where absent")
    ),
    responses(
        (status = 200, body = Found, description = "What was found, the likeliest first", example = json!(example(EXAMPLE_SEARCH))),
        BadParameter, Faults
    ))]
pub(super) async fn search(
    State(state): State<AppState>,
    caller: Caller,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let lang = extract::strict_lang(query.as_deref(), &headers)?;
    let asked = Parameters::parse(query.as_deref(), &["q", "lon", "lat", "limit", "lang"])?;
    let text = text(&asked)?.to_owned();
    let near = asked.optional_place()?;
    let limit = asked.count("limit", (1, MOST_HITS, DEFAULT_LIMIT))?;
    let (view, indexes) = (caller.view, Arc::clone(&state.indexes));
    let found = move || {
        let index = indexes.of(&view);
        let hits = find(&view, &index, &Wanted { text: &text, near, limit });
        collection(&view, hits, lang)
    };
    let found = state.workers.run(found).await?;
    private_json(&found, lang)
}

/// What stands at a place
///
/// The nearest house and the nearest street within 100 m, and the unit, in the shape of
/// `/v1/search`. No cache keeps the answer.
#[utoipa::path(get, path = "/v1/reverse", tag = "Places",
    params(
        ("lon" = f64, Query, minimum = -180, maximum = 180, description = "Degrees east", example = 110.42),
        ("lat" = f64, Query, minimum = -90, maximum = 90, description = "Degrees north", example = -6.97),
        ("lang" = Option<Lang>, Query, description = "The language of the notice; by Accept-Language where absent")
    ),
    responses(
        (status = 200, body = Found, description = "What stands there, the most precise first", example = json!(example(EXAMPLE_REVERSE))),
        BadParameter, Faults
    ))]
pub(super) async fn reverse(
    State(state): State<AppState>,
    caller: Caller,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let lang = extract::strict_lang(query.as_deref(), &headers)?;
    let place = Parameters::parse(query.as_deref(), &["lon", "lat", "lang"])?.place()?;
    let view = caller.view;
    let found = move || collection(&view, reverse::at(&view, place), lang);
    private_json(&state.workers.run(found).await?, lang)
}

pub(super) fn text<'a>(asked: &'a Parameters<'_>) -> Result<&'a str, Problem> {
    let text = asked.get("q").map(str::trim).filter(|text| !text.is_empty());
    let text = text.ok_or_else(|| {
        Problem::parameter(
            "q",
            "wajib diisi: alamat, jalan, sekolah, atau nama tempat",
            "is required: an address, a street, a school, or the name of a place",
        )
    })?;
    if text.chars().count() > MOST_CHARS {
        return Err(Problem::parameter(
            "q",
            &format!("paling banyak {MOST_CHARS} huruf"),
            &format!("has at most {MOST_CHARS} characters"),
        ));
    }
    Ok(text)
}
