//! The snapshots that can be asked for by name.

use std::collections::BTreeMap;

use axum::Json;
use axum::extract::{RawQuery, State};
use axum::http::header;
use axum::response::{IntoResponse, Response};
use chrono::{DateTime, SecondsFormat, Utc};
use serde::Serialize;
use utoipa::ToSchema;

use super::AppState;
use super::caller::Caller;
use super::extract::Parameters;
use super::openapi::{BadParameter, EXAMPLE_SNAPSHOTS, Faults, example};
use super::problem::Problem;
use crate::snapshot::Sight;

/// What is kept of what was served.
#[derive(Serialize, ToSchema)]
pub(super) struct Snapshots {
    /// The newest first.
    snapshots: Vec<KeptSnapshot>,
}

/// A snapshot that can be asked for.
#[derive(Serialize, ToSchema)]
pub(super) struct KeptSnapshot {
    /// Its name: what `snapshot` takes, and what answers of it bear.
    snapshot: String,
    /// Since when it was served (RFC 3339, UTC); absent where it is served and not kept.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    published: Option<String>,
    /// Whether it is served now.
    current: bool,
    /// The versions of its layers, by name.
    layers: BTreeMap<String, String>,
}

/// The snapshots that are kept
///
/// What was served before, back to as much as is kept, the newest first. Any `GET` or `POST` below
/// `/v1/` takes `snapshot` with one of these names, and answers as of then.
#[utoipa::path(get, path = "/v1/snapshots", tag = "History", operation_id = "snapshots",
    responses(
        (status = 200, body = Snapshots, description = "All that are kept", example = json!(example(EXAMPLE_SNAPSHOTS))),
        BadParameter, Faults
    ))]
pub(super) async fn all(
    State(state): State<AppState>,
    caller: Caller,
    RawQuery(query): RawQuery,
) -> Result<Response, Problem> {
    Parameters::parse(query.as_deref(), &[])?;
    let (grant, now) = caller.sees();
    let kept = state.past.kept(grant, now, &state.workers).await?;
    let current = caller.view.version();
    let is_kept = kept.iter().any(|kept| kept.sight.version == current);
    let own = (!is_kept).then(|| KeptSnapshot {
        snapshot: current.to_owned(),
        published: None,
        current: true,
        layers: caller
            .view
            .layers()
            .map(|l| (l.layer().id.to_string(), l.version().to_owned()))
            .collect(),
    });
    let named = kept.into_iter().map(|kept| {
        let Sight { version, layers } = kept.sight;
        let layers = layers.into_iter().map(|(id, version)| (id.to_string(), version));
        KeptSnapshot {
            current: version == current,
            snapshot: version,
            published: Some(in_words(kept.record.published)),
            layers: layers.collect(),
        }
    });
    let body = Snapshots { snapshots: own.into_iter().chain(named).collect() };
    Ok(([(header::CACHE_CONTROL, "no-cache")], Json(body)).into_response())
}

/// A time as RFC 3339 has it.
pub(super) fn in_words(time: DateTime<Utc>) -> String {
    time.to_rfc3339_opts(SecondsFormat::Secs, true)
}
