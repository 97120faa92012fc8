//! Connections: so many at once, no head that never ends, no reader that never reads, and an end
//! that answers what is under way.

mod patient;
mod rooms;

use std::io::{self, Write};
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use hyper::Request;
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::server::graceful::GracefulShutdown;
use tokio::net::{TcpListener, TcpStream};
use tower::Service;

use super::limits::{Limits, Peer};
use super::{AppState, router};
use patient::Patient;
use rooms::Rooms;

/// The longest head of a request: an address, and what browsers and proxies add. Units: bytes.
const MAX_HEAD: usize = 16 << 10;

/// Where no connection can be taken, as long is waited for one to end.
const PAUSE: Duration = Duration::from_millis(100);

/// Serves until `end`, and then until what is under way is answered.
pub async fn serve(listener: TcpListener, state: AppState, end: impl Future<Output = ()>) {
    let (limits, http) = (Arc::clone(&state.limits), http(&state.limits));
    let (rooms, connections) = (Rooms::new(&limits), GracefulShutdown::new());
    let service = router(state.clone());
    let mut end = std::pin::pin!(end);
    loop {
        let (stream, peer) = tokio::select! {
            accepted = listener.accept() => match accepted {
                Ok(connection) => connection,
                Err(error) => {
                    wait_after(&error).await;
                    continue;
                }
            },
            () = &mut end => break,
        };
        let place = match rooms.take(peer.ip(), &state.metrics.connections) {
            Ok(place) => place,
            Err(full) => {
                state.metrics.turn_away(full);
                turn_away(stream);
                continue;
            }
        };
        stream.set_nodelay(true).ok();
        let io = TokioIo::new(Patient::new(stream, limits.stall_time));
        let service = answering(service.clone(), peer);
        let connection = connections.watch(http.serve_connection(io, service));
        tokio::spawn(async move {
            if let Err(error) = connection.await {
                tracing::debug!(%error, "a connection ended early");
            }
            drop(place);
        });
    }
    drop(listener);
    connections.shutdown().await;
}

/// HTTP/1.1 only: browsers speak HTTP/2 behind TLS alone, which is a proxy's work, and proxies
/// ask us in 1.1.
fn http(limits: &Limits) -> http1::Builder {
    let mut http = http1::Builder::new();
    http.timer(TokioTimer::new())
        .header_read_timeout(limits.head_time)
        .max_header_size(MAX_HEAD)
        .max_buf_size(MAX_HEAD * 4);
    http
}

/// The service, which is told whose connection it is.
fn answering(
    router: Router,
    peer: SocketAddr,
) -> impl hyper::service::Service<
    Request<Incoming>,
    Response = axum::response::Response,
    Error = std::convert::Infallible,
    Future: Send,
> {
    service_fn(move |mut request: Request<Incoming>| {
        request.extensions_mut().insert(Peer(peer.ip()));
        router.clone().call(request)
    })
}

/// Says that there is no room, as far as that can be said without waiting for anybody.
fn turn_away(stream: TcpStream) {
    const FULL: &[u8] = b"HTTP/1.1 503 Service Unavailable\r\nRetry-After: 1\r\n\
        Content-Length: 0\r\nConnection: close\r\n\r\n";
    // The system takes so few bytes at once; whether they arrive is not waited for.
    stream.into_std().and_then(|mut stream| stream.write_all(FULL)).ok();
}

/// A connection that failed is nothing; where there are no files left, others have to end first.
async fn wait_after(error: &io::Error) {
    use io::ErrorKind::{ConnectionAborted, ConnectionRefused, ConnectionReset};
    if matches!(error.kind(), ConnectionAborted | ConnectionRefused | ConnectionReset) {
        return;
    }
    tracing::error!(%error, "no connection can be taken");
    tokio::time::sleep(PAUSE).await;
}
