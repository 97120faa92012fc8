use super::{Bounds, Coord, LonLat, World, unproject};

/// Units of a tile's integer grid along each side (MVT 2.1, section 4.1).
pub const EXTENT: u32 = 4096;

/// The deepest zoom that has a tile address here.
pub const MAX_ZOOM: u8 = 22;

/// The address of a tile in WebMercatorQuad: checked, `x` and `y` below `2^z`, `z` at most 22.
///
/// ```
/// use wareng::place::TileId;
/// assert!(TileId::new(1, 1, 1).is_some());
/// assert!(TileId::new(1, 2, 0).is_none());
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct TileId {
    z: u8,
    x: u32,
    y: u32,
}

impl TileId {
    /// The address, or `None` where there is no such tile.
    pub fn new(z: u8, x: u32, y: u32) -> Option<Self> {
        (z <= MAX_ZOOM && x < 1 << z && y < 1 << z).then_some(Self { z, x, y })
    }

    /// The zoom.
    pub fn z(self) -> u8 {
        self.z
    }

    /// The column, from the west.
    pub fn x(self) -> u32 {
        self.x
    }

    /// The row, from the north.
    pub fn y(self) -> u32 {
        self.y
    }

    /// The north-west corner. Units: [`World`].
    pub fn origin(self) -> World {
        let size = self.size();
        World { x: f64::from(self.x) * size, y: f64::from(self.y) * size }
    }

    /// The length of a side. Units: [`World`]; a power of two, so products with it are exact.
    pub fn size(self) -> f64 {
        1.0 / f64::from(1_u32 << self.z)
    }

    /// The box of the tile and a margin of `buffer` grid units on each side. Units: [`World`].
    pub fn world_bounds(self, buffer: u32) -> Bounds {
        let (o, size) = (self.origin(), self.size());
        let margin = size * f64::from(buffer) / f64::from(EXTENT);
        let corner = Coord { x: o.x, y: o.y };
        let far = Coord { x: o.x + size, y: o.y + size };
        Bounds::from([corner.x, corner.y, far.x, far.y]).grown(margin, margin)
    }

    /// The corners north-west and south-east, in degrees.
    pub fn corners(self) -> Option<(LonLat, LonLat)> {
        let (o, size) = (self.origin(), self.size());
        Some((unproject(o)?, unproject(World { x: o.x + size, y: o.y + size })?))
    }

    /// The tile that holds this one at the zoom above; `None` at zoom 0.
    pub fn parent(self) -> Option<Self> {
        Self::new(self.z.checked_sub(1)?, self.x / 2, self.y / 2)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_parent_holds_its_child() {
        let child = TileId::new(12, 3304, 2126).expect("valid");
        let parent = child.parent().expect("not the root");
        assert!(parent.world_bounds(0).contains_box(&child.world_bounds(0)));
        assert_eq!(TileId::new(0, 0, 0).and_then(TileId::parent), None);
    }

    #[test]
    fn addresses_out_of_range_are_refused() {
        assert_eq!(TileId::new(23, 0, 0), None);
        assert_eq!(TileId::new(0, 0, 1), None);
    }
}
