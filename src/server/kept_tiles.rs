//! The way of most requests of a map: a tile that is kept, answered before all else.
//!
//! What stands between a request and a handler costs more than handing out bytes that are there:
//! routing, a limit of time, what becomes of problems, a line in the log. None of it has
//! anything to do for such a tile. Whatever is not quite this goes the way of all requests, and
//! [`super::tiles`] answers it alike.

use std::convert::Infallible;
use std::future::{Ready, ready};
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Instant;

use axum::Router;
use axum::extract::Request;
use axum::http::{Method, header};
use axum::response::Response;
use axum::routing::future::RouteFuture;
use futures_util::future::Either;
use tower::Service;

use super::caching::Had;
use super::encoding::Coding;
use super::limits::Price;
use super::tiles::{self, Asked};
use super::{AppState, extract, said_to_all};
use crate::snapshot::Grant;

/// A service behind the shortcut. Each request takes a copy of it: one count.
#[derive(Debug, Clone)]
pub(super) struct KeptTiles(Arc<(AppState, Router)>);

impl KeptTiles {
    /// Answers what `others` would have answered of what the state keeps.
    pub(super) fn before(others: Router, state: AppState) -> Self {
        Self(Arc::new((state, others)))
    }

    fn kept(&self, request: &Request) -> Option<Response> {
        let (state, _) = &*self.0;
        // Who shows a key is asked who they are first.
        if request.method() != Method::GET || request.headers().contains_key(header::AUTHORIZATION)
        {
            return None;
        }
        let (names, z, x, y) = segments(request.uri().path())?;
        let begin = Instant::now();
        let id = extract::tile_id(z, x, y).ok()?;
        let (headers, query) = (request.headers(), request.uri().query());
        let view = state.published().view(&Grant::public());
        let asked = Asked::of(&view, names, id, query, Coding::of_tile(headers)).ok()??;
        let response = if asked.is_had(&Had::of(headers)) {
            asked.not_modified()
        } else {
            asked.reply(state.tiles.kept(&asked.key)?)
        };
        // Who has had enough is told so on the way of all requests.
        state.gate.charge(Price::LEAST, request).ok()?;
        state.metrics.kept_tile(response.status(), begin.elapsed());
        Some(said_to_all(response))
    }
}

/// The segments of the address of a tile; `None` for another, and where text is written as `%2C`.
fn segments(path: &str) -> Option<(&str, &str, &str, &str)> {
    let mut segments = path.strip_prefix(tiles::PATH)?.split('/');
    let all = (segments.next()?, segments.next()?, segments.next()?, segments.next()?);
    (segments.next().is_none() && !path.contains('%')).then_some(all)
}

impl Service<Request> for KeptTiles {
    type Response = Response;
    type Error = Infallible;
    type Future = Either<Ready<Result<Response, Infallible>>, RouteFuture<Infallible>>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), Infallible>> {
        // As a router: always.
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, request: Request) -> Self::Future {
        match self.kept(&request) {
            Some(response) => Either::Left(ready(Ok(response))),
            None => Either::Right(self.0.1.clone().call(request)),
        }
    }
}
