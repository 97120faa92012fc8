//! A polygon that is sent: a bounded body of GeoJSON, checked whole.

use axum::extract::Request;
use axum::http::{HeaderMap, header};

use super::AppState;
use super::problem::Problem;
use crate::place::{AskedPolygon, MAX_VERTICES};

/// A larger body is refused: [`MAX_VERTICES`] with all their digits fit. Units: bytes.
pub(super) const MAX_POLYGON_BODY: usize = 2 << 20;

/// The polygon in the body of a request. It is read on a worker: that no edges cross is work.
pub(super) async fn polygon(request: Request, state: &AppState) -> Result<AskedPolygon, Problem> {
    is_json(request.headers())?;
    let too_large = || Problem::polygon_too_large(MAX_POLYGON_BODY, MAX_VERTICES);
    let body = state.bodies.whole(request, MAX_POLYGON_BODY, too_large).await?;
    let read = state.workers.run(move || AskedPolygon::from_geojson(body.as_ref())).await?;
    read.map_err(|fault| Problem::bad_polygon(&fault))
}

fn is_json(headers: &HeaderMap) -> Result<(), Problem> {
    let named = headers.get(header::CONTENT_TYPE).and_then(|t| t.to_str().ok()).unwrap_or_default();
    let named = named.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
    let read = matches!(named.as_str(), "application/geo+json" | "application/json");
    if read { Ok(()) } else { Err(Problem::unsupported("application/geo+json")) }
}
