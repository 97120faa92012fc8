//! What the server serves: the service, and beside it handlers that hold the same bytes already.

use std::io::{Read, Write, stdin, stdout};

use axum::Router;
use axum::body::{Body, Bytes};
use axum::http::{HeaderName, HeaderValue, Request, header};
use axum::routing::get;
use http_body_util::BodyExt;
use tokio::net::TcpListener;
use tokio::sync::oneshot;
use tower::ServiceExt;
use wareng::server::{AppState, router, with_middleware};
use wareng::snapshot::Snapshot;
use wareng::style::StyleBook;

use crate::cities::loaded;
use crate::cores::stay_on;
use crate::failure::Failure;
use crate::server::Orders;

/// A tile of each sort that people look at.
pub(crate) const TILES: [&str; 4] = [
    "/tiles/banjir,rob,kelurahan/12/3304/2127",
    "/tiles/banjir,rob,kelurahan/13/6609/4255",
    "/tiles/banjir,rob,kelurahan/14/13217/8510",
    "/tiles/banjir,rob,kelurahan/16/52870/34039",
];
/// The handlers that hold the same bytes: behind the same middleware, and behind none.
pub(crate) const BARE: &str = "/bare";
pub(crate) const ALONE: &str = "/alone";

/// Serves on one core until its standard input is closed.
pub(crate) fn serve() -> Result<(), Failure> {
    let mut orders = String::new();
    stdin().read_line(&mut orders)?;
    let orders: Orders = serde_json::from_str(&orders)?;
    // As `wareng serve` logs: a span for each request is part of what it costs.
    let level = tracing_subscriber::EnvFilter::new("info");
    tracing_subscriber::fmt().with_env_filter(level).with_writer(std::io::stderr).init();
    let state = state(loaded(&orders.folder)?.published.snapshot)?;
    let service = router(state.clone());
    stay_on(orders.core)?;
    tokio::runtime::Builder::new_current_thread().enable_all().build()?.block_on(async {
        let (mut bare, mut alone) = (Router::new(), Router::new());
        for path in TILES {
            let held = held(&service, path).await?;
            bare = bare.route(&format!("{BARE}{path}"), handler(held.clone()));
            alone = alone.route(&format!("{ALONE}{path}"), handler(held));
        }
        let all = service.merge(with_middleware(bare, &state)).merge(alone);
        let listener = TcpListener::bind("127.0.0.1:0").await?;
        writeln!(stdout(), "{}", listener.local_addr()?)?;
        Ok(axum::serve(listener, all).with_graceful_shutdown(nobody_asks_any_more()).await?)
    })
}

/// The service over a snapshot, as `wareng serve` has it.
pub(crate) fn state(snapshot: Snapshot) -> Result<AppState, Failure> {
    let names = ["flavors.json", "groups.json", "terms.json", "themes.json"];
    let files = names.map(|name| (name.to_owned(), "{}".to_owned()));
    let styles = StyleBook::parse(&files.into_iter().collect())?;
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    Ok(AppState::new(snapshot, styles, cores, None))
}

type Held = ([(HeaderName, HeaderValue); 5], Bytes);

/// A tile with its headers, as the service gives it.
async fn held(service: &Router, path: &str) -> Result<Held, Failure> {
    let request = Request::get(path).header(header::ACCEPT_ENCODING, "gzip").body(Body::empty());
    let request = request.map_err(std::io::Error::other)?;
    let Ok(reply) = service.clone().oneshot(request).await;
    let (parts, body) = reply.into_parts();
    let body = body.collect().await.map_err(std::io::Error::other)?.to_bytes();
    let names = [
        header::CONTENT_TYPE,
        header::CONTENT_ENCODING,
        header::ETAG,
        header::CACHE_CONTROL,
        header::VARY,
    ];
    let value = |name: &HeaderName| {
        parts.headers.get(name).cloned().unwrap_or_else(|| HeaderValue::from_static("none"))
    };
    Ok((names.map(|name| (name.clone(), value(&name))), body))
}

fn handler(held: Held) -> axum::routing::MethodRouter {
    get(async move || held.clone())
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
