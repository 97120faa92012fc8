//! What to write instead of a command line that cannot be read.

use clap::error::{ContextKind, ContextValue, ErrorKind};

/// How places are written, for messages.
pub(super) const PLACE: &str = "write longitude and latitude as two decimal numbers: 110.42 -6.97";

/// The same error, with what was probably meant.
pub(super) fn with_tip(mut error: clap::Error) -> clap::Error {
    if let Some(tip) = tip(&error) {
        error.insert(ContextKind::Suggested, ContextValue::StyledStrs(vec![tip.into()]));
    }
    error
}

fn tip(error: &clap::Error) -> Option<String> {
    if error.kind() != ErrorKind::UnknownArgument {
        return None;
    }
    let Some(ContextValue::String(came)) = error.get(ContextKind::InvalidArg) else { return None };
    // clap takes `-6,97` for a flag that is called 6.
    if came.strip_prefix('-').is_some_and(|rest| rest.starts_with(|c: char| c.is_ascii_digit())) {
        return Some(PLACE.into());
    }
    let is_folder = !came.starts_with('-') && std::path::Path::new(came).is_dir();
    is_folder.then(|| format!("a layers folder is named with --layers {came}"))
}

/// A coordinate of `wareng at`.
pub(super) fn degrees(text: &str) -> Result<f64, &'static str> {
    text.parse().map_err(|_no_number| PLACE)
}
