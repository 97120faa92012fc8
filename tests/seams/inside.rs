//! Gaps and overlaps inside of tiles.

use gdal::vector::Geometry;
use wareng::place::TileId;

use crate::borders::Point;
use crate::drawn::unit;
use crate::mvt::Feature;
use crate::published::{Published, overlaps};
use crate::{geos, tally::Tally};

/// Square units below which an area is the rounding of doubles: the least triangle on the grid has
/// half a unit, and the sides of tiles cut it at places that are no whole numbers.
const NOTHING: f64 = 1e-3;

/// Square units that dust may be short of.
const TOO_LITTLE: f64 = 4.0;

/// What a tile draws inside of its core, against what was published there.
pub(crate) fn look(
    tile: TileId,
    tile_features: &[Feature],
    published: &Published,
    most: f64,
    tally: &mut Tally,
) {
    let (frame, core) = (&published.frame, published.frame.core(tile));
    let features: Vec<&Feature> = tile_features.iter().filter(|f| !f.dust).collect();
    let mut pieces = Vec::new();
    for feature in &features {
        let at = |c: &_| frame.at(tile, c);
        let polygons: Vec<geos::Rings> = feature
            .polygons
            .iter()
            .map(|p| p.iter().map(|r| r.iter().map(at).collect()).collect())
            .collect();
        let area = geos::area_of(&polygons);
        tally.invalid += usize::from(!area.is_valid());
        pieces.push(geos::within(&geos::valid(area), core));
    }
    let one = unit(tile.z());
    let sum: f64 = pieces.iter().map(Geometry::area).sum();
    let measure = Measure { one, most };
    let all = geos::union(pieces.clone());
    if sum - all.area() > NOTHING * one * one {
        for both in overlaps(&pieces) {
            let left = without(&both, published.twice.within(tile));
            tally.overlaps.add(&measure.all(&left, published), tile);
        }
    }
    let Some(covered) = published.covered.within(tile) else { return };
    let gaps = geos::difference(covered, &all);
    let gaps = measure.all(&gaps, published);
    // What is gathered in a tile may be too little for a single square of dust.
    let gathers = |gap: &Fault| features.len() < tile_features.len() || gap.area < TOO_LITTLE;
    let (gathered, open): (Vec<Fault>, Vec<Fault>) = gaps
        .into_iter()
        .partition(|gap| gathers(gap) && published.has_small(gap.around, most * one));
    tally.gathered += gathered.len();
    tally.gaps.add(&open, tile);
}

/// What was published covers nothing where none of it is in a tile.
fn without(area: &Geometry, other: Option<&Geometry>) -> Geometry {
    other.map_or_else(|| area.clone(), |other| geos::difference(area, other))
}

/// A gap or an overlap that was not published, in units of its tile.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Fault {
    pub(crate) area: f64,
    /// West, north, east, south in the frame.
    around: [f64; 4],
}

struct Measure {
    one: f64,
    most: f64,
}

impl Measure {
    /// Those with a point farther than allowed from where neighbours do not meet as published.
    fn all(&self, area: &Geometry, published: &Published) -> Vec<Fault> {
        let parts = geos::parts(area);
        let large = parts.iter().filter(|p| p.area() > NOTHING * self.one * self.one);
        let most = (self.most + 1e-6) * self.one;
        let is_far = |p: Point| published.is_far(p, most);
        let far = large.filter(|part| {
            geos::rings(part).into_iter().flat_map(|ring| with_middles(&ring)).any(is_far)
        });
        far.map(|part| {
            let e = part.envelope();
            let around = [e.MinX, e.MinY, e.MaxX, e.MaxY];
            Fault { area: part.area() / self.one / self.one, around }
        })
        .collect()
    }
}

fn with_middles(ring: &[Point]) -> Vec<Point> {
    let middle =
        |e: &[Point]| [e[0], (f64::midpoint(e[0].0, e[1].0), f64::midpoint(e[0].1, e[1].1))];
    ring.windows(2).flat_map(middle).collect()
}
