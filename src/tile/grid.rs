//! Rounds to a tile's integer grid and drops what collapses there, so that every ring is one
//! that MVT 2.1, section 4.3.4.4 allows: at least three places, an area, the right winding.

use crate::place::{Coord, EXTENT, TileId};

/// A position in tile units: x east, y south, (0, 0) in the north-west corner.
pub(super) type Cell = (i32, i32);

/// The grid of one tile.
pub(super) struct Grid {
    /// Grid units in a World unit: a power of two, so that products with it are exact and one
    /// position falls on the same line of the world's grid in every tile.
    scale: f64,
    origin: (f64, f64),
}

/// A feature's geometry in tile units.
#[derive(Debug, Clone, PartialEq, Default)]
pub(super) struct Geometry {
    /// Points.
    pub points: Vec<Cell>,
    /// Lines of two different positions or more.
    pub lines: Vec<Vec<Cell>>,
    /// Open rings: an exterior (positive area by the surveyor's formula), then its holes
    /// (negative), then the next exterior.
    pub rings: Vec<Vec<Cell>>,
}

impl Grid {
    pub(super) fn of(id: TileId) -> Self {
        let extent = f64::from(EXTENT);
        Self {
            scale: extent / id.size(),
            origin: (f64::from(id.x()) * extent, f64::from(id.y()) * extent),
        }
    }

    /// How far rounding moves a position along an axis at most. Units: World.
    pub(super) fn half_unit(&self) -> f64 {
        0.5 / self.scale
    }

    pub(super) fn snap(&self, c: Coord) -> Cell {
        #[expect(clippy::cast_possible_truncation, reason = "clipped to some thousand units")]
        let cell = |v: f64, o: f64| ((v * self.scale).round() - o) as i32;
        (cell(c.x, self.origin.0), cell(c.y, self.origin.1))
    }

    /// `None` where the line collapses to one position.
    pub(super) fn line(&self, path: &[Coord]) -> Option<Vec<Cell>> {
        let mut cells: Vec<Cell> = path.iter().map(|c| self.snap(*c)).collect();
        cells.dedup();
        (cells.len() >= 2).then_some(cells)
    }

    /// An exterior ring and its holes; nothing where the exterior collapses.
    pub(super) fn polygon(&self, rings: &[Vec<Coord>]) -> Vec<Vec<Cell>> {
        let mut out = Vec::with_capacity(rings.len());
        for (i, ring) in rings.iter().enumerate() {
            let cells = tidy(ring.iter().map(|c| self.snap(*c)).collect());
            let Some(mut cells) = cells else {
                if i == 0 {
                    return Vec::new();
                }
                continue;
            };
            if (area(&cells) > 0) != (i == 0) {
                cells.reverse();
            }
            out.push(cells);
        }
        out
    }
}

/// Without repeated positions and spikes; `None` where no area is left.
pub(super) fn tidy(cells: Vec<Cell>) -> Option<Vec<Cell>> {
    let mut out: Vec<Cell> = Vec::with_capacity(cells.len());
    for cell in cells {
        push(&mut out, cell);
    }
    // The ring is closed: what stands at its end and its beginning may meet as well.
    loop {
        let n = out.len();
        if n < 3 {
            return None;
        }
        if out[0] == out[n - 1] || out[0] == out[n - 2] {
            out.pop();
        } else if out[1] == out[n - 1] {
            out.remove(0);
        } else {
            break;
        }
    }
    (area(&out) != 0).then_some(out)
}

/// Appends a position, and takes back a spike that it closes (a, b, a).
fn push(out: &mut Vec<Cell>, cell: Cell) {
    if out.last() == Some(&cell) {
        return;
    }
    if out.len() >= 2 && out[out.len() - 2] == cell {
        out.pop();
    } else {
        out.push(cell);
    }
}

/// Twice the area by the surveyor's formula.
pub(super) fn area(ring: &[Cell]) -> i64 {
    let edges = ring.iter().zip(ring.iter().cycle().skip(1));
    edges.map(|(a, b)| i64::from(a.0) * i64::from(b.1) - i64::from(b.0) * i64::from(a.1)).sum()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tile::clip;
    use crate::tile::contours::raster;
    use proptest::prelude::*;

    #[test]
    fn spikes_and_repeated_positions_are_dropped() {
        let ring = vec![(0, 0), (0, 0), (9, 0), (12, 0), (9, 0), (9, 9), (0, 9), (0, 0)];
        assert_eq!(tidy(ring), Some(vec![(0, 0), (9, 0), (9, 9), (0, 9)]));
    }

    #[test]
    fn a_ring_that_collapses_is_none() {
        assert_eq!(tidy(vec![(0, 0), (5, 5), (0, 0)]), None);
        assert_eq!(tidy(vec![(0, 0), (5, 5), (9, 9), (5, 5)]), None);
    }

    #[test]
    fn one_place_is_the_same_line_of_the_grid_in_neighbouring_tiles() {
        let left = TileId::new(14, 13214, 8504).expect("valid");
        let right = TileId::new(14, 13215, 8504).expect("valid");
        let at = Coord { x: right.origin().x + 1e-9, y: right.origin().y + 1e-6 };
        let (a, b) = (Grid::of(left).snap(at), Grid::of(right).snap(at));
        assert_eq!((a.0 - 4096, a.1), b);
    }

    proptest! {
        #[test]
        fn a_tidy_ring_has_three_places_an_area_and_no_spike(
            cells in prop::collection::vec((0..5_i32, 0..5_i32), 0..14),
        ) {
            let Some(ring) = tidy(cells.clone()) else { return Ok(()) };
            let n = ring.len();
            prop_assert_eq!(area(&ring), area(&cells));
            for i in 0..n {
                let (a, b, c) = (ring[i], ring[(i + 1) % n], ring[(i + 2) % n]);
                prop_assert!(a != b && a != c, "{ring:?}");
            }
        }

        /// Cells of the raster are smaller or larger than units of the grid.
        #[test]
        fn rings_on_the_grid_are_wound_as_the_format_wants(
            raster in raster(),
            units in prop_oneof![0.1..2.0_f64, 2.0..900.0],
            (x, y) in (-300.0..300.0_f64, -300.0..300.0_f64),
        ) {
            let id = TileId::new(14, 13214, 8504).expect("valid");
            let unit = id.size() / f64::from(EXTENT);
            let o = Coord { x: id.origin().x + x * unit, y: id.origin().y + y * unit };
            for polygon in raster.polygons() {
                let rings: Vec<Vec<Coord>> = polygon
                    .iter()
                    .map(|r| r.iter().map(|c| o + *c * (units * unit)).collect())
                    .collect();
                for piece in clip::polygon(rings, &id.world_bounds(64), Grid::of(id).half_unit()) {
                    for (i, ring) in Grid::of(id).polygon(&piece).iter().enumerate() {
                        prop_assert!(ring.len() >= 3 && area(ring) != 0);
                        prop_assert_eq!(area(ring) > 0, i == 0);
                        prop_assert!(ring.iter().all(|c| (-64..=4160).contains(&c.0) && (-64..=4160).contains(&c.1)));
                    }
                }
            }
        }
    }
}
