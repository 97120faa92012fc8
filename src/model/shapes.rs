use std::ops::Range;

use serde::{Deserialize, Serialize};

use crate::place::{Bounds, Coord};

/// The geometries of all features of a layer in four flat lists.
///
/// A feature has parts, a part has paths, a path has coordinates: a polygon part's first path is
/// its exterior ring (counterclockwise, closed) and the others are its holes (clockwise, closed);
/// a line has one path, a point one path of one coordinate.
///
/// Units of the coordinates: those of the frame it was made in; degrees where nothing is said.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Shapes {
    coords: Vec<Coord>,
    /// Where each path begins in `coords`.
    paths: Vec<u32>,
    /// The kind of each part, and where it begins in `paths`.
    parts: Vec<(PartKind, u32)>,
    /// Where each feature begins in `parts`.
    features: Vec<u32>,
}

/// Coordinates, and where paths, parts and features begin.
type Lists<'a> = (&'a [Coord], &'a [u32], &'a [(PartKind, u32)], &'a [u32]);

/// What a part of a geometry is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum PartKind {
    /// One position.
    Point,
    /// A line string.
    Line,
    /// A polygon.
    Polygon,
}

/// The geometry of one feature.
#[derive(Debug, Clone, Copy)]
pub struct Shape<'a> {
    shapes: &'a Shapes,
    first: usize,
    end: usize,
}

/// A point, line or polygon of a geometry.
#[derive(Debug, Clone, Copy)]
pub struct Part<'a> {
    shapes: &'a Shapes,
    /// What it is.
    pub kind: PartKind,
    first: usize,
    end: usize,
}

impl Shapes {
    /// Begins the next feature; what is pushed belongs to it.
    pub fn begin_feature(&mut self) {
        self.features.push(index(self.parts.len()));
    }

    /// Adds a part to the last feature.
    pub fn push_part<P: AsRef<[Coord]>>(
        &mut self,
        kind: PartKind,
        paths: impl IntoIterator<Item = P>,
    ) {
        self.parts.push((kind, index(self.paths.len())));
        for path in paths {
            self.paths.push(index(self.coords.len()));
            self.coords.extend_from_slice(path.as_ref());
        }
    }

    /// Adds a feature with the same geometry as one of another list.
    pub fn push_shape(&mut self, shape: Shape<'_>) {
        self.begin_feature();
        for part in shape.parts() {
            self.push_part(part.kind, part.paths());
        }
    }

    /// How many features there are.
    pub fn len(&self) -> usize {
        self.features.len()
    }

    /// Whether there is no feature.
    pub fn is_empty(&self) -> bool {
        self.features.is_empty()
    }

    /// The geometry of a feature; without parts where there is no such feature.
    pub fn get(&self, feature: usize) -> Shape<'_> {
        let end = start_of(&self.features, feature + 1, self.parts.len());
        Shape { shapes: self, first: start_of(&self.features, feature, end), end }
    }

    /// All features in order.
    pub fn iter(&self) -> impl Iterator<Item = Shape<'_>> {
        (0..self.len()).map(|i| self.get(i))
    }

    /// A part by its place among the parts of all features.
    pub fn part(&self, part: usize) -> Option<Part<'_>> {
        let (kind, first) = *self.parts.get(part)?;
        let end = self.parts.get(part + 1).map_or(self.paths.len(), |p| size(p.1));
        Some(Part { shapes: self, kind, first: size(first), end })
    }

    /// A path by its place among the paths of all parts; empty where there is none.
    pub fn path(&self, path: usize) -> &[Coord] {
        self.coords.get(self.path_range(path)).unwrap_or_default()
    }

    /// Where a path lies in [`Shapes::coords`].
    pub fn path_range(&self, path: usize) -> Range<usize> {
        let end = start_of(&self.paths, path + 1, self.coords.len());
        start_of(&self.paths, path, end)..end
    }

    /// How many paths there are.
    pub fn path_count(&self) -> usize {
        self.paths.len()
    }

    /// All coordinates in order.
    pub fn coords(&self) -> &[Coord] {
        &self.coords
    }

    /// The bytes of all lists in memory.
    pub fn bytes(&self) -> usize {
        size_of_val(self.coords.as_slice())
            + size_of_val(self.paths.as_slice())
            + size_of_val(self.parts.as_slice())
            + size_of_val(self.features.as_slice())
    }

    /// The same structure with other coordinates: `map` is called once for each, in order.
    pub fn map_coords(&self, map: impl FnMut(&Coord) -> Coord) -> Self {
        Self { coords: self.coords.iter().map(map).collect(), ..self.clone_structure() }
    }

    /// The smallest box around everything.
    pub fn bounds(&self) -> Option<Bounds> {
        Bounds::around(&self.coords)
    }

    fn clone_structure(&self) -> Self {
        Self {
            coords: Vec::new(),
            paths: self.paths.clone(),
            parts: self.parts.clone(),
            features: self.features.clone(),
        }
    }

    /// The lists as they are, for writing.
    pub(super) fn lists(&self) -> Lists<'_> {
        (&self.coords, &self.paths, &self.parts, &self.features)
    }

    /// Lists that were written, or `None` where an index runs back or out of its list, or anything
    /// belongs to nothing.
    pub(super) fn from_lists(
        coords: Vec<Coord>,
        paths: Vec<u32>,
        parts: Vec<(PartKind, u32)>,
        features: Vec<u32>,
    ) -> Option<Self> {
        let fits = share_out(paths.iter().copied(), coords.len())
            && share_out(parts.iter().map(|p| p.1), paths.len())
            && share_out(features.iter().copied(), parts.len());
        fits.then_some(Self { coords, paths, parts, features })
    }
}

impl<'a> Shape<'a> {
    /// Its parts in order; none for a feature without a geometry.
    pub fn parts(self) -> impl Iterator<Item = Part<'a>> {
        self.part_indices().filter_map(move |i| self.shapes.part(i))
    }

    /// The places of its parts among those of all features.
    pub fn part_indices(self) -> Range<usize> {
        self.first..self.end
    }

    /// Whether it has no part.
    pub fn is_empty(self) -> bool {
        self.first == self.end
    }

    /// The smallest box around it; `None` without a geometry.
    pub fn bounds(self) -> Option<Bounds> {
        Bounds::around(self.parts().flat_map(Part::paths).flatten())
    }
}

impl<'a> Part<'a> {
    /// Its paths: exterior ring then holes, or the one line or point.
    pub fn paths(self) -> impl Iterator<Item = &'a [Coord]> {
        self.path_indices().map(move |i| self.shapes.path(i))
    }

    /// The places of its paths among those of all parts.
    pub fn path_indices(self) -> Range<usize> {
        self.first..self.end
    }
}

/// Whether these places, where one after the other begins, share out a list of this length: all
/// of it, from its beginning, none before another that comes first.
fn share_out(mut begins: impl Iterator<Item = u32>, length: usize) -> bool {
    let Some(first) = begins.next() else { return length == 0 };
    let rise = begins.try_fold(0, |last, next| (last <= next).then_some(next));
    first == 0 && rise.is_some_and(|last| usize::try_from(last).is_ok_and(|last| last <= length))
}

fn start_of(starts: &[u32], i: usize, end: usize) -> usize {
    starts.get(i).map_or(end, |s| size(*s))
}

fn size(index: u32) -> usize {
    usize::try_from(index).unwrap_or(usize::MAX)
}

/// Ingest refuses sources with more coordinates than 32 bits count, long before this saturates.
fn index(size: usize) -> u32 {
    u32::try_from(size).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn square() -> Vec<Coord> {
        [(0., 0.), (1., 0.), (1., 1.), (0., 1.), (0., 0.)].map(|(x, y)| Coord { x, y }).to_vec()
    }

    #[test]
    fn features_come_back_with_their_parts_and_paths() {
        let mut shapes = Shapes::default();
        shapes.begin_feature();
        shapes.push_part(PartKind::Polygon, [square(), square()]);
        shapes.push_part(PartKind::Point, [vec![Coord { x: 5.0, y: 5.0 }]]);
        shapes.begin_feature();
        shapes.begin_feature();
        shapes.push_part(PartKind::Polygon, [square()]);
        let counts: Vec<Vec<usize>> =
            shapes.iter().map(|f| f.parts().map(|p| p.paths().count()).collect()).collect();
        assert_eq!(counts, [vec![2, 1], vec![], vec![1]]);
        assert!(shapes.get(1).is_empty());
        assert_eq!(shapes.get(0).bounds().map(Bounds::to_array), Some([0.0, 0.0, 5.0, 5.0]));
    }

    #[test]
    fn lists_whose_indices_run_out_are_refused() {
        assert!(Shapes::from_lists(square(), vec![9], vec![], vec![]).is_none());
        assert!(
            Shapes::from_lists(square(), vec![0], vec![(PartKind::Line, 0)], vec![0]).is_some()
        );
    }
}
