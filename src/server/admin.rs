//! What only those who run the service may ask, on a listener of its own: its metrics, and that
//! the layers folder is read again. Reading is done elsewhere; here it is asked for.

use std::collections::BTreeMap;
use std::sync::mpsc::{Receiver, Sender, channel};

use axum::extract::State;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use axum::{Json, Router};
use serde::Serialize;
use tokio::sync::oneshot;

use super::{AppState, metrics};
use crate::model::{Defect, LayerId};
use crate::snapshot::Fate;

/// What became of a layers folder that was read again.
#[derive(Debug, Clone, Serialize)]
#[serde(tag = "status", rename_all = "lowercase")]
pub enum Reloaded {
    /// What is in order is served.
    Published {
        /// The name of what is served now.
        snapshot: String,
        /// What became of each layer.
        layers: BTreeMap<LayerId, Fate>,
    },
    /// The folder cannot be used: all is served as it was.
    Refused {
        /// What is wrong with it.
        problems: Vec<Defect>,
    },
}

/// Asks for the layers folder to be read again.
#[derive(Debug, Clone)]
pub struct Reloads(Sender<Ask>);

/// Somebody asks for the layers folder to be read again.
#[derive(Debug)]
pub struct Ask(Option<oneshot::Sender<Reloaded>>);

impl Reloads {
    /// Who asks, and what whoever reads the folder gets to hear.
    pub fn channel() -> (Self, Receiver<Ask>) {
        let (sender, receiver) = channel();
        (Self(sender), receiver)
    }

    /// Asks, and does not wait for what becomes of it.
    pub fn ask(&self) {
        self.0.send(Ask(None)).ok();
    }

    /// Asks, and waits for what becomes of it; `None` where it was not read.
    async fn outcome(&self) -> Option<Reloaded> {
        let (tell, told) = oneshot::channel();
        self.0.send(Ask(Some(tell))).ok()?;
        told.await.ok()
    }
}

impl Ask {
    /// Tells what became of it, where somebody waits.
    pub fn answer(self, reloaded: &Reloaded) {
        if let Some(waiting) = self.0 {
            waiting.send(reloaded.clone()).ok();
        }
    }
}

/// The routes of the administration listener.
pub fn admin_router(reloads: Reloads, state: AppState) -> Router {
    let metrics = Router::new().route("/metrics", get(metrics::reply)).with_state(state);
    Router::new().route("/admin/reload", post(reload)).with_state(reloads).merge(metrics)
}

async fn reload(State(reloads): State<Reloads>, headers: HeaderMap) -> Response {
    // A page in a browser on this machine reaches this listener too, and browsers say so.
    if headers.contains_key(header::ORIGIN) {
        return (StatusCode::FORBIDDEN, "not for pages in a browser\n").into_response();
    }
    match reloads.outcome().await {
        Some(reloaded @ Reloaded::Published { .. }) => Json(reloaded).into_response(),
        Some(reloaded) => (StatusCode::UNPROCESSABLE_ENTITY, Json(reloaded)).into_response(),
        None => {
            (StatusCode::SERVICE_UNAVAILABLE, "the layers folder was not read; the log says why\n")
                .into_response()
        }
    }
}
