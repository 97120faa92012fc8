//! How much lies in which class: of units, of polygons, of features.

use axum::extract::{RawQuery, Request, State};
use axum::http::{HeaderMap, header};
use axum::response::Response;
use serde::Serialize;

use super::AppState;
use super::caller::Caller;
use super::extract::{self, Parameters, Segments};
use super::openapi::{
    BadAddress, BadBody, BadParameter, EXAMPLE_EXPOSURE, EXAMPLE_EXPOSURE_FEATURE,
    EXAMPLE_EXPOSURE_POLYGON, Faults, LayerList, LayerName, PolygonOrFeature, example,
};
use super::polygon_body::polygon;
use super::private::private;
use super::problem::Problem;
use crate::exposure::{Exposure, Of, Question, exposure, to_csv};
use crate::model::Lang;

/// How much lies in which class, by unit
///
/// For every unit of a level (`by`), or one (`unit`): area, people, all other measures and the
/// facilities, by class of each hazard, with `none` and `unmapped`, so that the rows add up to
/// the whole. The worst units come first; `whole` has the share of the city at each class.
/// People are spread evenly over the area of their unit.
#[utoipa::path(get, path = "/v1/exposure", tag = "Exposure", operation_id = "exposure",
    params(
        ("by" = Option<String>, Query, description = "A level of units: all of its units, such as kecamatan"),
        ("unit" = Option<String>, Query, description = "The code of a unit of any level, in the place of `by`", example = "33.74.01"),
        ("layers" = Option<LayerList>, Query, style = Form, explode = false, description = "The hazards, separated by commas; all where absent", example = json!(["rob"])),
        ("with" = Option<LayerList>, Query, style = Form, explode = false, description = "Up to four hazards to be told together, such as banjir,rob"),
        ("rank_by" = Option<String>, Query, description = "The hazard, and the column, that the units are ranked by: `banjir.people`, `banjir.sekolah.siswa`"),
        ("format" = Option<Format>, Query, description = "By `Accept` where absent"),
        ("lang" = Option<Lang>, Query, description = "The language of labels; by Accept-Language where absent")
    ),
    responses(
        (status = 200, description = "What lies in which class",
            headers(("Content-Language" = String, description = "The language of the answer")),
            content((Exposure = "application/json", example = json!(example(EXAMPLE_EXPOSURE))), (String = "text/csv"))),
        BadParameter, BadAddress, Faults
    ))]
pub(super) async fn of_units(
    State(state): State<AppState>,
    caller: Caller,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let known = ["by", "unit", "layers", "with", "rank_by", "format", "lang"];
    let parameters = Parameters::parse(query.as_deref(), &known)?;
    let lang = extract::strict_lang(query.as_deref(), &headers)?;
    let format = format(&parameters, &headers)?;
    let of = match (parameters.get("by"), parameters.get("unit")) {
        (Some(level), None) => Of::Level(level.to_owned()),
        (None, Some(code)) => Of::Unit(code.to_owned()),
        _ => {
            return Err(Problem::parameter(
                "by",
                "isi `by` (tingkat wilayah) atau `unit` (kode satu wilayah); kirim poligon dengan POST",
                "give `by` (a level) or `unit` (the code of a unit); send a polygon with POST",
            ));
        }
    };
    let question = question(&parameters, of, lang);
    answer((state, caller), question, format).await
}

/// How much lies in which class, in a polygon
///
/// The same for a polygon of any form: GeoJSON of at most 10,000 vertices, whose borders do not
/// cross. Of each unit the people come in the share of its area that lies inside.
#[utoipa::path(post, path = "/v1/exposure", tag = "Exposure", operation_id = "exposure_of_polygon",
    params(
        ("layers" = Option<LayerList>, Query, style = Form, explode = false, description = "The hazards, separated by commas; all where absent", example = json!(["rob"])),
        ("with" = Option<LayerList>, Query, style = Form, explode = false, description = "Up to four hazards to be told together, such as banjir,rob"),
        ("format" = Option<Format>, Query, description = "By `Accept` where absent"),
        ("lang" = Option<Lang>, Query, description = "The language of labels; by Accept-Language where absent")
    ),
    request_body(description = "A Polygon, a MultiPolygon, or features of those; at most 10,000 vertices and 2 MiB",
        content((PolygonOrFeature = "application/geo+json", example = json!(example(EXAMPLE_EXPOSURE_POLYGON))))),
    responses(
        (status = 200, description = "What lies in which class",
            headers(("Content-Language" = String, description = "The language of the answer")),
            content((Exposure = "application/json"), (String = "text/csv"))),
        BadParameter, BadAddress, BadBody, Faults
    ))]
pub(super) async fn of_polygon(
    State(state): State<AppState>,
    caller: Caller,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
    request: Request,
) -> Result<Response, Problem> {
    let parameters = Parameters::parse(query.as_deref(), &["layers", "with", "format", "lang"])?;
    let lang = extract::strict_lang(query.as_deref(), &headers)?;
    let format = format(&parameters, &headers)?;
    let asked = polygon(request, &state).await?;
    let question = question(&parameters, Of::Polygon(asked), lang);
    answer((state, caller), question, format).await
}

/// What is true of an area
///
/// Of a feature with polygons, such as a kelurahan: which classes of each hazard occur in it and
/// over what share, and the people and facilities there.
#[utoipa::path(get, path = "/v1/at/{layer}/{id}", tag = "Places", operation_id = "at_feature",
    params(
        ("layer" = LayerName, Path, description = "The layer", example = "kelurahan"),
        ("id" = String, Path, description = "The feature's id or code", example = "33.74.01.1009"),
        ("layers" = Option<LayerList>, Query, style = Form, explode = false, description = "The hazards, separated by commas; all where absent", example = json!(["banjir"])),
        ("with" = Option<LayerList>, Query, style = Form, explode = false, description = "Up to four hazards to be told together, such as banjir,rob"),
        ("lang" = Option<Lang>, Query, description = "The language of labels; by Accept-Language where absent")
    ),
    responses(
        (status = 200, body = Exposure, description = "What is true of it",
            headers(("Content-Language" = String, description = "The language of the answer")),
            example = json!(example(EXAMPLE_EXPOSURE_FEATURE))),
        BadParameter, BadAddress, Faults
    ))]
pub(super) async fn of_feature(
    State(state): State<AppState>,
    caller: Caller,
    Segments((layer, id)): Segments<(String, String)>,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let parameters = Parameters::parse(query.as_deref(), &["layers", "with", "lang"])?;
    let lang = extract::strict_lang(query.as_deref(), &headers)?;
    answer((state, caller), question(&parameters, Of::Feature { layer, id }, lang), Format::Json)
        .await
}

/// How an answer is written.
#[derive(Debug, Clone, Copy, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "lowercase")]
pub(super) enum Format {
    Json,
    Csv,
}

/// By `format`, otherwise by which of the two `Accept` likes better.
fn format(parameters: &Parameters<'_>, headers: &HeaderMap) -> Result<Format, Problem> {
    match parameters.get("format") {
        Some("json") => return Ok(Format::Json),
        Some("csv") => return Ok(Format::Csv),
        Some(_) => {
            let (id, en) = ("pakai `json` atau `csv`", "use `json` or `csv`");
            return Err(Problem::parameter("format", id, en));
        }
        None => {}
    }
    let accepted = headers.get(header::ACCEPT).and_then(|a| a.to_str().ok()).unwrap_or_default();
    let weight = |wanted: &[&str]| {
        let ranges = accepted.split(',').map(extract::weighted);
        ranges.filter(|(name, _)| wanted.contains(name)).map(|(_, w)| w).fold(0.0, f64::max)
    };
    let csv = weight(&["text/csv"]);
    Ok(if csv > weight(&["application/json"]) { Format::Csv } else { Format::Json })
}

fn question(parameters: &Parameters<'_>, of: Of, lang: Lang) -> Question {
    let list = |name: &str| {
        parameters.get(name).map(|text| text.split(',').map(str::to_owned).collect::<Vec<_>>())
    };
    Question {
        of,
        hazards: list("layers"),
        with: list("with").unwrap_or_default(),
        rank_by: parameters.get("rank_by").map(str::to_owned),
        lang,
    }
}

async fn answer(
    (state, caller): (AppState, Caller),
    question: Question,
    format: Format,
) -> Result<Response, Problem> {
    let view = caller.view;
    let lang = question.lang;
    let workers = state.workers.clone();
    let work = move || -> Result<Vec<u8>, Problem> {
        let prepared = state.exposures.of(&view).map_err(|e| Problem::internal(&e))?;
        let answer = exposure(&view, &prepared, &question);
        let answer = answer.map_err(|refused| Problem::refused(&refused))?;
        match format {
            Format::Csv => Ok(to_csv(&answer).into_bytes()),
            Format::Json => json(&answer),
        }
    };
    let media_type = match format {
        Format::Csv => "text/csv; charset=utf-8",
        Format::Json => "application/json",
    };
    Ok(private(workers.run(work).await??, media_type, lang))
}

fn json(answer: &impl Serialize) -> Result<Vec<u8>, Problem> {
    serde_json::to_vec(answer).map_err(|e| Problem::internal(&e))
}
