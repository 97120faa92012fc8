//! `wareng serve`: load, listen, publish anew, and end well.

mod arguments;
mod files;
mod historian;
mod keys;
mod listen;
mod log;
mod publisher;
mod traces;
mod watch;

use std::io::{IsTerminal, stderr, stdout};
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use tokio::net::TcpListener;
use tokio::runtime::Runtime;
use tokio::signal::unix::{SignalKind, signal};
use wareng::history::{Budget, History};
use wareng::load::{self, Event, Loaded, Options, bundle};
use wareng::model::{Defect, Lang, LayerId};
use wareng::search::Index;
use wareng::server::{AppState, Reloads, admin_router};
use wareng::snapshot::{Fate, Grant, Published};

use super::receipts::signing_keys;
use super::settings::cores;
use super::{Failure, Settings, progress, say, styles};
pub(super) use arguments::{LimitFlags, ServeFlags};
use historian::Historian;
use listen::Reserved;
use publisher::{Publisher, log_fate};
use traces::Traces;
use watch::Watch;

/// How long requests under way may take after the signal to end.
const LAST_ANSWERS: Duration = Duration::from_secs(20);

pub(super) fn run(settings: &Settings) -> Result<(), Failure> {
    let keys = settings.receipt_keys.as_deref().map(signing_keys).transpose()?;
    let runtime = Runtime::new();
    let runtime = runtime.map_err(|e| Failure::Other(format!("cannot start threads: {e}")))?;
    let traces = settings.traces.as_deref().map(|to| Traces::start(to, runtime.handle()));
    let traces = traces.transpose().map_err(Failure::Other)?;
    log::start(settings.log, traces.as_ref());
    let styles = styles::read(settings.styles.as_deref()).map_err(Failure::Other)?;
    // Reading a city can take minutes: whether there is a port to serve it on is known at once.
    let reserved = Reserved::take("--listen", &settings.listen)?;
    let admin = settings.admin.as_deref().map(|at| Reserved::take_loopback("--admin", at));
    let admin = admin.transpose()?;
    let (reloads, asks) = Reloads::channel();
    // Who asks while the layers are loaded has them loaded again.
    runtime.block_on(reload_on_hangup(reloads.clone()))?;
    let options = settings.options().map_err(Failure::Other)?;
    let watch = Watch::new(&options.folder, options.prepared.as_deref());
    let history = history(&options, settings.history);
    let mut historian = Historian::new(&options, history.clone(), settings.snapshot.clone());
    let (published, index) = match first(settings, &options, &mut historian) {
        Some((published, index)) => {
            // What changed since is read while it is served.
            reloads.ask();
            (published, index)
        }
        None => {
            let published = load(&options, &historian)?;
            historian.has_newer();
            (published, None)
        }
    };
    let is_from_snapshot = index.is_some();
    let city = published.view(&Grant::public()).city().name.get(Lang::Id).to_owned();
    let url = settings.public_url.clone().map(|u| u.trim_end_matches('/').to_owned());
    files::as_many_as_may_be(settings.limits.connections);
    let state = AppState::new(published, styles, cores(), url)
        .with_tile_cache_mib(settings.tile_cache_mib)
        .with_limits(settings.limits.clone());
    let state = with_keys(state, settings.keys.as_deref())?;
    let state = index.into_iter().fold(state, AppState::with_index);
    let state = keys.into_iter().fold(state, AppState::with_receipt_keys);
    let state = history.into_iter().fold(state, AppState::with_history);
    // What a snapshot holds is in its file: a start from it does not wait.
    if !is_from_snapshot {
        historian.keep(&state, &state.published());
    }
    let (every, served) = (settings.watch, state.clone());
    let publisher = Publisher { options, state: served, asks, watch, historian, every };
    publisher.start().map_err(|e| Failure::Other(format!("cannot start threads: {e}")))?;
    runtime.block_on(async {
        let listener = reserved.listen()?;
        if let Some(admin) = admin {
            administer(admin.listen()?, reloads, state.clone())?;
        }
        serve(listener, &city, state).await
    })
}

/// The state with the keys of a file, which is followed from now on.
fn with_keys(state: AppState, file: Option<&Path>) -> Result<AppState, Failure> {
    let Some(file) = file else { return Ok(state) };
    let (seen, read) = (keys::looked_at(file), keys::read(file));
    state.take_keys(read.map_err(|e| Failure::Other(format!("{} {e}", file.display())))?);
    keys::follow(file.to_owned(), seen, state.clone())
        .map_err(|e| Failure::Other(format!("cannot start threads: {e}")))?;
    Ok(state)
}

/// What was published before; nothing where it cannot be kept, which is told.
fn history(options: &Options, budget: Budget) -> Option<Arc<History>> {
    let prepared = load::prepared_folder(options).ok()?;
    match History::open(&prepared, budget) {
        Ok(history) => Some(Arc::new(history)),
        Err(error) => {
            tracing::error!(%error, "nobody is answered as of another time than now");
            None
        }
    }
}

/// What is served before the layers folder is read: what is pinned, or what the snapshot has that
/// the service is started from.
fn first(
    settings: &Settings,
    options: &Options,
    historian: &mut Historian,
) -> Option<(Published, Option<Index>)> {
    match historian.pinned(None) {
        Some(Ok(published)) => {
            historian.has_newer();
            return Some((published, None));
        }
        Some(Err(problems)) => {
            for defect in problems {
                tracing::error!(%defect, "what is pinned cannot be served");
            }
        }
        None => {}
    }
    let file = settings.snapshot.as_deref()?;
    let (published, index) = start(options, file)?;
    if let Ok(modified) = file.metadata().and_then(|about| about.modified()) {
        historian.has_of(modified);
    }
    Some((published, Some(index)))
}

/// What a snapshot has; nothing where it cannot be used.
fn start(options: &Options, file: &Path) -> Option<(Published, Index)> {
    let name = file.display();
    match bundle::read(options, file) {
        Ok(read) => {
            tracing::info!("started from {name}");
            Some(read)
        }
        Err(error) => {
            tracing::error!("{name} {error}; the layers folder is read instead");
            None
        }
    }
}

/// Loads the layers folder, with bars on a terminal, otherwise with lines in the log.
fn load(options: &Options, historian: &Historian) -> Result<Published, Vec<Defect>> {
    let last = |id: &LayerId| historian.last(id);
    let loaded = if stderr().is_terminal() {
        progress::resume_with_progress(options, &last)
    } else {
        load::resume(options, &last, &log_loading)
    };
    let Loaded { published, notes } = loaded?;
    for (id, problems) in &published.refused {
        log_fate(id, &Fate::Refused { problems: problems.clone() });
    }
    for (id, problems) in &published.outdated {
        log_fate(id, &Fate::Outdated { problems: problems.clone() });
    }
    log_notes(&notes);
    Ok(published)
}

fn log_loading(id: &LayerId, event: Event) {
    match event {
        Event::Ready(features) => tracing::info!(layer = %id, features, "layer ready"),
        Event::ReadyTiles(tiles) => tracing::info!(layer = %id, tiles, "layer ready"),
        // What is wrong with one that is refused is logged with its reasons.
        Event::Reading(_) | Event::Unchanged | Event::Refused => {}
    }
}

fn log_notes(notes: &[Defect]) {
    notes.iter().for_each(|note| tracing::warn!("{note}"));
}

async fn reload_on_hangup(reloads: Reloads) -> Result<(), Failure> {
    let mut hangup = signal(SignalKind::hangup()).map_err(|e| Failure::Other(e.to_string()))?;
    tokio::spawn(async move {
        while hangup.recv().await.is_some() {
            reloads.ask();
        }
    });
    Ok(())
}

/// Answers those who run the service until it ends.
fn administer(listener: TcpListener, reloads: Reloads, state: AppState) -> Result<(), Failure> {
    let at = listener.local_addr().map_err(|e| Failure::Other(e.to_string()))?;
    tracing::info!("administration at http://{at}/");
    tokio::spawn(async move { axum::serve(listener, admin_router(reloads, state)).await });
    Ok(())
}

async fn serve(listener: TcpListener, city: &str, state: AppState) -> Result<(), Failure> {
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
    let how_to_end = if stdout().is_terminal() { "Ctrl+C ends it\n" } else { "" };
    say(&format!("wareng: serving {city} at http://{at}/\n{how_to_end}"));
    let prepared = state.clone();
    tokio::spawn(async move { prepared.prepare().await });
    let mut told = ended.clone();
    let server = wareng::server::serve(listener, state, async move {
        told.wait_for(|end| *end).await.ok();
    });
    let mut ended = ended;
    let overdue = async {
        ended.wait_for(|end| *end).await.ok();
        tokio::time::sleep(LAST_ANSWERS).await;
    };
    tokio::select! {
        () = server => {}
        () = overdue => tracing::warn!("some connections did not end in time and are cut"),
    }
    Ok(())
}
