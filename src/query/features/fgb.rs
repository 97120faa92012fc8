//! Features as FlatGeobuf, version 3: without an index, the features in their order, since an index
//! would order them anew.
//!
//! The tables are those of the crate; its writer keeps features in a file, and an engine has none.

use flatbuffers::{FlatBufferBuilder, WIPOffset};
use flatgeobuf::{
    Column, ColumnArgs, ColumnType, Crs, CrsArgs, Feature, FeatureArgs, Geometry, GeometryArgs,
    GeometryType, Header, HeaderArgs,
};

use super::Table;
use crate::model::{FieldType, Part, PartKind, Shape, Value};
use crate::place::Coord;
use crate::snapshot::LayerVersion;

/// `fgb`, the version, `fgb`, the patch.
const MAGIC: [u8; 8] = *b"fgb\x03fgb\x01";

type Builder<'b> = FlatBufferBuilder<'b>;

/// What stands before so many features.
pub(in crate::query) fn head(table: &Table, count: usize) -> Vec<u8> {
    [MAGIC.to_vec(), header(&columns(table), count)].concat()
}

/// A feature: `layer`, `id`, then the fields.
pub(in crate::query) fn feature(table: &Table, layer: &LayerVersion, feature: u32) -> Vec<u8> {
    let text = |text: &str| Value::Text(text.to_owned());
    let own = [text(layer.layer().id.as_str()), text(layer.id(feature))];
    let values = table.fields.iter().map(|(name, _)| layer.value(name, feature));
    let properties = properties(own.into_iter().chain(values), &columns(table));
    let shape = table.geometry.then(|| layer.shape(feature));
    written(shape, &properties)
}

fn columns(table: &Table) -> Vec<(&str, FieldType)> {
    let own = ["layer", "id"].map(|name| (name, FieldType::Text));
    own.into_iter().chain(table.fields.iter().map(|(name, kind)| (name.as_str(), *kind))).collect()
}

fn header(fields: &[(&str, FieldType)], count: usize) -> Vec<u8> {
    let mut builder = Builder::new();
    let mut columns = Vec::new();
    for (name, kind) in fields {
        let name = Some(builder.create_string(name));
        let arguments = ColumnArgs { name, type_: column_type(*kind), ..Default::default() };
        columns.push(Column::create(&mut builder, &arguments));
    }
    let columns = Some(builder.create_vector(&columns));
    let org = Some(builder.create_string("EPSG"));
    let crs = Crs::create(&mut builder, &CrsArgs { org, code: 4326, ..Default::default() });
    let arguments = HeaderArgs {
        geometry_type: GeometryType::Unknown,
        columns,
        features_count: count as u64,
        index_node_size: 0,
        crs: Some(crs),
        ..Default::default()
    };
    let header = Header::create(&mut builder, &arguments);
    builder.finish_size_prefixed(header, None);
    builder.finished_data().to_vec()
}

fn column_type(kind: FieldType) -> ColumnType {
    match kind {
        FieldType::Text => ColumnType::String,
        FieldType::Date => ColumnType::DateTime,
        FieldType::Integer => ColumnType::Long,
        FieldType::Number => ColumnType::Double,
        FieldType::Boolean => ColumnType::Bool,
    }
}

/// Each value after the place of its column; what is null is left out, and what another layer
/// has under the same name as another type.
fn properties(values: impl Iterator<Item = Value>, fields: &[(&str, FieldType)]) -> Vec<u8> {
    let mut out = Vec::new();
    for (column, (value, (_, kind))) in (0_u16..).zip(values.zip(fields)) {
        let bytes = match (value, kind) {
            (Value::Text(text), FieldType::Text | FieldType::Date) => {
                let length = u32::try_from(text.len()).unwrap_or(u32::MAX);
                [length.to_le_bytes().as_slice(), text.as_bytes()].concat()
            }
            (Value::Integer(v), FieldType::Integer) => v.to_le_bytes().to_vec(),
            (Value::Number(v), FieldType::Number) => v.to_le_bytes().to_vec(),
            (Value::Boolean(v), FieldType::Boolean) => vec![u8::from(v)],
            _ => continue,
        };
        out.extend(column.to_le_bytes());
        out.extend(bytes);
    }
    out
}

fn written(shape: Option<Shape<'_>>, properties: &[u8]) -> Vec<u8> {
    let mut builder = Builder::new();
    let parts: Vec<Part<'_>> = shape.into_iter().flat_map(Shape::parts).collect();
    let geometry = match parts.as_slice() {
        [] => None,
        [one] => Some(part(&mut builder, *one)),
        several => Some(collection(&mut builder, several)),
    };
    let properties = Some(builder.create_vector(properties));
    let arguments = FeatureArgs { geometry, properties, ..Default::default() };
    let feature = Feature::create(&mut builder, &arguments);
    builder.finish_size_prefixed(feature, None);
    builder.finished_data().to_vec()
}

type Written<'b> = WIPOffset<Geometry<'b>>;

fn part<'b>(builder: &mut Builder<'b>, part: Part<'_>) -> Written<'b> {
    let kind = match part.kind {
        PartKind::Point => GeometryType::Point,
        PartKind::Line => GeometryType::LineString,
        PartKind::Polygon => GeometryType::Polygon,
    };
    paths(builder, part.paths(), kind)
}

/// Several parts: points and lines one after the other in one list, polygons each by itself.
fn collection<'b>(builder: &mut Builder<'b>, parts: &[Part<'_>]) -> Written<'b> {
    let all_are = |kind: PartKind| parts.iter().all(|part| part.kind == kind);
    let each = || parts.iter().flat_map(|part| part.paths());
    if all_are(PartKind::Point) {
        let points: Vec<Coord> = each().flatten().copied().collect();
        return paths(builder, [points.as_slice()].into_iter(), GeometryType::MultiPoint);
    }
    if all_are(PartKind::Line) {
        return paths(builder, each(), GeometryType::MultiLineString);
    }
    let polygons = all_are(PartKind::Polygon);
    let type_ =
        if polygons { GeometryType::MultiPolygon } else { GeometryType::GeometryCollection };
    let parts: Vec<Written<'b>> = parts.iter().map(|p| part(builder, *p)).collect();
    let parts = Some(builder.create_vector(&parts));
    Geometry::create(builder, &GeometryArgs { type_, parts, ..Default::default() })
}

/// Paths one after the other, and where each ends where there are several.
fn paths<'b, 'p>(
    builder: &mut Builder<'b>,
    paths: impl Iterator<Item = &'p [Coord]>,
    type_: GeometryType,
) -> Written<'b> {
    let (mut xy, mut ends) = (Vec::new(), Vec::new());
    for path in paths {
        xy.extend(path.iter().flat_map(|c| [c.x, c.y]));
        ends.push(u32::try_from(xy.len() / 2).unwrap_or(u32::MAX));
    }
    let xy = Some(builder.create_vector(&xy));
    let ends = (ends.len() > 1).then(|| builder.create_vector(&ends));
    Geometry::create(builder, &GeometryArgs { type_, xy, ends, ..Default::default() })
}
