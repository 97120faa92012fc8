//! What tiles draw of a layer.

use super::partition::Features;
use crate::generalize::{Subject, pyramid};
use crate::model::{Drawn, Kind, Shapes, Value};

pub(super) fn drawn(features: Features<'_>, ranks: &[u8], unmapped: &Shapes) -> Drawn {
    let zooms = features.layer.zooms;
    let order = order(features);
    let plain = |shapes| Subject { shapes, zooms, ranks: &[], order: None };
    Drawn {
        features: pyramid(Subject { ranks, order: order.as_deref(), ..plain(features.shapes) }),
        unmapped: pyramid(plain(unmapped)),
    }
}

/// The features from the highest rank on, where points that stand close are thinned: facilities
/// by what they hold, the first number that may be summed; as large, by their id.
fn order(features: Features<'_>) -> Option<Vec<u32>> {
    if !matches!(features.layer.kind, Kind::Facility | Kind::School) {
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
