//! The description of the API, generated from the handlers: OpenAPI 3.1.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use axum::Json;
use axum::http::header;
use axum::response::{IntoResponse, Response};
use serde_json::Value;
use utoipa::openapi::schema::SchemaType;
use utoipa::openapi::security::{HttpAuthScheme, HttpBuilder, SecurityScheme};
use utoipa::openapi::{
    ContentBuilder, HeaderBuilder, ObjectBuilder, Ref, RefOr, ResponseBuilder, Schema,
};
use utoipa::{IntoResponses, Modify, OpenApi, PartialSchema, ToSchema};

use super::batch::MAX_BODY;
use super::exposure::Format;
use super::kinds::Kind;
use super::problem::{Problem, ProblemBody};
use crate::model::Lang;

/// Answers of the demo city, kept true by `tests/openapi.rs`.
pub(super) const EXAMPLE_AT: &str = include_str!("examples/at.json");
pub(super) const EXAMPLE_LAYER: &str = include_str!("examples/layer.json");
pub(super) const EXAMPLE_LAYERS: &str = include_str!("examples/layers.json");
pub(super) const EXAMPLE_TILEJSON: &str = include_str!("examples/tilejson.json");
pub(super) const EXAMPLE_HEALTH: &str = include_str!("examples/healthz.json");
pub(super) const EXAMPLE_READINESS: &str = include_str!("examples/readyz.json");
pub(super) const EXAMPLE_PROBLEM_KINDS: &str = include_str!("examples/problem-kinds.json");
pub(super) const EXAMPLE_PROBLEM_KIND: &str = include_str!("examples/problem-kind.json");
pub(super) const EXAMPLE_BATCH_CSV: &str = include_str!("examples/places.csv");
pub(super) const EXAMPLE_BATCH_NDJSON: &str = include_str!("examples/places.ndjson");
pub(super) const EXAMPLE_BATCH_GEOJSON: &str = include_str!("examples/places.geojson");
pub(super) const EXAMPLE_BATCH_ANSWER: &str = include_str!("examples/places-answered.json");
pub(super) const EXAMPLE_REVERSE: &str = include_str!("examples/reverse.json");
pub(super) const EXAMPLE_SEARCH: &str = include_str!("examples/search.json");
pub(super) const EXAMPLE_NEAREST: &str = include_str!("examples/nearest.json");
pub(super) const EXAMPLE_WITHIN: &str = include_str!("examples/within.json");
pub(super) const EXAMPLE_POLYGON: &str = include_str!("examples/polygon.geojson");
pub(super) const EXAMPLE_SCHOOLS: &str = include_str!("examples/schools.json");
pub(super) const EXAMPLE_ZONE: &str = include_str!("examples/zone.json");
pub(super) const EXAMPLE_AROUND: &str = include_str!("examples/around.json");
pub(super) const EXAMPLE_EXPOSURE: &str = include_str!("examples/exposure.json");
pub(super) const EXAMPLE_EXPOSURE_FEATURE: &str = include_str!("examples/exposure-feature.json");
pub(super) const EXAMPLE_EXPOSURE_POLYGON: &str = include_str!("examples/exposure-polygon.geojson");
pub(super) const EXAMPLE_SNAPSHOTS: &str = include_str!("examples/snapshots.json");
pub(super) const EXAMPLE_CHANGES: &str = include_str!("examples/changes.json");
const EXAMPLE_BAD_PARAMETER: &str = include_str!("examples/bad-parameter.json");
const EXAMPLE_BAD_BODY: &str = include_str!("examples/bad-body.json");
const EXAMPLE_NOT_FOUND: &str = include_str!("examples/not-found.json");

/// One or more layers, each once.
#[derive(ToSchema)]
#[schema(min_items = 1, max_items = 32)]
pub(super) struct LayerList(
    #[expect(dead_code, reason = "a description only")] BTreeSet<LayerName>,
);

/// One or more columns, each once.
#[derive(ToSchema)]
#[schema(min_items = 1, max_items = 256)]
pub(super) struct FieldList(
    #[expect(dead_code, reason = "a description only")] BTreeSet<FieldName>,
);

/// A column of a layer, or a layer for its usual columns.
#[derive(ToSchema)]
#[schema(pattern = r"^[a-z0-9_-]{1,64}(\.[a-z0-9_.]{1,64}(=[a-z0-9_]{1,64})?)?$")]
pub(super) struct FieldName(#[expect(dead_code, reason = "a description only")] String);

/// A table with a header; `lon,lat` stand for what `lon` and `lat` of the query name.
#[derive(ToSchema)]
#[schema(pattern = "^lon,lat\n")]
pub(super) struct Table(#[expect(dead_code, reason = "a description only")] String);

/// A GeoJSON FeatureCollection, whose features are points.
#[derive(ToSchema)]
pub(super) struct Places {
    /// `FeatureCollection`; it is copied as it is.
    #[expect(dead_code, reason = "a description only")]
    #[schema(rename = "type", required = false)]
    kind: Value,
    #[expect(dead_code, reason = "a description only")]
    features: Vec<Value>,
}

/// A GeoJSON Polygon or MultiPolygon.
#[derive(ToSchema)]
pub(super) struct Polygon {
    #[expect(dead_code, reason = "a description only")]
    #[schema(rename = "type", pattern = "^(Polygon|MultiPolygon)$")]
    kind: String,
    /// Closed rings, the exterior first.
    #[expect(dead_code, reason = "a description only")]
    coordinates: Vec<Value>,
}

/// GeoJSON: a Polygon, a MultiPolygon, a Feature of either, or a collection of one Feature.
#[derive(ToSchema)]
pub(super) struct PolygonOrFeature {
    /// `Polygon`, `MultiPolygon`, `Feature` or `FeatureCollection`.
    #[expect(dead_code, reason = "a description only")]
    #[schema(rename = "type")]
    kind: String,
    /// Rings of longitudes and latitudes, of a polygon.
    #[expect(dead_code, reason = "a description only")]
    #[schema(required = false)]
    coordinates: Vec<Value>,
}

/// The name of a layer.
#[derive(ToSchema)]
#[schema(pattern = "^[a-z0-9_-]{1,64}$")]
pub(super) struct LayerName(#[expect(dead_code, reason = "a description only")] String);

/// Bytes: their media type says what JSON Schema cannot.
pub(super) struct Bytes;

impl PartialSchema for Bytes {
    fn schema() -> RefOr<Schema> {
        ObjectBuilder::new().schema_type(SchemaType::AnyValue).into()
    }
}

impl ToSchema for Bytes {}

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
            not the same as `none`. `HEAD` works wherever `GET` does; other methods are answered \
            with 405 and a problem of the type `/problems/method-not-allowed`.",
        license(name = "MIT OR Apache-2.0", identifier = "MIT OR Apache-2.0")
    ),
    servers((url = "/", description = "This service")),
    tags(
        (name = "Places", description = "What is true at a place"),
        (name = "Schools", description = "Schools, their zones and the rules of admission"),
        (name = "Exposure", description = "How much lies in which class of which hazard"),
        (name = "History", description = "What was served before, and what changed since"),
        (name = "Layers", description = "What is served, from whom and of when"),
        (name = "Maps", description = "Vector tiles, TileJSON and styles"),
        (name = "Health", description = "Whether the service runs"),
        (name = "Problems", description = "What can go wrong, and what to do then")
    ),
    // Nobody has to say who they are; a key opens what not everybody may see.
    security((), ("key" = [])),
    components(schemas(ProblemBody, Lang, FieldList, FieldName, Format, LayerList, LayerName)),
    modifiers(&Replies)
)]
pub(super) struct Description;

/// The reply to a reader that has what it asks for.
pub(super) struct NotModified;
/// Replies of any described address.
pub(super) struct Faults;
/// The reply where we are at fault.
pub(super) struct Fault;
/// The reply where a parameter cannot be used.
pub(super) struct BadParameter;
/// The replies where a body cannot be used.
pub(super) struct BadBody;
/// The reply where an address, or what it names, does not exist.
pub(super) struct BadAddress;

impl IntoResponses for NotModified {
    fn responses() -> BTreeMap<String, RefOr<utoipa::openapi::Response>> {
        let etag = HeaderBuilder::new().description(Some("Its validator")).build();
        let reply = ResponseBuilder::new()
            .description("It did not change: `If-None-Match` holds its `ETag`")
            .header("ETag", etag);
        BTreeMap::from([("304".to_owned(), reply.build().into())])
    }
}

impl IntoResponses for Faults {
    fn responses() -> BTreeMap<String, RefOr<utoipa::openapi::Response>> {
        let kinds = [Kind::Unauthorized, Kind::TooManyRequests, Kind::Internal, Kind::Busy];
        BTreeMap::from(kinds.map(reference))
    }
}

impl IntoResponses for Fault {
    fn responses() -> BTreeMap<String, RefOr<utoipa::openapi::Response>> {
        BTreeMap::from([Kind::Unauthorized, Kind::Internal].map(reference))
    }
}

impl IntoResponses for BadParameter {
    fn responses() -> BTreeMap<String, RefOr<utoipa::openapi::Response>> {
        BTreeMap::from([reference(Kind::BadParameter)])
    }
}

impl IntoResponses for BadBody {
    fn responses() -> BTreeMap<String, RefOr<utoipa::openapi::Response>> {
        BTreeMap::from(
            [Kind::BodyTooLarge, Kind::UnsupportedMediaType, Kind::BadBody].map(reference),
        )
    }
}

impl IntoResponses for BadAddress {
    fn responses() -> BTreeMap<String, RefOr<utoipa::openapi::Response>> {
        BTreeMap::from([reference(Kind::NotFound)])
    }
}

fn reference(kind: Kind) -> (String, RefOr<utoipa::openapi::Response>) {
    let status = kind.about().status.as_str().to_owned();
    (status, Ref::from_response_name(kind.about().name).into())
}

/// Adds the replies that [`reference`] names.
struct Replies;

impl Modify for Replies {
    fn modify(&self, api: &mut utoipa::openapi::OpenApi) {
        let examples = [
            (Kind::BadParameter, example(EXAMPLE_BAD_PARAMETER)),
            (Kind::Unauthorized, serde_json::json!(Problem::unknown_key().body(Lang::Id))),
            (Kind::NotFound, example(EXAMPLE_NOT_FOUND)),
            (Kind::BodyTooLarge, serde_json::json!(Problem::too_large(MAX_BODY).body(Lang::Id))),
            (
                Kind::UnsupportedMediaType,
                serde_json::json!(Problem::unsupported_media_type().body(Lang::Id)),
            ),
            (Kind::BadBody, example(EXAMPLE_BAD_BODY)),
            (
                Kind::TooManyRequests,
                serde_json::json!(
                    Problem::too_many_requests(Duration::from_secs(3)).body(Lang::Id)
                ),
            ),
            (Kind::Internal, serde_json::json!(Problem::fault().body(Lang::Id))),
            (Kind::Busy, serde_json::json!(Problem::busy().body(Lang::Id))),
        ];
        let components = api.components.get_or_insert_default();
        let key = HttpBuilder::new().scheme(HttpAuthScheme::Bearer).description(Some(
            "A key from those who run the service, for layers that not everybody may see",
        ));
        components.add_security_scheme("key", SecurityScheme::Http(key.build()));
        for (kind, example) in examples {
            let about = kind.about();
            components.responses.insert(about.name.to_owned(), reply_of(kind, example).into());
        }
    }
}

fn reply_of(kind: Kind, example: Value) -> utoipa::openapi::Response {
    let schema = Ref::from_schema_name(ProblemBody::name());
    let content = ContentBuilder::new().schema(Some(schema)).example(Some(example)).build();
    let [_, when] = kind.about().when;
    let text = |about: &str| HeaderBuilder::new().description(Some(about)).build();
    let mut reply = ResponseBuilder::new()
        .description(when)
        .header("Content-Language", text("The language of `title` and `detail`: `id` or `en`"))
        .content("application/problem+json", content);
    if kind == Kind::Unauthorized {
        reply = reply.header("WWW-Authenticate", text("`Bearer`: how a key is sent"));
    }
    if matches!(kind, Kind::Busy | Kind::TooManyRequests) {
        reply = reply.header("Retry-After", text("The seconds after which to ask again"));
    }
    reply.build()
}

/// `GET /openapi.json`.
pub(super) fn reply(api: &utoipa::openapi::OpenApi) -> Response {
    ([(header::CACHE_CONTROL, "no-cache")], Json(api)).into_response()
}
