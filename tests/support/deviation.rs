//! How far what is drawn may be from what was published.

use wareng::snapshot::LayerVersion;

/// The greatest distance between a drawn border of a layer and the published one, in units of a
/// tile of that zoom: what TileJSON will state, and until then the most it may.
pub(crate) fn deviation(_layer: &LayerVersion, _z: u8) -> f64 {
    8.0
}
