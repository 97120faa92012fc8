//! Writes layers of MVT 2.1 (section 4.1 and 4.2) around geometry that is written already.
//!
//! The mvt crate takes a geometry vertex by vertex and encodes it anew, at 60 ns each: most of
//! what a tile would cost. It writes the layers of points (`labels`), and is what tests compare
//! with.

use std::collections::BTreeMap;

use crate::model::{Column, PieceKind, Value, Values};
use crate::place::EXTENT;
use crate::snapshot::LayerVersion;

/// A layer of a tile while it is written.
pub(super) struct LayerWriter {
    name: String,
    features: Vec<u8>,
    keys: Vec<String>,
    /// The values, each as a message, and their places by their bytes.
    values: Vec<u8>,
    places: BTreeMap<Vec<u8>, u32>,
    scratch: Vec<u8>,
}

// Protobuf: a field's number and the way its value is written.
const VARINT: u8 = 0;
const EIGHT_BYTES: u8 = 1;
const BYTES: u8 = 2;

const fn field(number: u8, way: u8) -> u8 {
    number << 3 | way
}

impl LayerWriter {
    pub(super) fn new(name: &str) -> Self {
        Self {
            name: name.to_owned(),
            features: Vec::new(),
            keys: Vec::new(),
            values: Vec::new(),
            places: BTreeMap::new(),
            scratch: Vec::new(),
        }
    }

    /// Makes room for features to come, with so many bytes of geometry.
    pub(super) fn reserve(&mut self, features: usize, geometry: usize) {
        /// What stands around a geometry, mostly.
        const HEAD: usize = 24;
        self.features.reserve(geometry + features * HEAD);
    }

    /// The places of a key and a value; nothing for none.
    pub(super) fn tag(&mut self, key: &str, value: &Value) -> [u32; 2] {
        let key = self.key(key);
        [key, self.value(value)]
    }

    fn key(&mut self, key: &str) -> u32 {
        let at = self.keys.iter().position(|k| k == key).unwrap_or_else(|| {
            self.keys.push(key.to_owned());
            self.keys.len() - 1
        });
        u32::try_from(at).unwrap_or(u32::MAX)
    }

    fn value(&mut self, value: &Value) -> u32 {
        let message = message_of(value);
        let next = u32::try_from(self.places.len()).unwrap_or(u32::MAX);
        if let Some(place) = self.places.get(&message) {
            return *place;
        }
        self.values.push(field(4, BYTES));
        varint(&mut self.values, message.len() as u64);
        self.values.extend_from_slice(&message);
        self.places.insert(message, next);
        next
    }

    pub(super) fn feature(
        &mut self,
        id: Option<u64>,
        tags: &[u32],
        kind: PieceKind,
        geometry: &[u8],
    ) {
        let head = &mut self.scratch;
        head.clear();
        if let Some(id) = id {
            head.push(field(1, VARINT));
            varint(head, id);
        }
        if !tags.is_empty() {
            head.push(field(2, BYTES));
            varint(head, tags.iter().map(|t| varint_length(u64::from(*t))).sum());
            tags.iter().for_each(|t| varint(head, u64::from(*t)));
        }
        let kind = match kind {
            PieceKind::Points => 1,
            PieceKind::Lines => 2,
            PieceKind::Polygons => 3,
        };
        head.extend([field(3, VARINT), kind, field(4, BYTES)]);
        varint(head, geometry.len() as u64);
        self.features.push(field(2, BYTES));
        varint(&mut self.features, (head.len() + geometry.len()) as u64);
        self.features.extend_from_slice(head);
        self.features.extend_from_slice(geometry);
    }

    /// Adds the layer to a tile, unless it is empty.
    pub(super) fn finish(self, tile: &mut Vec<u8>) {
        if self.features.is_empty() {
            return;
        }
        let mut head = vec![field(15, VARINT), 2, field(1, BYTES)];
        varint(&mut head, self.name.len() as u64);
        head.extend_from_slice(self.name.as_bytes());
        let mut keys = Vec::new();
        for key in &self.keys {
            keys.push(field(3, BYTES));
            varint(&mut keys, key.len() as u64);
            keys.extend_from_slice(key.as_bytes());
        }
        let mut extent = vec![field(5, VARINT)];
        varint(&mut extent, EXTENT.into());
        let parts = [&head, &self.features, &keys, &self.values, &extent];
        tile.reserve(parts.iter().map(|p| p.len()).sum::<usize>() + 8);
        tile.push(field(3, BYTES));
        varint(tile, parts.iter().map(|p| p.len() as u64).sum());
        parts.iter().for_each(|part| tile.extend_from_slice(part));
    }
}

fn message_of(value: &Value) -> Vec<u8> {
    let mut out = Vec::new();
    match value {
        Value::Null => {}
        Value::Boolean(b) => out.extend([field(7, VARINT), u8::from(*b)]),
        Value::Integer(i) => match u64::try_from(*i) {
            Ok(natural) => {
                out.push(field(5, VARINT));
                varint(&mut out, natural);
            }
            Err(_) => {
                out.push(field(6, VARINT));
                varint(&mut out, ((*i << 1) ^ (*i >> 63)).cast_unsigned());
            }
        },
        Value::Number(n) => {
            out.push(field(3, EIGHT_BYTES));
            out.extend_from_slice(&n.to_le_bytes());
        }
        Value::Text(t) => {
            out.push(field(1, BYTES));
            varint(&mut out, t.len() as u64);
            out.extend_from_slice(t.as_bytes());
        }
    }
    out
}

fn varint(out: &mut Vec<u8>, mut v: u64) {
    while v >= 0x80 {
        out.push((v & 0x7f) as u8 | 0x80);
        v >>= 7;
    }
    out.push((v & 0x7f) as u8);
}

fn varint_length(v: u64) -> u64 {
    u64::from((64 - (v | 1).leading_zeros()).div_ceil(7))
}

/// What the features of a layer carry in tiles: the class, and the fields that the manifest
/// marks. What a value is in the tile is looked up once for each that differs.
pub(super) struct Tags<'a> {
    layer: &'a LayerVersion,
    columns: Vec<&'a Column>,
    /// By column and by what stands for the value there; the class comes first. Mostly a handful:
    /// to hash them takes longer than to look through them.
    known: BTreeMap<(usize, u64), [u32; 2]>,
    found: Vec<u32>,
}

impl<'a> Tags<'a> {
    pub(super) fn of(layer: &'a LayerVersion) -> Self {
        let fields = layer.layer().fields.iter().filter(|f| f.tile);
        let columns = fields.filter_map(|f| layer.columns().get(&f.name)).collect();
        Self { layer, columns, known: BTreeMap::new(), found: Vec::new() }
    }

    pub(super) fn of_feature(&mut self, feature: u32, writer: &mut LayerWriter) -> &[u32] {
        self.found.clear();
        if let Some(rank) = self.layer.rank(feature) {
            let tag = self.known.entry((0, rank.into())).or_insert_with(|| {
                let class = self.layer.class(rank).map(|c| c.id.clone()).unwrap_or_default();
                writer.tag("class", &Value::Text(class))
            });
            self.found.extend_from_slice(tag);
        }
        let at = usize::try_from(feature).unwrap_or(usize::MAX);
        for (i, column) in self.columns.iter().enumerate() {
            let Some(value) = stand_in(&column.values, at) else { continue };
            let tag = self
                .known
                .entry((i + 1, value))
                .or_insert_with(|| writer.tag(&column.name, &column.value(at)));
            self.found.extend_from_slice(tag);
        }
        &self.found
    }
}

/// What stands for a value of a column; `None` for none.
fn stand_in(values: &Values, at: usize) -> Option<u64> {
    match values {
        Values::Text { index, .. } => index.get(at)?.map(u64::from),
        Values::Integer(all) => all.get(at)?.map(i64::cast_unsigned),
        Values::Number(all) => all.get(at)?.map(f64::to_bits),
        Values::Boolean(all) => all.get(at)?.map(u64::from),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use mvt::{GeomEncoder, GeomType, Tile};
    use proptest::prelude::*;

    /// A `MoveTo` to the point 25, 17: the example of MVT 2.1, section 4.3.5.1.
    const POINT: [u8; 3] = [9, 50, 34];

    fn value() -> impl Strategy<Value = Value> {
        prop_oneof![
            any::<bool>().prop_map(Value::Boolean),
            any::<i64>().prop_map(Value::Integer),
            (-3..3_i64).prop_map(Value::Integer),
            (-1e9..1e9_f64).prop_map(Value::Number),
            "[a-z ]{0,200}".prop_map(Value::Text),
        ]
    }

    fn by_the_crate(features: &[(u64, Vec<(String, Value)>)]) -> Vec<u8> {
        let mut tile = Tile::new(EXTENT);
        let mut layer = tile.create_layer("lapisan");
        for (id, tags) in features {
            let encoder = GeomEncoder::<f64>::new(GeomType::Point);
            let point = encoder.point(25.0, 17.0).and_then(GeomEncoder::encode).expect("a point");
            let mut feature = layer.into_feature(point);
            feature.set_id(*id);
            for (name, value) in tags {
                match value {
                    Value::Null => {}
                    Value::Boolean(b) => feature.add_tag_bool(name, *b),
                    Value::Integer(i) => match u64::try_from(*i) {
                        Ok(natural) => feature.add_tag_uint(name, natural),
                        Err(_) => feature.add_tag_sint(name, *i),
                    },
                    Value::Number(n) => feature.add_tag_double(name, *n),
                    Value::Text(t) => feature.add_tag_string(name, t),
                }
            }
            layer = feature.into_layer();
        }
        tile.add_layer(layer).expect("one layer");
        tile.to_bytes().expect("encodes")
    }

    fn read(bytes: &[u8]) -> String {
        format!("{:?}", fast_mvt::MvtReaderRef::new(bytes).expect("a tile"))
    }

    proptest! {
        #[test]
        fn a_reader_finds_what_it_finds_in_a_tile_of_the_crate_mvt(
            features in prop::collection::vec(
                (any::<u64>(), prop::collection::vec(("[a-c]{1,2}", value()), 0..4)),
                1..20,
            ),
        ) {
            let mut writer = LayerWriter::new("lapisan");
            for (id, tags) in &features {
                let tags: Vec<u32> = tags.iter().flat_map(|(k, v)| writer.tag(k, v)).collect();
                writer.feature(Some(*id), &tags, PieceKind::Points, &POINT);
            }
            let mut tile = Vec::new();
            writer.finish(&mut tile);
            prop_assert_eq!(read(&tile), read(&by_the_crate(&features)));
        }
    }
}
