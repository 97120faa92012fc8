//! What is noted of each request: a line in the log and a figure. Never its address, its query,
//! or who asked: those tell where somebody is, or what they are afraid of.

use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

use axum::body::{Body, Bytes, HttpBody};
use axum::extract::{MatchedPath, Request, State};
use axum::http::StatusCode;
use axum::middleware::Next;
use axum::response::Response;
use http_body::{Frame, SizeHint};
use tokio::time::Instant;
use tracing::Instrument;

use super::AppState;
use super::metrics::{Seen, method};
use super::request_id::RequestId;

/// Notes a request and its reply.
pub(super) async fn observe(
    State(state): State<AppState>,
    request: Request,
    next: Next,
) -> Response {
    let begin = Instant::now();
    let route = request.extensions().get::<MatchedPath>().map_or("none", MatchedPath::as_str);
    let mut line = Line {
        id: state.requests.next(),
        route: route.to_owned(),
        method: method(request.method()),
        answered: None,
        bytes: 0,
    };
    // What else is logged of this request bears its id.
    let span = tracing::info_span!("request", id = %line.id, method = line.method, route);
    let response = next.run(request).instrument(span).await;
    let took = begin.elapsed();
    line.answered = Some((response.status(), took));
    let seen = Seen { route: &line.route, method: line.method, status: response.status() };
    state.metrics.answered(seen, took);
    response.map(|body| Body::new(Counted { body, line }))
}

/// The line of a request, written once the reply has gone.
struct Line {
    id: RequestId,
    route: String,
    method: &'static str,
    /// The status, and how long the head of the reply took; `None` where whoever asked has gone
    /// before.
    answered: Option<(StatusCode, Duration)>,
    /// Of the body, as it went out.
    bytes: u64,
}

impl Drop for Line {
    fn drop(&mut self) {
        let Self { id, route, method, answered, bytes } = self;
        match answered {
            Some((status, took)) => {
                let (status, ms) = (status.as_u16(), took.as_secs_f64() * 1e3);
                tracing::info!(%id, method, route, status, ms, bytes, "request");
            }
            None => tracing::info!(%id, method, route, "request left unanswered"),
        }
    }
}

/// A body whose bytes are counted.
struct Counted {
    body: Body,
    line: Line,
}

impl HttpBody for Counted {
    type Data = Bytes;
    type Error = axum::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, axum::Error>>> {
        let frame = Pin::new(&mut self.body).poll_frame(context);
        if let Poll::Ready(Some(Ok(frame))) = &frame {
            self.line.bytes += frame.data_ref().map_or(0, |data| data.len() as u64);
        }
        frame
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}
