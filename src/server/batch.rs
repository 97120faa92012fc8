//! What is true at many places: a body is read whole, within a bound, and answered as it is taken.

use std::io::Cursor;

use axum::extract::{RawQuery, Request, State};
use axum::http::{HeaderMap, header};
use axum::response::{IntoResponse, Response};

use super::AppState;
use super::bodies::Body;
use super::caller::Caller;
use super::extract::{self, Parameters};
use super::openapi::{
    BadAddress, BadBody, BadParameter, EXAMPLE_BATCH_ANSWER, EXAMPLE_BATCH_CSV,
    EXAMPLE_BATCH_GEOJSON, EXAMPLE_BATCH_NDJSON, Faults, FieldList, LayerList, Places, Table,
    example,
};
use super::problem::Problem;
use super::streamed::{Piece, streamed};
use crate::batch::{Carrier, Chunk, Columns, OpenError, Plan, Rows, Wanted};
use crate::model::{Lang, Refused};
use crate::snapshot::View;

/// A larger body is refused; on the command line there is no bound. Units: bytes.
pub(super) const MAX_BODY: usize = 8 << 20;

/// What is true at many places
///
/// Each row of the body, or each feature, comes back in its place with columns added to it: the
/// units, each hazard's `status` and `class`, the school zones, or what `layers` or `fields`
/// name; and a last one, `error`, with the reason where a row could not be answered. What stood
/// in the body stays as it was written. The answer is streamed.
#[utoipa::path(post, path = "/v1/at", tag = "Places", operation_id = "at_each",
    params(
        ("layers" = Option<LayerList>, Query, style = Form, explode = false, description = "The levels and layers to ask, separated by commas; all where absent", example = json!(["kelurahan", "banjir"])),
        ("fields" = Option<FieldList>, Query, style = Form, explode = false, description = "Single columns to add, by the words of the answer of `GET`; `banjir.class=kelas` gives a name of its own", example = json!(["kelurahan.code", "banjir.class=kelas"])),
        ("lon" = Option<String>, Query, description = "The column with degrees east (lon, lng, longitude, bujur or x)"),
        ("lat" = Option<String>, Query, description = "The column with degrees north (lat, latitude, lintang or y)"),
        ("prefix" = Option<String>, Query, description = "Stands before the name of each column that is added"),
        ("error" = Option<String>, Query, min_length = 1, description = "The name of the column with the reason of a bad row (error)"),
        ("radius_m" = Option<f64>, Query, minimum = 0, maximum = 5000, description = "How far borders and graver classes are looked for, in metres (1000)"),
        ("lang" = Option<Lang>, Query, description = "The language of labels, advice and reasons; by Accept-Language where absent")
    ),
    request_body(description = "The places, at most 8 MiB",
        content(
            (Places = "application/geo+json", example = json!(example(EXAMPLE_BATCH_GEOJSON))),
            (Table = "text/csv", example = json!(EXAMPLE_BATCH_CSV)),
            (String = "application/x-ndjson", example = json!(EXAMPLE_BATCH_NDJSON))
        )),
    responses(
        (status = 200, description = "The same rows with their answers, as they came",
            headers(("Content-Language" = String, description = "The language of the answer")),
            content((Places = "application/geo+json", example = json!(example(EXAMPLE_BATCH_ANSWER))), (String = "text/csv"), (String = "application/x-ndjson"))),
        BadParameter, BadAddress, BadBody, Faults
    ))]
pub(super) async fn at_each(
    State(state): State<AppState>,
    caller: Caller,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
    request: Request,
) -> Result<Response, Problem> {
    let lang = extract::strict_lang(query.as_deref(), &headers)?;
    let wanted = wanted(query.as_deref(), lang)?;
    let (carrier, media_type) = carrier(&headers)?;
    let body = state.bodies.whole(request, MAX_BODY, || Problem::too_large(MAX_BODY)).await?;

    let view = caller.view;
    let opened = state.workers.run(move || Job::open(&view, &wanted, carrier, body)).await?;
    let job = opened.map_err(|refused| Problem::refused(&refused))?;
    let private = [
        (header::CONTENT_TYPE, media_type),
        (header::CACHE_CONTROL, "private, no-store"),
        (header::CONTENT_LANGUAGE, lang.tag()),
        (header::VARY, "accept-language"),
    ];
    Ok((private, streamed(job, state.workers.clone())).into_response())
}

fn wanted(query: Option<&str>, lang: Lang) -> Result<Wanted, Problem> {
    let known = ["layers", "fields", "lon", "lat", "prefix", "error", "radius_m", "lang"];
    let parameters = Parameters::parse(query, &known)?;
    let list = |name: &str| {
        let text = parameters.get(name)?;
        Some(text.split(',').map(str::to_owned).collect())
    };
    let text = |name: &str| parameters.get(name).map(str::to_owned);
    let default = Wanted::default();
    Ok(Wanted {
        columns: Columns { layers: list("layers"), fields: list("fields") },
        lon: text("lon"),
        lat: text("lat"),
        prefix: text("prefix").unwrap_or(default.prefix),
        error: text("error").unwrap_or(default.error),
        radius_m: parameters.radius_m()?,
        lang,
    })
}

/// The carrier of a body, and the media type of the answer.
fn carrier(headers: &HeaderMap) -> Result<(Carrier, &'static str), Problem> {
    let named = headers.get(header::CONTENT_TYPE).and_then(|t| t.to_str().ok()).unwrap_or_default();
    let named = named.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
    match named.as_str() {
        "text/csv" => Ok((Carrier::Csv, "text/csv; charset=utf-8")),
        "application/x-ndjson" | "application/ndjson" | "application/jsonl" => {
            Ok((Carrier::Ndjson, "application/x-ndjson"))
        }
        "application/geo+json" | "application/json" => {
            Ok((Carrier::GeoJson, "application/geo+json"))
        }
        _ => Err(Problem::unsupported_media_type()),
    }
}

/// A body that is being answered: an iterator over the pieces of the answer.
struct Job {
    /// What stands before the rows, until it is taken.
    head: Option<Vec<u8>>,
    plan: Plan,
    rows: Rows<Cursor<Body>>,
    /// What is being answered.
    chunk: Option<Chunk>,
}

impl Job {
    fn open(view: &View, wanted: &Wanted, carrier: Carrier, body: Body) -> Result<Self, Refused> {
        let opened = Rows::open(carrier, Cursor::new(body));
        let (head, rows) = opened.map_err(OpenError::of_memory)?;
        let plan = Plan::new(view, wanted, &head)?;
        Ok(Self { head: Some(plan.head(&head)), plan, rows, chunk: None })
    }
}

impl Iterator for Job {
    type Item = Piece;

    fn next(&mut self) -> Option<Piece> {
        if let Some(head) = self.head.take() {
            return Some(Ok(head));
        }
        if self.chunk.as_ref().is_none_or(Chunk::is_done) {
            match self.rows.next().transpose()? {
                Ok(chunk) => self.chunk = Some(chunk),
                Err(e) => return Some(Err(e)),
            }
        }
        let mut text = Vec::new();
        self.plan.answer(self.chunk.as_mut()?, &mut text);
        Some(Ok(text))
    }
}
