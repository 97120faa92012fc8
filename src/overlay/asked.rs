//! The polygon that is asked about.

use super::buckets::{Buckets, Squares, index};
use super::clip::{Cell, between_meridians, crossing};
use super::frame::{At, Frame};
use super::measure::{Square, under};
use super::overlaid::Grid;
use crate::model::{PartKind, Shape};
use crate::place::{AskedPolygon, Bounds, Coord, LonLat, Position, destination, position_in_ring};

/// An area that is asked about: polygons whose borders do not cross. Units: degrees.
#[derive(Debug, Clone)]
pub struct Asked {
    rings: Vec<Ring>,
    bounds: Bounds,
}

/// A closed ring.
#[derive(Debug, Clone)]
struct Ring {
    path: Vec<Coord>,
    is_hole: bool,
}

impl Asked {
    /// The area of a feature, as it was published; `None` where it has no polygon.
    pub fn of_shape(shape: Shape<'_>) -> Option<Self> {
        let polygons = shape.parts().filter(|part| part.kind == PartKind::Polygon);
        let rings = polygons.flat_map(|part| {
            let ring = |(i, path): (usize, &[Coord])| Ring { path: path.to_vec(), is_hole: i > 0 };
            part.paths().enumerate().map(ring)
        });
        Self::of_rings(rings.collect())
    }

    fn of_rings(rings: Vec<Ring>) -> Option<Self> {
        let rings: Vec<Ring> = rings.into_iter().filter(|ring| ring.path.len() > 3).collect();
        let bounds = Bounds::around(rings.iter().flat_map(|ring| &ring.path))?;
        Some(Self { rings, bounds })
    }

    /// Whether it covers a place; its border belongs to it.
    pub fn covers(&self, place: Coord) -> bool {
        if !self.bounds.contains(place) {
            return false;
        }
        let mut times = 0;
        for ring in &self.rings {
            match position_in_ring(&ring.path, place) {
                Position::Border => return true,
                Position::Inside => times += if ring.is_hole { -1 } else { 1 },
                Position::Outside => {}
            }
        }
        times > 0
    }

    /// A circle around a place, as a polygon of many corners and the same area; `None` where it
    /// has none.
    pub fn circle(centre: LonLat, radius_m: f64) -> Option<Self> {
        const CORNERS: u32 = 360;
        let turn = std::f64::consts::TAU / f64::from(CORNERS);
        let radius_m = radius_m * (turn / turn.sin()).sqrt();
        let corner = |i: u32| {
            let at =
                destination(centre.coord(), 360.0 * f64::from(i) / f64::from(CORNERS), radius_m);
            // A circle over the antimeridian goes on beyond it.
            let turns = ((at.x - centre.lon()) / 360.0).round();
            Coord { x: at.x - 360.0 * turns, ..at }
        };
        let path: Vec<Coord> = (0..CORNERS).chain([0]).map(corner).collect();
        let has_area = radius_m > 0.0;
        has_area.then(|| Self::of_rings(vec![Ring { path, is_hole: false }])).flatten()
    }

    /// It on a grid.
    pub(super) fn laid(&self, grid: &Grid) -> Laid {
        let edges: Vec<(At, At)> = self.rings.iter().flat_map(|r| r.edges(&grid.frame)).collect();
        Laid::of(edges, grid)
    }
}

impl Ring {
    /// Its edges on a grid, with what is covered on their left: exteriors go against the clock,
    /// holes with it.
    fn edges(&self, frame: &Frame) -> Vec<(At, At)> {
        let ats: Vec<At> = self.path.iter().map(|c| frame.at(*c)).collect();
        let turns = (doubled_area(&ats) < 0) != self.is_hole;
        ats.windows(2).map(|e| if turns { (e[1], e[0]) } else { (e[0], e[1]) }).collect()
    }
}

/// What is asked about on the grid of what it is asked of.
#[derive(Debug)]
pub(super) struct Laid {
    edges: Vec<(At, At)>,
    by_square: Buckets,
    /// How often it covers the south-western corner of each cell, and of those that would follow
    /// in the north.
    corners: Vec<i32>,
    pub(super) area: Square,
}

impl Laid {
    fn of(edges: Vec<(At, At)>, grid: &Grid) -> Self {
        let squares = &grid.squares;
        let by_square = Buckets::of(squares, |put| {
            (0_u32..).zip(&edges).for_each(|(i, e)| squares.passed(e.0, e.1, |s| put(s, i)));
        });
        let south = edges.iter().map(|e| e.0.y).min().unwrap_or_default();
        let south = grid.frame.degrees(At { x: 0, y: south }).y;
        let degrees = |at: At| grid.frame.degrees(at);
        let area = edges.iter().map(|(a, b)| under(degrees(*b), degrees(*a), south)).sum();
        let mut laid = Self { edges, by_square, corners: Vec::new(), area };
        laid.corners = laid.find_corners(squares);
        laid
    }

    /// From the west of the grid, where everything is crossed that lies beyond it.
    fn find_corners(&self, squares: &Squares) -> Vec<i32> {
        let columns = squares.columns();
        let mut corners = Vec::with_capacity(squares.len() + columns);
        for row in 0..=squares.rows() {
            // The cells beside the parallel; the last has none in the north.
            let beside = row.min(squares.rows() - 1) * columns;
            let line = squares.cell(row * columns).near.y;
            let west = squares.cell(beside).near.x;
            let beyond = self.edges.iter().filter(|e| e.0.x.min(e.1.x) < west);
            let mut times: i32 = beyond.filter_map(|e| turn(*e, i64::MIN / 4, west, line)).sum();
            for column in 0..columns {
                corners.push(times);
                let Cell { near, far } = squares.cell(beside + column);
                self.each_edge(beside + column, |edge| {
                    times += turn(edge, near.x, far.x, line).unwrap_or(0);
                });
            }
        }
        corners
    }

    /// Whether its border passes a cell, or passes near it.
    pub(super) fn passes(&self, square: usize) -> bool {
        !self.by_square.within(square).is_empty()
    }

    /// Whether it covers a cell that its border does not pass.
    pub(super) fn covers(&self, square: usize) -> bool {
        self.times(square) > 0
    }

    /// How often it covers the south-western corner of a cell.
    pub(super) fn times(&self, square: usize) -> i32 {
        self.corners.get(square).copied().unwrap_or(0)
    }

    pub(super) fn each_edge(&self, square: usize, mut found: impl FnMut((At, At))) {
        self.by_square.within(square).iter().for_each(|edge| found(self.edges[index(*edge)]));
    }
}

/// What begins or ceases where an edge crosses a parallel between two meridians.
fn turn(edge: (At, At), west: i64, east: i64, line: i64) -> Option<i32> {
    let part = between_meridians(edge, west, east)?;
    crossing(part, line).map(|(_, change)| change)
}

impl From<&AskedPolygon> for Asked {
    fn from(polygon: &AskedPolygon) -> Self {
        let of_polygon = |rings: &Vec<Vec<Coord>>| -> Vec<Ring> {
            let rings = rings.iter().cloned().enumerate();
            rings.map(|(i, path)| Ring { path, is_hole: i > 0 }).collect()
        };
        let rings = polygon.polygons().iter().flat_map(of_polygon).collect();
        Self { rings, bounds: polygon.bounds() }
    }
}

/// A box grown on all sides by a share of its size, and by a hair.
pub(super) fn grown(bounds: Bounds, share: f64) -> Bounds {
    let size = bounds.max() - bounds.min();
    bounds.grown(size.x * share + 1e-7, size.y * share + 1e-7)
}

/// Twice the area of a closed ring: above zero where it goes against the clock.
fn doubled_area(ring: &[At]) -> i128 {
    let Some(first) = ring.first() else { return 0 };
    ring.windows(2).map(|e| super::frame::side(*first, e[0], e[1])).sum()
}
