//! `wareng serve`: load, listen, and end well.

use std::io::{ErrorKind, IsTerminal, stderr, stdout};
use std::net::{SocketAddr, ToSocketAddrs};
use std::time::Duration;

use tokio::net::{TcpListener, TcpSocket};
use tokio::signal::unix::{SignalKind, signal};
use tracing_subscriber::EnvFilter;
use wareng::load::{self, Event, Loaded, Options};
use wareng::model::{Defect, Lang, LayerId};
use wareng::server::{AppState, router};
use wareng::snapshot::Grant;

use super::settings::cores;
use super::{Failure, Settings, progress, say, styles};

/// How long requests under way may take after the signal to end.
const LAST_ANSWERS: Duration = Duration::from_secs(20);

pub(super) fn run(settings: &Settings) -> Result<(), Failure> {
    start_log(settings.log_json);
    let styles = styles::read(settings.styles.as_deref()).map_err(Failure::Other)?;
    // Reading a city can take minutes: whether there is a port to serve it on is known at once.
    let reserved = reserve(&settings.listen)?;
    let loaded = load(&settings.options().map_err(Failure::Other)?)?;
    for (id, defects) in &loaded.published.refused {
        for defect in defects {
            tracing::error!(layer = %id, %defect, "layer refused");
        }
    }
    loaded.notes.iter().for_each(|note| tracing::warn!("{note}"));
    let city = loaded.published.view(&Grant::public()).city().name.get(Lang::Id).to_owned();
    let state = AppState::new(
        loaded.published,
        styles,
        cores(),
        settings.public_url.clone().map(|u| u.trim_end_matches('/').to_owned()),
    )
    .with_tile_cache_mib(settings.tile_cache_mib);
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build();
    let runtime = runtime.map_err(|e| Failure::Other(format!("cannot start threads: {e}")))?;
    runtime.block_on(async {
        const WAITING: u32 = 1024;
        let listener = reserved.listen(WAITING).map_err(|e| refused(&settings.listen, &e))?;
        serve(listener, &city, state).await
    })
}

/// Loads with bars on a terminal, otherwise with lines in the log.
fn load(options: &Options) -> Result<Loaded, Vec<Defect>> {
    if stderr().is_terminal() {
        return progress::load_with_progress(options);
    }
    load::load(options, &|id: &LayerId, event| match event {
        Event::Ready(features) => tracing::info!(layer = %id, features, "layer ready"),
        Event::ReadyTiles(tiles) => tracing::info!(layer = %id, tiles, "layer ready"),
        // What is wrong with one that is refused is logged with its reasons.
        Event::Reading(_) | Event::Unchanged | Event::Refused => {}
    })
}

/// Takes the port without listening on it: until the layers are loaded a caller is turned away
/// at once and not left waiting.
fn reserve(listen: &str) -> Result<TcpSocket, Failure> {
    let addresses = listen.to_socket_addrs().map_err(|e| refused(listen, &e))?;
    let bind = |at: SocketAddr| {
        let socket = if at.is_ipv4() { TcpSocket::new_v4() } else { TcpSocket::new_v6() }?;
        // A port whose last connections are still ending is free.
        socket.set_reuseaddr(true)?;
        socket.bind(at).map(|()| socket)
    };
    let mut last = std::io::Error::from(ErrorKind::AddrNotAvailable);
    for address in addresses {
        match bind(address) {
            Ok(socket) => return Ok(socket),
            Err(e) => last = e,
        }
    }
    Err(refused(listen, &last))
}

fn refused(listen: &str, error: &std::io::Error) -> Failure {
    let reason = match error.kind() {
        ErrorKind::AddrInUse => "it is in use; stop what runs there, or add".to_owned(),
        ErrorKind::InvalidInput => "it is no address and port; write".to_owned(),
        _ => format!("{error}; write"),
    };
    let next = match (error.kind(), listen.rsplit_once(':')) {
        (ErrorKind::AddrInUse, Some((host, port))) => {
            let next = port.parse().ok().and_then(|p: u16| p.checked_add(1)).unwrap_or(8080);
            format!("{host}:{next}")
        }
        _ => "127.0.0.1:8080".to_owned(),
    };
    Failure::Other(format!("cannot listen on {listen}: {reason} --listen {next}"))
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
    // Files and pipes hold words, not colours: https://no-color.org.
    let plain = std::env::var_os("NO_COLOR").is_some_and(|v| !v.is_empty());
    let log = tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_ansi(stderr().is_terminal() && !plain)
        .with_writer(stderr);
    if json { log.json().init() } else { log.with_target(false).init() }
}
