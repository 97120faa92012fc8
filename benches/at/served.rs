//! What the server serves: the service, and beside it a handler that does nothing.

use std::io::{Read, Write, stdin, stdout};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use axum::Router;
use axum::body::Bytes;
use axum::http::header;
use axum::routing::get;
use tokio::net::TcpListener;
use tokio::sync::oneshot;
use wareng::server::{AppState, router, with_middleware};
use wareng::snapshot::Snapshot;
use wareng::style::StyleBook;

use crate::cities::loaded;
use crate::cores::stay_on;
use crate::failure::Failure;
use crate::server::Orders;

/// The address of the handler that does nothing.
pub(crate) const BARE: &str = "/bare";

/// Serves on one core until its standard input is closed.
pub(crate) fn serve() -> Result<(), Failure> {
    let mut orders = String::new();
    stdin().read_line(&mut orders)?;
    let orders: Orders = serde_json::from_str(&orders)?;
    // As `wareng serve` logs: a span for each request is part of what it costs.
    let level = tracing_subscriber::EnvFilter::new("info");
    tracing_subscriber::fmt().with_env_filter(level).with_writer(std::io::stderr).init();
    let service = service(loaded(&orders.folder)?.published.snapshot, orders.sizes)?;
    stay_on(orders.core)?;
    tokio::runtime::Builder::new_current_thread().enable_all().build()?.block_on(async {
        let listener = TcpListener::bind("127.0.0.1:0").await?;
        writeln!(stdout(), "{}", listener.local_addr()?)?;
        let served = axum::serve(listener, service);
        Ok(served.with_graceful_shutdown(nobody_asks_any_more()).await?)
    })
}

/// The service and [`BARE`], behind the same middleware.
pub(crate) fn service(snapshot: Snapshot, sizes: Vec<usize>) -> Result<Router, Failure> {
    let state = AppState::new(snapshot, no_styles()?, 1, None);
    let bare = with_middleware(bare(sizes), &state);
    Ok(router(state).merge(bare))
}

/// Only handlers of maps look into the styles.
fn no_styles() -> Result<StyleBook, Failure> {
    let names = ["flavors.json", "groups.json", "terms.json", "themes.json"];
    let files = names.map(|name| (name.to_owned(), "{}".to_owned()));
    Ok(StyleBook::parse(&files.into_iter().collect())?)
}

/// Replies as long as answers are, with the same headers.
fn bare(sizes: Vec<usize>) -> Router {
    let longest = Bytes::from(vec![b' '; sizes.iter().copied().max().unwrap_or_default()]);
    let (sizes, asked) = (Arc::new(sizes), Arc::new(AtomicUsize::new(0)));
    Router::new().route(
        BARE,
        get(async move || {
            let turn = asked.fetch_add(1, Ordering::Relaxed) % sizes.len().max(1);
            let size = sizes.get(turn).copied().unwrap_or_default();
            let headers = [
                (header::CONTENT_TYPE, "application/json"),
                (header::CACHE_CONTROL, "private, no-store"),
                (header::CONTENT_LANGUAGE, "id"),
                (header::VARY, "accept-language"),
            ];
            (headers, longest.slice(..size))
        }),
    )
}

async fn nobody_asks_any_more() {
    let (closed, ended) = oneshot::channel();
    // A thread waits for it, because the runtime has only the one that serves.
    std::thread::spawn(move || {
        stdin().read_to_end(&mut Vec::new()).ok();
        closed.send(()).ok();
    });
    ended.await.ok();
}
