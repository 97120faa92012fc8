//! A coverage of irregular polygons: neighbours share every vertex bit by bit, nothing crosses.
//!
//! Honeycomb cells with shaken corners, small in the middle and large outside like the quarters
//! of a city, whose sides are rough lines. However many cells there are, they fill the same
//! extent and have the same number of vertices on average, so that coverages of two sizes differ
//! in nothing else.

use wareng::model::{PartKind, Shapes};
use wareng::place::Coord;

use crate::number::number;
use crate::points::rounded;
use crate::random::Random;

const SEED: u64 = 3374;
/// West, south, width and height in degrees: those of Semarang, nearly.
const EXTENT: [f64; 4] = [110.27, -7.11, 0.24, 0.18];
/// How far a corner is shaken, as a part of the distance between columns and rows.
const SHAKEN: f64 = 0.1;
/// Segments of a side, evenly spread between these: 31 on average, and a cell has six sides.
/// That is about 187 vertices a cell, as the detailed kelurahan of Semarang have.
const SEGMENTS: [usize; 2] = [8, 54];
/// The steepest turn (as a tangent) where a side is broken in two, and what is left of it where
/// the halves are. A side stays between two lines that leave its ends at the sum of all turns,
/// about 27 degrees: sides of one corner are never that close to each other.
const TURN: f64 = 0.14;
const TURN_LEFT: f64 = 0.75;

/// A coverage of `cells` polygons, one a feature. The same for the same number.
pub(crate) fn coverage(cells: usize) -> Shapes {
    let comb = Honeycomb::of(cells);
    let mut shapes = Shapes::default();
    let mut ring = Vec::new();
    for cell in 0..cells {
        ring.clear();
        let corners = comb.corners_of(cell);
        for (i, from) in corners.iter().enumerate() {
            comb.side(*from, corners[(i + 1) % corners.len()], &mut ring);
        }
        ring.push(ring[0]);
        shapes.begin_feature();
        shapes.push_part(PartKind::Polygon, [&ring]);
    }
    shapes
}

/// Rows of cells, each half a cell beside the one below. Between two rows runs a zigzag of
/// corners, by turns high and low:
///
/// ```text
///   row 1     /\ /\ /\
///   zigzag 1 |  |  |  |
///   row 0    |  |  |  |
///   zigzag 0  \/ \/ \/
/// ```
struct Honeycomb {
    columns: usize,
    /// Distances between columns and between rows, as parts of the extent.
    step: [f64; 2],
}

/// The corner `at` of a zigzag.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Corner {
    zigzag: usize,
    at: usize,
}

impl Honeycomb {
    /// As many columns and rows as make the cells about as wide as high.
    fn of(cells: usize) -> Self {
        let [_, _, width, height] = EXTENT;
        let wanted = (number(cells) * width / height / 1.1547).sqrt();
        let columns = (1..=cells).find(|c| number(*c) >= wanted).unwrap_or(1);
        let rows = cells.div_ceil(columns);
        Self { columns, step: [1.0 / (number(columns) + 0.5), 1.0 / (number(rows) + 1.0 / 3.0)] }
    }

    /// The six corners of a cell, counterclockwise.
    fn corners_of(&self, cell: usize) -> [Corner; 6] {
        let (row, column) = (cell / self.columns, cell % self.columns);
        let west = 2 * column + row % 2;
        [(row, 0), (row, 1), (row, 2), (row + 1, 2), (row + 1, 1), (row + 1, 0)]
            .map(|(zigzag, east)| Corner { zigzag, at: west + east })
    }

    /// Adds a side without its last vertex. It is made from its lesser corner, so that the
    /// cells on both sides get the same.
    fn side(&self, from: Corner, to: Corner, ring: &mut Vec<Coord>) {
        let (first, last) = (from.min(to), from.max(to));
        let mut random = Random::of(&[SEED, self.seed(first), self.seed(last)]);
        let [fewest, most] = SEGMENTS;
        let segments = fewest + random.below(most - fewest + 1);
        let (a, b) = (self.place(first), self.place(last));
        let begin = ring.len();
        ring.push(rounded(a));
        Rough { random, line: ring }.draw(a, b, segments, TURN);
        if from != first {
            ring[begin..].reverse();
        }
        ring.pop();
    }

    fn place(&self, corner: Corner) -> Coord {
        let mut random = Random::of(&[SEED, self.seed(corner)]);
        let mut shaken = || random.between(-SHAKEN, SHAKEN);
        let height =
            if (corner.zigzag + corner.at).is_multiple_of(2) { 1.0 / 6.0 } else { -1.0 / 6.0 };
        let x = self.step[0] * (number(corner.at) / 2.0 + shaken());
        let y = self.step[1] * (number(corner.zigzag) + 1.0 / 6.0 + height + shaken());
        let [west, south, width, high] = EXTENT;
        Coord {
            x: west + width * denser_in_the_middle(x),
            y: south + high * denser_in_the_middle(y),
        }
    }

    fn seed(&self, corner: Corner) -> u64 {
        let corners = 2 * self.columns + 2;
        u64::try_from(corner.zigzag * corners + corner.at).unwrap_or(u64::MAX)
    }
}

/// Moves what is in [0, 1] toward the middle; 0, 1 and the order stay.
fn denser_in_the_middle(t: f64) -> f64 {
    t + 0.05 * (std::f64::consts::TAU * t).sin()
}

/// A rough line that is being drawn.
struct Rough<'l> {
    random: Random,
    line: &'l mut Vec<Coord>,
}

impl Rough<'_> {
    /// Adds the vertices from `a`, without it, to `b`.
    fn draw(&mut self, a: Coord, b: Coord, segments: usize, turn: f64) {
        if segments < 2 {
            self.line.push(rounded(b));
            return;
        }
        let along = self.random.between(0.4, 0.6);
        let aside = turn * along.min(1.0 - along) * self.random.between(-1.0, 1.0);
        let (dx, dy) = (b.x - a.x, b.y - a.y);
        let middle = Coord { x: a.x + along * dx - aside * dy, y: a.y + along * dy + aside * dx };
        let before = segments / 2;
        self.draw(a, middle, before, turn * TURN_LEFT);
        self.draw(middle, b, segments - before, turn * TURN_LEFT);
    }
}
