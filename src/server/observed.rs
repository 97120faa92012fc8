//! What is noted of each request: a line in the log and a figure. Never its address, its query,
//! or who asked: those tell where somebody is, or what they are afraid of.

use std::borrow::Cow;
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

use super::metrics::{Seen, method};
use super::request_id::RequestId;
use super::{AppState, traced};

/// Notes a request and its reply.
pub(super) async fn observe(
    State(state): State<AppState>,
    request: Request,
    next: Next,
) -> Response {
    let route = request.extensions().get::<MatchedPath>().map_or("none", MatchedPath::as_str);
    let (route, method) = (route.to_owned(), method(request.method()));
    answer(&state, route, method, next.run(request)).await
}

/// Notes a request whose answer is on its way.
pub(super) async fn answer(
    state: &AppState,
    route: impl Into<Cow<'static, str>>,
    method: &'static str,
    answer: impl Future<Output = Response>,
) -> Response {
    let (begin, route) = (Instant::now(), route.into());
    let mut line = Line { id: state.requests.next(), route, method, answered: None, bytes: 0 };
    // What else is logged of this request bears its id.
    let span = tracing::info_span!("request", id = %line.id, method, route = &*line.route);
    let traced = traced::request(method, &line.route);
    let response = answer.instrument(span).instrument(traced.clone()).await;
    traced::answered(&traced, response.status());
    let took = begin.elapsed();
    line.answered = Some((response.status(), took));
    let seen = Seen { route: &line.route, method, status: response.status() };
    state.metrics.answered(seen, took);
    response.map(|body| Body::new(Counted { body, line }))
}

/// The line of a request, written once the reply has gone.
struct Line {
    id: RequestId,
    route: Cow<'static, str>,
    method: &'static str,
    /// The status, and how long the head of the reply took; `None` where whoever asked has gone
    /// before.
    answered: Option<(StatusCode, Duration)>,
    /// Of the body, as it went out.
    bytes: u64,
}

impl Drop for Line {
    fn drop(&mut self) {
        let Self { id, ref route, method, answered, bytes } = *self;
        let route = &**route;
        match answered {
            Some((status, took)) => {
                // Whole microseconds: a double of more digits ends in noise.
                let (status, ms) = (status.as_u16(), (took.as_secs_f64() * 1e6).round() / 1e3);
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
