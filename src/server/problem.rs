//! The one error reply: RFC 9457 problem JSON in the reader's language.

use std::time::Duration;

use axum::Json;
use axum::extract::Request;
use axum::http::{HeaderMap, HeaderValue, StatusCode, Uri, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use serde::Serialize;
use utoipa::ToSchema;

use super::extract;
use super::kinds::{Kind, words};
use crate::model::{Lang, Refused, Words};
use crate::pages::Fault;
use crate::place::PolygonFault;

/// Why a request was not answered (RFC 9457), in Indonesian or English by `lang` or
/// `Accept-Language`.
#[derive(Serialize, ToSchema)]
#[schema(as = Problem)]
pub(super) struct ProblemBody {
    /// The kind of problem: an address that describes it.
    #[serde(rename = "type")]
    kind: Kind,
    /// What people call this kind.
    title: String,
    /// The status of the reply.
    #[schema(minimum = 400, maximum = 599)]
    status: u16,
    /// What was wrong, where, and what would be right.
    detail: String,
    /// The parameter at fault, of `/problems/bad-parameter`.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    parameter: Option<String>,
    /// The place at fault in a polygon that was sent: longitude and latitude. Units: degrees.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false, min_items = 2, max_items = 2)]
    at: Option<[f64; 2]>,
}

/// Something that cannot be answered: what was wrong, where, and what would be right.
#[derive(Debug, Clone)]
pub(super) struct Problem {
    kind: Kind,
    detail: Words,
    parameter: Option<String>,
    at: Option<[f64; 2]>,
    /// How long readers are asked to wait. Units: seconds.
    retry_after_s: Option<u64>,
}

/// How long readers are asked to wait where that is not known. Units: seconds.
const RETRY_AFTER_S: u64 = 1;

impl Problem {
    pub(super) fn new(kind: Kind, id: &str, en: &str) -> Self {
        Self { kind, detail: words([id, en]), parameter: None, at: None, retry_after_s: None }
    }

    /// A parameter that is missing or wrong; `id` and `en` say what would be right.
    pub(super) fn parameter(name: &str, id: &str, en: &str) -> Self {
        let detail = [format!("`{name}`: {id}"), format!("`{name}`: {en}")];
        let problem = Self::new(Kind::BadParameter, &detail[0], &detail[1]);
        Self { parameter: Some(name.to_owned()), ..problem }
    }

    /// Something that does not exist here.
    pub(super) fn not_found(id: &str, en: &str) -> Self {
        Self::new(Kind::NotFound, id, en)
    }

    /// A key that is not taken. Why not is for nobody to know who does not hold one that is.
    pub(super) fn unknown_key() -> Self {
        Self::new(
            Kind::Unauthorized,
            "Kunci ini tidak berlaku; kirim kunci yang berlaku sebagai \
             `Authorization: Bearer …`, atau jangan kirim kunci untuk yang terbuka bagi semua orang",
            "this key is not taken; send one that is as `Authorization: Bearer …`, or none for what \
             everybody may see",
        )
    }

    /// A body over the bound, in bytes.
    pub(super) fn too_large(bound: usize) -> Self {
        let mib = bound >> 20;
        Self::new(
            Kind::BodyTooLarge,
            &format!(
                "Isi paling banyak {mib} MiB: bagi menjadi beberapa permintaan, atau pakai \
                 `wareng at --input`, yang tanpa batas"
            ),
            &format!(
                "the body may have at most {mib} MiB: send it in parts, or use \
                 `wareng at --input`, which has no bound"
            ),
        )
    }

    /// A polygon over the bound, in bytes.
    pub(super) fn polygon_too_large(bound: usize, vertices: usize) -> Self {
        let mib = bound >> 20;
        Self::new(
            Kind::BodyTooLarge,
            &format!("Poligon paling banyak {vertices} titik dan {mib} MiB: sederhanakan"),
            &format!("a polygon may have at most {vertices} vertices and {mib} MiB: simplify it"),
        )
    }

    /// A body of a type that is not read where places are.
    pub(super) fn unsupported_media_type() -> Self {
        Self::unsupported("text/csv, application/x-ndjson, application/geo+json")
    }

    /// A body of a type that is not read; these are.
    pub(super) fn unsupported(read: &str) -> Self {
        Self::new(
            Kind::UnsupportedMediaType,
            &format!("Sebut jenis isinya di `Content-Type`: {read}"),
            &format!("name the type of the body in `Content-Type`: {read}"),
        )
    }

    /// A body that is not what its type says.
    pub(super) fn bad_body(id: &str, en: &str) -> Self {
        Self::new(Kind::BadBody, id, en)
    }

    /// A polygon that cannot be asked about.
    pub(super) fn bad_polygon(fault: &PolygonFault) -> Self {
        let [id, en] = fault.words();
        // The same digits as in words.
        let micro = |degrees: f64| format!("{degrees:.6}").parse().unwrap_or(degrees);
        let at = fault.place().map(|place| [micro(place.x), micro(place.y)]);
        Self { at, ..Self::bad_body(&id, &en) }
    }

    /// All workers are taken: worth asking again soon.
    pub(super) fn busy() -> Self {
        let problem = Self::new(
            Kind::Busy,
            "Terlalu banyak permintaan sedang dikerjakan; coba lagi sebentar lagi",
            "too many requests are being worked on; ask again in a moment",
        );
        Self { retry_after_s: Some(RETRY_AFTER_S), ..problem }
    }

    /// A client that has had all it may have for now.
    pub(super) fn too_many_requests(wait: Duration) -> Self {
        let seconds = wait.as_millis().div_ceil(1000).max(1);
        let problem = Self::new(
            Kind::TooManyRequests,
            &format!(
                "Terlalu banyak permintaan dari alamat atau kunci ini; coba lagi setelah {seconds} \
                 detik"
            ),
            &format!(
                "too many requests from this address or key; ask again after {seconds} seconds"
            ),
        );
        Self { retry_after_s: u64::try_from(seconds).ok(), ..problem }
    }

    /// A question that is wrong in itself.
    pub(super) fn refused(refused: &Refused) -> Self {
        let [id, en] = [Lang::Id, Lang::En].map(|lang| refused.text(lang));
        match refused.parameter {
            name if refused.is_unknown => {
                Self::not_found(&format!("`{name}`: {id}"), &format!("`{name}`: {en}"))
            }
            "input" | "polygon" => Self::bad_body(id, en),
            name => Self::parameter(name, id, en),
        }
    }

    /// A fault of ours; its cause goes to the log, not to the reader.
    pub(super) fn internal(cause: &dyn std::error::Error) -> Self {
        tracing::error!(%cause, "request failed");
        Self::fault()
    }

    /// A fault of ours whose cause is logged already.
    pub(super) fn fault() -> Self {
        Self::new(
            Kind::Internal,
            "Permintaan ini tidak dapat dijawab; kesalahannya sudah dicatat",
            "this request cannot be answered; the fault has been logged",
        )
    }

    /// The status of the reply.
    pub(super) fn status(&self) -> StatusCode {
        self.kind.about().status
    }

    /// What was wrong, where, and what would be right.
    pub(super) fn detail(&self, lang: Lang) -> &str {
        self.detail.get(lang)
    }

    /// The same for people who read a page.
    pub(super) fn for_people(&self) -> Fault {
        match self.kind {
            Kind::NotFound | Kind::MethodNotAllowed => Fault::Missing,
            Kind::Busy | Kind::TooManyRequests => Fault::Busy,
            Kind::Internal => Fault::Internal,
            Kind::BadParameter
            | Kind::BadBody
            | Kind::BodyTooLarge
            | Kind::UnsupportedMediaType
            | Kind::Unauthorized => Fault::Bad,
        }
    }

    /// What the reader gets.
    pub(super) fn body(&self, lang: Lang) -> ProblemBody {
        let about = self.kind.about();
        ProblemBody {
            kind: self.kind,
            title: words(about.title).get(lang).to_owned(),
            status: about.status.as_u16(),
            detail: self.detail.get(lang).to_owned(),
            parameter: self.parameter.clone(),
            at: self.at,
        }
    }

    fn render(&self, lang: Lang) -> Response {
        let headers = [
            (header::CONTENT_TYPE, "application/problem+json"),
            (header::CONTENT_LANGUAGE, lang.tag()),
            (header::CACHE_CONTROL, "no-store"),
            (header::VARY, "accept-language"),
        ];
        let mut response = (self.status(), Json(self.body(lang))).into_response();
        for (name, value) in headers {
            response.headers_mut().insert(name, HeaderValue::from_static(value));
        }
        if self.kind == Kind::Unauthorized {
            let how = HeaderValue::from_static("Bearer");
            response.headers_mut().insert(header::WWW_AUTHENTICATE, how);
        }
        response
    }
}

/// The language is not known here: [`in_readers_language`] writes the body.
impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let mut response = self.status().into_response();
        if let Some(seconds) = self.retry_after_s {
            response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(seconds));
        }
        response.extensions_mut().insert(self);
        response
    }
}

const PATIENCE: Duration = Duration::from_secs(30);

/// Writes the problem that a handler returned, in the language that the request asks for.
pub(super) async fn in_readers_language(request: Request, next: Next) -> Response {
    let reader = Reader::of(&request);
    reader.answered(next.run(request)).await
}

/// Whoever may get to read a problem.
pub(super) struct Reader {
    uri: Uri,
    accepted: Option<HeaderValue>,
}

impl Reader {
    pub(super) fn of(request: &Request) -> Self {
        let accepted = request.headers().get(header::ACCEPT_LANGUAGE).cloned();
        Self { uri: request.uri().clone(), accepted }
    }

    /// The answer; a problem in it is written for this reader. One that takes too long is ended.
    pub(super) async fn answered(self, answer: impl Future<Output = Response>) -> Response {
        let response = tokio::time::timeout(PATIENCE, answer).await;
        let response = response.unwrap_or_else(|_| Problem::busy().into_response());
        let Some(problem) = response.extensions().get::<Problem>() else { return response };
        let mut written = problem.render(extract::lang(self.uri.query(), self.accepted.as_ref()));
        carry_over(response.headers(), written.headers_mut());
        written
    }
}

/// What is said beside a problem, however that is written.
pub(super) fn carry_over(from: &HeaderMap, to: &mut HeaderMap) {
    for name in [header::ALLOW, header::RETRY_AFTER, header::CACHE_CONTROL] {
        if let Some(value) = from.get(&name) {
            to.insert(name, value.clone());
        }
    }
    from.get_all(header::VARY).iter().for_each(|value| _ = to.append(header::VARY, value.clone()));
}
