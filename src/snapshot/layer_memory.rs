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
