//! tippecanoe, given the same features with the same attributes and ids.

use std::fs::{self, File};
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::{Map, Value as Json, json};
use wareng::model::Value;
use wareng::place::{Coord, TileId};
use wareng::snapshot::LayerVersion;

use crate::Outcome;

/// How it is asked.
const SCRIPT: &str = include_str!("../peers/tippecanoe.py");

/// The bytes of some tiles; none where nothing is drawn. The tileset is built once for each version
/// of the layers, and of how it is asked.
pub(crate) fn tiles(
    python: &Path,
    folder: &Path,
    layers: &[&LayerVersion],
    tiles: &[TileId],
) -> Outcome<Vec<Vec<u8>>> {
    fs::create_dir_all(folder)?;
    let (tileset, stamp) = (folder.join("tippecanoe.pmtiles"), folder.join("tippecanoe.stamp"));
    let made_of: Vec<&str> = layers.iter().map(|l| l.version()).chain([SCRIPT]).collect();
    let made_of = made_of.join("\n");
    if fs::read_to_string(&stamp).ok().as_ref() != Some(&made_of) {
        let files = sources(folder, layers)?;
        run(python, "build", std::iter::once(&tileset).chain(&files))?;
        fs::write(&stamp, made_of)?;
    }
    let (list, out) = (folder.join("tiles.txt"), folder.join("tiles.bytes"));
    let address = |t: &TileId| format!("{}/{}/{}\n", t.z(), t.x(), t.y());
    fs::write(&list, tiles.iter().map(address).collect::<String>())?;
    run(python, "tiles", [&tileset, &list, &out])?;
    let bytes = fs::read(&out)?;
    let mut rest = bytes.as_slice();
    let mut read = Vec::with_capacity(tiles.len());
    while let Some((length, after)) = rest.split_first_chunk() {
        let length = usize::try_from(u32::from_le_bytes(*length))?;
        let (tile, after) = after.split_at_checked(length).ok_or("a tile that ends early")?;
        read.push(tile.to_vec());
        rest = after;
    }
    if read.len() == tiles.len() { Ok(read) } else { Err("not all tiles were read".into()) }
}

/// What it is given of some layers: a file for each, in a folder that is there.
pub(crate) fn sources(folder: &Path, layers: &[&LayerVersion]) -> Outcome<Vec<PathBuf>> {
    let written = layers.iter().map(|layer| {
        let path = folder.join(layer.layer().id.as_str()).with_extension("geojson");
        write(layer, &path).map(|()| path)
    });
    written.collect()
}

fn run<'a>(python: &Path, what: &str, paths: impl IntoIterator<Item = &'a PathBuf>) -> Outcome<()> {
    let status = command(python, what, paths).status()?;
    if status.success() { Ok(()) } else { Err(format!("tippecanoe.py {what}: {status}").into()) }
}

/// How it is asked to do something, as its script says.
pub(crate) fn command<'a>(
    python: &Path,
    what: &str,
    paths: impl IntoIterator<Item = &'a PathBuf>,
) -> Command {
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("benches/peers/tippecanoe.py");
    let mut command = Command::new(python);
    command.arg(script).arg(what).args(paths);
    command
}

/// A feature on each line.
fn write(layer: &LayerVersion, path: &Path) -> Outcome<()> {
    let mut out = BufWriter::new(File::create(path)?);
    for (feature, shape) in (0_u32..).zip(layer.shapes().iter()) {
        let ring = |r: &[Coord]| r.iter().map(|c| [c.x, c.y]).collect::<Vec<_>>();
        let polygons: Vec<Vec<_>> = shape.parts().map(|p| p.paths().map(ring).collect()).collect();
        let feature = json!({
            "type": "Feature",
            "id": layer.tile_id(feature),
            "properties": properties(layer, feature),
            "geometry": { "type": "MultiPolygon", "coordinates": polygons },
        });
        serde_json::to_writer(&mut out, &feature)?;
        out.write_all(b"\n")?;
    }
    Ok(out.flush()?)
}

/// What our tiles carry of it.
fn properties(layer: &LayerVersion, feature: u32) -> Map<String, Json> {
    let class = layer.rank(feature).and_then(|rank| layer.class(rank));
    let class = class.map(|c| ("class".to_owned(), Json::from(c.id.clone())));
    let fields = layer.layer().fields.iter().filter(|f| f.tile).filter_map(|field| {
        let value = match layer.value(&field.name, feature) {
            Value::Null => return None,
            Value::Boolean(b) => b.into(),
            Value::Integer(i) => i.into(),
            Value::Number(n) => n.into(),
            Value::Text(t) => t.into(),
        };
        Some((field.name.clone(), value))
    });
    class.into_iter().chain(fields).collect()
}
