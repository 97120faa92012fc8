//! Names that a job does not know.

use super::reason::excerpt;
use crate::model::{Refused, hint};

/// More names than this are not listed.
pub(super) const MOST_NAMES: usize = 60;

/// A name that is not known, and those that are.
pub(super) fn unknown(parameter: &'static str, name: &str, known: &[String]) -> Refused {
    let name = excerpt(name.as_bytes());
    Refused::unknown(parameter, &name, hint(&name, &known[..known.len().min(MOST_NAMES)]))
}
