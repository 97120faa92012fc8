//! Tiles as GDAL's MVT driver reads them.

use std::path::Path;

use gdal::vector::LayerAccess;
use gdal::{Dataset, DatasetOptions, GdalOpenFlags};
use wareng::place::TileId;

use crate::mvt::Layer;

/// Opens a tile with GDAL and finds in it the layers and features that were read from it.
pub(crate) fn agrees(bytes: &[u8], tile: TileId, read: &[Layer], folder: &Path) {
    let path = folder.join(format!("{}-{}-{}.mvt", tile.z(), tile.x(), tile.y()));
    std::fs::write(&path, bytes).unwrap();
    let numbers = [("X", tile.x()), ("Y", tile.y()), ("Z", u32::from(tile.z()))];
    let mut options: Vec<String> = numbers.iter().map(|(k, v)| format!("{k}={v}")).collect();
    options.push("CLIP=NO".to_owned());
    let options: Vec<&str> = options.iter().map(String::as_str).collect();
    let dataset = Dataset::open_ex(
        &path,
        DatasetOptions {
            open_flags: GdalOpenFlags::GDAL_OF_VECTOR,
            allowed_drivers: Some(&["MVT"]),
            open_options: Some(&options),
            ..DatasetOptions::default()
        },
    )
    .unwrap();
    assert_eq!(dataset.layer_count(), read.len(), "layers in {tile:?}");
    for layer in read {
        let mut found = dataset.layer_by_name(&layer.name).unwrap();
        let ids: Vec<u64> = found
            .features()
            .map(|f| {
                assert!(f.geometry().is_some_and(|g| !g.is_empty()), "a geometry in {tile:?}");
                let at = f.field_index("mvt_id").unwrap();
                // Dust may have none.
                f.field_as_integer64(at).unwrap().unwrap_or(0).try_into().unwrap()
            })
            .collect();
        let expected: Vec<u64> = layer.features.iter().map(|f| f.id).collect();
        assert_eq!(ids, expected, "features of {} in {tile:?}", layer.name);
    }
    std::fs::remove_file(path).unwrap();
}
