//! Who asks, and what they may see: told once, before any handler, and for the whole request.

use std::borrow::Cow;
use std::num::NonZeroU32;
use std::sync::Arc;

use axum::extract::{FromRequestParts, Request, State};
use axum::http::request::Parts;
use axum::http::{Extensions, HeaderMap, HeaderValue, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use chrono::Utc;

use super::limits::Price;
use super::problem::Problem;
use super::{AppState, as_of, limits};
use crate::keys::Key;
use crate::snapshot::{Grant, Published, View};

/// Who asks. Handlers have what is served from here and from nowhere else, so that none of them
/// can forget who it is for.
#[derive(Debug, Clone)]
pub(super) struct Caller {
    /// What this caller may see.
    pub(super) view: View,
    published: Arc<Published>,
    grant: Grant,
    key: Option<Arc<Key>>,
    /// The name of the snapshot that is asked for, where it is not what is served now.
    as_of: Option<String>,
}

impl Caller {
    /// Who sends these headers.
    fn of(state: &AppState, headers: &HeaderMap) -> Result<Self, Problem> {
        let mut shown = headers.get_all(header::AUTHORIZATION).iter();
        let key = match (shown.next(), shown.next()) {
            (None, _) => None,
            (Some(value), None) => Some(key(state, value).ok_or_else(Problem::unknown_key)?),
            (Some(_), Some(_)) => return Err(Problem::unknown_key()),
        };
        let scopes = key.as_ref().map(|key| key.scopes.clone()).unwrap_or_default();
        let (grant, published) = (Grant::of(scopes), state.published());
        Ok(Self { view: published.view(&grant), published, grant, key, as_of: None })
    }

    /// The same who asks as of then, where it may.
    async fn back_in(self, id: String, state: &AppState) -> Result<Self, Problem> {
        let now = (&self.grant, &self.published);
        let published = state.past.as_of(&id, now, &state.workers).await?;
        Ok(Self { view: published.view(&self.grant), published, as_of: Some(id), ..self })
    }

    /// The caller of a request, or why there is none.
    pub(super) fn known(extensions: &Extensions) -> Result<Self, Problem> {
        // Without one nothing is shown.
        let known: Known = extensions.get().cloned().ok_or_else(Problem::fault)?;
        known.0
    }

    /// What is wrong with layers that this caller may know of.
    pub(super) fn published(&self) -> Published {
        self.published.known_to(&self.grant)
    }

    /// What this caller may see, and of what.
    pub(super) fn sees(&self) -> (&Grant, &Arc<Published>) {
        (&self.grant, &self.published)
    }

    /// A query as it was before the snapshot was taken from it.
    pub(super) fn asked<'q>(&self, query: &'q str) -> Cow<'q, str> {
        as_of::put_back(query, self.as_of.as_deref())
    }

    /// What limits have to know of the key that was shown.
    fn share(&self) -> Option<limits::Caller> {
        let key = self.key.as_deref()?;
        Some(limits::Caller {
            key: u64::from_str_radix(&key.id, 16).unwrap_or_default(),
            rate: key.per_minute.and_then(NonZeroU32::new),
            priority: key.priority,
        })
    }
}

/// The key in `Authorization: Bearer …`, where it is taken.
fn key(state: &AppState, shown: &HeaderValue) -> Option<Arc<Key>> {
    let (scheme, text) = shown.to_str().ok()?.split_once(' ')?;
    let text = scheme.eq_ignore_ascii_case("bearer").then_some(text.trim())?;
    state.keys.load().opened_by(text, Utc::now())
}

/// The caller of a request, or why there is none as of when it asks: that is for handlers to say,
/// because it may be that the address does not take the method at all.
#[derive(Debug, Clone)]
struct Known(Result<Caller, Problem>);

impl<S: Sync> FromRequestParts<S> for Caller {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Problem> {
        Self::known(&parts.extensions)
    }
}

/// Finds out who asks, and as of when. Whoever shows a key that is not taken gets to hear that and
/// nothing else, as often as anybody may ask.
pub(super) async fn admit(
    State(state): State<AppState>,
    mut request: Request,
    next: Next,
) -> Response {
    let shows_key = request.headers().contains_key(header::AUTHORIZATION);
    let response = match known(&state, &mut request).await {
        Ok(()) => next.run(request).await,
        Err(problem) => problem.into_response(),
    };
    if shows_key { for_one_caller(response) } else { response }
}

/// Gives a request the caller whose it is.
async fn known(state: &AppState, request: &mut Request) -> Result<(), Problem> {
    let caller = match Caller::of(state, request.headers()) {
        Ok(caller) => caller,
        Err(unknown) => {
            // Whoever tries keys has no more of it than of anything else.
            limits::charge(state, Price::LEAST, request)?;
            return Err(unknown);
        }
    };
    if let Some(share) = caller.share() {
        request.extensions_mut().insert(share);
    }
    let caller = of_its_time(caller, state, request).await;
    request.extensions_mut().insert(Known(caller));
    Ok(())
}

/// The caller as of when the address asks, and the address without that.
async fn of_its_time(
    caller: Caller,
    state: &AppState,
    request: &mut Request,
) -> Result<Caller, Problem> {
    let Some((id, rest)) = as_of::taken(request.uri())? else { return Ok(caller) };
    if state.past.at_hand(&id, &caller.grant, &caller.published).is_none() {
        limits::admit_to(state, Price::PAST, request)?;
    }
    *request.uri_mut() = rest;
    limits::lane(Price::PAST, request).of(caller.back_in(id, state)).await
}

/// A reply to whom a key was given. Nobody keeps it, neither a cache on its way nor the browser:
/// the key may be revoked tomorrow, and others use the same computer.
fn for_one_caller(mut response: Response) -> Response {
    let headers = response.headers_mut();
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("private, no-store"));
    headers.append(header::VARY, HeaderValue::from_static("authorization"));
    response
}
