//! HTTP: every route on one screen, thin handlers, one error reply. The only async code, and
//! the only place that knows a status code.

mod batch;
mod encoding;
mod extract;
mod health;
mod kinds;
mod layers;
mod openapi;
mod page;
mod places;
mod problem;
mod tiles;
mod workers;

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::extract::MatchedPath;
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, Request, header};
use axum::routing::get;
use tower::ServiceBuilder;
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::compression::CompressionLayer;
use tower_http::compression::predicate::{DefaultPredicate, NotForContentType, Predicate};
use tower_http::cors::{Any, CorsLayer};
use tower_http::set_header::SetResponseHeaderLayer;
use tower_http::trace::TraceLayer;
use utoipa::OpenApi;
use utoipa_axum::{router::OpenApiRouter, routes};

use crate::model::{Defect, LayerId};
use crate::snapshot::{Current, Grant, View};
use crate::style::StyleBook;
use batch::Batches;
pub use encoding::coded_lengths;
use workers::Workers;

/// Everything that handlers share; it flows in at start-up.
#[derive(Debug, Clone)]
pub struct AppState {
    current: Arc<Current>,
    refused: Arc<BTreeMap<LayerId, Vec<Defect>>>,
    styles: Arc<StyleBook>,
    workers: Workers,
    batches: Batches,
    public_url: Option<Arc<str>>,
}

impl AppState {
    /// State for a snapshot, the layers that are not in it, and the styles.
    ///
    /// `public_url` is the address that readers use, without a slash at its end; where there is
    /// none, that of each request's `Host` is used. `workers` bounds what is rendered at once.
    pub fn new(
        current: Current,
        refused: BTreeMap<LayerId, Vec<Defect>>,
        styles: StyleBook,
        workers: usize,
        public_url: Option<String>,
    ) -> Self {
        Self {
            current: Arc::new(current),
            refused: Arc::new(refused),
            styles: Arc::new(styles),
            workers: Workers::new(workers),
            batches: Batches::default(),
            public_url: public_url.map(Into::into),
        }
    }

    /// What this caller may see now; kept for the whole request.
    fn view(&self) -> View {
        self.current.get().view(&Grant::public())
    }

    /// Where the reader's addresses begin.
    fn base_url(&self, headers: &HeaderMap) -> String {
        if let Some(url) = &self.public_url {
            return url.to_string();
        }
        let host = headers.get(header::HOST).and_then(|h| h.to_str().ok());
        let plain = |h: &&str| {
            h.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | ':' | '[' | ']'))
        };
        host.filter(plain).map(|h| format!("http://{h}")).unwrap_or_default()
    }
}

/// The service.
pub fn router(state: AppState) -> Router {
    let (described, api) = described().split_for_parts();
    let routes = Router::new()
        .route("/", get(page::index))
        .route("/docs", get(page::docs))
        .route("/assets/{*path}", get(page::asset))
        .route("/{name}", get(page::beside))
        .route("/openapi.json", get(async move || openapi::reply(&api)))
        .merge(described)
        .fallback(problem::no_such_address)
        .method_not_allowed_fallback(problem::no_such_method)
        .with_state(state);
    with_middleware(routes)
}

/// Routes behind all that a request passes on its way to a handler, and a reply on its way back.
///
/// [`router`] has it already; a bench puts a handler that does nothing behind the same.
pub fn with_middleware(routes: Router) -> Router {
    routes.layer(
        ServiceBuilder::new()
            .layer(TraceLayer::new_for_http().make_span_with(span))
            .layer(cors())
            .layer(always("x-content-type-options", "nosniff"))
            .layer(always("referrer-policy", "no-referrer"))
            .layer(always("content-security-policy", CONTENT_SECURITY_POLICY))
            .layer(CompressionLayer::new().compress_when(but_for_tiles()))
            .layer(axum::middleware::from_fn(problem::in_readers_language))
            .layer(CatchPanicLayer::custom(problem::of_panic)),
    )
}

/// The routes that programs use, with their description.
fn described() -> OpenApiRouter<AppState> {
    OpenApiRouter::with_openapi(openapi::Description::openapi())
        .routes(routes!(places::at, batch::at_each))
        .routes(routes!(layers::all))
        .routes(routes!(layers::one))
        .routes(routes!(tiles::tile))
        .routes(routes!(tiles::tilejson))
        .routes(routes!(tiles::style))
        .routes(routes!(tiles::sprite))
        .routes(routes!(health::healthz))
        .routes(routes!(health::readyz))
        .routes(routes!(kinds::all))
        .routes(routes!(kinds::one))
}

/// The description of the API: OpenAPI 3.1, as `/openapi.json` serves it.
pub fn api() -> utoipa::openapi::OpenApi {
    described().split_for_parts().1
}

/// A request in the log: by its route, never by its address, which may tell where somebody is.
fn span<B>(request: &Request<B>) -> tracing::Span {
    let route = request.extensions().get::<MatchedPath>().map_or("none", MatchedPath::as_str);
    tracing::info_span!("request", method = %request.method(), route)
}

/// The page talks to nobody but us.
const CONTENT_SECURITY_POLICY: &str = "default-src 'self'; script-src 'self'; \
    worker-src 'self' blob:; img-src 'self' data: blob:; style-src 'self' 'unsafe-inline'; \
    connect-src 'self'; object-src 'none'; base-uri 'none'; frame-ancestors 'none'";

/// Tiles are coded where they are rendered.
fn but_for_tiles() -> impl Predicate {
    DefaultPredicate::new().and(NotForContentType::const_new(tiles::MVT))
}

fn always(name: &'static str, value: &'static str) -> SetResponseHeaderLayer<HeaderValue> {
    SetResponseHeaderLayer::overriding(
        HeaderName::from_static(name),
        HeaderValue::from_static(value),
    )
}

/// Anyone's page may ask; nothing here knows who is asking.
fn cors() -> CorsLayer {
    CorsLayer::new()
        .allow_origin(Any)
        .allow_methods([Method::GET, Method::HEAD, Method::POST])
        .allow_headers(Any)
        .expose_headers([header::ETAG, header::RETRY_AFTER])
        .max_age(Duration::from_secs(86_400))
}
