//! Leaves narrow overlaps of a partition to the first of the two in what maps draw; narrow gaps
//! are closed zoom by zoom ([`crate::generalize`]). Answers are decided on what was published.

use super::geometry::RawGeometry;
use super::overlaps::{self, Unfound};
use super::partition::{Features, groups};
use super::{Progress, labels, validity};
use crate::model::{Partition, Shapes};
use crate::place::Metric;

/// The features without their overlaps up to a width. Units of the width: metres.
pub(super) fn sealed(
    features: Features<'_>,
    partition: &Partition,
    seal_m: f64,
    progress: &mut dyn FnMut(Progress),
) -> Result<Shapes, Unfound> {
    let mut polygons: Vec<RawGeometry> = features.shapes.iter().map(RawGeometry::of).collect();
    for group in groups(features, partition.by.as_deref()) {
        let mut doubled = Vec::new();
        overlaps::each(&group, progress, &mut |pair, both| doubled.push((pair, both)))?;
        for ([_, later], both) in doubled {
            for (_, rings) in both.parts {
                let part = RawGeometry::polygon(rings);
                if is_narrow(&part, seal_m) {
                    polygons[later] = less(&polygons[later], &part)?;
                }
            }
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
