//! What maps ask for before they ask for tiles: TileJSON, styles, icons.

use std::sync::Arc;

use axum::Json;
use axum::extract::{RawQuery, State};
use axum::http::{HeaderMap, header};
use axum::response::{IntoResponse, Response};

use super::caching::{REVALIDATE, revalidated};
use super::caller::Caller;
use super::extract::Segments;
use super::openapi::{
    BadAddress, BadParameter, Bytes, EXAMPLE_TILEJSON, Faults, LayerList, NotModified, example,
};
use super::problem::Problem;
use super::{AppState, extract};
use crate::model::Lang;
use crate::style::{self, TileJson};

/// TileJSON of some layers
///
/// TileJSON 3.0 with `vector_layers`. The address of the tiles names their versions in `v`.
#[utoipa::path(get, path = "/tiles/{layers}", tag = "Maps",
    params(
        ("layers" = LayerList, Path, style = Simple, explode = false, description = "One or more layers, separated by commas", example = json!(["banjir", "kelurahan"])),
        ("lang" = Option<Lang>, Query, description = "The language of titles; by Accept-Language where absent")
    ),
    responses(
        (status = 200, body = TileJson, description = "TileJSON",
            headers(("ETag" = String, description = "Its validator")), example = json!(example(EXAMPLE_TILEJSON))),
        NotModified, BadAddress, BadParameter, Faults
    ))]
pub(super) async fn tilejson(
    State(state): State<AppState>,
    caller: Caller,
    Segments(names): Segments<String>,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let view = caller.view;
    let layers = extract::layers(&view, &names)?;
    let lang = extract::strict_lang(query.as_deref(), &headers)?;
    let addresses = state.addresses(&headers);
    let json = style::tilejson(view.city(), &layers, &addresses, lang).ok_or_else(|| {
        Problem::not_found(
            "Lapisan ini tidak punya geometri, jadi tidak punya petak",
            "these layers have no geometry, and so no tiles",
        )
    })?;
    revalidated(&json, &headers)
}

/// A map style
///
/// MapLibre style specification 8, with a source and layers for all that is served. The addresses
/// of the tiles name their versions in `v`.
#[utoipa::path(get, path = "/styles/{id}", tag = "Maps",
    params(
        ("id" = String, Path, pattern = "^[a-z0-9-]{1,64}$", description = "The name of the style", example = "bahaya-siang"),
        ("lang" = Option<Lang>, Query, description = "The language of titles; by Accept-Language where absent")
    ),
    responses(
        (status = 200, body = Object, description = "The style",
            headers(("ETag" = String, description = "Its validator"))),
        NotModified, BadAddress, BadParameter, Faults
    ))]
pub(super) async fn style(
    State(state): State<AppState>,
    caller: Caller,
    Segments(id): Segments<String>,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let lang = extract::strict_lang(query.as_deref(), &headers)?;
    let (styles, view) = (Arc::clone(&state.styles), caller.view);
    let addresses = state.addresses(&headers);
    // It looks through whole layers: which geometry they have, how many people live where.
    let fill = move || styles.fill(&id, &view, &addresses, lang);
    let Some(json) = state.workers.run(fill).await? else {
        let known: Vec<String> = state.styles.ids().collect();
        let known = known.join(", ");
        return Err(Problem::not_found(
            &format!("Tidak ada gaya ini; ada {known}"),
            &format!("there is no such style; there are {known}"),
        ));
    };
    revalidated(&json, &headers)
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
        _ => return Err(super::fallbacks::no_such_address().await),
    };
    let (flavor, ratio) = name.strip_suffix("@2x").map_or((name, 1), |flavor| (flavor, 2));
    let (styles, flavor) = (Arc::clone(&state.styles), flavor.to_owned());
    let Some(sprite) = state.workers.run(move || styles.sprite(&flavor, ratio)).await? else {
        return Err(super::fallbacks::no_such_address().await);
    };
    let caching = [(header::CACHE_CONTROL, REVALIDATE)];
    Ok(if index {
        (caching, Json(sprite.json)).into_response()
    } else {
        (caching, [(header::CONTENT_TYPE, "image/png")], sprite.png).into_response()
    })
}
