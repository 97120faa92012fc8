//! Answers as receipts: any answer of the API that is JSON, signed where `receipt=true` asks for it.

use std::sync::Arc;
use std::time::{SystemTime, UNIX_EPOCH};

use axum::body::{Body, to_bytes};
use axum::extract::{Request, State};
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode, Uri, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use serde_json::value::RawValue;

use super::AppState;
use super::caching::REVALIDATE;
use super::caller::Caller;
use super::extract::lang;
use super::problem::Problem;
use super::workers::Workers;
use crate::model::Lang;
use crate::receipt::{MEDIA_TYPE, SigningKeys, Statement};

/// The parameter that asks for a receipt.
const ASKED: &str = "receipt";

/// A longer answer is not signed. Units: bytes.
const MOST_BYTES: usize = 8 << 20;

/// The keys that receipts are checked with (RFC 7517); no such address where nothing is signed.
pub(super) async fn keys(State(state): State<AppState>) -> Response {
    let Some(keys) = &state.receipt_keys else {
        return super::fallbacks::no_such_address().await.into_response();
    };
    let about =
        [(header::CONTENT_TYPE, "application/jwk-set+json"), (header::CACHE_CONTROL, REVALIDATE)];
    (about, keys.public().to_json()).into_response()
}

/// Signs what comes back, where the request asks for it and there are keys. Where there are none
/// the parameter is one that no address knows.
pub(super) async fn signed_where_asked(
    State(state): State<AppState>,
    request: Request,
    next: Next,
) -> Response {
    let Some(keys) = state.receipt_keys.clone() else { return next.run(request).await };
    let Some(rest) = without_receipt(&request) else { return next.run(request).await };
    // Where there is no caller as of when it asks, the handler says why.
    let Ok(caller) = Caller::known(request.extensions()) else { return next.run(request).await };
    let iss = issuer(&state, &caller);
    let query = caller.asked(rest.query().unwrap_or_default());
    let request_line = [rest.path(), &query].join(if query.is_empty() { "" } else { "?" });
    let reader = lang(rest.query(), request.headers().get(header::ACCEPT_LANGUAGE));
    let (mut parts, body) = request.into_parts();
    parts.uri = rest.clone();
    // What is signed is the answer itself, whole.
    for name in [header::ACCEPT_ENCODING, header::IF_NONE_MATCH] {
        parts.headers.remove(name);
    }
    let response = next.run(Request::from_parts(parts, body)).await;
    if response.status() != StatusCode::OK {
        return response;
    }
    if !is_json(response.headers()) {
        let what = ("hanya jawaban JSON ditandatangani", "answers in JSON alone are signed");
        return Problem::parameter(ASKED, what.0, what.1).into_response();
    }
    let said = Said { iss, request: request_line, lang: reader.tag() };
    signed(response, said, (keys, &state.workers)).await.unwrap_or_else(IntoResponse::into_response)
}

/// Who says it. What a request calls this host is not signed: anybody may call it anything.
fn issuer(state: &AppState, caller: &Caller) -> String {
    let name = || caller.view.city().name.get(Lang::Id).to_owned();
    state.public_url.as_ref().map_or_else(name, ToString::to_string)
}

/// The address without the parameter, of a `GET` that has it once as `true`.
fn without_receipt(request: &Request) -> Option<Uri> {
    let uri = request.uri();
    let query = uri.query()?;
    if request.method() != Method::GET || !uri.path().starts_with("/v1/") {
        return None;
    }
    let mut rest: Vec<&str> = query.split('&').collect();
    let at = rest.iter().position(|pair| *pair == format!("{ASKED}=true"))?;
    rest.remove(at);
    let rest = rest.join("&");
    let address =
        if rest.is_empty() { uri.path().into() } else { format!("{}?{rest}", uri.path()) };
    address.parse().ok()
}

fn is_json(headers: &HeaderMap) -> bool {
    let kind = headers.get(header::CONTENT_TYPE).and_then(|kind| kind.to_str().ok());
    kind.is_some_and(|kind| kind.split(';').next().is_some_and(|kind| kind.ends_with("json")))
}

/// What a receipt says beside the answer.
struct Said {
    iss: String,
    request: String,
    lang: &'static str,
}

async fn signed(
    response: Response,
    said: Said,
    (keys, workers): (Arc<SigningKeys>, &Workers),
) -> Result<Response, Problem> {
    let (mut parts, body) = response.into_parts();
    let body = to_bytes(body, MOST_BYTES).await.map_err(|_e| {
        Problem::parameter(
            ASKED,
            "jawaban ini terlalu panjang untuk kuitansi",
            "this answer is too long for a receipt",
        )
    })?;
    // An answer may be megabytes, and each of them is read and hashed.
    let receipt = workers.run(move || receipt(body.into(), said, &keys)).await??;
    for name in [header::CONTENT_LENGTH, header::ETAG, header::TRANSFER_ENCODING] {
        parts.headers.remove(name);
    }
    for (name, value) in [
        (header::CONTENT_TYPE, MEDIA_TYPE),
        (header::CACHE_CONTROL, "private, no-store"),
        (header::CONTENT_DISPOSITION, "attachment; filename=\"wareng.jws\""),
    ] {
        parts.headers.insert(name, HeaderValue::from_static(value));
    }
    Ok(Response::from_parts(parts, Body::from(receipt)))
}

fn receipt(answer: Vec<u8>, said: Said, keys: &SigningKeys) -> Result<String, Problem> {
    let text = String::from_utf8(answer).map_err(|e| Problem::internal(&e))?;
    let answer = RawValue::from_string(text).map_err(|e| Problem::internal(&e))?;
    let now = SystemTime::now().duration_since(UNIX_EPOCH).map_err(|e| Problem::internal(&e))?;
    let iat = i64::try_from(now.as_secs()).map_err(|e| Problem::internal(&e))?;
    let Said { iss, request, lang } = said;
    let statement = Statement { iss, iat, request, lang: lang.into(), answer };
    statement.signed(keys).map_err(|e| Problem::internal(&e))
}
