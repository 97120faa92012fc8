//! The order of tiles in a file.

use crate::place::TileId;

/// The number of a tile: those of the zooms above it come first, then those before it on the
/// zoom's Hilbert curve.
pub fn number(id: TileId) -> u64 {
    let coord = pmtiles::TileCoord::new(id.z(), id.x(), id.y());
    // Every address that this program knows has a number: theirs go on to zoom 31.
    coord.map_or(u64::MAX, |c| pmtiles::TileId::from(c).value())
}

/// The tile at a place of its zoom's Hilbert curve, counted from 0. Its four children stand at
/// four times that place and the three after it.
pub fn tile_at(z: u8, along: u64) -> Option<TileId> {
    let before = pmtiles::PYRAMID_SIZE_BY_ZOOM.get(usize::from(z))?;
    let number = pmtiles::TileId::new(before.checked_add(along)?).ok()?;
    let coord = pmtiles::TileCoord::from(number);
    TileId::new(coord.z(), coord.x(), coord.y()).filter(|id| id.z() == z)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_numbers_are_those_of_the_specification() {
        let id = |z, x, y| TileId::new(z, x, y).expect("valid");
        let numbers = [
            (id(0, 0, 0), 0),
            (id(1, 0, 0), 1),
            (id(1, 0, 1), 2),
            (id(1, 1, 1), 3),
            (id(1, 1, 0), 4),
            (id(2, 0, 0), 5),
            (id(12, 3423, 1763), 19_078_479),
        ];
        for (id, expected) in numbers {
            assert_eq!(number(id), expected, "{id:?}");
        }
    }

    #[test]
    fn the_children_of_a_tile_follow_each_other() {
        for along in 0..1024 {
            let parent = tile_at(5, along).expect("zoom 5 has so many");
            let children = (4 * along..4 * along + 4).filter_map(|a| tile_at(6, a));
            let children: Vec<TileId> = children.collect();
            assert_eq!(children.len(), 4);
            assert!(children.iter().all(|c| c.parent() == Some(parent)), "{parent:?}");
        }
        assert_eq!(tile_at(5, 1024), None);
    }
}
