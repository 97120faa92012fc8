//! What tiles draw of a layer.

use super::partition::{Features, groups};
use super::{Progress, Stage, seal};
use crate::generalize::{Seal, Subject, pyramid};
use crate::model::{Drawn, Kind, Partition, Report, Shapes, Value};

pub(super) fn drawn(
    features: Features<'_>,
    ranks: &[u8],
    unmapped: &Shapes,
    report: &mut Report,
    progress: &mut dyn FnMut(Progress),
) -> Drawn {
    let zooms = features.layer.zooms;
    let sealed = sealed(features, report, progress);
    let partition = features.layer.partition.as_ref();
    let groups = partition.map(|p| numbers_of_groups(features, p)).unwrap_or_default();
    let width_m = partition.and_then(|p| p.seal_m);
    let order = order(features);
    let total = u64::from(zooms.max - zooms.min) + 1;
    let mut done = 0;
    let mut told = || {
        done = (done + 1).min(total);
        progress(Progress { stage: Stage::Tiles, done, total });
    };
    let own = Subject {
        shapes: sealed.as_ref().unwrap_or(features.shapes),
        zooms,
        gathers: features.layer.kind == Kind::Hazard,
        ranks,
        seal: width_m.map(|width_m| Seal { width_m, groups: &groups }),
        order: order.as_deref(),
    };
    let around =
        Subject { shapes: unmapped, zooms, gathers: true, ranks: &[], seal: None, order: None };
    Drawn { features: pyramid(own, &mut told), unmapped: pyramid(around, &mut || {}) }
}

/// The group of a partition that each feature is of.
fn numbers_of_groups(features: Features<'_>, partition: &Partition) -> Vec<u32> {
    let mut numbers = vec![0; features.shapes.len()];
    for (number, group) in (0_u32..).zip(groups(features, partition.by.as_deref())) {
        for piece in group {
            numbers[piece.feature] = number;
        }
    }
    numbers
}

/// The features without their narrow overlaps, where the manifest asks for that.
fn sealed(
    features: Features<'_>,
    report: &mut Report,
    progress: &mut dyn FnMut(Progress),
) -> Option<Shapes> {
    let partition = features.layer.partition.as_ref()?;
    match seal::sealed(features, partition, partition.seal_m?, progress) {
        Ok(shapes) => Some(shapes),
        Err(unfound) => {
            let file = features.layer.source.file.display().to_string();
            report.warnings.push(unfound.note(&file));
            None
        }
    }
}

/// The features from the highest rank on, where points that stand close are thinned: facilities
/// by what they hold, the first number that may be summed; as large, by their id.
fn order(features: Features<'_>) -> Option<Vec<u32>> {
    if !features.layer.thins_points() {
        return None;
    }
    let sum = features.layer.sums.first().and_then(|field| features.columns.get(field));
    let size = |feature: u32| {
        let at = usize::try_from(feature).unwrap_or(usize::MAX);
        match sum.map(|column| column.value(at)) {
            #[expect(clippy::cast_precision_loss, reason = "to be compared")]
            Some(Value::Integer(n)) => n as f64,
            Some(Value::Number(n)) => n,
            _ => 0.0,
        }
    };
    let mut order: Vec<u32> = (0_u32..).take(features.shapes.len()).collect();
    order.sort_by(|a, b| size(*b).total_cmp(&size(*a)).then(a.cmp(b)));
    Some(order)
}
