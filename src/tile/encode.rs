//! Writes MVT 2.1 with the `mvt` crate, whose version 0.15 leaves out the `MoveTo` of a ring or
//! line that begins where the one before it ended: rings are turned, and lines joined, so that
//! none does.

use mvt::{GeomData, GeomEncoder, GeomType};

use super::grid::{Cell, Geometry};
use crate::model::Value;
use crate::place::EXTENT;

/// A tile that layers are added to.
pub(super) struct TileBuilder {
    tile: mvt::Tile,
}

/// A layer of a tile that features are added to.
pub(super) struct LayerBuilder<'a> {
    tile: &'a mut mvt::Tile,
    layer: mvt::Layer,
}

impl TileBuilder {
    pub(super) fn new() -> Self {
        Self { tile: mvt::Tile::new(EXTENT) }
    }

    pub(super) fn layer(&mut self, name: &str) -> LayerBuilder<'_> {
        let layer = self.tile.create_layer(name);
        LayerBuilder { tile: &mut self.tile, layer }
    }

    /// The bytes; `None` where no layer has a feature.
    pub(super) fn finish(self) -> Result<Option<Vec<u8>>, mvt::Error> {
        if self.tile.num_layers() == 0 {
            return Ok(None);
        }
        self.tile.to_bytes().map(Some)
    }
}

impl LayerBuilder<'_> {
    /// Adds a feature, once for each sort of geometry that it has here.
    pub(super) fn add(
        mut self,
        id: u64,
        tags: &[(&str, Value)],
        geometry: &Geometry,
    ) -> Result<Self, mvt::Error> {
        let sorts = [points(geometry)?, lines(geometry)?, polygons(geometry)?];
        for data in sorts.into_iter().flatten() {
            let mut out = self.layer.into_feature(data);
            out.set_id(id);
            tags.iter().for_each(|(name, value)| add_tag(&mut out, name, value));
            self.layer = out.into_layer();
        }
        Ok(self)
    }

    /// Adds the layer to its tile, unless it is empty.
    pub(super) fn close(self) -> Result<(), mvt::Error> {
        if self.layer.num_features() > 0 {
            self.tile.add_layer(self.layer)?;
        }
        Ok(())
    }
}

fn add_tag(out: &mut mvt::Feature, name: &str, value: &Value) {
    match value {
        Value::Null => {}
        Value::Boolean(b) => out.add_tag_bool(name, *b),
        Value::Integer(i) => match u64::try_from(*i) {
            Ok(natural) => out.add_tag_uint(name, natural),
            Err(_) => out.add_tag_sint(name, *i),
        },
        Value::Number(n) => out.add_tag_double(name, *n),
        Value::Text(t) => out.add_tag_string(name, t),
    }
}

fn points(geometry: &Geometry) -> Result<Option<GeomData>, mvt::Error> {
    let mut points = geometry.points.clone();
    points.sort_unstable();
    points.dedup();
    encode(GeomType::Point, std::slice::from_ref(&points).iter().filter(|p| !p.is_empty()))
}

fn lines(geometry: &Geometry) -> Result<Option<GeomData>, mvt::Error> {
    let mut joined: Vec<Vec<Cell>> = Vec::new();
    for line in &geometry.lines {
        match joined.last_mut() {
            Some(last) if last.last() == line.first() => last.extend(&line[1..]),
            _ => joined.push(line.clone()),
        }
    }
    encode(GeomType::Linestring, joined.iter())
}

fn polygons(geometry: &Geometry) -> Result<Option<GeomData>, mvt::Error> {
    let mut turned: Vec<Vec<Cell>> = Vec::with_capacity(geometry.rings.len());
    for ring in &geometry.rings {
        let mut ring = ring.clone();
        let last = turned.last().and_then(|r| r.last());
        if last.is_some() && last == ring.first() {
            ring.rotate_left(1);
        }
        turned.push(ring);
    }
    encode(GeomType::Polygon, turned.iter())
}

fn encode<'a>(
    sort: GeomType,
    mut paths: impl Iterator<Item = &'a Vec<Cell>>,
) -> Result<Option<GeomData>, mvt::Error> {
    let Some(first) = paths.next() else { return Ok(None) };
    let mut encoder = GeomEncoder::<f64>::new(sort);
    for (i, path) in std::iter::once(first).chain(paths).enumerate() {
        if i > 0 {
            encoder.complete_geom()?;
        }
        for (x, y) in path {
            encoder.add_point(f64::from(*x), f64::from(*y))?;
        }
    }
    encoder.encode().map(Some)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tile::grid::{area, tidy};
    use proptest::prelude::*;

    /// The geometry that a reader finds in a tile.
    fn read(data: GeomData) -> fast_mvt::MvtGeometry {
        let mut tile = mvt::Tile::new(EXTENT);
        let layer = tile.create_layer("a").into_feature(data).into_layer();
        tile.add_layer(layer).expect("one layer");
        let bytes = tile.to_bytes().expect("encodes");
        let reader = fast_mvt::MvtReaderRef::new(&bytes).expect("a tile");
        reader.to_tile().expect("decodes").layers.remove(0).features.remove(0).geometry
    }

    /// The rings that a reader finds, each closed.
    fn decoded(rings: &[Vec<Cell>]) -> Vec<Vec<Cell>> {
        let geometry = Geometry { rings: rings.to_vec(), ..Geometry::default() };
        let data = polygons(&geometry).expect("encodes").expect("not empty");
        let polygons = match read(data) {
            fast_mvt::MvtGeometry::Polygon(p) => vec![p],
            fast_mvt::MvtGeometry::MultiPolygon(m) => m.0,
            other => panic!("not polygons: {other:?}"),
        };
        let rings =
            polygons.iter().flat_map(|p| std::iter::once(p.exterior()).chain(p.interiors()));
        rings.map(|r| r.coords().map(|c| (c.x, c.y)).collect()).collect()
    }

    #[test]
    fn a_ring_that_begins_where_the_last_ended_keeps_its_move_to() {
        let first = vec![(0, 0), (10, 0), (10, 10), (0, 9)];
        let second = vec![(0, 9), (5, 15), (0, 20)];
        let hole = vec![(0, 20), (2, 16), (3, 15)];
        let rings = decoded(&[first.clone(), second.clone(), hole.clone()]);
        assert_eq!(rings.len(), 3);
        for (found, made) in rings.iter().zip([first, second, hole]) {
            assert!(made.iter().all(|c| found.contains(c)), "{found:?} of {made:?}");
            assert_eq!(found.len(), made.len() + 1, "closed: {found:?}");
        }
    }

    /// A ring from its smallest position on, without those in the middle of a straight stretch
    /// along an axis, which the encoder leaves out.
    fn plain(ring: &[Cell]) -> Vec<Cell> {
        let mut ring = ring.to_vec();
        let straight = |a: Cell, b: Cell, c: Cell| {
            let between = |a: i32, b: i32, c: i32| (a < b && b < c) || (a > b && b > c);
            (a.0 == b.0 && b.0 == c.0 && between(a.1, b.1, c.1))
                || (a.1 == b.1 && b.1 == c.1 && between(a.0, b.0, c.0))
        };
        let middle = |r: &[Cell]| {
            let n = r.len();
            (0..n).find(|&i| straight(r[(i + n - 1) % n], r[i], r[(i + 1) % n]))
        };
        while let Some(i) = middle(&ring) {
            ring.remove(i);
        }
        let n = ring.len();
        let turned = (0..n).map(|k| [&ring[k..], &ring[..k]].concat());
        turned.min().unwrap_or_default()
    }

    proptest! {
        /// Few places, so that rings often begin or end where others did, and repeat places.
        #[test]
        fn any_rings_come_back(
            paths in prop::collection::vec(prop::collection::vec((-3..6_i32, 0..7_i32), 3..9), 1..9),
        ) {
            let rings = paths.into_iter().filter_map(tidy).enumerate().map(|(i, mut ring)| {
                // The first an exterior, then either.
                if i == 0 && area(&ring) < 0 {
                    ring.reverse();
                }
                ring
            });
            let rings: Vec<Vec<Cell>> = rings.collect();
            prop_assume!(!rings.is_empty());
            let back = decoded(&rings);
            prop_assert!(back.iter().all(|r| r.first() == r.last()), "{back:?}");
            let back: Vec<_> = back.iter().map(|r| plain(&r[1..])).collect();
            let made: Vec<_> = rings.iter().map(|r| plain(r)).collect();
            prop_assert_eq!(back, made);
        }

        #[test]
        fn any_lines_come_back(
            paths in prop::collection::vec(prop::collection::vec((0..4_i32, 0..4_i32), 2..7), 1..7),
        ) {
            let lines = paths.into_iter().filter_map(|mut l| {
                l.dedup();
                (l.len() >= 2).then_some(l)
            });
            let geometry = Geometry { lines: lines.collect(), ..Geometry::default() };
            prop_assume!(!geometry.lines.is_empty());
            let data = lines_of(&geometry);
            let edges = |lines: &[Vec<Cell>]| -> Vec<[Cell; 2]> {
                lines.iter().flat_map(|l| l.windows(2).map(|e| [e[0], e[1]])).collect()
            };
            prop_assert_eq!(edges(&data), edges(&geometry.lines));
        }

        #[test]
        fn any_points_come_back_once(mut points in prop::collection::vec((-2..3_i32, -2..3_i32), 1..20)) {
            let geometry = Geometry { points: points.clone(), ..Geometry::default() };
            let data = super::points(&geometry).expect("encodes").expect("not empty");
            let back = match read(data) {
                fast_mvt::MvtGeometry::Point(p) => vec![p],
                fast_mvt::MvtGeometry::MultiPoint(m) => m.0,
                other => panic!("not points: {other:?}"),
            };
            points.sort_unstable();
            points.dedup();
            prop_assert_eq!(back.iter().map(|p| (p.x(), p.y())).collect::<Vec<_>>(), points);
        }
    }

    fn lines_of(geometry: &Geometry) -> Vec<Vec<Cell>> {
        let lines = match read(lines(geometry).expect("encodes").expect("not empty")) {
            fast_mvt::MvtGeometry::LineString(l) => vec![l],
            fast_mvt::MvtGeometry::MultiLineString(m) => m.0,
            other => panic!("not lines: {other:?}"),
        };
        lines.iter().map(|l| l.coords().map(|c| (c.x, c.y)).collect()).collect()
    }
}
