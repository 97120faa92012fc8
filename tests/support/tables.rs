//! Layers as tables of PostGIS: `id`, the geometry in degrees, and the columns as text.

use std::fmt::Write;

use wareng::model::{PartKind, Shape};
use wareng::place::Coord;
use wareng::snapshot::LayerVersion;

/// A script that makes a table `name` of a layer.
pub(crate) fn script(name: &str, layer: &LayerVersion) -> String {
    let columns: Vec<&str> = layer.layer().fields.iter().map(|f| f.name.as_str()).collect();
    let mut sql = format!("CREATE TABLE {name} (id text, geom geometry");
    columns.iter().for_each(|c| _ = write!(sql, ", f_{c} text"));
    _ = writeln!(sql, ");\nCOPY {name} FROM STDIN;");
    for feature in 0..u32::try_from(layer.len()).expect("few enough") {
        let shape = layer.shape(feature);
        let geometry = if shape.is_empty() { "\\N".to_owned() } else { ewkt(shape) };
        _ = write!(sql, "{}\t{geometry}", layer.id(feature));
        for column in &columns {
            let value = layer.value(column, feature).to_text();
            let value = if value.is_empty() { "\\N" } else { &value };
            _ = write!(sql, "\t{}", value.replace(['\t', '\n'], " "));
        }
        sql.push('\n');
    }
    let columns = "geom";
    _ = writeln!(
        sql,
        "\\.\nCREATE INDEX ON {name} USING gist ({columns});\n\
         CREATE INDEX ON {name} USING gist ((geom::geography));\nANALYZE {name};"
    );
    sql
}

/// A geometry with all digits of its numbers.
pub(crate) fn ewkt(shape: Shape<'_>) -> String {
    let path = |path: &[Coord]| {
        let all: Vec<String> = path.iter().map(|c| format!("{} {}", c.x, c.y)).collect();
        format!("({})", all.join(","))
    };
    let parts: Vec<(PartKind, String)> = shape
        .parts()
        .map(|part| {
            let paths: Vec<String> = part.paths().map(path).collect();
            let polygon = part.kind == PartKind::Polygon;
            (part.kind, if polygon { format!("({})", paths.join(",")) } else { paths.join(",") })
        })
        .collect();
    let name = match parts[0].0 {
        PartKind::Point => "MULTIPOINT",
        PartKind::Line => "MULTILINESTRING",
        PartKind::Polygon => "MULTIPOLYGON",
    };
    let one = |(kind, text): &(PartKind, String)| {
        assert_eq!(*kind, parts[0].0, "geometries of one kind");
        text.clone()
    };
    // A single part as itself: PostGIS then measures and tests it as such.
    if let [single] = parts.as_slice() {
        return format!("SRID=4326;{}{}", name.trim_start_matches("MULTI"), one(single));
    }
    let all: Vec<String> = parts.iter().map(one).collect();
    format!("SRID=4326;{name}({})", all.join(","))
}
