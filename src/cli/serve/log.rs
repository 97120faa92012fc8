//! The log, on standard error.

use std::io::{IsTerminal, stderr};

use tracing_subscriber::EnvFilter;

use crate::cli::settings::LogForm;

/// Begins to log. `WARENG_LOG` says of what: `debug`, or `info,wareng::server::observed=warn` for
/// no lines of requests.
pub(super) fn start(form: LogForm) {
    let filter = EnvFilter::try_from_env("WARENG_LOG").unwrap_or_else(|_| EnvFilter::new("info"));
    // Files and pipes hold words, not colours: https://no-color.org.
    let plain = std::env::var_os("NO_COLOR").is_some_and(|v| !v.is_empty());
    let log = tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_ansi(stderr().is_terminal() && !plain)
        .with_writer(stderr);
    match form {
        LogForm::Json => log.json().flatten_event(true).init(),
        LogForm::Text => log.with_target(false).init(),
    }
}
