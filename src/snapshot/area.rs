use std::panic::resume_unwind;
use std::thread;

use super::borders::{Borders, NearEdge, Wanted};
use super::locator::Locator;
use crate::model::Shapes;
use crate::place::{Coord, Metric};

/// What decides which polygons cover a place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DecidedBy {
    /// The cell of the index that it lies in: no edge passes through.
    Cell,
    /// The edges in that cell, rounded to a grid of its own.
    Edges,
    /// The published coordinates of those edges: the place is next to one of them.
    Exact,
}

/// Bytes in memory, by part.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Memory {
    /// Coordinates, and where paths, parts and features begin.
    pub coordinates: usize,
    /// What finds the features that cover a place.
    pub locator: usize,
    /// What finds the nearest border.
    pub borders: usize,
}

/// Geometries with what finds them by place. Units: degrees.
#[derive(Debug, Clone)]
pub struct Area {
    shapes: Shapes,
    locator: Locator,
    borders: Borders,
}

impl Area {
    /// Indexes geometries; every edge of a polygon is a border. Cost: n log n in vertices.
    pub fn new(shapes: Shapes) -> Self {
        Self::of(shapes, Borders::of_all)
    }

    /// Indexes geometries with a rank for each feature, of which the highest counts where several
    /// cover a place: edges with the same highest rank on both sides are no borders.
    pub fn of_ranks(shapes: Shapes, ranks: &[u8]) -> Self {
        Self::of(shapes, |shapes| Borders::of_ranks(shapes, ranks))
    }

    /// Both indexes at once, where that is worth a thread: of several layers the largest is waited
    /// for.
    fn of(shapes: Shapes, borders: impl FnOnce(&Shapes) -> Borders) -> Self {
        /// Some milliseconds' worth. Units: coordinates.
        const LARGE: usize = 50_000;
        let (locator, borders) = if shapes.coords().len() < LARGE {
            (Locator::new(&shapes), borders(&shapes))
        } else {
            thread::scope(|scope| {
                let locator = scope.spawn(|| Locator::new(&shapes));
                let borders = borders(&shapes);
                (locator.join().unwrap_or_else(|panic| resume_unwind(panic)), borders)
            })
        };
        Self { shapes, locator, borders }
    }

    /// What was made of the geometries, as bytes.
    pub(super) fn to_bytes(&self, out: &mut Vec<u8>) {
        self.locator.to_bytes(out);
        self.borders.to_bytes(out);
    }

    /// These geometries with what was made of them, which begins here; `None` where it does not fit.
    pub(super) fn from_bytes(shapes: Shapes, rest: &mut &[u8]) -> Option<Self> {
        let locator = Locator::from_bytes(rest, &shapes)?;
        let borders = Borders::from_bytes(rest, &shapes)?;
        Some(Self { shapes, locator, borders })
    }

    /// The geometries.
    pub fn shapes(&self) -> &Shapes {
        &self.shapes
    }

    /// The features whose polygons cover a place, ascending.
    pub fn covering(&self, place: Coord) -> Vec<u32> {
        let mut found = Vec::new();
        self.each_covering(place, |feature| found.push(feature));
        found
    }

    /// Calls `found` with each feature whose polygons cover a place, ascending, each once.
    pub fn each_covering(&self, place: Coord, found: impl FnMut(u32)) {
        self.locator.each_covering(&self.shapes, place, found);
    }

    /// The same for many places, in less time than one by one; `found` is told which of them by
    /// its place in the list.
    pub fn each_covering_of(&self, places: &[Coord], found: impl FnMut(usize, u32)) {
        self.locator.each_covering_of(&self.shapes, places, found);
    }

    /// Begins to fetch what a look-up of the place will read, for those who are about to ask
    /// several areas: the memory of one is then not waited for after that of another.
    #[inline]
    pub fn expect(&self, place: Coord) {
        self.locator.expect(place);
    }

    /// What it takes to decide which polygons cover a place.
    pub fn decided_by(&self, place: Coord) -> DecidedBy {
        self.locator.decided_by(place)
    }

    /// The bytes it holds in memory.
    pub fn memory(&self) -> Memory {
        Memory {
            coordinates: self.shapes.bytes(),
            locator: self.locator.bytes(),
            borders: self.borders.bytes(),
        }
    }

    /// Whether any polygon covers a place.
    pub fn covers(&self, place: Coord) -> bool {
        let mut covered = false;
        self.each_covering(place, |_| covered = true);
        covered
    }

    /// The nearest border that `accept` takes, of features of at least a rank, within the radius
    /// of the place that `metric` is at. `accept` is asked of each border that is nearer than
    /// those it has taken before, in no order.
    pub fn nearest_edge(
        &self,
        metric: &Metric,
        radius_m: f64,
        least_rank: u8,
        accept: impl FnMut(&NearEdge) -> bool,
    ) -> Option<NearEdge> {
        let wanted = Wanted { metric, radius_m, least_rank, feature: None };
        self.borders.nearest(&self.shapes, wanted, accept)
    }

    /// The nearest border of one feature, within the radius of the place that `metric` is at.
    pub fn nearest_edge_of(
        &self,
        feature: u32,
        metric: &Metric,
        radius_m: f64,
    ) -> Option<NearEdge> {
        let wanted = Wanted { metric, radius_m, least_rank: 0, feature: Some(feature) };
        self.borders.nearest(&self.shapes, wanted, |_| true)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::PartKind;

    /// A ring around a place whose corners are at uneven distances, none of them a round number.
    fn ring(x: f64, y: f64, corners: i32) -> Vec<Coord> {
        let corner = |i: i32| {
            let (sin, cos) = (f64::from(i) / f64::from(corners) * std::f64::consts::TAU).sin_cos();
            let out = 0.7 + 0.3 * (f64::from(i) * 2.3).sin();
            Coord { x: x + out * cos, y: y + out * sin }
        };
        (0..corners).map(corner).chain([corner(0)]).collect()
    }

    fn rings() -> (Shapes, Vec<u8>) {
        let mut shapes = Shapes::default();
        for i in 0..40_i32 {
            shapes.begin_feature();
            let (x, y) = (f64::from(i % 7) * 0.9, f64::from(i / 7) * 0.8);
            shapes.push_part(PartKind::Polygon, [ring(x, y, 3 + 11 * i)]);
        }
        let ranks = (0..40).map(|i| i % 3).collect();
        (shapes, ranks)
    }

    /// What is found at some places, and how near the next borders of each rank are.
    fn found(area: &Area) -> Vec<(Vec<u32>, [Option<NearEdge>; 3])> {
        let at = |i: i32| Coord { x: f64::from(i * 37 % 101) * 0.07, y: f64::from(i) * 0.047 };
        let nearest = |p, rank| area.nearest_edge(&Metric::at(p), 40_000.0, rank, |_| true);
        (0..100)
            .map(at)
            .map(|p| (area.covering(p), [0, 1, 2].map(|rank| nearest(p, rank))))
            .collect()
    }

    #[test]
    fn what_was_written_finds_what_it_was_written_of() {
        let (shapes, ranks) = rings();
        for area in [Area::new(shapes.clone()), Area::of_ranks(shapes.clone(), &ranks)] {
            let mut bytes = Vec::new();
            area.to_bytes(&mut bytes);
            let mut rest = &bytes[..];
            let read = Area::from_bytes(shapes.clone(), &mut rest).unwrap();
            assert!(rest.is_empty());
            assert!(found(&read) == found(&area));
            assert_eq!(read.memory(), area.memory());
        }
    }

    #[test]
    fn what_was_written_of_more_geometries_is_refused() {
        let (shapes, _) = rings();
        let mut bytes = Vec::new();
        Area::new(shapes.clone()).to_bytes(&mut bytes);
        let mut fewer = Shapes::default();
        fewer.begin_feature();
        fewer.push_part(PartKind::Polygon, [ring(0.0, 0.0, 5)]);
        assert!(Area::from_bytes(fewer, &mut &bytes[..]).is_none());
        for cut in 0..bytes.len().min(2_000) {
            assert!(Area::from_bytes(shapes.clone(), &mut &bytes[..cut]).is_none(), "cut at {cut}");
        }
    }
}
