//! How well the features of a layer that declares itself a partition fit together.

use std::collections::BTreeMap;

use super::geometry::RawGeometry;
use super::overlaps::{self, Unfound};
use super::union::{Piece, pieces};
use super::{Progress, holes, labels, shown};
use crate::model::{Columns, Fit, Flaw, Flaws, Layer, Neighbour, Partition, Shapes, Value};
use crate::place::{Bounds, Coord, Metric};

/// A border runs along a gap where it passes the middle of one of the gap's edges, nearer than
/// this: a union rounds by far less. Units: metres, and degrees that hold as many anywhere.
const ALONG_M: f64 = 0.001;
const ALONG_DEGREES: f64 = 1e-6;

/// The features of a layer, as ingest has them in the end.
#[derive(Clone, Copy)]
pub(super) struct Features<'a> {
    pub layer: &'a Layer,
    pub ids: &'a [String],
    pub shapes: &'a Shapes,
    pub columns: &'a Columns,
}

/// Where the features do not fit together. `known` are the holes between all of them, where those
/// were looked for already.
pub(super) fn fit(
    features: Features<'_>,
    partition: &Partition,
    known: Option<Vec<RawGeometry>>,
    progress: &mut dyn FnMut(Progress),
) -> Result<Fit, Unfound> {
    let (mut gaps, mut overlaps) = (Tally::default(), Tally::default());
    let mut known = known.filter(|_| partition.by.is_none());
    for mut group in groups(features, partition.by.as_deref()) {
        let holes = known.take().or_else(|| holes::of(&mut group, progress));
        for hole in holes.ok_or(Unfound::Untold)? {
            gaps.take(hole, |hole| around(hole, &group));
        }
        overlaps::each(&group, progress, &mut |pair, both| {
            overlaps.take(both, |_| pair.to_vec());
        })?;
    }
    Ok(Fit { gaps: gaps.flaws(features), overlaps: overlaps.flaws(features) })
}

/// The features of each value of a field; those without a value are a group too.
pub(super) fn groups(features: Features<'_>, by: Option<&str>) -> Vec<Vec<Piece>> {
    let column = by.and_then(|field| features.columns.get(field));
    let value = |feature| column.map(|c| c.value(feature)).unwrap_or(Value::Null).to_text();
    let mut groups: BTreeMap<String, Vec<Piece>> = BTreeMap::new();
    for piece in pieces(features.shapes) {
        groups.entry(value(piece.feature)).or_default().push(piece);
    }
    groups.into_values().collect()
}

/// The features whose borders run along a hole, in their order.
fn around(hole: &RawGeometry, pieces: &[Piece]) -> Vec<usize> {
    let Some(bounds) = Bounds::around(hole.coords()) else { return Vec::new() };
    let near = bounds.grown(ALONG_DEGREES, ALONG_DEGREES);
    let edges = hole.parts.iter().flat_map(|(_, rings)| rings).flat_map(|ring| ring.windows(2));
    let middles: Vec<Coord> = edges.map(|e| (e[0] + e[1]) / 2.0).collect();
    let mut pieces: Vec<&Piece> = pieces.iter().filter(|p| p.bounds.intersects(&near)).collect();
    pieces.sort_by_key(|p| p.feature);
    let along = pieces.into_iter().filter(|p| runs_along(&p.polygons, &middles, near));
    along.map(|p| p.feature).take(Flaw::FEATURES).collect()
}

fn runs_along(polygons: &RawGeometry, middles: &[Coord], near: Bounds) -> bool {
    let rings = polygons.parts.iter().flat_map(|(_, rings)| rings);
    let edges = rings.flat_map(|ring| ring.windows(2)).filter_map(|e| {
        let bounds = Bounds::around(e)?.grown(ALONG_DEGREES, ALONG_DEGREES);
        bounds.intersects(&near).then_some((e[0], e[1], bounds))
    });
    let edges: Vec<(Coord, Coord, Bounds)> = edges.collect();
    middles.iter().any(|at| {
        let passing = edges.iter().filter(|(_, _, bounds)| bounds.contains(*at));
        let metric = Metric::at(*at);
        passing.into_iter().any(|(a, b, _)| metric.nearest_on(*a, *b).1 <= ALONG_M * ALONG_M)
    })
}

/// Gaps or overlaps as they are found: all are counted, the largest are kept.
#[derive(Default)]
struct Tally {
    count: usize,
    area_m2: f64,
    tiny: usize,
    /// The largest first.
    largest: Vec<Found>,
}

struct Found {
    area_m2: f64,
    polygons: RawGeometry,
    features: Vec<usize>,
}

impl Tally {
    fn take(&mut self, polygons: RawGeometry, of: impl FnOnce(&RawGeometry) -> Vec<usize>) {
        let area_m2 = polygons.area_m2();
        if area_m2 < Flaws::TINY_M2 {
            self.tiny += 1;
            return;
        }
        self.count += 1;
        self.area_m2 += area_m2;
        let at = self.largest.partition_point(|larger| larger.area_m2 >= area_m2);
        if at < Flaws::LISTED {
            let features = of(&polygons);
            self.largest.insert(at, Found { area_m2, polygons, features });
            self.largest.truncate(Flaws::LISTED);
        }
    }

    fn flaws(self, features: Features<'_>) -> Flaws {
        Flaws {
            count: self.count,
            area_m2: centimetres(self.area_m2),
            tiny: self.tiny,
            largest: self.largest.into_iter().map(|f| f.flaw(features)).collect(),
        }
    }
}

impl Found {
    fn flaw(self, features: Features<'_>) -> Flaw {
        let at = place_in(self.polygons);
        let names = features.layer.name_field.as_deref().and_then(|n| features.columns.get(n));
        let name = |feature| names.map(|n| n.value(feature)).filter(|name| *name != Value::Null);
        let neighbour = |feature: usize| Neighbour {
            id: features.ids.get(feature).map(|id| shown(id)).unwrap_or_default(),
            name: name(feature).map(|name| shown(&name.to_text())),
        };
        Flaw {
            area_m2: centimetres(self.area_m2),
            lon: at.x,
            lat: at.y,
            features: self.features.into_iter().map(neighbour).collect(),
        }
    }
}

/// Where the largest of some polygons is widest. Units: degrees.
fn place_in(mut polygons: RawGeometry) -> Coord {
    let first = polygons.coords().next().copied().unwrap_or_default();
    // Of rings that cannot be tidied the border has to do.
    if polygons.tidy().is_err() {
        return first;
    }
    let mut shapes = Shapes::default();
    polygons.push_to(&mut shapes);
    labels::point(shapes.get(0)).unwrap_or(first)
}

/// An area as it is told: to a square of ten centimetres.
fn centimetres(area_m2: f64) -> f64 {
    (area_m2 * 100.0).round() / 100.0
}
