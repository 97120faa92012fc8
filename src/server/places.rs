//! What is true at a place.

use axum::extract::RawQuery;
use axum::http::HeaderMap;
use axum::response::Response;

use super::caller::Caller;
use super::extract::{self, Parameters};
use super::openapi::{BadAddress, BadParameter, EXAMPLE_AT, Faults, LayerList, example};
use super::private::private_json;
use super::problem::Problem;
use crate::model::Lang;
use crate::query::{self, Answer};

/// What is true at a place
///
/// The administrative units, what each hazard layer says, the school zones, the population of
/// the unit, and the sources of all of it. A hazard is `mapped` (in a class), `none` (mapped,
/// in no class) or `unmapped` (not known). No cache keeps the answer.
// Answered on the async thread: it takes microseconds, less than a hand-over.
#[utoipa::path(get, path = "/v1/at", tag = "Places",
    params(
        ("lon" = f64, Query, minimum = -180, maximum = 180, description = "Degrees east", example = 110.42),
        ("lat" = f64, Query, minimum = -90, maximum = 90, description = "Degrees north", example = -6.97),
        ("layers" = Option<LayerList>, Query, style = Form, explode = false, description = "The layers to ask, separated by commas; all where absent", example = json!(["banjir", "rob"])),
        ("radius_m" = Option<f64>, Query, minimum = 0, maximum = 5000, description = "How far borders and graver classes are looked for, in metres (1000)"),
        ("lang" = Option<Lang>, Query, description = "The language of labels and advice; by Accept-Language where absent")
    ),
    responses(
        (status = 200, body = Answer, description = "What is true there",
            headers(("Content-Language" = String, description = "The language of the answer")),
            example = json!(example(EXAMPLE_AT))),
        BadParameter, BadAddress, Faults
    ))]
pub(super) async fn at(
    caller: Caller,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let known = ["lon", "lat", "layers", "radius_m", "lang"];
    let parameters = Parameters::parse(query.as_deref(), &known)?;
    let view = caller.view;
    let lang = extract::strict_lang(query.as_deref(), &headers)?;
    let question = parameters.question(&view, lang)?;
    let answer = query::at(&view, &question);
    private_json(&answer, lang)
}
