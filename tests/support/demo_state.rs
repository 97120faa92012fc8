//! The demo city, ready to be served.
#![allow(dead_code, clippy::unwrap_used, reason = "each test takes what it needs of it")]

use std::path::Path;
use std::sync::OnceLock;

use wareng::ingest;
use wareng::load::{Options, load};
use wareng::server::AppState;
use wareng::snapshot::Published;

use crate::styles;

/// What is published of it, read once.
pub(crate) fn published() -> Published {
    static PUBLISHED: OnceLock<Published> = OnceLock::new();
    let read = || {
        let options = Options {
            folder: Path::new(env!("CARGO_MANIFEST_DIR")).join("layers"),
            prepared: Some(Path::new(env!("CARGO_TARGET_TMPDIR")).join("prepared-demo")),
            program: env!("CARGO_BIN_EXE_wareng").into(),
            limits: ingest::Limits::default(),
            workers: 2,
        };
        load(&options, &|_, _| {}).expect("a city").published
    };
    PUBLISHED.get_or_init(read).clone()
}

/// A service with so many workers, that has answered nothing yet.
pub(crate) fn fresh(workers: usize) -> AppState {
    AppState::new(published(), styles::book(), workers, None)
}
