//! How far what is drawn may be from what was published.

use wareng::snapshot::LayerVersion;

/// The greatest distance between a drawn border of a layer and the published one, in units of a
/// tile of that zoom; at most 8, the pixel of a screen.
pub(crate) fn deviation(layer: &LayerVersion, z: u8) -> f64 {
    let drawn = layer.drawn();
    let of = |pyramid: &wareng::model::Pyramid| pyramid.level(z).map_or(0.0, |l| l.deviation);
    let deviation = of(&drawn.features).max(of(&drawn.unmapped));
    assert!(deviation <= 8.0, "{deviation} at zoom {z}");
    deviation
}
