//! What is traced of each request, by the names of OpenTelemetry's conventions for HTTP. Never its
//! address, its query, or who asked.

use axum::http::StatusCode;
use tracing::Span;
use tracing::field::Empty;

/// The target of spans that are for traces alone; the log has its own line of each request.
pub const TRACED: &str = "wareng::traced";

/// The span of a request.
pub(super) fn request(method: &str, route: &str) -> Span {
    tracing::info_span!(
        target: TRACED,
        "request",
        otel.name = format!("{method} {route}"),
        otel.kind = "server",
        otel.status_code = Empty,
        http.request.method = method,
        http.route = route,
        http.response.status_code = Empty,
    )
}

/// Notes the status of the answer.
pub(super) fn answered(span: &Span, status: StatusCode) {
    span.record("http.response.status_code", status.as_u16());
    if status.is_server_error() {
        span.record("otel.status_code", "error");
    }
}

/// The span of waiting for a worker.
pub(super) fn waiting() -> Span {
    tracing::info_span!(target: TRACED, "wait for a worker")
}

/// The span of a worker's work.
pub(super) fn working() -> Span {
    tracing::info_span!(target: TRACED, "work")
}
