//! Why a polygon cannot be asked about, and what would be right.

use super::Coord;
use super::polygon::MAX_VERTICES;

/// Why a polygon cannot be asked about.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum PolygonFault {
    /// What was sent is no JSON from there on, or no polygon of GeoJSON.
    #[error("is no Polygon or MultiPolygon of GeoJSON at line {line}, column {column}")]
    NoPolygon {
        /// The line, from 1.
        line: usize,
        /// The byte in the line, from 1.
        column: usize,
    },
    /// A position of so many numbers.
    #[error("has a position of {0} numbers")]
    NoPosition(usize),
    /// There is no ring.
    #[error("has no ring")]
    Empty,
    /// More than [`MAX_VERTICES`].
    #[error("has {0} positions, more than {MAX_VERTICES}")]
    TooManyVertices(usize),
    /// A number that is not finite, or no longitude or latitude.
    #[error("{0:?} is no place")]
    NoPlace(Coord),
    /// A ring whose last position is not its first.
    #[error("a ring that begins at {0:?} is not closed")]
    Unclosed(Coord),
    /// A ring of fewer than three different positions, or all on one line.
    #[error("a ring that begins at {0:?} surrounds nothing")]
    Flat(Coord),
    /// Two edges cross, touch or overlap where they must not.
    #[error("crosses itself at {0:?}")]
    Crosses(Coord),
    /// A hole outside the polygon that it is a hole of, or in another hole.
    #[error("a hole is outside at {0:?}")]
    HoleOutside(Coord),
    /// Two polygons cover the same place.
    #[error("two polygons overlap at {0:?}")]
    Overlap(Coord),
}

impl PolygonFault {
    /// Where it is, if it is at one place on the globe.
    pub fn place(&self) -> Option<Coord> {
        match *self {
            Self::Unclosed(c)
            | Self::Flat(c)
            | Self::Crosses(c)
            | Self::HoleOutside(c)
            | Self::Overlap(c) => Some(c),
            Self::NoPolygon { .. }
            | Self::NoPosition(_)
            | Self::Empty
            | Self::TooManyVertices(_)
            | Self::NoPlace(_) => None,
        }
    }

    /// What is wrong and what would be right, in Indonesian and English.
    pub fn words(&self) -> [String; 2] {
        let at = |c: &Coord| format!("{:.6} {:.6}", c.x, c.y);
        match self {
            Self::NoPolygon { line, column } => [
                format!("bukan GeoJSON Polygon atau MultiPolygon (baris {line}, kolom {column})"),
                format!(
                    "it is no Polygon or MultiPolygon of GeoJSON (line {line}, column {column})"
                ),
            ],
            Self::NoPosition(count) => [
                format!("sebuah posisi berisi {count} bilangan, bukan [lon, lat]"),
                format!("a position has {count} numbers instead of [lon, lat]"),
            ],
            Self::Empty => ["poligonnya kosong".into(), "the polygon is empty".into()],
            Self::TooManyVertices(count) => [
                format!(
                    "poligonnya punya {count} titik, paling banyak {MAX_VERTICES}: sederhanakan"
                ),
                format!("the polygon has {count} vertices, at most {MAX_VERTICES}: simplify it"),
            ],
            Self::NoPlace(c) => [
                format!(
                    "{} {} bukan lon lat dalam derajat; apakah lon dan lat tertukar?",
                    c.x, c.y
                ),
                format!("{} {} is no lon lat in degrees; are lon and lat swapped?", c.x, c.y),
            ],
            Self::Unclosed(c) => [
                format!("cincin yang mulai di {} tidak tertutup: ulangi titik pertamanya", at(c)),
                format!(
                    "the ring that begins at {} is not closed: repeat its first position",
                    at(c)
                ),
            ],
            Self::Flat(c) => [
                format!("cincin yang mulai di {} tidak melingkupi apa pun", at(c)),
                format!("the ring that begins at {} surrounds nothing", at(c)),
            ],
            Self::Crosses(c) => [
                format!("poligonnya memotong atau menyentuh dirinya di {}", at(c)),
                format!("the polygon crosses or touches itself at {}", at(c)),
            ],
            Self::HoleOutside(c) => [
                format!(
                    "sebuah lubang keluar dari poligonnya, atau masuk lubang lain, di {}",
                    at(c)
                ),
                format!("a hole leaves its polygon, or enters another hole, at {}", at(c)),
            ],
            Self::Overlap(c) => [
                format!("dua poligon bertumpang tindih di {}", at(c)),
                format!("two polygons overlap at {}", at(c)),
            ],
        }
    }
}
