//! A layer as one file.

use std::io;

use axum::extract::{RawQuery, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};

use super::caching::{Had, REVALIDATE};
use super::caller::Caller;
use super::extract::{Parameters, Segments};
use super::openapi::{
    BadAddress, BadParameter, Bytes, EXAMPLE_WITHIN, Faults, LayerName, NotModified, example,
};
use super::problem::Problem;
use super::streamed::streamed;
use super::{AppState, extract, format};
use crate::model::Lang;
use crate::query::{PageOfFeatures, WholeLayer};

/// All features of a layer
///
/// The layer as one file, all features with all fields and the geometry as it was published, in
/// the order of its source. The answer is streamed: a file that ends early was cut off. GeoJSON
/// names the publisher in `sources`; `bbox`, `where` and pages are at `/v1/within`.
#[utoipa::path(get, path = "/v1/layers/{id}/features", tag = "Layers",
    params(
        ("id" = LayerName, Path, description = "The name of the layer", example = "sekolah"),
        ("format" = Option<String>, Query, pattern = "^(geojson|csv|fgb)$", description = "`geojson`, `csv` or `fgb` for FlatGeobuf (geojson)"),
        ("lang" = Option<Lang>, Query, description = "The language of the notice; by Accept-Language where absent")
    ),
    responses(
        (status = 200, description = "The file",
            headers(("ETag" = String, description = "Its validator"),
                ("Content-Disposition" = String, description = "A name for the file"),
                ("Content-Language" = String, description = "The language of the notice")),
            content((PageOfFeatures = "application/geo+json", example = json!(example(EXAMPLE_WITHIN))), (String = "text/csv"), (Bytes = "application/flatgeobuf"))),
        NotModified, BadParameter, BadAddress, Faults
    ))]
pub(super) async fn features(
    State(state): State<AppState>,
    caller: Caller,
    Segments(name): Segments<String>,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let parameters = Parameters::parse(query.as_deref(), &["format", "lang"])?;
    let format = format::asked(&parameters)?;
    let lang = extract::strict_lang(query.as_deref(), &headers)?;
    let view = caller.view;
    let layer = extract::layer(&view, &name)?;
    if layer.archive().is_some() {
        return Err(Problem::not_found(
            &format!("Lapisan `{name}` berisi petak saja; lihat /tiles/{name}"),
            &format!("the layer `{name}` has tiles only; see /tiles/{name}"),
        ));
    }
    let (ending, tag) = (format::ending(format), lang.tag());
    // GeoJSON says what stands in the city, too; weak, since it is coded on its way out.
    let etag = format!("\"{}-{ending}-{tag}\"", view.version());
    let about = [
        (header::CACHE_CONTROL, REVALIDATE.to_owned()),
        (header::ETAG, format!("W/{etag}")),
        (header::VARY, "accept-language".to_owned()),
    ];
    if Had::of(&headers).matches(&etag) {
        return Ok((StatusCode::NOT_MODIFIED, about).into_response());
    }
    let file = [
        (header::CONTENT_TYPE, format::media_type(format).to_owned()),
        (header::CONTENT_LANGUAGE, tag.to_owned()),
        (header::CONTENT_DISPOSITION, format!("attachment; filename=\"{name}.{ending}\"")),
    ];
    let id = layer.layer().id.clone();
    let pieces = WholeLayer::of(view, id, format, lang).into_iter().flatten();
    let pieces = pieces.map(|piece| piece.map_err(io::Error::from));
    Ok((about, file, streamed(pieces, state.workers.clone())).into_response())
}
