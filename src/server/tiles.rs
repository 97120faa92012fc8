//! Tiles, TileJSON and styles.

use std::sync::Arc;

use axum::Json;
use axum::extract::{RawQuery, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};

use super::encoding::Coding;
use super::extract::Segments;
use super::openapi::{
    BadAddress, BadParameter, Bytes, EXAMPLE_TILEJSON, Faults, LayerList, example,
};
use super::problem::Problem;
use super::{AppState, extract};
use crate::model::Lang;
use crate::place::TileId;
use crate::snapshot::LayerVersion;
use crate::style::{self, TileJson};
use crate::tile::{self, RENDERER};

/// The media type of tiles.
pub(super) const MVT: &str = "application/vnd.mapbox-vector-tile";

/// Kept by readers and caches, and asked about anew each time: a `304` costs no render.
const REVALIDATE: &str = "public, no-cache";

/// A vector tile
///
/// Mapbox Vector Tile 2.1 in WebMercatorQuad, extent 4096, with a source layer named after each
/// layer, `<layer>.unmapped` where a hazard was not mapped, and `<layer>.label` with a point for
/// each area that has a name: once on the map, where the area is widest. Features of a hazard
/// carry `class`. Coded with br, zstd or gzip by `Accept-Encoding`; revalidated by `ETag`.
#[utoipa::path(get, path = "/tiles/{layers}/{z}/{x}/{y}", tag = "Maps",
    params(
        ("layers" = LayerList, Path, style = Simple, explode = false, description = "One or more layers, separated by commas", example = json!(["banjir", "kelurahan"])),
        ("z" = u8, Path, maximum = 22, description = "Zoom", example = 12),
        ("x" = u32, Path, maximum = 4_194_303, description = "Column, from the west", example = 3304),
        ("y" = u32, Path, maximum = 4_194_303, description = "Row, from the north", example = 2127)
    ),
    responses(
        (status = 200, content_type = "application/vnd.mapbox-vector-tile", body = Bytes, description = "The tile",
            headers(("ETag" = String, description = "Its strong validator"))),
        (status = 204, description = "Nothing is in this tile",
            headers(("ETag" = String, description = "The strong validator of nothing"))),
        (status = 304, description = "It did not change: `If-None-Match` holds its `ETag`",
            headers(("ETag" = String, description = "Its strong validator"))),
        BadAddress, BadParameter, Faults
    ))]
pub(super) async fn tile(
    State(state): State<AppState>,
    Segments((names, z, x, y)): Segments<(String, String, String, String)>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let view = state.view();
    let id = extract::tile_id(&z, &x, &y)?;
    let layers = extract::layers(&view, &names)?;
    let ids: Vec<_> = layers.iter().map(|l| l.layer().id.clone()).collect();
    // The first that ends ends all: beside a deeper layer a hazard must not vanish unsaid.
    let deepest = layers.iter().map(|l| l.layer().zooms.max).min().unwrap_or(0);
    if id.z() > deepest {
        return Err(Problem::not_found(
            &format!("Petak lapisan ini sampai zoom {deepest}; perbesar petak itu"),
            &format!("tiles of these layers end at zoom {deepest}; draw those larger"),
        ));
    }
    let coding = Coding::of(&headers);
    let etag = etag(&layers, id, coding);
    if matches(&headers, &etag) {
        return Ok((StatusCode::NOT_MODIFIED, caching(&etag)).into_response());
    }
    let shared: Vec<Arc<LayerVersion>> =
        ids.iter().filter_map(|id| view.shared_layer(id).cloned()).collect();
    let body = state
        .workers
        .run(move || {
            let layers: Vec<&LayerVersion> = shared.iter().map(Arc::as_ref).collect();
            let tile = tile::render(&layers, id).map_err(|e| Problem::internal(&e))?;
            tile.map(|t| coding.encode(t).map_err(|e| Problem::internal(&e))).transpose()
        })
        .await??;
    let Some(body) = body else {
        return Ok((StatusCode::NO_CONTENT, caching(&etag)).into_response());
    };
    let kind = [(header::CONTENT_TYPE, MVT)];
    let mut response = (caching(&etag), kind, body).into_response();
    if coding != Coding::Identity {
        let name = HeaderValue::from_static(coding.name());
        response.headers_mut().insert(header::CONTENT_ENCODING, name);
    }
    Ok(response)
}

fn caching(etag: &str) -> [(header::HeaderName, String); 3] {
    [
        (header::ETAG, etag.to_owned()),
        (header::CACHE_CONTROL, REVALIDATE.to_owned()),
        (header::VARY, "accept-encoding".to_owned()),
    ]
}

/// A strong validator: what goes into a tile decides its bytes.
fn etag(layers: &[&LayerVersion], id: TileId, coding: Coding) -> String {
    let mut hasher = blake3::Hasher::new();
    hasher.update(RENDERER.as_bytes());
    for layer in layers {
        hasher.update(layer.version().as_bytes());
    }
    hasher.update(format!("{}/{}/{}", id.z(), id.x(), id.y()).as_bytes());
    format!("\"{}-{}\"", &hasher.finalize().to_hex()[..20], coding.name())
}

/// RFC 9110, section 13.1.2.
pub(super) fn matches(headers: &HeaderMap, etag: &str) -> bool {
    let given = headers.get(header::IF_NONE_MATCH).and_then(|v| v.to_str().ok());
    given.is_some_and(|list| {
        list.trim() == "*" || list.split(',').any(|e| e.trim().trim_start_matches("W/") == etag)
    })
}

/// TileJSON of some layers
///
/// TileJSON 3.0 with `vector_layers`.
#[utoipa::path(get, path = "/tiles/{layers}", tag = "Maps",
    params(
        ("layers" = LayerList, Path, style = Simple, explode = false, description = "One or more layers, separated by commas", example = json!(["banjir", "kelurahan"])),
        ("lang" = Option<Lang>, Query, description = "The language of titles; by Accept-Language where absent")
    ),
    responses(
        (status = 200, body = TileJson, description = "TileJSON", example = json!(example(EXAMPLE_TILEJSON))),
        BadAddress, BadParameter, Faults
    ))]
pub(super) async fn tilejson(
    State(state): State<AppState>,
    Segments(names): Segments<String>,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let view = state.view();
    let layers = extract::layers(&view, &names)?;
    let lang = extract::strict_lang(query.as_deref(), &headers)?;
    let base_url = state.base_url(&headers);
    let json = style::tilejson(view.city(), &layers, &base_url, lang).ok_or_else(|| {
        Problem::not_found(
            "Lapisan ini tidak punya geometri, jadi tidak punya petak",
            "these layers have no geometry, and so no tiles",
        )
    })?;
    Ok(([(header::CACHE_CONTROL, REVALIDATE), (header::VARY, "host, accept-language")], Json(json))
        .into_response())
}

/// A map style
///
/// MapLibre style specification 8, with a source and layers for all that is served.
#[utoipa::path(get, path = "/styles/{id}", tag = "Maps",
    params(
        ("id" = String, Path, pattern = "^[a-z0-9-]{1,64}$", description = "The name of the style", example = "bahaya-siang"),
        ("lang" = Option<Lang>, Query, description = "The language of titles; by Accept-Language where absent")
    ),
    responses(
        (status = 200, body = Object, description = "The style"), BadAddress, BadParameter, Faults
    ))]
pub(super) async fn style(
    State(state): State<AppState>,
    Segments(id): Segments<String>,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let lang = extract::strict_lang(query.as_deref(), &headers)?;
    let (styles, view) = (Arc::clone(&state.styles), state.view());
    let base_url = state.base_url(&headers);
    // It looks through whole layers: which geometry they have, how many people live where.
    let fill = move || styles.fill(&id, &view, &base_url, lang);
    let Some(json) = state.workers.run(fill).await? else {
        let known: Vec<String> = state.styles.ids().collect();
        let known = known.join(", ");
        return Err(Problem::not_found(
            &format!("Tidak ada gaya ini; ada {known}"),
            &format!("there is no such style; there are {known}"),
        ));
    };
    Ok(([(header::CACHE_CONTROL, REVALIDATE), (header::VARY, "host, accept-language")], Json(json))
        .into_response())
}

/// Icons and patterns for maps
///
/// The images that styles name, at the address that their `sprite` begins with.
#[utoipa::path(get, path = "/sprites/{file}", tag = "Maps",
    params(("file" = String, Path, pattern = "^[a-z0-9]+(@2x)?\\.(json|png)$", description = "The image of a flavour or its index, for plain or fine screens", example = "siang.json")),
    responses(
        (status = 200, description = "The index, or the image",
            content((Object = "application/json"), (Bytes = "image/png"))),
        BadAddress, Faults
    ))]
pub(super) async fn sprite(
    State(state): State<AppState>,
    Segments(file): Segments<String>,
) -> Result<Response, Problem> {
    let (name, index) = match file.rsplit_once('.') {
        Some((name, "json")) => (name, true),
        Some((name, "png")) => (name, false),
        _ => return Err(super::problem::no_such_address().await),
    };
    let (flavor, ratio) = name.strip_suffix("@2x").map_or((name, 1), |flavor| (flavor, 2));
    let (styles, flavor) = (Arc::clone(&state.styles), flavor.to_owned());
    let Some(sprite) = state.workers.run(move || styles.sprite(&flavor, ratio)).await? else {
        return Err(super::problem::no_such_address().await);
    };
    let caching = [(header::CACHE_CONTROL, REVALIDATE)];
    Ok(if index {
        (caching, Json(sprite.json)).into_response()
    } else {
        (caching, [(header::CONTENT_TYPE, "image/png")], sprite.png).into_response()
    })
}
