//! Closes the slivers of a partition in what maps draw: narrow gaps go to the neighbour with the
//! longest border along them, narrow overlaps to the first of the two. Answers are decided on what
//! was published.

use super::geometry::RawGeometry;
use super::overlaps::{self, Unfound};
use super::partition::{ALONG_M, Features, groups};
use super::union::Piece;
use super::{Progress, holes, labels, validity};
use crate::model::{Partition, Shapes};
use crate::place::{Bounds, Coord, Metric};

/// The features with slivers up to a width closed. Units of the width: metres.
pub(super) fn sealed(
    features: Features<'_>,
    partition: &Partition,
    seal_m: f64,
    progress: &mut dyn FnMut(Progress),
) -> Result<Shapes, Unfound> {
    let mut polygons: Vec<RawGeometry> = features.shapes.iter().map(RawGeometry::of).collect();
    for mut group in groups(features, partition.by.as_deref()) {
        let gaps = holes::of(&mut group, progress).ok_or(Unfound::Untold)?;
        let mut doubled = Vec::new();
        overlaps::each(&group, progress, &mut |pair, both| doubled.push((pair, both)))?;
        for ([_, later], both) in doubled {
            if is_narrow(&both, seal_m) {
                polygons[later] = less(&polygons[later], &both)?;
            }
        }
        for gap in gaps.into_iter().filter(|gap| is_narrow(gap, seal_m)) {
            let Some(neighbour) = longest_along(&gap, &group) else { continue };
            polygons[neighbour] =
                validity::union(&polygons[neighbour], &gap).ok_or(Unfound::Untold)?;
        }
    }
    let mut shapes = Shapes::default();
    for (own, published) in polygons.iter_mut().zip(features.shapes.iter()) {
        // What cannot be tidied, or is nothing but an overlap, is drawn as it was published.
        if own.is_areal() && own.tidy().is_ok() {
            own.push_to(&mut shapes);
        } else {
            shapes.push_shape(published);
        }
    }
    Ok(shapes)
}

fn less(whole: &RawGeometry, both: &RawGeometry) -> Result<RawGeometry, Unfound> {
    let rest = validity::difference(whole, both).ok_or(Unfound::Untold)?;
    Ok(if rest.is_areal() { rest } else { whole.clone() })
}

/// Whether no circle fits in that is wider.
fn is_narrow(polygons: &RawGeometry, seal_m: f64) -> bool {
    let mut tidy = polygons.clone();
    if tidy.tidy().is_err() {
        return true;
    }
    let mut shapes = Shapes::default();
    tidy.push_to(&mut shapes);
    let Some(at) = labels::point(shapes.get(0)) else { return true };
    let metric = Metric::at(at);
    let edges = tidy.parts.iter().flat_map(|(_, rings)| rings).flat_map(|ring| ring.windows(2));
    let nearest = edges.map(|e| metric.nearest_on(e[0], e[1]).1).fold(f64::INFINITY, f64::min);
    4.0 * nearest <= seal_m * seal_m
}

/// The feature that borders on a gap for the longest way.
fn longest_along(gap: &RawGeometry, pieces: &[Piece]) -> Option<usize> {
    let edges = || gap.parts.iter().flat_map(|(_, rings)| rings).flat_map(|ring| ring.windows(2));
    let around = Bounds::around(gap.coords())?;
    let mut best: Option<(f64, usize)> = None;
    for piece in pieces.iter().filter(|p| p.bounds.intersects(&around)) {
        let along: f64 = edges().filter(|e| borders(e, &piece.polygons)).map(length_m).sum();
        if best.is_none_or(|(most, feature)| {
            along > most || (along == most && piece.feature < feature)
        }) {
            best = Some((along, piece.feature));
        }
    }
    best.filter(|(along, _)| *along > 0.0).map(|(_, feature)| feature)
}

/// Whether the middle of an edge lies on the border of some polygons.
fn borders(edge: &[Coord], polygons: &RawGeometry) -> bool {
    let middle = (edge[0] + edge[1]) / 2.0;
    let metric = Metric::at(middle);
    let rings = polygons.parts.iter().flat_map(|(_, rings)| rings);
    rings
        .flat_map(|ring| ring.windows(2))
        .any(|e| metric.nearest_on(e[0], e[1]).1 <= ALONG_M * ALONG_M)
}

fn length_m(edge: &[Coord]) -> f64 {
    crate::place::geodesic_m(edge[0], edge[1])
}
