//! The log, on standard error.

use std::io::{IsTerminal, stderr};

use tracing::Subscriber;
use tracing_subscriber::layer::SubscriberExt;
use tracing_subscriber::registry::LookupSpan;
use tracing_subscriber::util::SubscriberInitExt;
use tracing_subscriber::{EnvFilter, Layer, fmt, registry};

use super::traces::Traces;
use crate::cli::settings::LogForm;

/// Begins to log. `WARENG_LOG` says of what: `debug`, or `info,wareng::server::observed=warn` for
/// no lines of requests.
pub(super) fn start(form: LogForm, traces: Option<&Traces>) {
    registry().with(traces.map(Traces::layer)).with(lines(form)).init();
}

fn lines<S: Subscriber + for<'s> LookupSpan<'s>>(form: LogForm) -> impl Layer<S> {
    let filter = EnvFilter::try_from_env("WARENG_LOG").unwrap_or_else(|_| EnvFilter::new("info"));
    // Files and pipes hold words, not colours: https://no-color.org.
    let plain = std::env::var_os("NO_COLOR").is_some_and(|v| !v.is_empty());
    let lines = fmt::layer().with_ansi(stderr().is_terminal() && !plain).with_writer(stderr);
    let lines = match form {
        LogForm::Json => lines.json().flatten_event(true).boxed(),
        LogForm::Text => lines.with_target(false).boxed(),
    };
    // What is traced has its own line already.
    lines.with_filter(Traces::left_out_of(filter))
}
