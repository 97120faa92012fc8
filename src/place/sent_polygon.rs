//! A polygon as somebody sends it: GeoJSON (RFC 7946).

use serde::Deserialize;

use super::Coord;
use super::polygon::AskedPolygon;
use super::polygon_fault::PolygonFault;

/// What of GeoJSON is read.
#[derive(Deserialize)]
#[serde(tag = "type")]
enum Sent {
    Polygon { coordinates: Vec<Vec<Vec<f64>>> },
    MultiPolygon { coordinates: Vec<Vec<Vec<Vec<f64>>>> },
    Feature { geometry: Box<Sent> },
    FeatureCollection { features: Vec<Sent> },
}

impl AskedPolygon {
    /// The polygon in GeoJSON: a Polygon or MultiPolygon, or features of those, which are taken
    /// together.
    ///
    /// # Errors
    /// Where it is none of them, and [`AskedPolygon::new`]'s.
    pub fn from_geojson(text: &[u8]) -> Result<Self, PolygonFault> {
        let sent: Sent = serde_json::from_slice(text)
            .map_err(|e| PolygonFault::NoPolygon { line: e.line(), column: e.column() })?;
        let mut polygons = Vec::new();
        collect(sent, &mut polygons)?;
        Self::new(polygons)
    }
}

type Polygons = Vec<Vec<Vec<Coord>>>;

fn collect(sent: Sent, polygons: &mut Polygons) -> Result<(), PolygonFault> {
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

fn rings(sent: Vec<Vec<Vec<f64>>>) -> Result<Vec<Vec<Coord>>, PolygonFault> {
    let position = |position: Vec<f64>| match position.as_slice() {
        // Heights are left out, as RFC 7946 allows.
        [x, y] | [x, y, _] => Ok(Coord { x: *x, y: *y }),
        other => Err(PolygonFault::NoPosition(other.len())),
    };
    sent.into_iter().map(|ring| ring.into_iter().map(position).collect()).collect()
}
