//! The exact oracle: which features cover a place, by definition and in whole numbers. It
//! shares no code with wareng and no thought with its index, and is right for all finite
//! doubles, the least and the greatest included.
//!
//! A polygon is the closed even-odd set of its rings: the places on its edges, and those from
//! which a ray to the east crosses its edges an odd number of times. A feature covers what one
//! of its polygons does; lines and points cover nothing.

use num_bigint::{BigInt, Sign};

use super::features::{Feature, Part, Position};

pub(crate) type Edge = (Position, Position);

/// Whether a polygon with these edges covers a place.
pub(crate) fn covered(edges: impl IntoIterator<Item = Edge>, place: Position) -> bool {
    let [x, y] = place;
    let mut odd = false;
    for (a, b) in edges {
        let (low, high) = if a[1] <= b[1] { (a, b) } else { (b, a) };
        let (west, east) = if a[0] <= b[0] { (a[0], b[0]) } else { (b[0], a[0]) };
        if y < low[1] || high[1] < y || east < x {
            // All of the edge is south, north or west: neither the place nor the ray meets it.
            continue;
        }
        // Where two edges meet the ray in their common end, one of them has to have it: the
        // one for which it is the lower end. A horizontal edge has none.
        let spans = low[1] <= y && y < high[1];
        if x < west {
            odd ^= spans;
            continue;
        }
        match side(low, high, place) {
            // In the edge's box and on its line.
            Sign::NoSign => return true,
            // The place is west of an edge that runs north.
            Sign::Plus => odd ^= spans,
            Sign::Minus => {}
        }
    }
    odd
}

/// Plus where `c` is left of the way from `a` to `b`, minus where it is right of it, no sign
/// where it is on the line through both: the sign of (b - a) × (c - a).
pub(crate) fn side(a: Position, b: Position, c: Position) -> Sign {
    let [a, b, c] = [a, b, c].map(|position| position.map(whole));
    let left = (&b[0] - &a[0]) * (&c[1] - &a[1]);
    let right = (&b[1] - &a[1]) * (&c[0] - &a[0]);
    (left - right).sign()
}

/// A finite double in units of 2^-1074, the least of all doubles: each is a whole number of it.
fn whole(double: f64) -> BigInt {
    let bits = double.to_bits();
    let (exponent, fraction) = ((bits >> 52) & 0x7ff, bits & ((1 << 52) - 1));
    assert!(exponent != 0x7ff, "{double} is not finite");
    let magnitude = match exponent {
        0 => BigInt::from(fraction),
        _ => BigInt::from(fraction | (1 << 52)) << (exponent - 1),
    };
    if double.is_sign_negative() { -magnitude } else { magnitude }
}

/// The same for many places: edges in bands from south to north, so that a place is held
/// against those of its band only. All that a band leaves out are edges that end south of it or
/// begin north of it.
pub(crate) struct Oracle {
    /// Where each band ends in the north; it begins where the one before ends.
    tops: Vec<f64>,
    /// The edges of each band, by the part whose they are, in order.
    bands: Vec<Vec<(PartOf, Edge)>>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct PartOf {
    feature: u32,
    part: usize,
}

const EDGES_PER_BAND: usize = 32;
const MOST_BANDS: usize = 1024;

impl Oracle {
    pub(crate) fn new(features: &[Feature]) -> Self {
        let edges = edges(features);
        let mut ys: Vec<f64> = edges.iter().flat_map(|(_, (a, b))| [a[1], b[1]]).collect();
        ys.sort_by(f64::total_cmp);
        let count = (edges.len() / EDGES_PER_BAND).clamp(1, MOST_BANDS);
        let mut tops: Vec<f64> = (1..=count)
            .filter_map(|i| ys.get((ys.len() * i / count).max(1) - 1).copied())
            .collect();
        tops.dedup();
        let mut bands = vec![Vec::new(); tops.len()];
        for (part, edge) in edges {
            let (a, b) = (edge.0[1], edge.1[1]);
            // The first band that does not end south of it, to the last that it reaches.
            let first = tops.partition_point(|top| *top < a.min(b));
            let last = tops.partition_point(|top| *top < a.max(b));
            for band in &mut bands[first..=last] {
                band.push((part, edge));
            }
        }
        Self { tops, bands }
    }

    /// The features that cover a place, ascending, each once.
    pub(crate) fn covering(&self, place: Position) -> Vec<u32> {
        let mut covering = Vec::new();
        if !place.iter().all(|c| c.is_finite()) {
            return covering;
        }
        let band = self.tops.partition_point(|top| *top < place[1]);
        let edges = self.bands.get(band).map_or(&[][..], Vec::as_slice);
        for part in edges.chunk_by(|a, b| a.0 == b.0) {
            let feature = part[0].0.feature;
            let known = covering.last() == Some(&feature);
            if !known && covered(part.iter().map(|(_, edge)| *edge), place) {
                covering.push(feature);
            }
        }
        covering
    }
}

/// The same by the definition alone, every edge of every polygon.
pub(crate) fn covering_by_definition(features: &[Feature], place: Position) -> Vec<u32> {
    let covers = |part: &Part| covered(polygon_edges(part), place);
    (0..).zip(features).filter(|(_, parts)| parts.iter().any(covers)).map(|(f, _)| f).collect()
}

/// The edges of all polygons, in order of their parts.
fn edges(features: &[Feature]) -> Vec<(PartOf, Edge)> {
    let mut edges = Vec::new();
    for (feature, parts) in (0..).zip(features) {
        for (part, shape) in parts.iter().enumerate() {
            edges.extend(polygon_edges(shape).map(|edge| (PartOf { feature, part }, edge)));
        }
    }
    edges
}

pub(crate) fn polygon_edges(part: &Part) -> impl Iterator<Item = Edge> {
    let rings = match part {
        Part::Polygon(rings) => rings.as_slice(),
        Part::Line(_) | Part::Point(_) => &[],
    };
    rings.iter().flat_map(|ring| ring.windows(2).map(|edge| (edge[0], edge[1])))
}
