//! Layers in PostGIS as they were published, and the areas that it finds in them.
#![allow(dead_code, reason = "each takes what it needs of it")]

use std::collections::BTreeMap;
use std::fmt::Write as _;

use wareng::model::{PartKind, Shape, Shapes};
use wareng::snapshot::LayerVersion;

use super::postgres::Postgres;

/// Units, each without what those of lower codes have of it.
pub(crate) fn load_units(postgres: &Postgres, layer: &LayerVersion) -> Result<(), String> {
    let mut script = String::from(
        "CREATE TABLE unit (code text, i int, geom geometry);\nCOPY unit FROM STDIN;\n",
    );
    for (i, shape) in (0..).zip(layer.shapes().iter()) {
        let code = layer.code(i).unwrap_or_default();
        let _ = writeln!(script, "{code}\t{i}\t{}", wkb(shape));
    }
    script.push_str(
        "\\.\nCREATE INDEX ON unit USING gist (geom);
        CREATE TABLE own AS SELECT u.code, coalesce(ST_Difference(u.geom, (
            SELECT ST_Union(l.geom) FROM unit l
            WHERE (l.code, l.i) < (u.code, u.i) AND ST_Relate(l.geom, u.geom, 'T********'))), u.geom) AS geom
          FROM unit u;
        CREATE INDEX ON own USING gist (geom);
        CREATE TABLE part (layer text, code text, class text, geom geometry);",
    );
    postgres.sql(&script).map(|_| ())
}

/// What a hazard says of each unit, as geometries that share no area.
pub(crate) fn load_hazards(postgres: &Postgres, layer: &LayerVersion) -> Result<(), String> {
    load_polygons(postgres, layer)?;
    postgres.sql(&cut(layer)).map(|_| ())
}

/// The polygons of a hazard, and where it was mapped.
pub(crate) fn load_polygons(postgres: &Postgres, layer: &LayerVersion) -> Result<(), String> {
    let mut script = String::from(
        "SET client_min_messages = warning;
        DROP TABLE IF EXISTS polygon, mapped, inside, ranked, seen;
        CREATE TABLE polygon (rank int, class text, geom geometry);\nCOPY polygon FROM STDIN;\n",
    );
    for (i, shape) in (0..).zip(layer.shapes().iter()) {
        let rank = layer.rank(i).unwrap_or_default();
        let class = layer.class(rank).map_or("", |c| &c.id);
        let _ = writeln!(script, "{rank}\t{class}\t{}", wkb(shape));
    }
    script.push_str("\\.\nCREATE TABLE mapped (geom geometry);\nCOPY mapped FROM STDIN;\n");
    let mapped: &Shapes = layer.mapped().shapes();
    for shape in mapped.iter() {
        let _ = writeln!(script, "{}", wkb(shape));
    }
    script.push_str("\\.\nCREATE INDEX ON polygon USING gist (geom);\nANALYZE;");
    postgres.sql(&script).map(|_| ())
}

/// Cuts what was loaded last by units: its classes by the gravest, `none` and `unmapped`.
pub(crate) fn cut(layer: &LayerVersion) -> String {
    let id = layer.layer().id.as_str();
    format!(
        "CREATE TABLE inside AS SELECT u.code, p.rank, p.class,
            ST_CollectionExtract(ST_Union(ST_Intersection(p.geom, u.geom)), 3) AS geom
          FROM own u JOIN polygon p ON ST_Intersects(p.geom, u.geom) GROUP BY 1, 2, 3;
        INSERT INTO part SELECT '{id}', i.code, i.class, coalesce(ST_Difference(i.geom, (
            SELECT ST_Union(g.geom) FROM inside g WHERE g.code = i.code AND g.rank > i.rank)), i.geom)
          FROM inside i;
        CREATE TABLE seen AS SELECT u.code, u.geom AS unit,
            coalesce((SELECT ST_Union(i.geom) FROM inside i WHERE i.code = u.code), 'SRID=4326;POLYGON EMPTY') AS classes,
            coalesce((SELECT ST_CollectionExtract(ST_Union(ST_Intersection(m.geom, u.geom)), 3) FROM mapped m
              WHERE ST_Intersects(m.geom, u.geom)), 'SRID=4326;POLYGON EMPTY') AS mapped
          FROM own u;
        INSERT INTO part SELECT '{id}', code, 'none', ST_Difference(mapped, classes) FROM seen;
        INSERT INTO part SELECT '{id}', code, 'unmapped',
            ST_Difference(unit, ST_Union(mapped, classes)) FROM seen;"
    )
}

/// Keeps what was loaded last beside that of other hazards.
pub(crate) fn kept(layer: &LayerVersion) -> String {
    let id = layer.layer().id.as_str();
    format!(
        "CREATE TABLE IF NOT EXISTS all_polygons (layer text, rank int, geom geometry);
        CREATE TABLE IF NOT EXISTS all_mapped (layer text, geom geometry);
        CREATE INDEX IF NOT EXISTS polygons_by_place ON all_polygons USING gist (geom);
        CREATE INDEX IF NOT EXISTS mapped_by_place ON all_mapped USING gist (geom);
        INSERT INTO all_polygons SELECT '{id}', rank, geom FROM polygon;
        INSERT INTO all_mapped SELECT '{id}', geom FROM mapped;
        ANALYZE;"
    )
}

/// An area, by edges straight in degrees, and by geodesics between the vertices as they are.
/// Units: square metres.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Area {
    pub(crate) straight: f64,
    pub(crate) geodesic: f64,
}

/// The areas of all parts, and of the intersections of those of two hazards.
///
/// A geography's edges are geodesics; in pieces of 50 m an edge that is straight in degrees is
/// as good as one.
pub(crate) fn split(
    postgres: &Postgres,
    with: &[&str],
) -> Result<BTreeMap<(String, String, String), Area>, String> {
    const AREAS: &str =
        "ST_Area(ST_Segmentize(geom, 0.00045)::geography), ST_Area(geom::geography)";
    let mut sql =
        format!("SELECT code, layer, class, {AREAS} FROM part WHERE NOT ST_IsEmpty(geom)");
    if let [one, other] = with {
        let _ = write!(
            sql,
            " UNION ALL SELECT code, '{one}+{other}', class, {AREAS} FROM (
                SELECT a.code, a.class || '+' || b.class AS class,
                  ST_CollectionExtract(ST_Intersection(a.geom, b.geom), 3) AS geom
                FROM part a JOIN part b USING (code)
                WHERE a.layer = '{one}' AND b.layer = '{other}' AND ST_Intersects(a.geom, b.geom)
              ) both_say"
        );
    }
    sql.push(';');
    let mut areas = BTreeMap::new();
    for row in postgres.sql(&sql)? {
        let [code, layer, class, straight, geodesic] = row.as_slice() else {
            return Err(format!("PostGIS returned {row:?}"));
        };
        let number =
            |text: &str| text.parse::<f64>().map_err(|e| format!("no number: {text}: {e}"));
        let area = Area { straight: number(straight)?, geodesic: number(geodesic)? };
        if area.straight > 0.0 {
            areas.insert((code.clone(), layer.clone(), class.clone()), area);
        }
    }
    Ok(areas)
}

/// The polygons of a feature as hexadecimal well-known binary of EPSG:4326 (EWKB).
pub(crate) fn wkb(shape: Shape<'_>) -> String {
    let polygons: Vec<_> = shape.parts().filter(|p| p.kind == PartKind::Polygon).collect();
    let mut bytes = vec![1];
    bytes.extend((6_u32 | 0x2000_0000).to_le_bytes());
    bytes.extend(4326_u32.to_le_bytes());
    let count = |n: usize| u32::try_from(n).unwrap_or(u32::MAX).to_le_bytes();
    bytes.extend(count(polygons.len()));
    for part in polygons {
        bytes.push(1);
        bytes.extend(3_u32.to_le_bytes());
        bytes.extend(count(part.paths().count()));
        for path in part.paths() {
            bytes.extend(count(path.len()));
            path.iter().for_each(|c| bytes.extend([c.x.to_le_bytes(), c.y.to_le_bytes()].concat()));
        }
    }
    bytes.iter().fold(String::with_capacity(bytes.len() * 2), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}
