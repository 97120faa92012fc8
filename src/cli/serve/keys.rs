//! Takes the keys of their file while others serve: what is revoked is so within seconds.

use std::path::{Path, PathBuf};
use std::thread;
use std::time::Duration;

use wareng::keys::{self, Keys, KeysError};
use wareng::server::AppState;

use super::watch::{Look, look};

/// How often the file is looked at.
const EVERY: Duration = Duration::from_secs(1);

/// The keys of a file, or why it cannot be served with them.
pub(super) fn read(path: &Path) -> Result<Keys, KeysError> {
    let keys: Keys = keys::read(path)?.into_iter().collect();
    tracing::info!(keys = keys.len(), "keys read");
    Ok(keys)
}

/// Looks at the file until the process ends. One that cannot be read changes nothing: the keys
/// that were taken are taken; where there is none any more, none is.
pub(super) fn follow(
    path: PathBuf,
    mut seen: Option<Look>,
    state: AppState,
) -> std::io::Result<()> {
    let work = move || {
        loop {
            thread::sleep(EVERY);
            let now = looked_at(&path);
            if now == seen {
                continue;
            }
            seen = now;
            match read(&path) {
                Ok(keys) => state.take_keys(keys),
                Err(error) => {
                    let path = path.display();
                    tracing::error!("{path} {error}; the keys stay those that were read before");
                }
            }
        }
    };
    thread::Builder::new().name("keys".into()).spawn(work).map(drop)
}

/// How the file looks; nothing where there is none.
pub(super) fn looked_at(path: &Path) -> Option<Look> {
    path.metadata().ok().map(|about| look(&about))
}
