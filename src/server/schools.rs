//! Schools for a place, and the zones of a school.

use axum::extract::{RawQuery, State};
use axum::http::HeaderMap;
use axum::response::Response;

use super::AppState;
use super::caller::Caller;
use super::extract::{self, Parameters, Segments, excerpt};
use super::openapi::{BadAddress, BadParameter, EXAMPLE_SCHOOLS, EXAMPLE_ZONE, Faults, example};
use super::private::{private, private_json};
use super::problem::Problem;
use crate::model::Lang;
use crate::query::{
    self, DEFAULT_SCHOOLS, MOST_SCHOOLS, Schools, SchoolsFault, SchoolsQuestion, ZonesOfSchool,
};

/// The schools for a place
///
/// The zones that hold the place, their schools, then the other schools of the jenjang by
/// distance, with the rules of the year. The answer informs and does not admit; distances are
/// straight lines. Schools without coordinates are listed by themselves. No cache keeps it.
#[utoipa::path(get, path = "/v1/schools", tag = "Schools",
    params(
        ("lon" = f64, Query, minimum = -180, maximum = 180, description = "Degrees east", example = 110.42),
        ("lat" = f64, Query, minimum = -90, maximum = 90, description = "Degrees north", example = -6.97),
        ("jenjang" = String, Query, description = "TK, SD, SMP, SMA, SMK, SLB, MI, MTs or MA, as the schools have it", example = "SMP"),
        ("limit" = Option<u8>, Query, minimum = 0, maximum = 100, description = "Schools besides those whose zone holds the place (10)", example = 2),
        ("year" = Option<String>, Query, pattern = r"^\d{4}$", description = "The year of the rules; the last one where absent"),
        ("lang" = Option<Lang>, Query, description = "The language of the answer; by Accept-Language where absent")
    ),
    responses(
        (status = 200, body = Schools, description = "The schools",
            headers(("Content-Language" = String, description = "The language of the answer")),
            example = json!(example(EXAMPLE_SCHOOLS))),
        BadParameter, Faults
    ))]
pub(super) async fn schools(
    State(state): State<AppState>,
    caller: Caller,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let known = ["lon", "lat", "jenjang", "limit", "year", "lang"];
    let parameters = Parameters::parse(query.as_deref(), &known)?;
    let lang = extract::strict_lang(query.as_deref(), &headers)?;
    let Some(level) = parameters.get("jenjang") else {
        return Err(Problem::parameter(
            "jenjang",
            "wajib diisi, misalnya SD, SMP atau MTs",
            "is required, such as SD, SMP or MTs",
        ));
    };
    let question = SchoolsQuestion {
        place: parameters.place()?,
        level: level.to_owned(),
        limit: parameters.count("limit", (0, MOST_SCHOOLS, DEFAULT_SCHOOLS))?,
        year: parameters.get("year").map(str::to_owned),
        lang,
    };
    let view = caller.view;
    let answered = state.workers.run(move || {
        let answer = query::schools(&view, &question).map_err(|fault| problem(&fault))?;
        private_json(&answer, lang)
    });
    answered.await?
}

/// The zones of a school
///
/// Each zone as a feature: its polygons as they were published, those of its units, or a circle
/// of 128 corners around the school; with the units that it has a part of.
#[utoipa::path(get, path = "/v1/schools/{npsn}/zone", tag = "Schools", operation_id = "school_zone",
    params(
        ("npsn" = String, Path, pattern = "^[A-Za-z0-9-]{1,32}$", description = "The school's number", example = "X3374214"),
        ("lang" = Option<Lang>, Query, description = "The language of the notices; by Accept-Language where absent")
    ),
    responses(
        (status = 200, description = "The zones; no feature where the school has none",
            headers(("Content-Language" = String, description = "The language of the answer")),
            content((ZonesOfSchool = "application/geo+json", example = json!(example(EXAMPLE_ZONE))))),
        BadParameter, BadAddress, Faults
    ))]
pub(super) async fn zone(
    State(state): State<AppState>,
    caller: Caller,
    Segments(npsn): Segments<String>,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    Parameters::parse(query.as_deref(), &["lang"])?;
    let lang = extract::strict_lang(query.as_deref(), &headers)?;
    let view = caller.view;
    let answered = state.workers.run(move || {
        let zones = query::zone_of(&view, &npsn, lang).map_err(|fault| problem(&fault))?;
        let body = serde_json::to_vec(&zones).map_err(|e| Problem::internal(&e))?;
        Ok(private(body, "application/geo+json", lang))
    });
    answered.await?
}

pub(super) fn problem(fault: &SchoolsFault) -> Problem {
    let [id, en] = fault.hint();
    match fault {
        SchoolsFault::UnknownLevel { came, .. } => {
            let came = excerpt(came);
            Problem::parameter(
                "jenjang",
                &format!("tidak ada sekolah jenjang `{came}` ({id})"),
                &format!("there is no school of level `{came}` ({en})"),
            )
        }
        SchoolsFault::UnknownYear { came, .. } => {
            let came = excerpt(came);
            Problem::parameter(
                "year",
                &format!("tidak ada aturan tahun `{came}` ({id})"),
                &format!("there are no rules of `{came}` ({en})"),
            )
        }
        SchoolsFault::UnknownSchool(npsn) => {
            let npsn = excerpt(npsn);
            Problem::not_found(
                &format!("Tidak ada sekolah dengan NPSN `{npsn}`; cari di /v1/schools"),
                &format!("there is no school with the number `{npsn}`; look in /v1/schools"),
            )
        }
    }
}
