//! The points where the names of areas stand, as a source layer of their own: each in the one
//! tile that holds it, so that a name is written once.
//!
//! The mvt crate writes it. Its version 0.15 leaves out the `MoveTo` of a ring or line that
//! begins where the one before it ended: points cannot meet that.

use mvt::{GeomEncoder, GeomType, Tile};

use crate::model::Value;
use crate::place::{EXTENT, TileId, World};
use crate::snapshot::LayerVersion;

/// Adds the labels of a layer to a tile, where it has any there.
pub(super) fn write(layer: &LayerVersion, id: TileId, out: &mut Vec<u8>) -> Result<(), mvt::Error> {
    let labels = layer.labels().in_tile(id);
    if labels.is_empty() {
        return Ok(());
    }
    let mut tile = Tile::new(EXTENT);
    let mut written = tile.create_layer(&layer.layer().id.label());
    for (feature, at) in labels {
        let (x, y) = units(at, id);
        let point = GeomEncoder::<f64>::new(GeomType::Point).point(x, y)?.encode()?;
        let mut label = written.into_feature(point);
        label.set_id(layer.tile_id(feature));
        for (name, value) in tags(layer, feature) {
            match value {
                Value::Null => {}
                Value::Boolean(b) => label.add_tag_bool(name, b),
                Value::Integer(i) => match u64::try_from(i) {
                    Ok(natural) => label.add_tag_uint(name, natural),
                    Err(_) => label.add_tag_sint(name, i),
                },
                Value::Number(n) => label.add_tag_double(name, n),
                Value::Text(t) => label.add_tag_string(name, &t),
            }
        }
        written = label.into_layer();
    }
    tile.add_layer(written)?;
    tile.write_to(out)
}

/// From the tile's corner, in 1/4096 of it.
fn units(at: World, id: TileId) -> (f64, f64) {
    let (o, unit) = (id.origin(), id.size() / f64::from(EXTENT));
    (((at.x - o.x) / unit).floor(), ((at.y - o.y) / unit).floor())
}

/// The class, and the fields that the manifest marks.
fn tags(layer: &LayerVersion, feature: u32) -> impl Iterator<Item = (&str, Value)> {
    let class = layer.rank(feature).and_then(|r| layer.class(r));
    let class = class.map(|c| ("class", Value::Text(c.id.clone())));
    let fields = layer.layer().fields.iter().filter(|f| f.tile);
    class.into_iter().chain(fields.map(move |f| (f.name.as_str(), layer.value(&f.name, feature))))
}
