//! Answers as pages to be read, for people without the map: thin handlers, as those of `/v1`.

use axum::extract::{RawQuery, Request, State};
use axum::http::{HeaderMap, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};

use super::AppState;
use super::caching::IMMUTABLE;
use super::caller::Caller;
use super::extract::{self, Parameters, Segments};
use super::problem::{self, Problem};
use super::{schools as of_level, search as places};
use crate::exposure::{self, Of, exposure};
use crate::model::Lang;
use crate::pages::{self, PageFile, Reader, Seeks};
use crate::query::{self, DEFAULT_SCHOOLS, SchoolsQuestion};
use crate::search::{Wanted, find};

/// Hits on a page.
const HITS: usize = 10;

/// What is true at a place.
pub(super) async fn place(
    State(state): State<AppState>,
    caller: Caller,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let reader = reader(&state, query.as_deref(), &headers);
    let place = Parameters::known(query.as_deref(), &["lon", "lat"])?.place()?;
    answer(state, reader, move |_, reader| written(pages::place(&caller.view, reader, place))).await
}

/// The form that asks for a place, and what was found.
pub(super) async fn search(
    State(state): State<AppState>,
    caller: Caller,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let reader = reader(&state, query.as_deref(), &headers);
    let asked = Parameters::known(query.as_deref(), &["q", "untuk"])?;
    let seeks = Seeks::of_word(asked.get("untuk"));
    let is_asked = asked.get("q").is_some_and(|text| !text.trim().is_empty());
    let text = if is_asked { Some(readable(places::text(&asked)?)) } else { None };
    answer(state, reader, move |state, reader| {
        let view = caller.view;
        let Some(text) = text else { return written(pages::search(&view, reader, seeks)) };
        let wanted = Wanted { text: &text, near: None, limit: HITS };
        let hits = find(&view, &state.indexes.of(&view), &wanted);
        written(pages::found(&view, reader, (&text, seeks), &hits))
    })
    .await
}

/// What is true of an area.
pub(super) async fn area(
    State(state): State<AppState>,
    caller: Caller,
    Segments((layer, id)): Segments<(String, String)>,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let reader = reader(&state, query.as_deref(), &headers);
    answer(state, reader, move |state, reader| {
        let view = caller.view;
        let prepared = state.exposures.of(&view).map_err(|e| Problem::internal(&e))?;
        let of = Of::Feature { layer, id };
        let question = exposure::Question { lang: reader.lang, ..exposure::Question::of(of) };
        let answer = exposure(&view, &prepared, &question);
        let answer = answer.map_err(|refused| Problem::refused(&refused))?;
        written(pages::area(&view, reader, &answer))
    })
    .await
}

/// The schools for a home, or how to ask for them.
pub(super) async fn schools(
    State(state): State<AppState>,
    caller: Caller,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let reader = reader(&state, query.as_deref(), &headers);
    let asked = Parameters::known(query.as_deref(), &["lon", "lat", "jenjang"])?;
    let (place, level) = (asked.optional_place()?, asked.get("jenjang").map(str::to_owned));
    answer(state, reader, move |_, reader| {
        let view = caller.view;
        let Some(place) = place else { return written(pages::home(&view, reader)) };
        let Some(level) = level else { return written(pages::levels(&view, reader, place)) };
        let (limit, lang) = (DEFAULT_SCHOOLS, reader.lang);
        let question = SchoolsQuestion { place, level, limit, year: None, lang };
        let answer = query::schools(&view, &question);
        let answer = answer.map_err(|fault| of_level::problem(&fault))?;
        written(pages::schools(&view, reader, place, &answer))
    })
    .await
}

/// A file that pages load, under a name of its own for each content.
pub(super) fn file(file: &PageFile) -> Response {
    let about = [(header::CONTENT_TYPE, file.media_type), (header::CACHE_CONTROL, IMMUTABLE)];
    (about, file.content).into_response()
}

/// Writes the problem that a handler returned as a page.
pub(super) async fn problems_as_pages(
    State(state): State<AppState>,
    caller: Caller,
    request: Request,
    next: Next,
) -> Response {
    let (uri, headers) = (request.uri().clone(), request.headers().clone());
    let response = next.run(request).await;
    let Some(problem) = response.extensions().get::<Problem>() else { return response };
    let reader = reader(&state, uri.query(), &headers);
    let lang = reader.lang;
    let html =
        pages::fault(&caller.view, &reader, problem.for_people(), &readable(problem.detail(lang)));
    let Ok(html) = html else { return response };
    let mut written = page(html, lang);
    *written.status_mut() = problem.status();
    problem::carry_over(response.headers(), written.headers_mut());
    written
}

/// The same, for who reads pages: others get the problem.
pub(super) async fn problems_as_pages_for_people(
    state: State<AppState>,
    caller: Caller,
    request: Request,
    next: Next,
) -> Response {
    let accepted =
        request.headers().get(header::ACCEPT).and_then(|a| a.to_str().ok()).unwrap_or_default();
    let reads = accepted.split(',').any(|range| extract::weighted(range).0 == "text/html");
    if reads {
        problems_as_pages(state, caller, request, next).await
    } else {
        next.run(request).await
    }
}

/// Writes a page off the async threads.
async fn answer(
    state: AppState,
    reader: Reader,
    write: impl FnOnce(&AppState, &Reader) -> Result<String, Problem> + Send + 'static,
) -> Result<Response, Problem> {
    let (workers, lang) = (state.workers.clone(), reader.lang);
    let html = workers.run(move || write(&state, &reader)).await??;
    Ok(page(html, lang))
}

/// What a stranger wrote, without what no page may hold.
fn readable(text: &str) -> String {
    // The last two are no characters of XML, which pages are too.
    let held = |c: &char| !c.is_control() && !matches!(c, '\u{fffe}' | '\u{ffff}');
    text.chars().filter(held).collect()
}

fn written<E: std::error::Error>(html: Result<String, E>) -> Result<String, Problem> {
    html.map_err(|e| Problem::internal(&e))
}

fn reader(state: &AppState, query: Option<&str>, headers: &HeaderMap) -> Reader {
    Reader {
        lang: extract::lang(query, headers.get(header::ACCEPT_LANGUAGE)),
        has_chosen: extract::chosen_lang(query).is_some(),
        base: state.base_url(headers),
    }
}

/// Nothing but our own stylesheet and sign, and no script.
const CONTENT_SECURITY_POLICY: &str = "default-src 'none'; style-src 'self'; img-src 'self'; \
    form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

/// A page. Where somebody is and what they look for is nobody's business: no cache keeps it.
fn page(html: String, lang: Lang) -> Response {
    let about = [
        (header::CONTENT_TYPE, "text/html; charset=utf-8"),
        (header::CONTENT_SECURITY_POLICY, CONTENT_SECURITY_POLICY),
        (header::CACHE_CONTROL, "private, no-store"),
        (header::CONTENT_LANGUAGE, lang.tag()),
        (header::VARY, "accept, accept-language"),
    ];
    (about, html).into_response()
}
