//! The way of most requests of a map: a tile that everybody may see, answered before all else.
//!
//! What stands between a request and a handler costs more than handing out bytes that are there,
//! and as much as making a small tile: routing, who asks, compression, and what browsers ask
//! beforehand. None of it has anything to do for such a tile. Whatever is not quite this goes the
//! way of all requests, and [`super::tiles`] answers it alike.

use std::convert::Infallible;
use std::future::{Ready, ready};
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Instant;

use axum::Router;
use axum::extract::Request;
use axum::http::{Method, header};
use axum::response::{IntoResponse, Response};
use axum::routing::future::RouteFuture;
use futures_util::future::{BoxFuture, Either};
use tower::Service;

use super::caching::Had;
use super::encoding::Coding;
use super::limits::Price;
use super::problem::Reader;
use super::tile_address::tile_id;
use super::tile_store::{Key, Made};
use super::tiles::{self, Asked, Terms};
use super::{AppState, observed, said_to_all};
use crate::snapshot::Grant;

/// A service behind the shortcut. Each request takes a copy of it: one count.
#[derive(Debug, Clone)]
pub(super) struct PublicTiles(Arc<(AppState, Router)>);

/// How a tile comes to be answered.
enum Answer {
    /// It is there.
    Kept(Response),
    /// It is made first.
    Made(BoxFuture<'static, Result<Response, Infallible>>),
}

impl PublicTiles {
    /// Answers what `others` would have answered of tiles.
    pub(super) fn before(others: Router, state: AppState) -> Self {
        Self(Arc::new((state, others)))
    }

    /// `None` for all that is not quite a tile which can be had now: who has had enough, and who
    /// comes while too much is waiting, is told so on the way of all requests.
    fn answer(&self, request: &Request) -> Option<Answer> {
        let (state, _) = &*self.0;
        // Who shows a key is asked who they are first.
        if request.method() != Method::GET || request.headers().contains_key(header::AUTHORIZATION)
        {
            return None;
        }
        let (names, z, x, y) = segments(request.uri().path())?;
        let begin = Instant::now();
        let id = tile_id(z, x, y).ok()?;
        let (headers, query) = (request.headers(), request.uri().query());
        let view = state.published().view(&Grant::public());
        let asked = Asked::of(&view, names, id, query, Coding::of_tile(headers)).ok()??;
        let response = if asked.is_had(&Had::of(headers)) {
            asked.terms.not_modified()
        } else if let Some(tile) = state.tiles.kept(&asked.key) {
            asked.terms.reply(tile)
        } else {
            let make = asked.making(state, &view);
            return self.made(request, asked.key, asked.terms, make);
        };
        state.gate.charge(Price::LEAST, request).ok()?;
        state.metrics.kept_tile(response.status(), begin.elapsed());
        Some(Answer::Kept(said_to_all(response)))
    }

    fn made(
        &self,
        request: &Request,
        key: Key,
        terms: Terms,
        make: impl FnOnce() -> Made + Send + 'static,
    ) -> Option<Answer> {
        let state = self.0.0.clone();
        let price = Price::of(request.method(), tiles::ROUTE);
        if state.is_overloaded(price, request.headers())
            || state.gate.charge(price, request).is_err()
        {
            return None;
        }
        let reader = Reader::of(request);
        Some(Answer::Made(Box::pin(async move {
            let reply = reader.answered(async {
                match state.tiles.bring(key, make).await {
                    Ok(tile) => terms.reply(tile),
                    Err(problem) => problem.into_response(),
                }
            });
            Ok(said_to_all(observed::answer(&state, tiles::ROUTE, "GET", reply).await))
        })))
    }
}

/// The segments of the address of a tile; `None` for another, and where text is written as `%2C`.
fn segments(path: &str) -> Option<(&str, &str, &str, &str)> {
    let mut segments = path.strip_prefix(tiles::PATH)?.split('/');
    let all = (segments.next()?, segments.next()?, segments.next()?, segments.next()?);
    (segments.next().is_none() && !path.contains('%')).then_some(all)
}

impl Service<Request> for PublicTiles {
    type Response = Response;
    type Error = Infallible;
    type Future = Either<
        Ready<Result<Response, Infallible>>,
        Either<BoxFuture<'static, Result<Response, Infallible>>, RouteFuture<Infallible>>,
    >;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), Infallible>> {
        // As a router: always.
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, request: Request) -> Self::Future {
        match self.answer(&request) {
            Some(Answer::Kept(response)) => Either::Left(ready(Ok(response))),
            Some(Answer::Made(made)) => Either::Right(Either::Left(made)),
            None => Either::Right(Either::Right(self.0.1.clone().call(request))),
        }
    }
}
