//! Ours: the service without a cache.

use std::io::{Read, Write, stdin, stdout};

use tokio::net::TcpListener;
use wareng::server::{AppState, router};
use wareng::style::StyleBook;

use crate::Outcome;
use crate::cities::loaded;
use crate::cores::stay_on;
use crate::server::Orders;

/// Serves on one core until its standard input is closed.
pub(crate) fn serve() -> Outcome<()> {
    let mut orders = String::new();
    stdin().read_line(&mut orders)?;
    let orders: Orders = serde_json::from_str(&orders)?;
    let files = ["flavors.json", "groups.json", "terms.json", "themes.json"];
    let files = files.map(|name| (name.to_owned(), "{}".to_owned()));
    let styles = StyleBook::parse(&files.into_iter().collect())?;
    let published = loaded(&orders.folder)?.published;
    let state = AppState::new(published, styles, 1, None).with_tile_cache_mib(0);
    stay_on(orders.core)?;
    tokio::runtime::Builder::new_current_thread().enable_all().build()?.block_on(async {
        let listener = TcpListener::bind("127.0.0.1:0").await?;
        writeln!(stdout(), "{}", listener.local_addr()?)?;
        let (closed, ended) = tokio::sync::oneshot::channel();
        std::thread::spawn(move || {
            stdin().read_to_end(&mut Vec::new()).ok();
            closed.send(()).ok();
        });
        let ended = async { _ = ended.await };
        Ok(axum::serve(listener, router(state)).with_graceful_shutdown(ended).await?)
    })
}
