//! What was published, cut by the tiles of every zoom: where it covers, and where twice.

use std::collections::HashMap;

use gdal::vector::Geometry;
use wareng::model::PartKind;
use wareng::place::TileId;
use wareng::snapshot::LayerVersion;

use crate::borders::{Borders, Point};
use crate::drawn::{FINEST, Frame};
use crate::{city, geos};

/// A layer as it was published. Units: those of the frame.
pub(crate) struct Published {
    pub(crate) frame: Frame,
    pub(crate) covered: Cut,
    pub(crate) twice: Cut,
    /// Around each polygon: west, north, east, south.
    boxes: Vec<[f64; 4]>,
}

/// An area, and its pieces in each tile that it meets.
pub(crate) struct Cut {
    pieces: HashMap<TileId, Geometry>,
    border: Borders,
}

impl Published {
    pub(crate) fn of(layer: &LayerVersion) -> Self {
        let frame = Frame::of(layer);
        let polygons = polygons(layer, &frame);
        let boxes = polygons.iter().flatten().map(|p| around(&p[0])).collect();
        let features: Vec<Geometry> =
            polygons.iter().map(|p| geos::valid(geos::area_of(p))).collect();
        let twice = overlaps(&features);
        let tops = city::tiles_over(layer.drawn_bounds().unwrap(), 8);
        let cut = |areas: Vec<Geometry>| Cut::new(&geos::union(areas), &tops, &frame);
        Self { covered: cut(features), twice: cut(twice), frame, boxes }
    }

    /// Whether a point is farther from every gap and every overlap, and from where the layer ends:
    /// neighbours that do not share their border may stray, each by itself, into either.
    pub(crate) fn is_far(&self, at: Point, distance: f64) -> bool {
        let far = |cut: &Cut| cut.border.distance(at, distance).is_infinite();
        far(&self.covered) && far(&self.twice)
    }

    /// Whether a published polygon that is no larger than twice a distance lies where a box is.
    pub(crate) fn has_small(&self, [west, north, east, south]: [f64; 4], distance: f64) -> bool {
        self.boxes.iter().any(|b| {
            let small = b[2] - b[0] <= 2.0 * distance && b[3] - b[1] <= 2.0 * distance;
            let from = west >= b[0] - distance && north >= b[1] - distance;
            small && from && east <= b[2] + distance && south <= b[3] + distance
        })
    }
}

fn around(ring: &[Point]) -> [f64; 4] {
    ring.iter().fold([f64::MAX, f64::MAX, f64::MIN, f64::MIN], |b, p| {
        [b[0].min(p.0), b[1].min(p.1), b[2].max(p.0), b[3].max(p.1)]
    })
}

impl Cut {
    fn new(area: &Geometry, tops: &[TileId], frame: &Frame) -> Self {
        let mut pieces = HashMap::new();
        tops.iter().for_each(|tile| cut(area, *tile, frame, &mut pieces));
        let rings = geos::rings(area);
        Self { pieces, border: Borders::new(rings.iter().map(Vec::as_slice), 2048.0) }
    }

    /// What of it lies in a tile.
    pub(crate) fn within(&self, tile: TileId) -> Option<&Geometry> {
        self.pieces.get(&tile)
    }
}

/// From tile to tile below, so that each takes the little that is left.
fn cut(area: &Geometry, tile: TileId, frame: &Frame, pieces: &mut HashMap<TileId, Geometry>) {
    let piece = geos::within(area, frame.core(tile));
    if piece.is_empty() {
        return;
    }
    if tile.z() < FINEST {
        for (dx, dy) in [(0, 0), (1, 0), (0, 1), (1, 1)] {
            let below = TileId::new(tile.z() + 1, 2 * tile.x() + dx, 2 * tile.y() + dy).unwrap();
            cut(&piece, below, frame, pieces);
        }
    }
    pieces.insert(tile, piece);
}

/// Of each feature.
pub(crate) fn polygons(layer: &LayerVersion, frame: &Frame) -> Vec<Vec<geos::Rings>> {
    let ring =
        |r: &[wareng::place::Coord]| -> Vec<Point> { r.iter().map(|c| frame.place(c)).collect() };
    let shapes = layer.shapes().iter();
    let of = |shape: wareng::model::Shape<'_>| {
        let polygons = shape.parts().filter(|p| p.kind == PartKind::Polygon);
        polygons.map(|p| p.paths().map(ring).collect()).collect()
    };
    shapes.map(of).collect()
}

/// Where two of some valid areas overlap.
pub(crate) fn overlaps(areas: &[Geometry]) -> Vec<Geometry> {
    let boxes: Vec<_> = areas.iter().map(Geometry::envelope).collect();
    let mut found = Vec::new();
    let mut order: Vec<usize> = (0..areas.len()).filter(|i| !areas[*i].is_empty()).collect();
    order.sort_by(|i, j| boxes[*i].MinX.total_cmp(&boxes[*j].MinX));
    for (at, &i) in order.iter().enumerate() {
        let east = |j: &&usize| boxes[**j].MinX < boxes[i].MaxX;
        for &j in order[at + 1..].iter().take_while(east) {
            if boxes[j].MinY < boxes[i].MaxY && boxes[i].MinY < boxes[j].MaxY {
                let both = geos::areal(&areas[i].intersection(&areas[j]).unwrap());
                if both.area() > 0.0 {
                    found.push(both);
                }
            }
        }
    }
    found
}
