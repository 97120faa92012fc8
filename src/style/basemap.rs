//! What another server draws, in a style.

use serde_json::{Map, Value as Json, json};

use crate::model::Basemap;

/// As a `source`: the city's basemap.
const BASEMAP: &str = "$basemap";

/// Its name among sources and in `wareng:layer`: no layer can have it, for the point.
const ID: &str = "city.basemap";

/// A template that draws none of our layers, for this city; `None` where it draws the basemap and
/// the city has none. The reader turns it on.
pub(super) fn layer(mut template: Map<String, Json>, city: Option<&Basemap>) -> Option<Json> {
    if template.get("source").is_some_and(|source| source == BASEMAP) {
        city?;
        template.insert("source".into(), json!(ID));
        template.insert("metadata".into(), json!({ "wareng:layer": ID }));
        template.insert("layout".into(), json!({ "visibility": "none" }));
    }
    Some(Json::Object(template))
}

/// The source of what [`layer`] draws.
pub(super) fn source(basemap: &Basemap) -> (String, Json) {
    let source = json!({
        "type": "raster",
        "tiles": [basemap.tiles.template()],
        "tileSize": basemap.tile_px,
        "maxzoom": basemap.max_zoom,
        "attribution": basemap.attribution,
    });
    (ID.to_owned(), source)
}
