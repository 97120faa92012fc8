use super::{Area, LayerVersion, Memory};
use crate::model::Pyramid;

/// Bytes in memory, by part.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct LayerMemory {
    /// The published coordinates, and where features begin in them.
    pub coordinates: usize,
    /// The values of its fields, and its ids.
    pub columns: usize,
    /// What finds the features that cover a place.
    pub locator: usize,
    /// What finds the nearest border.
    pub borders: usize,
    /// What tiles are cut from.
    pub tiles: usize,
}

impl LayerVersion {
    /// The bytes it holds in memory, by part.
    pub fn memory(&self) -> LayerMemory {
        let areas = [&self.area, &self.mapped, &self.gaps].map(Area::memory);
        let sum = |part: fn(&Memory) -> usize| areas.iter().map(part).sum();
        let drawn = [&self.drawn.features, &self.drawn.unmapped];
        LayerMemory {
            coordinates: sum(|m| m.coordinates),
            columns: self.prepared.columns.bytes()
                + self.prepared.ids.iter().map(String::len).sum::<usize>(),
            locator: sum(|m| m.locator) + self.nearby.bytes(),
            borders: sum(|m| m.borders),
            tiles: drawn.into_iter().map(Pyramid::bytes).sum::<usize>() + self.labels.bytes(),
        }
    }
}
