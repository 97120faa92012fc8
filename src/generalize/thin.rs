//! Areas thinner than what can be drawn.

use super::dust::{Balance, Speck};
use super::grid::Cell;
use super::snap::Snapped;

/// Where classes that lack some area have something thin, of which rounding and simplifying leave
/// more or less than there is: all along it.
pub(super) fn thin(
    snapped: &Snapped,
    balance: &Balance,
    pixel: f64,
    class: &dyn Fn(u32) -> u8,
) -> Vec<Speck> {
    let mut specks = Vec::new();
    for ring in &snapped.rings {
        let (class, path) = (class(ring.feature), snapped.path(ring));
        if ring.area <= 0.0 || path.is_empty() || balance.missing[usize::from(class)] < pixel / 2.0
        {
            continue;
        }
        let cells: Vec<Cell> = path.iter().map(|p| snapped.hot.cell(*p)).collect();
        let next = cells.iter().cycle().skip(1);
        let around: f64 = cells.iter().zip(next).map(|(a, b)| along(*a, *b)).sum();
        // Of a strip a unit wide and as long as half of what runs around it.
        if ring.area > around {
            continue;
        }
        for (i, a) in cells.iter().enumerate() {
            let b = cells[if i + 1 == cells.len() { 0 } else { i + 1 }];
            let lost = ring.area * along(*a, b) / around;
            let stops = (lost / pixel).ceil().clamp(1.0, 4096.0);
            for stop in 0..whole(stops) {
                let share = f64::from(stop) / stops;
                specks.push(Speck { at: between(*a, b, share), lost: vec![(class, lost / stops)] });
            }
        }
    }
    specks
}

fn along(a: Cell, b: Cell) -> f64 {
    (f64::from(a.x) - f64::from(b.x)).hypot(f64::from(a.y) - f64::from(b.y))
}

fn between(a: Cell, b: Cell, share: f64) -> Cell {
    let at = |a: i32, b: i32| whole(f64::from(a) + (f64::from(b) - f64::from(a)) * share);
    Cell { x: at(a.x, b.x), y: at(a.y, b.y) }
}

fn whole(v: f64) -> i32 {
    #[expect(clippy::cast_possible_truncation, reason = "positions on the grid, and small counts")]
    let whole = v.floor() as i32;
    whole
}
