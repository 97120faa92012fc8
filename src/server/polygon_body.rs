//! A polygon that is sent: a bounded body of GeoJSON, checked whole.

use axum::body::Bytes;
use axum::extract::rejection::{BytesRejection, FailedToBufferBody};
use axum::extract::{DefaultBodyLimit, FromRequest, Request};
use axum::http::{HeaderMap, header};

use super::problem::Problem;
use super::workers::Workers;
use crate::place::{AskedPolygon, MAX_VERTICES};

/// A larger body is refused: [`MAX_VERTICES`] with all their digits fit. Units: bytes.
pub(super) const MAX_POLYGON_BODY: usize = 2 << 20;

/// The polygon in the body of a request. It is read on a worker: that no edges cross is work.
pub(super) async fn polygon(
    mut request: Request,
    workers: &Workers,
) -> Result<AskedPolygon, Problem> {
    is_json(request.headers())?;
    DefaultBodyLimit::max(MAX_POLYGON_BODY).apply(&mut request);
    let body = Bytes::from_request(request, &()).await.map_err(|rejection| match rejection {
        BytesRejection::FailedToBufferBody(FailedToBufferBody::LengthLimitError(_)) => {
            Problem::polygon_too_large(MAX_POLYGON_BODY, MAX_VERTICES)
        }
        // The sender has gone away: nobody reads this.
        _ => Problem::bad_body("isinya tidak sampai utuh", "it did not arrive whole"),
    })?;
    let read = workers.run(move || AskedPolygon::from_geojson(&body)).await?;
    read.map_err(|fault| Problem::bad_polygon(&fault))
}

fn is_json(headers: &HeaderMap) -> Result<(), Problem> {
    let named = headers.get(header::CONTENT_TYPE).and_then(|t| t.to_str().ok()).unwrap_or_default();
    let named = named.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
    let read = matches!(named.as_str(), "application/geo+json" | "application/json");
    if read { Ok(()) } else { Err(Problem::unsupported("application/geo+json")) }
}
