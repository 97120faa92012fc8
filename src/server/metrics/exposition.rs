//! `GET /metrics`: the counters, and what the state says of itself when it is asked.

use std::collections::BTreeSet;
use std::fmt::Error;

use axum::extract::State;
use axum::http::header;
use axum::response::{IntoResponse, Response};
use prometheus_client::encoding::EncodeLabelSet;
use prometheus_client::encoding::prometheus_text::{CONTENT_TYPE, encode};
use prometheus_client::metrics::counter::ConstCounter;
use prometheus_client::metrics::family::Family;
use prometheus_client::metrics::gauge::{ConstGauge, Gauge};
use prometheus_client::metrics::info::Info;
use prometheus_client::registry::Registry;

use super::Metrics;
use super::process::Process;
use crate::model::LayerId;
use crate::server::AppState;
use crate::server::problem::Problem;
use crate::server::workers::Lane;
use crate::snapshot::{Grant, Published};

/// The commit that the program was built from, where the builder says so.
const COMMIT: &str = match option_env!("WARENG_COMMIT") {
    Some(commit) => commit,
    None => "unknown",
};

/// `GET /metrics`, in the text format of Prometheus.
pub(in crate::server) async fn reply(State(state): State<AppState>) -> Response {
    let text = tokio::task::spawn_blocking(move || text(&state)).await;
    match text {
        Ok(Ok(text)) => ([(header::CONTENT_TYPE, CONTENT_TYPE)], text).into_response(),
        Ok(Err(fault)) => Problem::internal(&fault).into_response(),
        Err(fault) => Problem::internal(&fault).into_response(),
    }
}

fn text(state: &AppState) -> Result<String, Error> {
    let mut registry = Registry::with_prefix("wareng");
    build(&mut registry);
    counted(&mut registry, &state.metrics);
    tiles(&mut registry, state);
    workers(&mut registry, state);
    published(&mut registry, &state.published());
    let mut of_process = Registry::with_prefix("process");
    process(&mut of_process, &Process::now());
    let mut text = String::new();
    encode(&mut text, &registry)?;
    encode(&mut text, &of_process)?;
    Ok(text)
}

fn build(registry: &mut Registry) {
    let info = Info::new([("version", env!("CARGO_PKG_VERSION")), ("commit", COMMIT)]);
    registry.register("build", "The program", info);
}

fn counted(registry: &mut Registry, metrics: &Metrics) {
    registry.register(
        "http_request_duration_seconds",
        "Time until a reply began, by route, method and class of the status",
        metrics.requests.clone(),
    );
    registry.register(
        "turned_away",
        "Requests and connections that were turned away, by reason",
        metrics.turned_away.clone(),
    );
    registry.register("open_connections", "Connections now", metrics.connections.clone());
    registry.register(
        "reloads",
        "How often the layers folder was read again, by what came of it",
        metrics.reloads.clone(),
    );
    registry.register(
        "history",
        "How often what is served was to be kept for later, by what came of it",
        metrics.history.clone(),
    );
    registry.register(
        "snapshot_published_timestamp_seconds",
        "When what is served was published",
        metrics.published_at.clone(),
    );
}

fn tiles(registry: &mut Registry, state: &AppState) {
    let work = state.tile_work();
    let count = ConstCounter::<u64>::new;
    registry.register("tile_cache_hits", "Tiles that were kept", count(work.hits));
    registry.register("tile_cache_misses", "Tiles that were not", count(work.misses));
    registry.register("tile_renders", "Tiles that were made", count(work.made));
    registry.register("tile_cache_tiles", "Tiles that are kept now", gauge(work.kept));
    registry.register("tile_cache_bytes", "Memory of kept tiles", gauge(work.kept_bytes));
}

fn workers(registry: &mut Registry, state: &AppState) {
    let workers = state.workers.load(Lane::Dear);
    registry.register("workers", "Work that may be done at once", gauge(workers.all));
    registry.register("workers_busy", "Work that is done now", gauge(workers.busy));
    registry.register("workers_waiting", "Work that waits", gauge(workers.waiting));
    registry.register(
        "workers_refused",
        "Work that found no place to wait, or waited in vain",
        ConstCounter::new(workers.refused),
    );
    registry.register(
        "workers_wait_seconds",
        "How long a dear question that comes now would wait for a worker",
        ConstGauge::new(workers.wait.as_secs_f64()),
    );
    registry.register(
        "workers_longest_seconds",
        "How long the longest of the work that is done now has taken already",
        ConstGauge::new(workers.longest.as_secs_f64()),
    );
}

fn published(registry: &mut Registry, published: &Published) {
    // Who runs the service has to know of every layer, whoever else may see it.
    let view = published.view(&Grant::everything());
    let info = Info::new([("snapshot", view.version().to_owned())]);
    registry.register("snapshot", "What is served", info);
    registry.register(
        "snapshot_pinned",
        "Whether it is served whatever the layers folder holds",
        gauge(u8::from(published.pinned.is_some())),
    );
    let served = view.layers().map(|l| &l.layer().id);
    let all: BTreeSet<&LayerId> = served.chain(published.refused.keys()).collect();
    let health = Family::<Layer, Gauge>::default();
    for layer in all {
        let now = match () {
            () if published.refused.contains_key(layer) => "refused",
            () if published.outdated.contains_key(layer) => "outdated",
            () => "served",
        };
        for state in ["served", "outdated", "refused"] {
            let of = Layer { layer: layer.to_string(), state };
            health.get_or_create(&of).set(i64::from(state == now));
        }
    }
    registry.register(
        "layer",
        "Whether a layer is served as it is declared (1: this state)",
        health,
    );
}

#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Layer {
    layer: String,
    state: &'static str,
}

fn process(registry: &mut Registry, process: &Process) {
    for (name, help, value) in [
        ("resident_memory_bytes", "Memory that the process takes", process.resident),
        ("open_fds", "Files and connections that are open", process.open_files),
        ("max_fds", "Files and connections that may be open", process.most_open_files),
    ] {
        if let Some(value) = value {
            registry.register(name, help, gauge(value));
        }
    }
}

fn gauge<N: TryInto<i64>>(value: N) -> ConstGauge {
    ConstGauge::new(value.try_into().unwrap_or(i64::MAX))
}
