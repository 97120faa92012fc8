//! HTTP: every route on one screen, thin handlers, one error reply. The only async code, and
//! the only place that knows a status code.

mod admin;
mod around;
mod as_of;
mod batch;
mod bbox;
mod bodies;
mod caching;
mod caller;
mod city_info;
mod encoding;
mod exposure;
mod extract;
mod fallbacks;
mod features;
mod filter;
mod flights;
mod format;
mod health;
mod kept;
mod kinds;
mod layers;
mod limits;
mod listener;
mod maps;
mod metrics;
mod nearest;
mod observed;
mod openapi;
mod pace;
mod page;
mod past;
mod place_changes;
mod places;
mod polygon_body;
mod private;
mod problem;
mod public_tiles;
mod receipts;
mod request_id;
mod schools;
mod search;
mod snapshots;
mod state;
mod streamed;
mod text_pages;
mod tile_address;
mod tile_store;
mod tiles;
mod traced;
mod within;
mod workers;

use std::time::Duration;

use axum::Router;
use axum::http::{HeaderName, HeaderValue, Method, Response, header};
use axum::middleware::{from_fn, from_fn_with_state};
use axum::routing::get;
use tower::ServiceBuilder;
use tower::util::MapResponseLayer;
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::compression::CompressionLayer;
use tower_http::compression::predicate::{DefaultPredicate, NotForContentType, Predicate};
use tower_http::cors::{Any, CorsLayer};
use utoipa::OpenApi;
use utoipa_axum::{router::OpenApiRouter, routes};

use crate::pages::{ICON, PageFile, STYLESHEET};
pub use admin::{Ask, Reloaded, Reloads, admin_router};
pub use encoding::coded_lengths;
pub use limits::{
    Caller, DEFAULT_CONNECTIONS, DEFAULT_CONNECTIONS_PER_CLIENT, DEFAULT_RATE_MS, Limits,
    NoNetwork, Proxies,
};
pub use listener::serve;
use public_tiles::PublicTiles;
pub use state::{AppState, DEFAULT_TILE_CACHE_MIB};
pub use tile_store::TileWork;
pub use traced::TRACED;

/// The service.
pub fn router(state: AppState) -> Router {
    let (described, api) = described().split_for_parts();
    let admission = || from_fn_with_state(state.clone(), limits::admit);
    let routes = Router::new()
        .route("/openapi.json", get(async move || openapi::reply(&api)))
        .route("/.well-known/jwks.json", get(receipts::keys))
        .merge(pages())
        .fallback(fallbacks::no_such_address)
        .layer(admission())
        .layer(from_fn_with_state(state.clone(), text_pages::problems_as_pages_for_people))
        .merge(text_pages(state.clone()))
        .merge(described.layer(admission()))
        .method_not_allowed_fallback(fallbacks::no_such_method)
        .layer(from_fn_with_state(state.clone(), receipts::signed_where_asked))
        .layer(from_fn_with_state(state.clone(), caller::admit))
        .with_state(state.clone());
    Router::new().fallback_service(PublicTiles::before(with_middleware(routes, &state), state))
}

/// What people open, and what those pages load.
fn pages() -> Router<AppState> {
    Router::new()
        .route("/", get(page::index))
        .route("/docs", get(page::docs))
        .route("/assets/{*path}", get(page::asset))
        .route("/{name}", get(page::beside))
        .layer(from_fn(page::with_policy))
}

/// What people read without a script, and the files that those pages load.
fn text_pages(state: AppState) -> Router<AppState> {
    let file = |file: &'static PageFile| get(async move || text_pages::file(file));
    Router::new()
        .route("/lokasi", get(text_pages::place))
        .route("/cari", get(text_pages::search))
        .route("/wilayah/{layer}/{id}", get(text_pages::area))
        .route("/sekolah", get(text_pages::schools))
        // A page says that somebody has to wait, too.
        .layer(from_fn_with_state(state.clone(), limits::admit))
        .layer(from_fn_with_state(state, text_pages::problems_as_pages))
        .route(&STYLESHEET.path, file(&STYLESHEET))
        .route(&ICON.path, file(&ICON))
}

/// Routes behind all that a request passes on its way to a handler, and a reply on its way back.
///
/// [`router`] has it already; a bench puts a handler that does nothing behind the same.
pub fn with_middleware(routes: Router, state: &AppState) -> Router {
    routes.layer(
        ServiceBuilder::new()
            .layer(from_fn_with_state(state.clone(), observed::observe))
            .layer(cors())
            .layer(MapResponseLayer::new(said_to_all))
            .layer(CompressionLayer::new().compress_when(but_for_tiles()))
            .layer(from_fn(problem::in_readers_language))
            .layer(CatchPanicLayer::custom(fallbacks::of_panic)),
    )
}

/// The routes that programs use, with their description.
fn described() -> OpenApiRouter<AppState> {
    let mut all = OpenApiRouter::with_openapi(openapi::Description::openapi())
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
        .routes(routes!(snapshots::all))
        .routes(routes!(place_changes::changes))
        .routes(routes!(layers::all))
        .routes(routes!(layers::one))
        .routes(routes!(features::features))
        .routes(routes!(tiles::tile))
        .routes(routes!(maps::tilejson))
        .routes(routes!(maps::style))
        .routes(routes!(maps::sprite))
        .routes(routes!(health::healthz))
        .routes(routes!(health::readyz))
        .routes(routes!(kinds::all))
        .routes(routes!(kinds::one));
    as_of::describe(all.get_openapi_mut());
    all
}

/// The description of the API: OpenAPI 3.1, as `/openapi.json` serves it.
pub fn api() -> utoipa::openapi::OpenApi {
    described().split_for_parts().1
}

/// Tiles are coded where they are rendered.
fn but_for_tiles() -> impl Predicate {
    DefaultPredicate::new().and(NotForContentType::const_new(tiles::MVT))
}

/// What is said with every reply. Anyone's page may ask, and shows a key only where it has one.
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
        // `*` is all but the one that shows a key.
        .allow_headers([HeaderName::from_static("*"), header::AUTHORIZATION])
        // Everybody is answered alike, so that caches need to keep it once only.
        .vary(Vec::<HeaderName>::new())
        .max_age(Duration::from_secs(86_400))
}
