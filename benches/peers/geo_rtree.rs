//! What one would write with the usual crates: an R-tree of boxes, and `geo`'s own predicate.

use geo::{BoundingRect, Intersects, LineString, Point, Polygon};
use rstar::primitives::{GeomWithData, Rectangle};
use rstar::{AABB, RTree};
use wareng::model::{PartKind, Shapes};
use wareng::place::Coord;

use crate::lookup::Lookup;

/// Every polygon in its box, with the feature it belongs to.
pub(crate) struct GeoRTree(RTree<Boxed>);

type Boxed = GeomWithData<Rectangle<[f64; 2]>, (u32, Polygon)>;

impl GeoRTree {
    pub(crate) fn new(shapes: &Shapes) -> Self {
        let of_feature = |(feature, shape): (u32, wareng::model::Shape<'_>)| {
            let areas = shape.parts().filter(|part| part.kind == PartKind::Polygon);
            let polygons = areas.map(|part| {
                let mut rings = part.paths().map(|ring| LineString(ring.to_vec()));
                Polygon::new(rings.next().unwrap_or(LineString(Vec::new())), rings.collect())
            });
            let boxed = polygons.filter_map(|polygon| {
                let around = polygon.bounding_rect()?;
                let corners = [around.min(), around.max()].map(|c| [c.x, c.y]);
                let rectangle = Rectangle::from_corners(corners[0], corners[1]);
                Some(Boxed::new(rectangle, (feature, polygon)))
            });
            boxed.collect::<Vec<_>>()
        };
        Self(RTree::bulk_load((0..).zip(shapes.iter()).flat_map(of_feature).collect()))
    }
}

impl Lookup for GeoRTree {
    fn each_covering(&self, place: Coord, mut found: impl FnMut(u32)) {
        let candidates =
            self.0.locate_in_envelope_intersecting(AABB::from_point([place.x, place.y]));
        for candidate in candidates {
            let (feature, polygon) = &candidate.data;
            // A polygon of geo is a closed set, as ours: a border intersects.
            if polygon.intersects(&Point(place)) {
                found(*feature);
            }
        }
    }
}
