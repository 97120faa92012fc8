use crate::snapshot::{LayerVersion, Recipe};

/// Where readers find tiles and sprites.
#[derive(Debug, Clone)]
pub struct Addresses {
    base_url: String,
    renderer: &'static str,
}

impl Addresses {
    /// Addresses below `base_url` (no slash at its end), of tiles that this renderer makes.
    pub fn new(base_url: impl Into<String>, renderer: &'static str) -> Self {
        Self { base_url: base_url.into(), renderer }
    }

    /// The template of the tiles of some layers. It names the versions of the layers and of the
    /// renderer, so that what is read at one address never changes.
    pub(super) fn tiles(&self, layers: &[&LayerVersion]) -> String {
        let ids: Vec<&str> = layers.iter().map(|l| l.layer().id.as_str()).collect();
        let tag = Recipe::of(layers.iter().copied(), self.renderer).tag();
        format!("{}/tiles/{}/{{z}}/{{x}}/{{y}}?v={tag}", self.base_url, ids.join(","))
    }

    /// What the addresses of a flavour's icons begin with.
    pub(super) fn sprite(&self, flavor: &str) -> String {
        format!("{}/sprites/{flavor}", self.base_url)
    }
}
