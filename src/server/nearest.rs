//! The features nearest to a place.

use axum::extract::{RawQuery, State};
use axum::http::HeaderMap;
use axum::response::Response;

use super::AppState;
use super::caller::Caller;
use super::extract::{self, Parameters};
use super::filter::unknown_field;
use super::openapi::{BadAddress, BadParameter, EXAMPLE_NEAREST, Faults, LayerName, example};
use super::private::private_json;
use super::problem::Problem;
use crate::model::{Kind, Lang, hint};
use crate::query::{
    self, Among, DEFAULT_NEAREST, EVERYWHERE_M, MOST_NEAREST, Nearest, NearestQuestion,
};
use crate::snapshot::View;

/// The features nearest to a place
///
/// The nearest features of a layer, or of all layers of a kind, by their distance on the
/// ellipsoid, each with the direction to it. To areas and lines the distance is to their nearest
/// point, and 0 inside of an area. No cache keeps the answer.
#[utoipa::path(get, path = "/v1/nearest", tag = "Places",
    params(
        ("lon" = f64, Query, minimum = -180, maximum = 180, description = "Degrees east", example = 110.42),
        ("lat" = f64, Query, minimum = -90, maximum = 90, description = "Degrees north", example = -6.97),
        ("layer" = Option<LayerName>, Query, description = "The layer; either this or `kind`", example = "fasilitas"),
        ("kind" = Option<Kind>, Query, description = "All layers of this kind; either this or `layer`"),
        ("where" = Option<Vec<String>>, Query, style = Form, explode = true, description = "A field and the value it has, such as `jenis:puskesmas`; several values of one field are any of them, several fields all of them", example = json!(["jenis:puskesmas"])),
        ("k" = Option<u8>, Query, minimum = 1, maximum = 50, description = "How many (5)", example = 2),
        ("radius_m" = Option<f64>, Query, minimum = 0, maximum = 20_100_000, description = "No farther than so many metres; anywhere where absent"),
        ("lang" = Option<Lang>, Query, description = "The language of the notice; by Accept-Language where absent")
    ),
    responses(
        (status = 200, body = Nearest, description = "The nearest features, nearest first",
            headers(("Content-Language" = String, description = "The language of the answer")),
            example = json!(example(EXAMPLE_NEAREST))),
        BadParameter, BadAddress, Faults
    ))]
pub(super) async fn nearest(
    State(state): State<AppState>,
    caller: Caller,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let known = ["lon", "lat", "layer", "kind", "where", "k", "radius_m", "lang"];
    let parameters = Parameters::parse_repeated(query.as_deref(), &known, &["where"])?;
    let view = caller.view;
    let lang = extract::strict_lang(query.as_deref(), &headers)?;
    let question = NearestQuestion {
        place: parameters.place()?,
        among: among(&parameters, &view)?,
        filter: parameters.filter()?,
        k: parameters.count("k", (1, MOST_NEAREST, DEFAULT_NEAREST))?,
        radius_m: parameters.metres("radius_m", EVERYWHERE_M)?.unwrap_or(EVERYWHERE_M),
        lang,
    };
    let answered = state.workers.run(move || {
        let answer = query::nearest(&view, &question);
        answer
            .map_err(|field| unknown_field("where", &field))
            .and_then(|answer| private_json(&answer, lang))
    });
    answered.await?
}

fn among(parameters: &Parameters<'_>, view: &View) -> Result<Among, Problem> {
    match (parameters.get("layer"), parameters.get("kind")) {
        (Some(name), None) => Ok(Among::Layer(extract::layer(view, name)?.layer().id.clone())),
        (None, Some(name)) => kind(name).map(Among::Kind),
        _ => Err(Problem::parameter(
            "layer",
            "isi salah satu dari `layer` dan `kind`",
            "give one of `layer` and `kind`",
        )),
    }
}

fn kind(name: &str) -> Result<Kind, Problem> {
    const KINDS: [&str; 10] = [
        "hazard",
        "zoning",
        "school",
        "population",
        "boundary",
        "facility",
        "address",
        "street",
        "place",
        "base",
    ];
    let read = serde_json::from_value(name.into()).ok();
    read.ok_or_else(|| {
        let [id, en] = hint(name, &KINDS.map(str::to_owned));
        let name = extract::excerpt(name);
        Problem::parameter(
            "kind",
            &format!("tidak ada jenis `{name}` ({id})"),
            &format!("there is no kind `{name}` ({en})"),
        )
    })
}
