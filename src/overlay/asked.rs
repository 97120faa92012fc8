//! The polygon that is asked about.

use super::buckets::Squares;
use super::frame::{At, Frame};
use super::node::{corners, crossing, each_meeting, noded};
use super::pieces::{Changes, Piece};
use super::states::{ASKED, States};
use super::sweep::each_piece;
use super::work::{Overfull, Work};
use crate::model::{PartKind, Shape};
use crate::place::{Bounds, Coord, Position, position_in_ring};

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

/// Why polygons are no area.
#[derive(Debug, Clone, Copy, PartialEq, thiserror::Error)]
pub enum NoArea {
    /// There is no ring, or none with three corners.
    #[error("it has no area")]
    Empty,
    /// Borders cross there, or one part lies on another. Units: degrees.
    #[error("its border crosses itself at {:.6}, {:.6}", .at.x, .at.y)]
    Crosses {
        /// Where.
        at: Coord,
    },
    /// Its borders come too near to each other to be looked at.
    #[error(transparent)]
    Overfull(#[from] Overfull),
}

impl Asked {
    /// The area of polygons, each an exterior ring and its holes, closed, wound either way.
    ///
    /// # Errors
    ///
    /// Where there is no area, or borders cross.
    pub fn new(polygons: Vec<Vec<Vec<Coord>>>) -> Result<Self, NoArea> {
        let of_polygon = |rings: Vec<Vec<Coord>>| {
            rings.into_iter().enumerate().map(|(i, path)| Ring { path, is_hole: i > 0 })
        };
        let rings: Vec<Ring> = polygons.into_iter().flat_map(of_polygon).collect();
        let asked = Self::of_rings(rings).ok_or(NoArea::Empty)?;
        asked.check()?;
        Ok(asked)
    }

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

    /// The smallest box around it. Units: degrees.
    pub fn bounds(&self) -> Bounds {
        self.bounds
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

    /// Its edges on a grid.
    pub(super) fn pieces(&self, frame: &Frame, changes: &mut Changes) -> Vec<Piece> {
        let [up, down] = [1, -1].map(|times| changes.number(&[(ASKED, times)]));
        let edges = self.rings.iter().flat_map(|ring| {
            let ats: Vec<At> = ring.path.iter().map(|c| frame.at(*c)).collect();
            // What lies on the left is covered: exteriors go against the clock, holes with it.
            let turns = (doubled_area(&ats) < 0) != ring.is_hole;
            let edges: Vec<(At, At)> =
                ats.windows(2).map(|e| if turns { (e[1], e[0]) } else { (e[0], e[1]) }).collect();
            edges
        });
        let piece = |(a, b): (At, At)| match a < b {
            true => Piece { a, b, changes: up },
            false => Piece { a: b, b: a, changes: down },
        };
        edges.map(piece).collect()
    }

    /// Looks for a place where its borders cross, or where it covers something twice.
    fn check(&self) -> Result<(), NoArea> {
        let frame = Frame::over(&grown(self.bounds, 0.01));
        let mut changes = Changes::default();
        let mut pieces = self.pieces(&frame, &mut changes);
        pieces.retain(|p| p.a != p.b);
        pieces.sort_unstable();
        let (min, max) = corners(&pieces).ok_or(NoArea::Empty)?;
        let crosses = |at: At| NoArea::Crosses { at: frame.degrees(at) };
        let squares = Squares::over(min, max, pieces.len());
        each_meeting(&pieces, &squares, &Work::ASKED, |p, q| match crossing(p, q) {
            Some(at) => Err(crosses(at)),
            None => Ok(()),
        })?;
        let mut pieces = noded(pieces, &mut changes, &Work::ASKED)?;
        let mut states = States::default();
        let mut begins: Vec<(u32, At)> = Vec::new();
        each_piece(&mut pieces, &changes, &mut states, |piece, _, above| {
            begins.push((above, piece.a));
        });
        let is_once = |state: u32| matches!(states.of(state), [] | [(_, 1)]);
        let twice = begins.iter().find(|(state, _)| !is_once(*state));
        match twice {
            Some((_, at)) => Err(crosses(*at)),
            None if pieces.is_empty() => Err(NoArea::Empty),
            None => Ok(()),
        }
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
