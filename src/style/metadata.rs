use serde_json::{Value as Json, json};

use super::TileJson;
use crate::model::Zooms;
use crate::place::Bounds;
use crate::snapshot::LayerVersion;

impl TileJson {
    /// The same of fewer tiles: those of some zooms in a box of degrees.
    #[must_use]
    pub fn narrowed(mut self, zooms: Zooms, bounds: Bounds) -> Self {
        (self.minzoom, self.maxzoom) = (zooms.min, zooms.max);
        self.bounds = bounds.to_array();
        let [west, south, east, north] = self.bounds;
        self.center = [(west + east) / 2.0, (south + north) / 2.0, zooms.min.into()];
        for layer in &mut self.vector_layers {
            layer.minzoom = layer.minzoom.max(zooms.min);
            layer.maxzoom = layer.maxzoom.min(zooms.max);
        }
        self.vector_layers.retain(|l| l.minzoom <= l.maxzoom);
        self
    }
}

/// What a file of tiles says of itself: the keys of PMTiles' metadata, those of TileJSON that
/// mean something without an address, and what an answer would cite of each layer.
pub fn metadata(tiles: &TileJson, layers: &[&LayerVersion], renderer: &str) -> Json {
    let sources = layers.iter().map(|l| (l.layer().id.to_string(), json!(l.source_note())));
    let mut metadata = json!({
        "name": tiles.name,
        "description": tiles.description,
        "attribution": tiles.attribution,
        "type": "overlay",
        "version": version(layers, renderer),
        "generator": concat!("wareng ", env!("CARGO_PKG_VERSION")),
        "vector_layers": tiles.vector_layers,
        "minzoom": tiles.minzoom,
        "maxzoom": tiles.maxzoom,
        "bounds": tiles.bounds,
        "center": tiles.center,
        "sources": sources.collect::<serde_json::Map<_, _>>(),
    });
    if let Some(map) = metadata.as_object_mut() {
        map.retain(|_, value| !value.is_null());
    }
    metadata
}

/// The name of what is in the tiles: the same layers and renderer give the same.
fn version(layers: &[&LayerVersion], renderer: &str) -> String {
    let mut hasher = blake3::Hasher::new();
    hasher.update(renderer.as_bytes());
    for layer in layers {
        hasher.update(layer.version().as_bytes());
    }
    format!("b3:{}", &hasher.finalize().to_hex()[..32])
}
