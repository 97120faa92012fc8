//! The layers in PostGIS, as one would put them there to serve tiles: in Web Mercator, indexed,
//! the rows in the order of the index, geometry that is not packed.

use std::fmt::Write;
use std::fs;
use std::path::Path;

use wareng::snapshot::LayerVersion;

use crate::Outcome;
use crate::postgres::Postgres;

/// Loads what was written for tippecanoe: the same features, ids and attributes.
pub(crate) fn load(database: &Postgres, folder: &Path, layers: &[&LayerVersion]) -> Outcome<()> {
    database.sql("CREATE SCHEMA tiles;")?;
    for layer in layers {
        let id = layer.layer().id.as_str();
        let features = fs::read_to_string(folder.join(id).with_extension("geojson"))?;
        database.sql(&script(layer, &features.replace('\\', "\\\\")))?;
    }
    Ok(())
}

fn script(layer: &LayerVersion, features: &str) -> String {
    let id = layer.layer().id.as_str();
    let tiled = layer.layer().fields.iter().filter(|f| f.tile).map(|f| f.name.as_str());
    let class = layer.layer().classes.as_ref().map(|_| "class");
    let columns = class.into_iter().chain(tiled).fold(String::new(), |mut columns, name| {
        _ = write!(columns, "f->'properties'->>'{name}' AS \"{name}\", ");
        columns
    });
    format!(
        "CREATE TEMP TABLE read (f json);
COPY read FROM STDIN;
{features}\\.
CREATE TABLE tiles.{id} AS SELECT (f->>'id')::bigint AS gid, {columns}
  ST_Transform(ST_SetSRID(ST_GeomFromGeoJSON(f->>'geometry'), 4326), 3857)::geometry(MultiPolygon, 3857) AS geom
  FROM read;
DROP TABLE read;
ALTER TABLE tiles.{id} ALTER geom SET STORAGE EXTERNAL;
CREATE TABLE tiles.again (LIKE tiles.{id} INCLUDING ALL);
INSERT INTO tiles.again SELECT * FROM tiles.{id};
DROP TABLE tiles.{id};
ALTER TABLE tiles.again RENAME TO {id};
CREATE INDEX {id}_geom ON tiles.{id} USING gist (geom);
CLUSTER tiles.{id} USING {id}_geom;
VACUUM ANALYZE tiles.{id};
"
    )
}
