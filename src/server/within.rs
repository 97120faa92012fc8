//! The features in a region, page by page.

use axum::extract::{RawQuery, Request, State};
use axum::http::{HeaderMap, HeaderValue, header};
use axum::response::Response;

use super::AppState;
use super::bbox::bbox;
use super::caller::Caller;
use super::extract::{self, Parameters};
use super::filter::unknown_field;
use super::format;
use super::openapi::{
    BadAddress, BadBody, BadParameter, Bytes, EXAMPLE_POLYGON, EXAMPLE_WITHIN, Faults, LayerList,
    Polygon, example,
};
use super::polygon_body::polygon;
use super::private::private;
use super::problem::Problem;
use crate::model::Lang;
use crate::query::{
    self, BadCursor, Choice, Cursor, DEFAULT_PAGE, FeatureFormat, MOST_CIRCLE_M, MOST_PAGE,
    PageOfFeatures, Region, WithinFault, WithinQuestion,
};
use crate::snapshot::View;

/// Fields that may be chosen in one request.
const MAX_FIELDS: usize = 256;

const KNOWN: [&str; 12] = [
    "layers", "bbox", "lon", "lat", "radius_m", "where", "fields", "geometry", "format", "limit",
    "cursor", "lang",
];

/// The features in a box or a circle
///
/// Features of some layers that share a place with a box, borders included, or that lie within a
/// distance of a place on the ellipsoid; page by page. No cache keeps the answer.
#[utoipa::path(get, path = "/v1/within", tag = "Places",
    params(
        ("layers" = LayerList, Query, style = Form, explode = false, description = "The layers, separated by commas", example = json!(["fasilitas", "sekolah"])),
        ("bbox" = Option<Vec<f64>>, Query, style = Form, explode = false, min_items = 4, max_items = 4, description = "West, south, east, north in degrees; a box whose west is above its east crosses the antimeridian. Either this or a circle"),
        ("lon" = Option<f64>, Query, minimum = -180, maximum = 180, description = "Degrees east of the middle of a circle", example = 110.42),
        ("lat" = Option<f64>, Query, minimum = -90, maximum = 90, description = "Degrees north of the middle of a circle", example = -6.97),
        ("radius_m" = Option<f64>, Query, minimum = 0, maximum = 50_000, description = "The radius of a circle in metres", example = 300),
        ("where" = Option<Vec<String>>, Query, style = Form, explode = true, description = "A field and the value it has, such as `jenis:puskesmas`; several values of one field are any of them, several fields all of them"),
        ("fields" = Option<Vec<String>>, Query, style = Form, explode = false, description = "The fields to answer, separated by commas; all where absent", example = json!(["nama", "jenis"])),
        ("geometry" = Option<bool>, Query, description = "Whether geometries are answered (true)"),
        ("format" = Option<String>, Query, pattern = "^(geojson|csv|fgb)$", description = "`geojson`, `csv` or `fgb` for FlatGeobuf (geojson)"),
        ("limit" = Option<u16>, Query, minimum = 1, maximum = 1000, description = "Features on a page (100)", example = 2),
        ("cursor" = Option<String>, Query, pattern = "^[0-9a-f]{26}$", description = "`next` of the page before"),
        ("lang" = Option<Lang>, Query, description = "The language of the notice; by Accept-Language where absent")
    ),
    responses(
        (status = 200, description = "A page; `Link` names the next one",
            headers(("Link" = String, description = "The address of the next page, `rel=\"next\"`; absent on the last"),
                ("Content-Language" = String, description = "The language of the answer")),
            content((PageOfFeatures = "application/geo+json", example = json!(example(EXAMPLE_WITHIN))), (String = "text/csv"), (Bytes = "application/flatgeobuf"))),
        BadParameter, BadAddress, Faults
    ))]
pub(super) async fn in_circle_or_box(
    State(state): State<AppState>,
    caller: Caller,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let parameters = parameters(query.as_deref())?;
    let region = match (parameters.get("bbox"), parameters.get("radius_m")) {
        (Some(text), None) => Region::Polygon(bbox(text)?),
        (None, Some(_)) => Region::Circle {
            centre: parameters.place()?,
            radius_m: parameters.metres("radius_m", MOST_CIRCLE_M)?.unwrap_or_default(),
        },
        _ => {
            return Err(Problem::parameter(
                "bbox",
                "isi `bbox`, atau `lon`, `lat` dan `radius_m`; poligon dikirim dengan POST",
                "give `bbox`, or `lon`, `lat` and `radius_m`; send a polygon with POST",
            ));
        }
    };
    let asked = Asked::read(&parameters, region, &caller.view, &headers, query.as_deref())?;
    let query = caller.asked(query.as_deref().unwrap_or_default()).into_owned();
    answer(state, asked, query).await
}

/// The features in a polygon
///
/// Features of some layers that share a place with a polygon, borders included, page by page: the
/// polygon is sent again with the `cursor` of the page before. No cache keeps the answer.
#[utoipa::path(post, path = "/v1/within", tag = "Places", operation_id = "within_polygon",
    params(
        ("layers" = LayerList, Query, style = Form, explode = false, description = "The layers, separated by commas", example = json!(["fasilitas"])),
        ("where" = Option<Vec<String>>, Query, style = Form, explode = true, description = "As with GET"),
        ("fields" = Option<Vec<String>>, Query, style = Form, explode = false, description = "The fields to answer, separated by commas; all where absent"),
        ("geometry" = Option<bool>, Query, description = "Whether geometries are answered (true)"),
        ("format" = Option<String>, Query, pattern = "^(geojson|csv|fgb)$", description = "`geojson`, `csv` or `fgb` for FlatGeobuf (geojson)"),
        ("limit" = Option<u16>, Query, minimum = 1, maximum = 1000, description = "Features on a page (100)", example = 2),
        ("cursor" = Option<String>, Query, pattern = "^[0-9a-f]{26}$", description = "`next` of the page before"),
        ("lang" = Option<Lang>, Query, description = "The language of the notice; by Accept-Language where absent")
    ),
    request_body(description = "A Polygon or MultiPolygon, or features of those; at most 10,000 vertices and 2 MiB",
        content((Polygon = "application/geo+json", example = json!(example(EXAMPLE_POLYGON))))),
    responses(
        (status = 200, description = "A page; `Link` names the next one",
            headers(("Link" = String, description = "The address of the next page, `rel=\"next\"`; absent on the last"),
                ("Content-Language" = String, description = "The language of the answer")),
            content((PageOfFeatures = "application/geo+json", example = json!(example(EXAMPLE_WITHIN))), (String = "text/csv"), (Bytes = "application/flatgeobuf"))),
        BadParameter, BadAddress, BadBody, Faults
    ))]
pub(super) async fn in_polygon(
    State(state): State<AppState>,
    caller: Caller,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
    request: Request,
) -> Result<Response, Problem> {
    let parameters = parameters(query.as_deref())?;
    if let Some(name) =
        ["bbox", "lon", "lat", "radius_m"].into_iter().find(|n| parameters.get(n).is_some())
    {
        return Err(Problem::parameter(
            name,
            "pakai GET, atau kirim poligon tanpa parameter ini",
            "use GET, or send a polygon without this parameter",
        ));
    }
    let polygon = polygon(request, &state).await?;
    let region = Region::Polygon(polygon);
    let asked = Asked::read(&parameters, region, &caller.view, &headers, query.as_deref())?;
    let query = caller.asked(query.as_deref().unwrap_or_default()).into_owned();
    answer(state, asked, query).await
}

/// A question with how it is to be answered.
struct Asked {
    view: View,
    question: WithinQuestion,
    choice: Choice,
    format: FeatureFormat,
    cursor: Cursor,
}

impl Asked {
    fn read(
        parameters: &Parameters<'_>,
        region: Region,
        view: &View,
        headers: &HeaderMap,
        query: Option<&str>,
    ) -> Result<Self, Problem> {
        let Some(layers) = parameters.get("layers") else {
            return Err(Problem::parameter(
                "layers",
                "wajib diisi, misalnya `sekolah,fasilitas`",
                "is required, such as `sekolah,fasilitas`",
            ));
        };
        let layers = extract::layers(view, layers)?;
        let question = WithinQuestion {
            region,
            layers: layers.iter().map(|l| l.layer().id.clone()).collect(),
            filter: parameters.filter()?,
            limit: parameters.count("limit", (1, MOST_PAGE, DEFAULT_PAGE))?,
            geometry: geometry(parameters)?,
        };
        let choice =
            Choice { fields: fields(parameters)?, lang: extract::strict_lang(query, headers)? };
        choice.check(&layers).map_err(|e| unknown_field("fields", &e))?;
        let cursor = parameters.get("cursor").map(|text| Cursor::read(text, view, &question));
        let cursor = cursor.transpose().map_err(bad_cursor)?.unwrap_or_default();
        let format = format::asked(parameters)?;
        Ok(Self { view: view.clone(), question, choice, format, cursor })
    }
}

async fn answer(state: AppState, asked: Asked, query: String) -> Result<Response, Problem> {
    let answered = state.workers.run(move || page(&asked, &query));
    answered.await?
}

fn page(asked: &Asked, query: &str) -> Result<Response, Problem> {
    let Asked { view, question, choice, format, cursor } = asked;
    let page = query::within(view, question, *cursor).map_err(|fault| match fault {
        WithinFault::UnknownField(field) => unknown_field("where", &field),
        WithinFault::TooMuch(_) => Problem::bad_body(
            "poligon ini terlalu rumit untuk lapisan yang ditanya: sederhanakan",
            "this polygon is too intricate for the layers that are asked: simplify it",
        ),
    })?;
    let next = page.next.map(|next| next.to_text(view, question));
    let body = match format {
        FeatureFormat::Csv => page.csv(view, question, choice).into_bytes(),
        FeatureFormat::FlatGeobuf => page.flatgeobuf(view, question, choice),
        FeatureFormat::GeoJson => {
            let page = page.geojson(view, question, choice);
            serde_json::to_vec(&page).map_err(|e| Problem::internal(&e))?
        }
    };
    let mut response = private(body, format::media_type(*format), choice.lang);
    let link = next.and_then(|next| HeaderValue::from_str(&next_page(query, &next)).ok());
    if let Some(link) = link {
        response.headers_mut().insert(header::LINK, link);
    }
    Ok(response)
}

/// The same query with another cursor (RFC 8288).
fn next_page(query: &str, cursor: &str) -> String {
    let mut next = form_urlencoded::Serializer::new(String::new());
    let pairs = form_urlencoded::parse(query.as_bytes()).filter(|(name, _)| name != "cursor");
    next.extend_pairs(pairs).append_pair("cursor", cursor);
    format!("</v1/within?{}>; rel=\"next\"", next.finish())
}

fn parameters(query: Option<&str>) -> Result<Parameters<'_>, Problem> {
    Parameters::parse_repeated(query, &KNOWN, &["where"])
}

fn geometry(parameters: &Parameters<'_>) -> Result<bool, Problem> {
    match parameters.get("geometry") {
        None | Some("true") => Ok(true),
        Some("false") => Ok(false),
        Some(_) => {
            Err(Problem::parameter("geometry", "isi `true` atau `false`", "use `true` or `false`"))
        }
    }
}

fn fields(parameters: &Parameters<'_>) -> Result<Option<Vec<String>>, Problem> {
    let Some(text) = parameters.get("fields") else { return Ok(None) };
    let fields: Vec<String> = text.split(',').map(str::to_owned).collect();
    if fields.len() > MAX_FIELDS {
        return Err(Problem::parameter(
            "fields",
            &format!("paling banyak {MAX_FIELDS}"),
            &format!("at most {MAX_FIELDS}"),
        ));
    }
    Ok(Some(fields))
}

fn bad_cursor(bad: BadCursor) -> Problem {
    match bad {
        BadCursor::Malformed => Problem::parameter(
            "cursor",
            "pakai `next` dari halaman sebelumnya sebagaimana adanya",
            "use `next` of the page before as it is",
        ),
        BadCursor::Stale => Problem::parameter(
            "cursor",
            "milik pertanyaan lain, atau datanya sudah diperbarui: mulai lagi tanpa `cursor`",
            "belongs to another question, or the data has been renewed: begin again without it",
        ),
    }
}
