//! What `/v1/layers` tells of the city.

use serde::Serialize;
use utoipa::ToSchema;

use crate::model::{Basemap, City, Level, Words};

/// The city that the layers describe.
#[derive(Serialize, ToSchema)]
pub(super) struct CityInfo {
    name: Words,
    /// Its code in the country's list.
    code: String,
    /// Said with every answer from data that is not real.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    notice: Option<Words>,
    /// West, south, east, north: nothing of the city lies outside. Units: degrees.
    #[schema(min_items = 4, max_items = 4)]
    area: [f64; 4],
    view: ViewInfo,
    /// What another server draws, to be laid under the layers; absent where the city has none.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    basemap: Option<BasemapInfo>,
    /// The number to call in an emergency.
    emergency: String,
    contact: String,
    /// The levels of units, from the smallest to the largest.
    levels: Vec<LevelInfo>,
}

/// Where the map opens.
#[derive(Serialize, ToSchema)]
struct ViewInfo {
    lon: f64,
    lat: f64,
    zoom: f64,
}

/// A map of pictures from another server, which styles have switched off.
#[derive(Serialize, ToSchema)]
struct BasemapInfo {
    title: Words,
    /// The server that is asked where a reader turns it on.
    origin: String,
    /// Whom its licence wants named.
    attribution: String,
}

/// A level of administrative units.
#[derive(Serialize, ToSchema)]
struct LevelInfo {
    id: String,
    label: Words,
}

/// What is told of a city.
pub(super) fn city(city: &City) -> CityInfo {
    let center = city.view.center;
    let level = |l: &Level| LevelInfo { id: l.id.clone(), label: l.label.clone() };
    CityInfo {
        name: city.name.clone(),
        code: city.code.clone(),
        notice: city.notice.clone(),
        area: city.area.to_array(),
        view: ViewInfo { lon: center.lon(), lat: center.lat(), zoom: city.view.zoom },
        basemap: city.basemap.as_ref().map(basemap),
        emergency: city.emergency.clone(),
        contact: city.contact.clone(),
        levels: city.levels.iter().map(level).collect(),
    }
}

fn basemap(of: &Basemap) -> BasemapInfo {
    BasemapInfo {
        title: of.title.clone(),
        origin: of.tiles.origin().to_owned(),
        attribution: of.attribution.clone(),
    }
}
