//! `wareng serve`: load, listen, and end well.

use std::time::Duration;

use tokio::net::TcpListener;
use tokio::signal::unix::{SignalKind, signal};
use tracing_subscriber::EnvFilter;
use wareng::model::Lang;
use wareng::server::{AppState, router};
use wareng::snapshot::Current;

use super::settings::cores;
use super::{Failure, Settings, progress, say, styles};

/// How long requests under way may take after the signal to end.
const LAST_ANSWERS: Duration = Duration::from_secs(20);

pub(super) fn run(settings: &Settings) -> Result<(), Failure> {
    start_log(settings.log_json);
    let loaded = progress::load_with_progress(&settings.options().map_err(Failure::Other)?)?;
    for (id, defects) in &loaded.refused {
        for defect in defects {
            tracing::error!(layer = %id, %defect, "layer refused");
        }
    }
    let styles = styles::read(settings.styles.as_deref()).map_err(Failure::Other)?;
    let name = loaded.city.name.get(Lang::Id).to_owned();
    let state = AppState::new(
        Current::new(loaded.snapshot),
        loaded.refused,
        styles,
        cores(),
        settings.public_url.clone().map(|u| u.trim_end_matches('/').to_owned()),
    );
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build();
    let runtime = runtime.map_err(|e| Failure::Other(format!("cannot start threads: {e}")))?;
    runtime.block_on(listen(settings, &name, state))
}

async fn listen(settings: &Settings, name: &str, state: AppState) -> Result<(), Failure> {
    let listener = TcpListener::bind(&settings.listen).await.map_err(|e| {
        Failure::Other(format!(
            "cannot listen on {}: {e}; choose another --listen",
            settings.listen
        ))
    })?;
    let at = listener.local_addr().map_err(|e| Failure::Other(e.to_string()))?;
    let (end, ended) = tokio::sync::watch::channel(false);
    let mut interrupt =
        signal(SignalKind::interrupt()).map_err(|e| Failure::Other(e.to_string()))?;
    let mut terminate =
        signal(SignalKind::terminate()).map_err(|e| Failure::Other(e.to_string()))?;
    tokio::spawn(async move {
        tokio::select! { _ = interrupt.recv() => {}, _ = terminate.recv() => {} }
        tracing::info!("ending: requests under way are answered");
        end.send(true).ok();
    });
    say(&format!("wareng: serving {name} at http://{at}/\n"));
    let mut told = ended.clone();
    let server = axum::serve(listener, router(state)).with_graceful_shutdown(async move {
        told.wait_for(|end| *end).await.ok();
    });
    let mut ended = ended;
    let overdue = async {
        ended.wait_for(|end| *end).await.ok();
        tokio::time::sleep(LAST_ANSWERS).await;
    };
    tokio::select! {
        result = server => result.map_err(|e| Failure::Other(format!("cannot serve: {e}"))),
        () = overdue => {
            tracing::warn!("some connections did not end in time and are cut");
            Ok(())
        }
    }
}

fn start_log(json: bool) {
    let filter = EnvFilter::try_from_env("WARENG_LOG").unwrap_or_else(|_| EnvFilter::new("info"));
    let log = tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr);
    if json { log.json().init() } else { log.with_target(false).init() }
}
