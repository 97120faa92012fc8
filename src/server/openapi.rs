//! The description of the API, generated from the handlers: OpenAPI 3.1.

use std::collections::BTreeMap;

use axum::Json;
use axum::http::header;
use axum::response::{IntoResponse, Response};
use serde_json::Value;
use utoipa::openapi::{ContentBuilder, Ref, RefOr, ResponseBuilder};
use utoipa::{IntoResponses, OpenApi, ToSchema};

use super::problem::ProblemBody;

/// Answers of the demo city, kept true by `tests/openapi.rs`.
pub(super) const EXAMPLE_AT: &str = include_str!("examples/at.json");
pub(super) const EXAMPLE_LAYER: &str = include_str!("examples/layer.json");
pub(super) const EXAMPLE_LAYERS: &str = include_str!("examples/layers.json");
pub(super) const EXAMPLE_TILEJSON: &str = include_str!("examples/tilejson.json");

/// An example as a value.
pub(super) fn example(text: &str) -> Value {
    serde_json::from_str(text).unwrap_or_default()
}

/// What the handlers do not say themselves.
#[derive(OpenApi)]
#[openapi(
    info(
        title = "wareng",
        description = "What is true at a place of the city: hazards, administrative units, school \
            zones and population, each with its source; and the same layers as vector tiles. \
            Coordinates are longitude and latitude in degrees (EPSG:4326), distances metres on \
            the ellipsoid. A hazard that is `unmapped` at a place is not known there, which is \
            not the same as `none`.",
        license(name = "MIT OR Apache-2.0", identifier = "MIT OR Apache-2.0")
    ),
    servers((url = "/", description = "This service")),
    tags(
        (name = "Places", description = "What is true at a place"),
        (name = "Layers", description = "What is served, from whom and of when"),
        (name = "Maps", description = "Vector tiles, TileJSON and styles"),
        (name = "Health", description = "Whether the service runs")
    ),
    components(schemas(ProblemBody))
)]
pub(super) struct Description;

/// Every other reply of a described route is a problem.
pub(super) struct Described;

impl IntoResponses for Described {
    fn responses() -> BTreeMap<String, RefOr<utoipa::openapi::Response>> {
        let schema = Ref::from_schema_name(ProblemBody::name());
        let content = ContentBuilder::new().schema(Some(schema)).build();
        let response = ResponseBuilder::new()
            .description("Why the request was not answered, and what would be right")
            .content("application/problem+json", content);
        BTreeMap::from([("default".to_owned(), response.build().into())])
    }
}

/// `GET /openapi.json`.
pub(super) fn reply(api: &utoipa::openapi::OpenApi) -> Response {
    ([(header::CACHE_CONTROL, "no-cache")], Json(api)).into_response()
}
