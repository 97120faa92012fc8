//! Whether the service runs, and whether it has anything to serve.

use axum::Json;
use axum::extract::State;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde::Serialize;
use utoipa::ToSchema;

use super::AppState;
use super::openapi::{EXAMPLE_HEALTH, EXAMPLE_READINESS, Fault, Faults, example};
use super::problem::ProblemBody;
use crate::model::LayerId;

/// Whether there is something to serve.
#[derive(Serialize, ToSchema)]
pub(super) struct Readiness {
    status: ReadinessStatus,
    /// How many layers are served.
    served: usize,
    /// The names of those that are not.
    refused: Vec<String>,
}

/// Whether there is something to serve.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "lowercase")]
enum ReadinessStatus {
    /// Every layer is served.
    Ready,
    /// Some are refused.
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
/// 503 where no layer is. Which layers are refused is said beside; why, at `/v1/layers`.
#[utoipa::path(get, path = "/readyz", tag = "Health",
    responses(
        (status = 200, body = Readiness, description = "There is", example = json!(example(EXAMPLE_READINESS))),
        (status = 503, description = "No layer is served, or the service is busy",
            content((Readiness = "application/json"), (ProblemBody = "application/problem+json"))),
        Fault
    ))]
pub(super) async fn readyz(State(state): State<AppState>) -> Response {
    let served = state.view().layers().count();
    let (http, status) = match (served, state.refused.is_empty()) {
        (0, _) => (StatusCode::SERVICE_UNAVAILABLE, ReadinessStatus::Empty),
        (_, true) => (StatusCode::OK, ReadinessStatus::Ready),
        (_, false) => (StatusCode::OK, ReadinessStatus::Degraded),
    };
    let refused = state.refused.keys().map(LayerId::to_string).collect();
    let body = Json(Readiness { status, served, refused });
    (http, [(header::CACHE_CONTROL, "no-store")], body).into_response()
}
