//! HTTP: every route on one screen, thin handlers, one error reply. The only async code, and
//! the only place that knows a status code.

mod admin;
mod around;
mod batch;
mod bbox;
mod caching;
mod encoding;
mod exposure;
mod extract;
mod filter;
mod flights;
mod health;
mod kept;
mod kept_tiles;
mod kinds;
mod layers;
mod maps;
mod nearest;
mod openapi;
mod page;
mod places;
mod polygon_body;
mod private;
mod problem;
mod schools;
mod search;
mod text_pages;
mod tile_store;
mod tiles;
mod within;
mod workers;

use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::extract::MatchedPath;
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, Request, Response, header};
use axum::middleware::from_fn_with_state;
use axum::routing::get;
use tower::ServiceBuilder;
use tower::util::MapResponseLayer;
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::compression::CompressionLayer;
use tower_http::compression::predicate::{DefaultPredicate, NotForContentType, Predicate};
use tower_http::cors::{Any, CorsLayer};
use tower_http::trace::TraceLayer;
use utoipa::OpenApi;
use utoipa_axum::{router::OpenApiRouter, routes};

use crate::exposure::Prepared;
use crate::overlay::Overfull;
use crate::pages::{ICON, PageFile, STYLESHEET};
use crate::search::Index;
use crate::snapshot::{Current, Grant, Published, View};
use crate::style::{Addresses, StyleBook};
use crate::tile::RENDERER;
pub use admin::{Ask, Reloaded, Reloads, admin_router};
use batch::Batches;
use encoding::Coders;
pub use encoding::coded_lengths;
use kept::Kept;
use kept_tiles::KeptTiles;
use tile_store::TileStore;
pub use tile_store::TileWork;
use workers::Workers;

/// The memory that tiles are kept in, unless told otherwise. Units: MiB.
pub const DEFAULT_TILE_CACHE_MIB: u32 = 256;

/// Everything that handlers share; it flows in at start-up.
#[derive(Debug, Clone)]
pub struct AppState {
    current: Arc<Current>,
    styles: Arc<StyleBook>,
    workers: Workers,
    tiles: Arc<TileStore>,
    coders: Arc<Coders>,
    batches: Batches,
    indexes: Arc<Kept<Arc<Index>>>,
    peoples: Arc<Kept<Result<Arc<Prepared>, Overfull>>>,
    exposures: Arc<Kept<Result<Arc<Prepared>, Overfull>>>,
    public_url: Option<Arc<str>>,
}

impl AppState {
    /// State for what is published first, and the styles.
    ///
    /// `public_url` is the address that readers use, without a slash at its end; where there is
    /// none, that of each request's `Host` is used. `workers` bounds what is rendered at once.
    pub fn new(
        published: impl Into<Published>,
        styles: StyleBook,
        workers: usize,
        public_url: Option<String>,
    ) -> Self {
        let workers = Workers::new(workers);
        Self {
            current: Arc::new(Current::new(published.into())),
            styles: Arc::new(styles),
            tiles: store(DEFAULT_TILE_CACHE_MIB, &workers),
            coders: Arc::default(),
            workers,
            batches: Batches::default(),
            indexes: Arc::new(Kept::by(|view| Arc::new(Index::of(view)))),
            peoples: Arc::new(Kept::by(|view| Prepared::of_people(view).map(Arc::new))),
            exposures: Arc::new(Kept::by(|view| Prepared::of(view).map(Arc::new))),
            public_url: public_url.map(Into::into),
        }
    }

    /// The same, keeping tiles in at most so much memory; 0 for none. Units: MiB.
    #[must_use]
    pub fn with_tile_cache_mib(self, mib: u32) -> Self {
        Self { tiles: store(mib, &self.workers), ..self }
    }

    /// Serves this from now on; requests under way keep what they have. Tiles of the layers that
    /// are in both stay kept. What search and exposure need of it is made before, on this thread,
    /// so that nobody waits for it.
    pub fn publish(&self, published: impl Into<Published>) {
        let published = published.into();
        self.prepare_for(&published.view(&Grant::public()));
        self.current.swap(published);
    }

    /// What is served now; a request keeps it to its end.
    pub fn published(&self) -> Arc<Published> {
        self.current.get()
    }

    /// Makes what search and exposure need of what is served, so that nobody waits for it.
    pub async fn prepare(&self) {
        let state = self.clone();
        self.workers.run(move || state.prepare_for(&state.view())).await.ok();
    }

    fn prepare_for(&self, view: &View) {
        self.peoples.of(view).ok();
        self.indexes.of(view);
        if let Err(overfull) = self.exposures.of(view) {
            tracing::warn!(%overfull, "questions about exposure cannot be answered");
        }
    }

    /// What tiles have cost so far: for tests and benches, which share the state.
    pub fn tile_work(&self) -> TileWork {
        self.tiles.work()
    }

    /// What this caller may see now; kept for the whole request.
    fn view(&self) -> View {
        self.published().view(&Grant::public())
    }

    /// Where this reader finds tiles and sprites.
    fn addresses(&self, headers: &HeaderMap) -> Addresses {
        Addresses::new(self.base_url(headers), RENDERER)
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

fn store(mib: u32, workers: &Workers) -> Arc<TileStore> {
    Arc::new(TileStore::new(u64::from(mib) << 20, workers.clone()))
}

/// The service.
pub fn router(state: AppState) -> Router {
    let (described, api) = described().split_for_parts();
    let routes = Router::new()
        .route("/openapi.json", get(async move || openapi::reply(&api)))
        .merge(pages(state.clone()))
        .fallback(problem::no_such_address)
        .layer(from_fn_with_state(state.clone(), text_pages::problems_as_pages_for_people))
        .merge(text_pages(state.clone()))
        .merge(described)
        .method_not_allowed_fallback(problem::no_such_method)
        .with_state(state.clone());
    Router::new().fallback_service(KeptTiles::before(with_middleware(routes), state))
}

/// What people open, and what those pages load.
fn pages(state: AppState) -> Router<AppState> {
    Router::new()
        .route("/", get(page::index))
        .route("/docs", get(page::docs))
        .route("/assets/{*path}", get(page::asset))
        .route("/{name}", get(page::beside))
        .layer(from_fn_with_state(state, page::with_policy))
}

/// What people read without a script, and the files that those pages load.
fn text_pages(state: AppState) -> Router<AppState> {
    let file = |file: &'static PageFile| get(async move || text_pages::file(file));
    Router::new()
        .route("/lokasi", get(text_pages::place))
        .route("/cari", get(text_pages::search))
        .route("/wilayah/{layer}/{id}", get(text_pages::area))
        .route("/sekolah", get(text_pages::schools))
        .layer(from_fn_with_state(state, text_pages::problems_as_pages))
        .route(&STYLESHEET.path, file(&STYLESHEET))
        .route(&ICON.path, file(&ICON))
}

/// Routes behind all that a request passes on its way to a handler, and a reply on its way back.
///
/// [`router`] has it already; a bench puts a handler that does nothing behind the same.
pub fn with_middleware(routes: Router) -> Router {
    routes.layer(
        ServiceBuilder::new()
            .layer(TraceLayer::new_for_http().make_span_with(span))
            .layer(cors())
            .layer(MapResponseLayer::new(said_to_all))
            .layer(CompressionLayer::new().compress_when(but_for_tiles()))
            .layer(axum::middleware::from_fn(problem::in_readers_language))
            .layer(CatchPanicLayer::custom(problem::of_panic)),
    )
}

/// The routes that programs use, with their description.
fn described() -> OpenApiRouter<AppState> {
    OpenApiRouter::with_openapi(openapi::Description::openapi())
        .routes(routes!(places::at, batch::at_each))
        .routes(routes!(search::search))
        .routes(routes!(search::reverse))
        .routes(routes!(nearest::nearest))
        .routes(routes!(within::in_circle_or_box, within::in_polygon))
        .routes(routes!(schools::schools))
        .routes(routes!(schools::zone))
        .routes(routes!(around::around))
        .routes(routes!(exposure::of_feature))
        .routes(routes!(exposure::of_units, exposure::of_polygon))
        .routes(routes!(layers::all))
        .routes(routes!(layers::one))
        .routes(routes!(tiles::tile))
        .routes(routes!(maps::tilejson))
        .routes(routes!(maps::style))
        .routes(routes!(maps::sprite))
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

/// Tiles are coded where they are rendered.
fn but_for_tiles() -> impl Predicate {
    DefaultPredicate::new().and(NotForContentType::const_new(tiles::MVT))
}

/// What is said with every reply. Anyone's page may ask; nothing here knows who is asking.
fn said_to_all<B>(mut response: Response<B>) -> Response<B> {
    for (name, value) in [
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::REFERRER_POLICY, "no-referrer"),
        (header::ACCESS_CONTROL_ALLOW_ORIGIN, "*"),
        (header::ACCESS_CONTROL_EXPOSE_HEADERS, "etag,link,retry-after"),
    ] {
        response.headers_mut().insert(name, HeaderValue::from_static(value));
    }
    response
}

/// Answers the browsers that ask beforehand.
fn cors() -> CorsLayer {
    CorsLayer::new()
        .allow_origin(Any)
        .allow_methods([Method::GET, Method::HEAD, Method::POST])
        .allow_headers(Any)
        // Everybody is answered alike, so that caches need to keep it once only.
        .vary(Vec::<HeaderName>::new())
        .max_age(Duration::from_secs(86_400))
}
