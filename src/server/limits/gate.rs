//! Who is let in: not who has had enough for now, and not while too much is waiting.

use std::time::Duration;

use axum::extract::{MatchedPath, Request, State};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use tokio::time::Instant;

use super::buckets::{Buckets, Refill, Who};
use super::{Caller, Limits, Peer, Price, Proxies};
use crate::server::AppState;
use crate::server::metrics::TurnedAway;
use crate::server::problem::Problem;
use crate::server::workers::Lane;

/// The allowances of all who ask.
#[derive(Debug)]
pub(in crate::server) struct Gate {
    buckets: Buckets,
    proxies: Proxies,
    rate: Duration,
    saved: u32,
}

impl Gate {
    pub(in crate::server) fn new(limits: &Limits) -> Self {
        Self {
            buckets: Buckets::new(limits.clients),
            proxies: limits.proxies.clone(),
            rate: limits.rate,
            saved: limits.saved,
        }
    }

    /// Charges a request to whoever sent it. What came over no connection is nobody's.
    ///
    /// # Errors
    ///
    /// How long to wait where the allowance does not suffice; nothing is charged then.
    pub(in crate::server) fn charge<B>(
        &self,
        price: Price,
        request: &axum::http::Request<B>,
    ) -> Result<(), Duration> {
        let caller = request.extensions().get::<Caller>();
        let who = match (caller, request.extensions().get::<Peer>()) {
            (Some(caller), _) => Who::Key(caller.key),
            (None, Some(peer)) => Who::Client(self.proxies.client(peer.0, request.headers())),
            (None, None) => return Ok(()),
        };
        let refill = match caller.and_then(|c| c.rate) {
            Some(rate) => Refill { piece: MINUTE / rate.get(), whole: MINUTE },
            None if self.rate.is_zero() => return Ok(()),
            None => {
                let share = price.charge(request.headers()).as_secs_f64() / self.rate.as_secs_f64();
                let whole = Duration::from_secs(u64::from(self.saved));
                Refill { piece: Duration::from_secs_f64(share), whole }
            }
        };
        self.buckets.take(who, refill, Instant::now())
    }
}

const MINUTE: Duration = Duration::from_secs(60);

/// Lets a request in or turns it away, before anything is done for it.
pub(in crate::server) async fn admit(
    State(state): State<AppState>,
    request: Request,
    next: Next,
) -> Response {
    let route = request.extensions().get::<MatchedPath>().map_or("none", MatchedPath::as_str);
    let price = Price::of(request.method(), route);
    match admit_to(&state, price, &request) {
        Ok(()) => lane(price, &request).of(next.run(request)).await,
        Err(problem) => problem.into_response(),
    }
}

/// The same for work of some price.
pub(in crate::server) fn admit_to(
    state: &AppState,
    price: Price,
    request: &Request,
) -> Result<(), Problem> {
    if !price.is_spared && !has_priority(request) && state.is_overloaded(price, request.headers()) {
        state.metrics.turn_away(TurnedAway::Load);
        return Err(Problem::busy());
    }
    charge(state, price, request)
}

/// The lane in which work of some price waits for a request.
pub(in crate::server) fn lane(price: Price, request: &Request) -> Lane {
    if has_priority(request) { Lane::Priority } else { price.lane(request.headers()) }
}

/// Charges a request, whatever becomes of it.
pub(in crate::server) fn charge(
    state: &AppState,
    price: Price,
    request: &Request,
) -> Result<(), Problem> {
    state.gate.charge(price, request).map_err(|wait| {
        state.metrics.turn_away(TurnedAway::Rate);
        Problem::too_many_requests(wait)
    })
}

fn has_priority(request: &Request) -> bool {
    request.extensions().get::<Caller>().is_some_and(|caller| caller.priority)
}
