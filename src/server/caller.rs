//! Who asks, and what they may see: told once, before any handler, and for the whole request.

use std::num::NonZeroU32;
use std::sync::Arc;

use axum::extract::{FromRequestParts, Request, State};
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderValue, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use chrono::Utc;

use super::problem::Problem;
use super::{AppState, limits};
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
        Ok(Self { view: published.view(&grant), published, grant, key })
    }

    /// What is wrong with layers that this caller may know of.
    pub(super) fn published(&self) -> Published {
        self.published.known_to(&self.grant)
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

impl<S: Sync> FromRequestParts<S> for Caller {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Problem> {
        // Without one nothing is shown.
        parts.extensions.get().cloned().ok_or_else(Problem::fault)
    }
}

/// Finds out who asks. Whoever shows a key that is not taken gets to hear that and nothing else.
pub(super) async fn admit(
    State(state): State<AppState>,
    mut request: Request,
    next: Next,
) -> Response {
    let shows_key = request.headers().contains_key(header::AUTHORIZATION);
    let response = match Caller::of(&state, request.headers()) {
        Ok(caller) => {
            if let Some(share) = caller.share() {
                request.extensions_mut().insert(share);
            }
            request.extensions_mut().insert(caller);
            next.run(request).await
        }
        Err(problem) => problem.into_response(),
    };
    if shows_key { for_one_caller(response) } else { response }
}

/// A reply to whom a key was given. Nobody keeps it, neither a cache on its way nor the browser:
/// the key may be revoked tomorrow, and others use the same computer.
fn for_one_caller(mut response: Response) -> Response {
    let headers = response.headers_mut();
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("private, no-store"));
    headers.append(header::VARY, HeaderValue::from_static("authorization"));
    response
}
