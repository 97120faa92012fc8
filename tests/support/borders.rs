//! Edges by place, and how far a point is from the nearest of them: a plain grid of squares.

use std::collections::HashMap;

pub(crate) type Point = (f64, f64);

/// Edges in the squares that their boxes meet.
pub(crate) struct Borders {
    side: f64,
    edges: Vec<(Point, Point)>,
    squares: HashMap<(i32, i32), Vec<u32>>,
}

impl Borders {
    /// Edges of paths, in squares with this side.
    pub(crate) fn new<'a>(paths: impl Iterator<Item = &'a [Point]>, side: f64) -> Self {
        let mut made = Self { side, edges: Vec::new(), squares: HashMap::new() };
        for edge in paths.flat_map(|path| path.windows(2)) {
            let number = u32::try_from(made.edges.len()).unwrap();
            made.edges.push((edge[0], edge[1]));
            let (a, b) = (made.square(edge[0]), made.square(edge[1]));
            for x in a.0.min(b.0)..=a.0.max(b.0) {
                for y in a.1.min(b.1)..=a.1.max(b.1) {
                    made.squares.entry((x, y)).or_default().push(number);
                }
            }
        }
        made
    }

    /// The distance to the nearest edge; infinite where it is more than `most`.
    pub(crate) fn distance(&self, at: Point, most: f64) -> f64 {
        let (from, to) =
            (self.square((at.0 - most, at.1 - most)), self.square((at.0 + most, at.1 + most)));
        let mut least = f64::INFINITY;
        for x in from.0..=to.0 {
            for y in from.1..=to.1 {
                for edge in self.squares.get(&(x, y)).into_iter().flatten() {
                    let (a, b) = self.edges[usize::try_from(*edge).unwrap()];
                    least = least.min(to_edge(at, a, b));
                }
            }
        }
        if least <= most { least } else { f64::INFINITY }
    }

    pub(crate) fn edges(&self) -> &[(Point, Point)] {
        &self.edges
    }

    #[allow(clippy::cast_possible_truncation, reason = "a city is not so large")]
    fn square(&self, at: Point) -> (i32, i32) {
        ((at.0 / self.side).floor() as i32, (at.1 / self.side).floor() as i32)
    }
}

/// From a point to an edge.
pub(crate) fn to_edge(p: Point, a: Point, b: Point) -> f64 {
    let (d, v) = ((b.0 - a.0, b.1 - a.1), (p.0 - a.0, p.1 - a.1));
    let length2 = d.0 * d.0 + d.1 * d.1;
    let t = if length2 > 0.0 { ((v.0 * d.0 + v.1 * d.1) / length2).clamp(0.0, 1.0) } else { 0.0 };
    (v.0 - d.0 * t).hypot(v.1 - d.1 * t)
}
