//! Features as the exact oracle reads them, and as wareng is given them.

use wareng::model::{PartKind, Shapes};
use wareng::place::Coord;

/// `[x, y]`. Units: degrees where nothing is said.
pub(crate) type Position = [f64; 2];

/// Closed: the last position is the first again.
pub(crate) type Ring = Vec<Position>;

/// The parts of a feature; none where it has no geometry.
pub(crate) type Feature = Vec<Part>;

#[derive(Debug, Clone)]
pub(crate) enum Part {
    Point(Position),
    Line(Vec<Position>),
    /// Its outer ring first; of either winding.
    Polygon(Vec<Ring>),
}

impl Part {
    /// Its paths, each a list of positions.
    pub(crate) fn paths(&self) -> Vec<&[Position]> {
        match self {
            Self::Point(at) => vec![std::slice::from_ref(at)],
            Self::Line(line) => vec![line],
            Self::Polygon(rings) => rings.iter().map(Vec::as_slice).collect(),
        }
    }
}

/// What wareng holds of the same features.
pub(crate) fn shapes(features: &[Feature]) -> Shapes {
    let mut shapes = Shapes::default();
    for feature in features {
        shapes.begin_feature();
        for part in feature {
            let kind = match part {
                Part::Point(_) => PartKind::Point,
                Part::Line(_) => PartKind::Line,
                Part::Polygon(_) => PartKind::Polygon,
            };
            let coords = |path: &[Position]| -> Vec<Coord> { path.iter().map(coord).collect() };
            shapes.push_part(kind, part.paths().into_iter().map(coords));
        }
    }
    shapes
}

pub(crate) fn coord(&[x, y]: &Position) -> Coord {
    Coord { x, y }
}
