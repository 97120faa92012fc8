//! A polygon that is sent: a bounded body of GeoJSON, checked whole.

use axum::body::Bytes;
use axum::extract::rejection::{BytesRejection, FailedToBufferBody};
use axum::extract::{DefaultBodyLimit, FromRequest, Request};
use axum::http::{HeaderMap, header};
use serde::Deserialize;

use super::problem::Problem;
use crate::place::{AskedPolygon, Coord, MAX_VERTICES, PolygonFault};

/// A larger body is refused: [`MAX_VERTICES`] with all their digits fit. Units: bytes.
pub(super) const MAX_POLYGON_BODY: usize = 2 << 20;

/// What of GeoJSON is read.
#[derive(Deserialize)]
#[serde(tag = "type")]
enum Sent {
    Polygon { coordinates: Vec<Vec<Vec<f64>>> },
    MultiPolygon { coordinates: Vec<Vec<Vec<Vec<f64>>>> },
    Feature { geometry: Box<Sent> },
    FeatureCollection { features: Vec<Sent> },
}

/// The polygon in the body of a request.
pub(super) async fn polygon(mut request: Request) -> Result<AskedPolygon, Problem> {
    is_json(request.headers())?;
    DefaultBodyLimit::max(MAX_POLYGON_BODY).apply(&mut request);
    let body = Bytes::from_request(request, &()).await.map_err(|rejection| match rejection {
        BytesRejection::FailedToBufferBody(FailedToBufferBody::LengthLimitError(_)) => {
            Problem::polygon_too_large(MAX_POLYGON_BODY, MAX_VERTICES)
        }
        // The sender has gone away: nobody reads this.
        _ => Problem::bad_body("isinya tidak sampai utuh", "it did not arrive whole"),
    })?;
    let sent: Sent = serde_json::from_slice(&body).map_err(|e| {
        Problem::bad_body(
            &format!("bukan GeoJSON Polygon atau MultiPolygon: {e}"),
            &format!("it is no Polygon or MultiPolygon of GeoJSON: {e}"),
        )
    })?;
    let mut polygons = Vec::new();
    collect(sent, &mut polygons)?;
    AskedPolygon::new(polygons).map_err(|fault| problem(&fault))
}

fn is_json(headers: &HeaderMap) -> Result<(), Problem> {
    let named = headers.get(header::CONTENT_TYPE).and_then(|t| t.to_str().ok()).unwrap_or_default();
    let named = named.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
    let read = matches!(named.as_str(), "application/geo+json" | "application/json");
    if read { Ok(()) } else { Err(Problem::unsupported("application/geo+json")) }
}

type Polygons = Vec<Vec<Vec<Coord>>>;

fn collect(sent: Sent, polygons: &mut Polygons) -> Result<(), Problem> {
    match sent {
        Sent::Polygon { coordinates } => polygons.push(rings(coordinates)?),
        Sent::MultiPolygon { coordinates } => {
            for polygon in coordinates {
                polygons.push(rings(polygon)?);
            }
        }
        Sent::Feature { geometry } => collect(*geometry, polygons)?,
        Sent::FeatureCollection { features } => {
            features.into_iter().try_for_each(|feature| collect(feature, polygons))?;
        }
    }
    Ok(())
}

fn rings(sent: Vec<Vec<Vec<f64>>>) -> Result<Vec<Vec<Coord>>, Problem> {
    let position = |position: Vec<f64>| match position.as_slice() {
        // Heights are left out, as RFC 7946 allows.
        [x, y] | [x, y, _] => Ok(Coord { x: *x, y: *y }),
        other => {
            let count = other.len();
            Err(Problem::bad_body(
                &format!("sebuah posisi berisi {count} bilangan, bukan [lon, lat]"),
                &format!("a position has {count} numbers instead of [lon, lat]"),
            ))
        }
    };
    sent.into_iter().map(|ring| ring.into_iter().map(position).collect()).collect()
}

/// What is wrong with a polygon, and where.
pub(super) fn problem(fault: &PolygonFault) -> Problem {
    let [id, en] = words(fault);
    Problem::bad_body(&id, &en)
}

/// The same in Indonesian and English.
pub(super) fn words(fault: &PolygonFault) -> [String; 2] {
    let at = |c: &Coord| format!("{:.6} {:.6}", c.x, c.y);
    match fault {
        PolygonFault::Empty => ["poligonnya kosong".into(), "the polygon is empty".into()],
        PolygonFault::TooManyVertices(count) => [
            format!("poligonnya punya {count} titik, paling banyak {MAX_VERTICES}: sederhanakan"),
            format!("the polygon has {count} vertices, at most {MAX_VERTICES}: simplify it"),
        ],
        PolygonFault::NoPlace(c) => [
            format!("{} {} bukan lon lat dalam derajat; apakah lon dan lat tertukar?", c.x, c.y),
            format!("{} {} is no lon lat in degrees; are lon and lat swapped?", c.x, c.y),
        ],
        PolygonFault::Unclosed(c) => [
            format!("cincin yang mulai di {} tidak tertutup: ulangi titik pertamanya", at(c)),
            format!("the ring that begins at {} is not closed: repeat its first position", at(c)),
        ],
        PolygonFault::Flat(c) => [
            format!("cincin yang mulai di {} tidak melingkupi apa pun", at(c)),
            format!("the ring that begins at {} surrounds nothing", at(c)),
        ],
        PolygonFault::Crosses(c) => [
            format!("poligonnya memotong atau menyentuh dirinya di {}", at(c)),
            format!("the polygon crosses or touches itself at {}", at(c)),
        ],
        PolygonFault::HoleOutside(c) => [
            format!("sebuah lubang keluar dari poligonnya, atau masuk lubang lain, di {}", at(c)),
            format!("a hole leaves its polygon, or enters another hole, at {}", at(c)),
        ],
        PolygonFault::Overlap(c) => [
            format!("dua poligon bertumpang tindih di {}", at(c)),
            format!("two polygons overlap at {}", at(c)),
        ],
    }
}
