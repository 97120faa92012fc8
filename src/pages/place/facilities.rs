//! The nearest facility of each kind.

use crate::pages::format::{direction, distance, sentence, value};
use crate::pages::link;
use crate::pages::words::Words;
use crate::query::{Around, AroundFacility};

/// A place to go to or to call.
pub(super) struct Facility {
    pub(super) kind: String,
    pub(super) name: Option<String>,
    /// How far, and in which direction.
    pub(super) way: String,
    pub(super) capacity: Option<String>,
    pub(super) phone: Option<Phone>,
}

pub(super) struct Phone {
    pub(super) printed: String,
    pub(super) dial: String,
}

/// Nobody goes farther for help: who asks about another city is not sent to this one. The page
/// with the map has the same bound (web/src/resident/nearest.ts). Units: metres.
const REACH_M: f64 = 50_000.0;

/// The nearest first, of those that can be reached.
pub(super) fn of(around: &Around<'_>, w: &Words) -> Vec<Facility> {
    let in_reach = around.nearest.iter().filter(|found| found.distance_m <= REACH_M);
    in_reach.map(|found| facility(found, w)).collect()
}

/// The kinds that a short answer leaves out.
pub(super) fn left_out(around: &Around<'_>, w: &Words) -> Option<String> {
    let kinds = around.left_out.join(", ");
    (!kinds.is_empty()).then(|| w.text.place.left_out(kinds))
}

fn facility(found: &AroundFacility<'_>, w: &Words) -> Facility {
    let metres = distance(found.distance_m, w);
    Facility {
        kind: sentence(&found.kind),
        name: found.name.as_ref().map(ToString::to_string),
        way: match found.bearing {
            Some(bearing) => w.text.place.way(metres, direction(bearing, w)),
            None => metres,
        },
        capacity: found
            .capacity
            .as_ref()
            .and_then(|count| value(count, w))
            .map(|count| w.text.place.capacity(count)),
        phone: found
            .phone
            .as_ref()
            .map(|printed| Phone { printed: printed.to_string(), dial: link::dial(printed) }),
    }
}
