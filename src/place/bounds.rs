use serde::{Deserialize, Serialize};

use super::Coord;

/// An axis-parallel box: finite, `west <= east`, `south <= north`. A closed set.
///
/// Units: those of the frame it was made in (degrees, or [`super::World`] units).
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(from = "[f64; 4]", into = "[f64; 4]")]
pub struct Bounds {
    min: Coord,
    max: Coord,
}

impl Bounds {
    /// The box `[west, south, east, north]`, or `None` where it is empty or not finite.
    pub fn new([west, south, east, north]: [f64; 4]) -> Option<Self> {
        let finite = [west, south, east, north].iter().all(|v| v.is_finite());
        (finite && west <= east && south <= north)
            .then_some(Self { min: Coord { x: west, y: south }, max: Coord { x: east, y: north } })
    }

    /// The smallest box around some coordinates, or `None` for none of them.
    pub fn around<'a>(coords: impl IntoIterator<Item = &'a Coord>) -> Option<Self> {
        let mut coords = coords.into_iter();
        let first = *coords.next()?;
        Some(coords.fold(Self { min: first, max: first }, |b, c| b.including(*c)))
    }

    /// The box grown to hold one more coordinate.
    pub fn including(self, c: Coord) -> Self {
        Self {
            min: Coord { x: self.min.x.min(c.x), y: self.min.y.min(c.y) },
            max: Coord { x: self.max.x.max(c.x), y: self.max.y.max(c.y) },
        }
    }

    /// The smallest box around two.
    pub fn union(self, other: Self) -> Self {
        self.including(other.min).including(other.max)
    }

    /// The box grown by `dx` and `dy` on each side.
    pub fn grown(self, dx: f64, dy: f64) -> Self {
        Self {
            min: Coord { x: self.min.x - dx, y: self.min.y - dy },
            max: Coord { x: self.max.x + dx, y: self.max.y + dy },
        }
    }

    /// Whether the closed box holds the coordinate.
    pub fn contains(&self, c: Coord) -> bool {
        self.min.x <= c.x && c.x <= self.max.x && self.min.y <= c.y && c.y <= self.max.y
    }

    /// Whether the closed box holds another entirely.
    pub fn contains_box(&self, other: &Self) -> bool {
        self.contains(other.min) && self.contains(other.max)
    }

    /// Whether the closed boxes share a point.
    pub fn intersects(&self, other: &Self) -> bool {
        self.min.x <= other.max.x
            && other.min.x <= self.max.x
            && self.min.y <= other.max.y
            && other.min.y <= self.max.y
    }

    /// South-west corner (in [`super::World`], whose y runs south: north-west).
    pub fn min(&self) -> Coord {
        self.min
    }

    /// The corner opposite [`Bounds::min`].
    pub fn max(&self) -> Coord {
        self.max
    }

    /// The point of the box nearest to `c`: `c` itself where the box holds it.
    pub fn clamp(&self, c: Coord) -> Coord {
        Coord { x: c.x.clamp(self.min.x, self.max.x), y: c.y.clamp(self.min.y, self.max.y) }
    }

    /// `[west, south, east, north]`.
    pub fn to_array(self) -> [f64; 4] {
        [self.min.x, self.min.y, self.max.x, self.max.y]
    }
}

impl From<Bounds> for [f64; 4] {
    fn from(b: Bounds) -> Self {
        b.to_array()
    }
}

/// For reading back what was written from a `Bounds`; corners in any order are put in order.
impl From<[f64; 4]> for Bounds {
    fn from([a, b, c, d]: [f64; 4]) -> Self {
        Self { min: Coord { x: a.min(c), y: b.min(d) }, max: Coord { x: a.max(c), y: b.max(d) } }
    }
}
