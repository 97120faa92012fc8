//! The one error reply: RFC 9457 problem JSON in the reader's language.

use std::time::Duration;

use axum::Json;
use axum::extract::Request;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use serde::Serialize;
use utoipa::ToSchema;

use super::extract;
use crate::model::{Lang, Words};

/// Why a request was not answered (RFC 9457), in Indonesian or English by `Accept-Language`.
#[derive(Serialize, ToSchema)]
#[schema(as = Problem)]
pub(super) struct ProblemBody {
    /// The sort of problem: `/problems/bad-parameter`, `/problems/not-found`,
    /// `/problems/method-not-allowed`, `/problems/busy` or `/problems/internal`.
    #[serde(rename = "type")]
    kind: String,
    title: String,
    /// The status of the reply.
    status: u16,
    /// What was wrong, where, and what would be right.
    detail: String,
    /// The parameter at fault, of `/problems/bad-parameter`.
    #[serde(skip_serializing_if = "Option::is_none")]
    parameter: Option<String>,
}

/// Something that cannot be answered: what was wrong, where, and what would be right.
#[derive(Debug, Clone)]
pub(super) struct Problem {
    status: StatusCode,
    /// The last part of its type, such as `bad-parameter`.
    kind: &'static str,
    title: Words,
    detail: Words,
    parameter: Option<String>,
    retry_after_s: Option<u16>,
}

impl Problem {
    pub(super) fn new(
        status: StatusCode,
        kind: &'static str,
        title: [(&str, &str); 2],
        detail: [(&str, &str); 2],
    ) -> Self {
        Self {
            status,
            kind,
            title: title.into(),
            detail: detail.into(),
            parameter: None,
            retry_after_s: None,
        }
    }

    /// A parameter that is missing or wrong; `id` and `en` say what would be right.
    pub(super) fn parameter(name: &str, id: &str, en: &str) -> Self {
        let problem = Self::new(
            StatusCode::BAD_REQUEST,
            "bad-parameter",
            [("id", "Parameter tidak dapat dipakai"), ("en", "A parameter cannot be used")],
            [("id", &format!("`{name}`: {id}")), ("en", &format!("`{name}`: {en}"))],
        );
        Self { parameter: Some(name.to_owned()), ..problem }
    }

    /// Something that does not exist here.
    pub(super) fn not_found(id: &str, en: &str) -> Self {
        Self::new(
            StatusCode::NOT_FOUND,
            "not-found",
            [("id", "Tidak ditemukan"), ("en", "Not found")],
            [("id", id), ("en", en)],
        )
    }

    /// All workers are taken: worth asking again soon.
    pub(super) fn busy() -> Self {
        let problem = Self::new(
            StatusCode::SERVICE_UNAVAILABLE,
            "busy",
            [("id", "Sedang sibuk"), ("en", "Busy")],
            [
                ("id", "Terlalu banyak permintaan sedang dikerjakan; coba lagi sebentar lagi"),
                ("en", "too many requests are being worked on; ask again in a moment"),
            ],
        );
        Self { retry_after_s: Some(1), ..problem }
    }

    /// A fault of ours; its cause goes to the log, not to the reader.
    pub(super) fn internal(cause: &dyn std::error::Error) -> Self {
        tracing::error!(%cause, "request failed");
        Self::fault()
    }

    /// A fault of ours whose cause is logged already.
    pub(super) fn fault() -> Self {
        Self::new(
            StatusCode::INTERNAL_SERVER_ERROR,
            "internal",
            [("id", "Kesalahan pada layanan"), ("en", "A fault of the service")],
            [
                ("id", "Permintaan ini tidak dapat dijawab; kesalahannya sudah dicatat"),
                ("en", "this request cannot be answered; the fault has been logged"),
            ],
        )
    }

    fn render(&self, lang: Lang) -> Response {
        let body = Json(ProblemBody {
            kind: format!("/problems/{}", self.kind),
            title: self.title.get(lang).to_owned(),
            status: self.status.as_u16(),
            detail: self.detail.get(lang).to_owned(),
            parameter: self.parameter.clone(),
        });
        let headers = [
            (header::CONTENT_TYPE, "application/problem+json"),
            (header::CONTENT_LANGUAGE, lang.tag()),
            (header::CACHE_CONTROL, "no-store"),
            (header::VARY, "accept-language"),
        ];
        let mut response = (self.status, body).into_response();
        for (name, value) in headers {
            response.headers_mut().insert(name, HeaderValue::from_static(value));
        }
        if let Some(seconds) = self.retry_after_s {
            response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(seconds));
        }
        response
    }
}

/// The language is not known here: [`in_readers_language`] writes the body.
impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let mut response = self.status.into_response();
        response.extensions_mut().insert(self);
        response
    }
}

const PATIENCE: Duration = Duration::from_secs(30);

/// Writes the problem that a handler returned, in the language that the request asks for.
pub(super) async fn in_readers_language(request: Request, next: Next) -> Response {
    let lang = extract::lang(request.uri().query(), request.headers());
    // A request that takes longer is ended.
    let response = tokio::time::timeout(PATIENCE, next.run(request)).await;
    let response = response.unwrap_or_else(|_| Problem::busy().into_response());
    match response.extensions().get::<Problem>() {
        Some(problem) => {
            let mut written = problem.render(lang);
            carry_over(response.headers(), written.headers_mut());
            written
        }
        None => response,
    }
}

fn carry_over(from: &HeaderMap, to: &mut HeaderMap) {
    if let Some(allow) = from.get(header::ALLOW) {
        to.insert(header::ALLOW, allow.clone());
    }
}

/// For what panics in a handler: the neighbours go on.
pub(super) fn of_panic(panic: Box<dyn std::any::Any + Send + 'static>) -> Response {
    let text = panic.downcast_ref::<&str>().map(|s| (*s).to_owned());
    let text = text.or_else(|| panic.downcast_ref::<String>().cloned()).unwrap_or_default();
    tracing::error!(panic = text, "a handler panicked");
    Problem::fault().into_response()
}

/// No such address.
pub(super) async fn no_such_address() -> Problem {
    Problem::not_found(
        "Alamat ini tidak ada; lihat /v1/layers",
        "there is no such address; see /v1/layers",
    )
}

/// The address exists, but not for this method.
pub(super) async fn no_such_method() -> Problem {
    Problem::new(
        StatusCode::METHOD_NOT_ALLOWED,
        "method-not-allowed",
        [("id", "Metode tidak didukung"), ("en", "Method not allowed")],
        [("id", "Pakai GET atau HEAD"), ("en", "use GET or HEAD")],
    )
}
