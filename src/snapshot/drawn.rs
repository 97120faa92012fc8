//! What tiles need of a layer, derived once: its coordinates in [`World`](crate::place::World)
//! units, the zoom from which each vertex matters, and the boxes of its parts.

use rstar::primitives::{GeomWithData, Rectangle};
use rstar::{AABB, RTree};

use crate::model::{PartKind, Shapes};
use crate::place::{Bounds, Coord, project};

/// The feature of a part, in the box of the part. Units: degrees.
type Boxed = GeomWithData<Rectangle<[f64; 2]>, u32>;

/// A layer's geometry as tiles draw it.
#[derive(Debug, Clone)]
pub struct Drawn {
    shapes: Shapes,
    /// For each coordinate: how far the line would stray without it. Units: World. Infinite for
    /// those that are never left out.
    significance: Vec<f32>,
    boxes: RTree<Boxed>,
}

impl Drawn {
    /// Projects and ranks all vertices. Cost: n log n in a ring's vertices.
    pub fn new(shapes: &Shapes) -> Self {
        let world = shapes.map_coords(|c| {
            let w = project(c.x, c.y);
            Coord { x: w.x, y: w.y }
        });
        let mut significance = vec![f32::INFINITY; world.coords().len()];
        for part in world.iter().flat_map(|shape| shape.parts()) {
            if part.kind == PartKind::Point {
                continue;
            }
            for path in part.path_indices() {
                let range = world.path_range(path);
                rank(&world.coords()[range.clone()], &mut significance[range]);
            }
        }
        Self { shapes: world, significance, boxes: RTree::bulk_load(boxes(shapes)) }
    }

    /// The features with a part whose box meets a box, ascending, each once. Units: degrees.
    pub fn in_box(&self, bounds: &Bounds) -> Vec<u32> {
        let (min, max) = (bounds.min(), bounds.max());
        let envelope = AABB::from_corners([min.x, min.y], [max.x, max.y]);
        let boxed = self.boxes.locate_in_envelope_intersecting(envelope);
        let mut found: Vec<u32> = boxed.map(|entry| entry.data).collect();
        found.sort_unstable();
        found.dedup();
        found
    }

    /// The bytes it holds.
    pub fn bytes(&self) -> usize {
        let boxes = self.boxes.size() * size_of::<Boxed>();
        boxes + self.shapes.bytes() + size_of_val(self.significance.as_slice())
    }

    /// The geometry. Units: World.
    pub fn shapes(&self) -> &Shapes {
        &self.shapes
    }

    /// The vertices of a path without which it would stray farther than `tolerance`.
    pub fn simplified(&self, path: usize, tolerance: f32) -> impl Iterator<Item = Coord> {
        let range = self.shapes.path_range(path);
        let ranked = self.significance[range.clone()].iter();
        let kept = self.shapes.coords()[range].iter().zip(ranked);
        kept.filter(move |(_, s)| **s > tolerance).map(|(c, _)| *c)
    }
}

fn boxes(shapes: &Shapes) -> Vec<Boxed> {
    let mut boxes = Vec::new();
    for (feature, shape) in (0_u32..).zip(shapes.iter()) {
        for part in shape.parts() {
            let first = part.paths().next().unwrap_or_default();
            let Some(bounds) = Bounds::around(first) else { continue };
            let (min, max) = (bounds.min(), bounds.max());
            let rectangle = Rectangle::from_corners([min.x, min.y], [max.x, max.y]);
            boxes.push(Boxed::new(rectangle, feature));
        }
    }
    boxes
}

/// Douglas and Peucker's order (1973), whole: the significance of a vertex is its distance from
/// the chord it splits, and at most that of the vertex whose chord this is, so that any
/// tolerance keeps the set that the algorithm would keep. A ring is split at its first vertex
/// and the one farthest from it.
fn rank(path: &[Coord], significance: &mut [f32]) {
    let last = path.len().saturating_sub(1);
    let mut chords = vec![(0, last, f32::INFINITY)];
    while let Some((from, to, limit)) = chords.pop() {
        let Some((split, strays)) = farthest(path, from, to) else { continue };
        let closed = path[from] == path[to];
        #[expect(clippy::cast_possible_truncation, reason = "a distance, to be compared")]
        let rank = if closed { f32::INFINITY } else { (strays as f32).min(limit) };
        significance[split] = rank;
        chords.push((from, split, rank));
        chords.push((split, to, rank));
    }
}

fn farthest(path: &[Coord], from: usize, to: usize) -> Option<(usize, f64)> {
    let (a, b) = (path[from], path[to]);
    ((from + 1)..to)
        .map(|i| (i, distance2(path[i], a, b)))
        .reduce(|best, next| if next.1 > best.1 { next } else { best })
        .map(|(i, d2)| (i, d2.sqrt()))
}

fn distance2(p: Coord, a: Coord, b: Coord) -> f64 {
    let (d, v) = (b - a, p - a);
    let length2 = d.x * d.x + d.y * d.y;
    let t = if length2 > 0.0 { ((v.x * d.x + v.y * d.y) / length2).clamp(0.0, 1.0) } else { 0.0 };
    let o = v - d * t;
    o.x * o.x + o.y * o.y
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_coarser_tolerance_keeps_a_subset_and_the_ends() {
        let path: Vec<Coord> =
            (0..200).map(|i| Coord { x: f64::from(i), y: (f64::from(i) * 0.7).sin() }).collect();
        let mut significance = vec![f32::INFINITY; path.len()];
        rank(&path, &mut significance);
        let kept = |tolerance: f32| significance.iter().filter(|s| **s > tolerance).count();
        assert!(kept(0.0) >= kept(0.1) && kept(0.1) > kept(1.5));
        assert_eq!(kept(10.0), 2);
    }
}
