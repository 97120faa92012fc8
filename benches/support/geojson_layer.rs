//! Polygons of a GeoJSON file as ingest would hand them over.

use std::path::Path;

use geo::orient::{Direction, Orient};
use geo::{Geometry, LineString, MultiPolygon, Polygon};
use wareng::model::{PartKind, Shapes};

use crate::failure::Failure;

/// The polygons of a file, one feature each in the order of the file: rings are closed,
/// exteriors counterclockwise, holes clockwise. What is no polygon is a feature without a part.
pub(crate) fn read(path: &Path) -> Result<Shapes, Failure> {
    let text = std::fs::read_to_string(path).map_err(|e| Failure::file(path, e))?;
    let collection: geojson::FeatureCollection =
        text.parse().map_err(|e| Failure::geojson(path, e))?;
    let mut shapes = Shapes::default();
    for feature in collection.features {
        shapes.begin_feature();
        let Some(geometry) = feature.geometry else { continue };
        let geometry = Geometry::try_from(geometry).map_err(|e| Failure::geojson(path, e))?;
        for polygon in polygons(geometry) {
            let polygon = polygon.orient(Direction::Default);
            let rings = std::iter::once(polygon.exterior()).chain(polygon.interiors());
            shapes.push_part(PartKind::Polygon, rings.map(|LineString(coords)| coords));
        }
    }
    Ok(shapes)
}

fn polygons(geometry: Geometry) -> Vec<Polygon> {
    match geometry {
        Geometry::Polygon(polygon) => vec![polygon],
        Geometry::MultiPolygon(MultiPolygon(polygons)) => polygons,
        _ => Vec::new(),
    }
}
