//! Lines of a zoom: rounded, with the vertices that they need, and joined where they were.

use std::collections::HashMap;

use super::grid::{Cell, Fine, Grid};
use super::simplify;
use crate::model::{PartKind, Shape, Shapes};

/// The vertices that more than one line has: they stay, so that streets stay joined.
pub(super) struct Junctions(HashMap<Fine, usize>);

/// Stands for several lines.
const SEVERAL: usize = usize::MAX;

impl Junctions {
    pub(super) fn of(shapes: &Shapes, grid: &Grid) -> Self {
        let mut seen = HashMap::new();
        let parts = shapes.iter().flat_map(|s| s.parts()).filter(|p| p.kind == PartKind::Line);
        for (line, path) in parts.flat_map(|p| p.paths()).enumerate() {
            for c in path {
                let of = seen.entry(grid.fine(*c)).or_insert(line);
                if *of != line {
                    *of = SEVERAL;
                }
            }
        }
        Self(seen)
    }

    fn holds(&self, fine: &Fine) -> bool {
        self.0.get(fine) == Some(&SEVERAL)
    }
}

/// The lines of a feature on a grid, and how far they stray at most.
pub(super) fn lines(
    shape: Shape<'_>,
    grid: &Grid,
    junctions: &Junctions,
    tolerance: f64,
) -> (Vec<Vec<Cell>>, f64) {
    let mut out = Vec::new();
    let mut farthest = 0.0_f64;
    for path in shape.parts().filter(|p| p.kind == PartKind::Line).flat_map(|p| p.paths()) {
        let fines: Vec<Fine> = path.iter().map(|c| grid.fine(*c)).collect();
        let last = fines.len().saturating_sub(1);
        let stays = |i: usize| i == 0 || i == last || junctions.holds(&fines[i]);
        let stops: Vec<usize> = (0..fines.len()).filter(|i| stays(*i)).collect();
        let mut line: Vec<Cell> = fines.first().map(|f| f.cell()).into_iter().collect();
        for stop in stops.windows(2) {
            let (kept, strays) = simplify::line(&fines[stop[0]..=stop[1]], tolerance);
            farthest = farthest.max(strays);
            line.extend(kept.into_iter().skip(1));
        }
        line.dedup();
        if line.len() >= 2 {
            out.push(line);
        }
    }
    (out, farthest)
}
