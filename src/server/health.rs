//! Whether the service runs, and whether it has anything to serve.

use std::collections::BTreeMap;

use axum::Json;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde::Serialize;
use utoipa::ToSchema;

use super::caller::Caller;
use super::openapi::{EXAMPLE_HEALTH, EXAMPLE_READINESS, Fault, Faults, example};
use super::problem::ProblemBody;
use super::snapshots::in_words;
use crate::model::LayerId;

/// Whether there is something to serve.
#[derive(Serialize, ToSchema)]
pub(super) struct Readiness {
    status: ReadinessStatus,
    /// How many layers are served.
    served: usize,
    /// The names of those that are not.
    refused: Vec<String>,
    /// The names of those that are served in an older version, because the newer one is refused.
    outdated: Vec<String>,
    /// Since when an older snapshot is served whatever the layers folder holds (RFC 3339, UTC);
    /// absent where what that holds is served.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pinned: Option<String>,
}

/// Whether there is something to serve.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "lowercase")]
enum ReadinessStatus {
    /// Every layer is served as it is declared.
    Ready,
    /// Some are refused, or served in an older version.
    Degraded,
    /// None is served.
    Empty,
}

/// The process runs.
#[derive(Serialize, ToSchema)]
pub(super) struct Health {
    /// Always `ok`.
    status: &'static str,
}

/// Whether the process runs
#[utoipa::path(get, path = "/healthz", tag = "Health",
    responses((status = 200, body = Health, description = "It does", example = json!(example(EXAMPLE_HEALTH))), Faults))]
pub(super) async fn healthz() -> Response {
    ([(header::CACHE_CONTROL, "no-store")], Json(Health { status: "ok" })).into_response()
}

/// Whether there is something to serve
///
/// 503 where no layer is. Which layers are refused, or served in an older version for that
/// reason, is said beside; why, at `/v1/layers`.
#[utoipa::path(get, path = "/readyz", tag = "Health",
    responses(
        (status = 200, body = Readiness, description = "There is", example = json!(example(EXAMPLE_READINESS))),
        (status = 503, description = "No layer is served, or the service is busy",
            content((Readiness = "application/json"), (ProblemBody = "application/problem+json"))),
        Fault
    ))]
pub(super) async fn readyz(caller: Caller) -> Response {
    let (published, served) = (caller.published(), caller.view.layers().count());
    let (http, status) = match (served, published.is_whole()) {
        (0, _) => (StatusCode::SERVICE_UNAVAILABLE, ReadinessStatus::Empty),
        (_, true) => (StatusCode::OK, ReadinessStatus::Ready),
        (_, false) => (StatusCode::OK, ReadinessStatus::Degraded),
    };
    let names = |of: &BTreeMap<LayerId, _>| of.keys().map(LayerId::to_string).collect();
    let (refused, outdated) = (names(&published.refused), names(&published.outdated));
    let pinned = published.pinned.map(in_words);
    let body = Json(Readiness { status, served, refused, outdated, pinned });
    (http, [(header::CACHE_CONTROL, "no-store")], body).into_response()
}
