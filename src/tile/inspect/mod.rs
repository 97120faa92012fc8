//! What is in a tile, counted byte by byte: for tiles of anybody, well formed or not.

mod geometry;
mod layer;
mod report;
mod wire;

use thiserror::Error;

pub use geometry::Drawing;
pub use report::{Attribute, Contents, Features, LargeFeature, LayerContents, Sort, Split};
use wire::Fields;

/// So many of the largest features are told.
const LARGEST: usize = 10;

/// A tile that is no vector tile.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("it is no vector tile: {what} is malformed: {how}")]
pub struct Malformed {
    /// What of it.
    pub what: &'static str,
    /// What does not fit.
    pub how: String,
}

impl Malformed {
    fn new(what: &'static str, how: &str) -> Self {
        Self { what, how: how.to_owned() }
    }
}

/// Counts what is in a tile. Work and memory are of the order of its bytes.
///
/// # Errors
/// Where it is no vector tile.
pub fn inspect(tile: &[u8]) -> Result<Contents, Malformed> {
    let (mut layers, mut largest, mut other_bytes) = (Vec::new(), Vec::new(), 0);
    for field in Fields::new(tile, "the tile") {
        let field = field?;
        match field.number {
            3 => layers.push(layer::layer(&field, &mut largest)?),
            _ => other_bytes += field.bytes,
        }
    }
    Ok(Contents { bytes: tile.len(), layers, other_bytes, largest })
}

/// The layers of a tile by name, each with all its bytes in the tile. What is in them is not read.
pub(super) fn top_level(tile: &[u8]) -> Result<Vec<(&str, &[u8])>, Malformed> {
    let (mut layers, mut at) = (Vec::new(), 0);
    for field in Fields::new(tile, "the tile") {
        let field = field?;
        let end = at + field.bytes;
        if field.number == 3 {
            let bytes = tile.get(at..end).unwrap_or_default();
            layers.push((layer::name(field.bytes_of("a layer")?)?, bytes));
        }
        at = end;
    }
    Ok(layers)
}

/// Puts a feature at its place among the largest; of two as large the first stays before.
fn keep_largest(largest: &mut Vec<LargeFeature>, feature: LargeFeature) {
    let at = largest.partition_point(|f| f.bytes >= feature.bytes);
    if at < LARGEST {
        largest.insert(at, feature);
        largest.truncate(LARGEST);
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// Two points, a polygon with a hole; one key, two values.
    fn tile() -> Vec<u8> {
        let mut tile = mvt::Tile::new(4096);
        let mut layer = tile.create_layer("batas");
        let mut points = mvt::GeomEncoder::<f64>::new(mvt::GeomType::Point);
        points.add_point(1.0, 2.0).expect("a point");
        points.add_point(3.0, 4.0).expect("a point");
        let mut feature = layer.into_feature(points.encode().expect("points"));
        feature.set_id(7);
        feature.add_tag_string("nama", "Barat");
        layer = feature.into_layer();
        let mut rings = mvt::GeomEncoder::<f64>::new(mvt::GeomType::Polygon);
        for ring in [
            [(0.0, 0.0), (100.0, 0.0), (100.0, 100.0), (0.0, 100.0)],
            [(10.0, 10.0), (10.0, 20.0), (20.0, 20.0), (20.0, 10.0)],
        ] {
            for (x, y) in ring {
                rings.add_point(x, y).expect("a position");
            }
            rings.complete_geom().expect("a ring");
        }
        let mut feature = layer.into_feature(rings.encode().expect("rings"));
        feature.set_id(300);
        feature.add_tag_string("nama", "Timur");
        tile.add_layer(feature.into_layer()).expect("a layer");
        tile.to_bytes().expect("a tile")
    }

    #[test]
    fn a_tile_is_counted() {
        let tile = tile();
        let contents = inspect(&tile).expect("well formed");
        let layer = &contents.layers[0];
        assert_eq!((contents.bytes, contents.other_bytes), (tile.len(), 0));
        assert_eq!((layer.name.as_str(), layer.bytes), ("batas", tile.len()));
        assert_eq!((layer.features.point, layer.features.polygon), (1, 1));
        assert_eq!(layer.drawing, Drawing { parts: 4, vertices: 10 });
        // A byte for the field, one for the length, and what it holds.
        assert_eq!((layer.split.keys, layer.split.ids), (2 + 4, 2 + 3));
        assert_eq!((layer.split.values, layer.split.tags), (2 * (2 + 2 + 5), 2 * (2 + 2)));
        assert_eq!(layer.split.total(), layer.bytes);
        let name = &layer.attributes[0];
        assert_eq!((name.features, name.distinct, name.bytes), (2, 2, 6 + 18 + 4));
        let ids: Vec<_> = contents.largest.iter().map(|f| (f.id, f.geometry)).collect();
        assert_eq!(ids, [(Some(300), Sort::Polygon), (Some(7), Sort::Point)]);
    }

    #[test]
    fn what_is_malformed_is_told() {
        let layer =
            |fields: &[u8]| [&[0x1a, u8::try_from(fields.len()).expect("short")], fields].concat();
        for (bytes, expected) in [
            (vec![0x1a, 200], "the tile is malformed: a field is longer than it"),
            (vec![0x1b], "the tile is malformed: a field is of no sort that protobuf knows"),
            (layer(&[0x12, 0]), "a layer is malformed: it has no name"),
            (layer(&[0x0a, 1, 0xff]), "the name of a layer is malformed: invalid utf-8"),
            (
                layer(&[0x0a, 1, b'a', 0x12, 4, 0x12, 2, 0, 0]),
                "names a value that its layer does not",
            ),
            (layer(&[0x0a, 1, b'a', 0x12, 3, 0x12, 1, 0]), "a key has no value"),
            (layer(&[0x0a, 1, b'a', 0x12, 4, 0x22, 2, 9, 0]), "it ends within a command"),
            (layer(&[0x0a, 1, b'a', 0x12, 3, 0x22, 1, 3]), "neither MoveTo, LineTo nor ClosePath"),
        ] {
            let error = inspect(&bytes).expect_err("malformed").to_string();
            assert!(error.contains(expected), "{bytes:?}: {error}");
        }
    }

    fn adds_up(tile: &[u8]) -> bool {
        inspect(tile).is_ok_and(|contents| {
            let layers: usize = contents.layers.iter().map(|l| l.split.total()).sum();
            contents.layers.iter().all(|l| l.split.total() == l.bytes)
                && layers + contents.other_bytes == tile.len()
        })
    }

    #[test]
    fn fields_that_are_not_known_count_too() {
        let foreign = [&[0x08, 5, 0x15, 1, 2, 3, 4][..], &tile(), &tile()].concat();
        assert!(adds_up(&foreign));
    }

    proptest! {
        #[test]
        fn damaged_tiles_add_up_or_are_refused(at in 0_usize..200, byte: u8, cut in 0_usize..200) {
            let mut damaged = tile();
            let length = damaged.len();
            damaged[at % length] = byte;
            damaged.truncate(length - cut % length);
            prop_assert!(inspect(&damaged).is_err() || adds_up(&damaged));
        }

        #[test]
        fn noise_adds_up_or_is_refused(noise: Vec<u8>) {
            prop_assert!(inspect(&noise).is_err() || adds_up(&noise));
        }
    }
}
