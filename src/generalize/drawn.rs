//! What is drawn while it is decided what is too small for that.

use super::arcs::Arcs;
use super::grid::{Cell, holds};
use super::index::size;
use super::simplify::Simplified;
use super::snap::Snapped;

/// The places that what is drawn keeps.
pub(super) struct Drawn<'a> {
    snapped: &'a Snapped,
    /// How many arcs have each hot cell.
    arcs: Vec<u32>,
}

impl<'a> Drawn<'a> {
    pub(super) fn of(snapped: &'a Snapped, arcs: &Arcs, simplified: &Simplified) -> Self {
        let mut counts = vec![0; snapped.hot.len()];
        for arc in 0..arcs.arcs.len() {
            simplified.path(arc).iter().for_each(|place| counts[size(*place)] += 1);
        }
        Self { snapped, arcs: counts }
    }

    /// An arc is not drawn.
    pub(super) fn take(&mut self, path: &[u32]) {
        path.iter().for_each(|place| self.arcs[size(*place)] -= 1);
    }

    /// Whether a closed arc has nothing in it.
    pub(super) fn is_empty_inside(&self, path: &[u32]) -> bool {
        let ring: Vec<Cell> = path.iter().skip(1).map(|p| self.snapped.hot.cell(*p)).collect();
        let Some(&first) = ring.first() else { return true };
        let (min, max) = ring.iter().fold((first, first), |(min, max), c| {
            let low = Cell { x: min.x.min(c.x), y: min.y.min(c.y) };
            (low, Cell { x: max.x.max(c.x), y: max.y.max(c.y) })
        });
        let mut empty = true;
        self.snapped.hot.near(min, max, |place, cell| {
            let other = empty && self.arcs[size(place)] > 0 && !path.contains(&place);
            empty &= !(other && holds(&ring, cell));
        });
        empty
    }
}
