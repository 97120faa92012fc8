//! `wareng ingest`, and its child.

use super::{Failure, Settings, progress, tell};

pub(super) fn run(settings: &Settings) -> Result<(), Failure> {
    let options = settings.options().map_err(Failure::Other)?;
    let loaded = progress::load_with_progress(&options)?;
    loaded.published.refused.values().for_each(|defects| tell(defects));
    if loaded.published.refused.is_empty() { Ok(()) } else { Err(Failure::Refused) }
}

/// One job from standard input; see `wareng::ingest`.
pub(super) fn as_child() -> Result<(), Failure> {
    match wareng::ingest::answer_as_child(std::io::stdin().lock(), std::io::stdout().lock()) {
        Ok(true) => Ok(()),
        Ok(false) => Err(Failure::Refused),
        Err(e) => Err(Failure::Other(e.to_string())),
    }
}
