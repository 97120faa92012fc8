//! Tiles: which one is asked for, what the reader has of it already, and what may be kept.

use std::sync::Arc;

use axum::body::Body;
use axum::extract::{RawQuery, State};
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};

use super::caching::{Had, IMMUTABLE, REVALIDATE};
use super::caller::Caller;
use super::encoding::Coding;
use super::extract::{Parameters, Segments};
use super::openapi::{BadAddress, BadParameter, Bytes, Faults, LayerList, NotModified};
use super::problem::Problem;
use super::tile_address::tile_id;
use super::tile_store::{Key, Made, Tile};
use super::{AppState, extract};
use crate::place::TileId;
use crate::snapshot::{LayerVersion, Recipe, View};
use crate::tile::{self, RENDERER};

/// The media type of tiles.
pub(super) const MVT: &str = "application/vnd.mapbox-vector-tile";

/// The route of tiles, in logs and metrics.
pub(super) const ROUTE: &str = "/tiles/{layers}/{z}/{x}/{y}";

/// What the address of a tile begins with.
pub(super) const PATH: &str = "/tiles/";

/// A vector tile
///
/// Mapbox Vector Tile 2.1 in WebMercatorQuad, extent 4096, with a source layer named after each
/// layer, `<layer>.unmapped` where a hazard was not mapped, and `<layer>.label` with a point for
/// each area that has a name: once on the map, where the area is widest. Features of a hazard
/// carry `class`. Coded with zstd, br or gzip by `Accept-Encoding`. With the `v` of TileJSON and
/// styles it is `immutable`; without, it is revalidated by `ETag`.
#[utoipa::path(get, path = "/tiles/{layers}/{z}/{x}/{y}", tag = "Maps",
    params(
        ("layers" = LayerList, Path, style = Simple, explode = false, description = "One or more layers, separated by commas", example = json!(["banjir", "kelurahan"])),
        ("z" = u8, Path, maximum = 22, description = "Zoom", example = 12),
        ("x" = u32, Path, maximum = 4_194_303, description = "Column, from the west", example = 3304),
        ("y" = u32, Path, maximum = 4_194_303, description = "Row, from the north", example = 2127),
        ("v" = Option<String>, Query, description = "The versions of the layers and of the renderer, as TileJSON and styles give them; any other leads to the address without it")
    ),
    responses(
        (status = 200, content_type = "application/vnd.mapbox-vector-tile", body = Bytes, description = "The tile",
            headers(("ETag" = String, description = "Its strong validator"))),
        (status = 204, description = "Nothing is in this tile",
            headers(("ETag" = String, description = "The strong validator of nothing"))),
        (status = 307, description = "`v` is not what is served now",
            headers(("Location" = String, description = "The same tile as it is now"))),
        NotModified, BadAddress, BadParameter, Faults
    ))]
pub(super) async fn tile(
    State(state): State<AppState>,
    caller: Caller,
    Segments((names, z, x, y)): Segments<(String, String, String, String)>,
    RawQuery(query): RawQuery,
    (coding, had): (Coding, Had),
) -> Result<Response, Problem> {
    let view = caller.view;
    let id = tile_id(&z, &x, &y)?;
    let Some(asked) = Asked::of(&view, &names, id, query.as_deref(), coding)? else {
        return Ok(to_what_is_now(id));
    };
    if asked.is_had(&had) {
        return Ok(asked.terms.not_modified());
    }
    let tile = match state.tiles.kept(&asked.key) {
        Some(tile) => tile,
        None => state.tiles.bring(asked.key, asked.making(&state, &view)).await?,
    };
    Ok(asked.terms.reply(tile))
}

/// A tile that can be had.
pub(super) struct Asked<'v> {
    layers: Vec<&'v LayerVersion>,
    pub(super) key: Key,
    pub(super) terms: Terms,
}

/// What is said with the bytes of a tile.
pub(super) struct Terms {
    coding: Coding,
    /// How long they may be kept.
    keep: &'static str,
    /// The address says which tile and of which layers; this which bytes of it.
    etag: String,
}

impl<'v> Asked<'v> {
    /// What an address asks for; `None` where it names versions that are not served.
    pub(super) fn of(
        view: &'v View,
        names: &str,
        id: TileId,
        query: Option<&str>,
        coding: Coding,
    ) -> Result<Option<Self>, Problem> {
        let layers = extract::layers(view, names)?;
        within_zooms(&layers, id)?;
        let recipe = Recipe::of(layers.iter().copied(), RENDERER);
        let keep = match Parameters::parse(query, &["v"])?.get("v") {
            None => REVALIDATE,
            Some(tag) if recipe.has_tag(tag) => IMMUTABLE,
            Some(_) => return Ok(None),
        };
        let etag = format!("\"{}-{}\"", recipe.digits(), coding.name());
        let terms = Terms { coding, keep, etag };
        Ok(Some(Self { layers, key: Key { recipe, id, coding }, terms }))
    }

    /// Whether the reader has it already.
    pub(super) fn is_had(&self, had: &Had) -> bool {
        had.matches(&self.terms.etag)
    }

    /// The work that makes it; that holds on to the layers that it draws.
    pub(super) fn making(
        &self,
        state: &AppState,
        view: &View,
    ) -> impl FnOnce() -> Made + Send + use<> {
        let shared = self.layers.iter().filter_map(|l| view.shared_layer(&l.layer().id).cloned());
        let (shared, coders) = (shared.collect::<Vec<Arc<_>>>(), Arc::clone(&state.coders));
        let Key { id, coding, .. } = self.key;
        move || {
            let layers: Vec<&LayerVersion> = shared.iter().map(Arc::as_ref).collect();
            let tile = tile::render(&layers, id).map_err(|e| Problem::internal(&e))?;
            tile.map(|t| coders.encode(coding, t).map_err(|e| Problem::internal(&e))).transpose()
        }
    }
}

impl Terms {
    pub(super) fn not_modified(&self) -> Response {
        self.with_caching(StatusCode::NOT_MODIFIED.into_response())
    }

    pub(super) fn reply(&self, tile: Tile) -> Response {
        let Some(body) = tile else {
            return self.with_caching(StatusCode::NO_CONTENT.into_response());
        };
        let length = HeaderValue::from(body.len());
        let mut response = Response::new(Body::from(body));
        let headers = response.headers_mut();
        headers.reserve(12);
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(MVT));
        headers.insert(header::CONTENT_LENGTH, length);
        if self.coding != Coding::Identity {
            let name = HeaderValue::from_static(self.coding.name());
            headers.insert(header::CONTENT_ENCODING, name);
        }
        self.with_caching(response)
    }

    fn with_caching(&self, mut response: Response) -> Response {
        let headers = response.headers_mut();
        if let Ok(etag) = HeaderValue::try_from(&self.etag) {
            headers.insert(header::ETAG, etag);
        }
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static(self.keep));
        headers.insert(header::VARY, HeaderValue::from_static("accept-encoding"));
        response
    }
}

fn within_zooms(layers: &[&LayerVersion], id: TileId) -> Result<(), Problem> {
    // The first that ends ends all: beside a deeper layer a hazard must not vanish unsaid.
    let deepest = layers.iter().map(|l| l.layer().zooms.max).min().unwrap_or(0);
    if id.z() <= deepest {
        return Ok(());
    }
    Err(Problem::not_found(
        &format!("Petak lapisan ini sampai zoom {deepest}; perbesar petak itu"),
        &format!("tiles of these layers end at zoom {deepest}; draw those larger"),
    ))
}

/// Leads to the address without a version. Relative to the one that was asked for, so that it
/// stays behind the same proxy; and not kept, because that version may be the one to come.
fn to_what_is_now(id: TileId) -> Response {
    let headers =
        [(header::LOCATION, id.y().to_string()), (header::CACHE_CONTROL, REVALIDATE.to_owned())];
    (StatusCode::TEMPORARY_REDIRECT, headers).into_response()
}
