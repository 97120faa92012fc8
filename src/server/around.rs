//! What is around a place, for responders.

use std::sync::Arc;

use axum::extract::{RawQuery, State};
use axum::http::HeaderMap;
use axum::response::Response;

use super::AppState;
use super::caller::Caller;
use super::extract::{self, Parameters, excerpt};
use super::openapi::{BadParameter, EXAMPLE_AROUND, Faults, example};
use super::private::private_json;
use super::problem::Problem;
use crate::exposure::people_within;
use crate::model::Lang;
use crate::query::{self, Around, AroundQuestion, MOST_KINDS, UnknownKind};

/// What is around a place, in at most 3 kB
///
/// The hazards there in short, the units, the people within the radius (those of each unit spread
/// evenly over its area, or over where a layer says that they live), and the nearest facility of each kind with telephone, capacity,
/// distance and direction. No cache keeps the answer.
#[utoipa::path(get, path = "/v1/around", tag = "Places",
    params(
        ("lon" = f64, Query, minimum = -180, maximum = 180, description = "Degrees east", example = 110.42),
        ("lat" = f64, Query, minimum = -90, maximum = 90, description = "Degrees north", example = -6.97),
        ("radius_m" = Option<f64>, Query, minimum = 0, maximum = 5000, description = "How far around people are counted and graver classes are looked for, in metres (1000)"),
        ("kinds" = Option<Vec<String>>, Query, style = Form, explode = false, max_items = 8, description = "Kinds of facilities as the layer has them, separated by commas; all where absent, the farthest left out", example = json!(["puskesmas", "rumah sakit"])),
        ("lang" = Option<Lang>, Query, description = "The language of labels; by Accept-Language where absent")
    ),
    responses(
        (status = 200, body = Around, description = "What is around",
            headers(("Content-Language" = String, description = "The language of the answer")),
            example = json!(example(EXAMPLE_AROUND))),
        BadParameter, Faults
    ))]
pub(super) async fn around(
    State(state): State<AppState>,
    caller: Caller,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let known = ["lon", "lat", "radius_m", "kinds", "lang"];
    let parameters = Parameters::parse(query.as_deref(), &known)?;
    let lang = extract::strict_lang(query.as_deref(), &headers)?;
    let question = AroundQuestion {
        place: parameters.place()?,
        radius_m: parameters.radius_m()?,
        kinds: kinds(&parameters)?,
        lang,
    };
    let (view, peoples) = (caller.view, Arc::clone(&state.peoples));
    let answered = state.workers.run(move || {
        // A responder is answered without the people rather than not at all.
        let prepared = peoples.of(&view).ok();
        let people = prepared.as_ref().and_then(|prepared| {
            people_within(prepared, question.place, question.radius_m).ok().flatten()
        });
        let answer =
            query::around(&view, &question, people).map_err(|unknown| problem(&unknown))?;
        private_json(&answer, lang)
    });
    answered.await?
}

fn kinds(parameters: &Parameters<'_>) -> Result<Option<Vec<String>>, Problem> {
    let Some(text) = parameters.get("kinds") else { return Ok(None) };
    let mut kinds: Vec<String> = text.split(',').map(|kind| kind.trim().to_owned()).collect();
    kinds.sort_unstable();
    kinds.dedup();
    if kinds.len() > MOST_KINDS {
        return Err(Problem::parameter(
            "kinds",
            &format!("paling banyak {MOST_KINDS} jenis"),
            &format!("at most {MOST_KINDS} kinds"),
        ));
    }
    Ok(Some(kinds))
}

fn problem(unknown: &UnknownKind) -> Problem {
    let (kind, [id, en]) = (excerpt(&unknown.came), unknown.hint());
    Problem::parameter(
        "kinds",
        &format!("tidak ada fasilitas jenis `{kind}` ({id})"),
        &format!("there is no facility of kind `{kind}` ({en})"),
    )
}
