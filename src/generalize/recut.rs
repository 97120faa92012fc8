//! Cuts a piece of a larger tile to a smaller one, when that is asked for.

use super::commands::{self, Commands};
use super::grid::Cell;
use super::tiles::BUFFER;
use super::trace::Side;
use super::window::Window;
use crate::model::PieceKind;
use crate::place::EXTENT;

/// The geometry of a tile that is one of those in a larger tile, `column` and `row` counted from
/// its corner; `None` where the tile has nothing of it. Units: those of the smaller tile.
pub fn recut(kind: PieceKind, geometry: &[u8], column: u32, row: u32) -> Option<Vec<u8>> {
    let cell = |v: u32| i32::try_from(i64::from(v) * i64::from(EXTENT)).ok();
    let corner = Cell { x: cell(column)?, y: cell(row)? };
    let buffer = i32::try_from(BUFFER).ok()?;
    let far = i32::try_from(EXTENT + BUFFER).ok()?;
    let window = Window {
        min: Cell { x: corner.x - buffer, y: corner.y - buffer },
        max: Cell { x: corner.x.checked_add(far)?, y: corner.y.checked_add(far)? },
    };
    let paths = commands::paths(geometry)?;
    let mut out = Commands::from_corner(corner, 0);
    match kind {
        PieceKind::Points => {
            let held: Vec<Cell> =
                paths.into_iter().flatten().filter(|c| window.holds(*c)).collect();
            if !held.is_empty() {
                out.points(&held);
            }
        }
        PieceKind::Lines => {
            let edges = paths.iter().flat_map(|p| p.windows(2)).map(|e| (e[0], e[1]));
            window.chains(edges).iter().for_each(|chain| out.path(chain));
        }
        PieceKind::Polygons => {
            let sides: Vec<Side> = paths
                .iter()
                .flat_map(|ring| ring.iter().zip(ring.iter().cycle().skip(1)))
                .map(|(a, b)| (*a, *b))
                .collect();
            match window.cut(&sides) {
                Some(polygons) => polygons.iter().flatten().for_each(|ring| out.ring(ring)),
                None if window.lies_in(&sides) => out.ring(&window.corners()),
                None => {}
            }
        }
    }
    (!out.is_empty()).then(|| out.into_bytes())
}
