//! The people around a place.

use super::measures::PEOPLE;
use super::prepared::Prepared;
use crate::model::LayerId;
use crate::overlay::{Asked, Overfull};
use crate::place::LonLat;
use crate::query::People;

/// The people within a distance of a place, with the layer that counts them; `None` where no
/// layer counts people.
///
/// # Errors
///
/// Where the borders of units in the circle are too many.
pub fn people_within(
    prepared: &Prepared,
    centre: LonLat,
    radius_m: f64,
) -> Result<Option<(People, &LayerId)>, Overfull> {
    let Some(measure) = prepared.measures.iter().find(|m| m.name == PEOPLE) else {
        return Ok(None);
    };
    let levels = &prepared.levels;
    let (people, hidden): (f64, bool) = match Asked::circle(centre, radius_m) {
        None => (0.0, false),
        Some(circle) => {
            let states = &prepared.overlaid.within(&circle)?.states;
            let on = states.iter().map(|(said, area)| measure.on(levels, said, *area));
            (on.sum(), states.iter().any(|(said, _)| measure.hides_on(levels, said)))
        }
    };
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a count, rounded")]
    let count = people.max(0.0).round() as u64;
    let by = if measure.is_weighted() { "weight" } else { "area" };
    Ok(Some((People { count, by, hidden }, &measure.layer)))
}
