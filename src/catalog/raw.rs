//! The shape of the manifest files: what serde reads and what the JSON Schema describes.
//! Nothing here leaves the catalogue; `resolve` makes checked types of it.

use indexmap::IndexMap;
use schemars::JsonSchema;
use serde::Deserialize;

use super::golden::RawGolden;
use super::raw_roles::{RawFacility, RawPopulation, RawSchool, RawZone};
use crate::model::{AddressFields, FieldType, Kind, Provenance, Repairs, Words};

/// A layer of a city: `layers/<id>.toml`.
#[derive(Debug, Deserialize, JsonSchema)]
#[schemars(title = "wareng layer manifest")]
#[serde(deny_unknown_fields)]
pub(super) struct RawLayer {
    /// What the layer is about; decides its geometry and the questions it answers.
    pub kind: Kind,
    /// What people call it, by language tag.
    pub title: Words,
    /// Who may see it: "public" for everybody (the default), or the scope that a key needs.
    #[schemars(regex(pattern = r"^[a-z0-9_-]{1,64}$"))]
    pub access: Option<String>,
    /// The field (our name) that identifies a feature.
    pub id: Option<String>,
    /// The field (our name) that names a feature.
    pub name: Option<String>,
    /// The field (our name) with the unit's code: boundary and population layers.
    pub code: Option<String>,
    /// The field (our name) with the code of the unit of the smallest level that a feature lies
    /// in; where there is none, its place tells.
    pub unit: Option<String>,
    /// Metres the data is good to, where the publisher says so.
    #[schemars(range(min = 0.0))]
    pub accuracy_m: Option<f64>,
    /// The first zoom with tiles (default 0).
    #[schemars(range(min = 0, max = 22))]
    pub min_zoom: Option<u8>,
    /// The last zoom with tiles (default 16); maps draw it larger beyond.
    #[schemars(range(min = 0, max = 22))]
    pub max_zoom: Option<u8>,
    /// Number fields that may be summed over features.
    #[serde(default)]
    pub sums: Vec<String>,
    /// Where the features come from.
    pub source: RawSource,
    /// Our columns by name.
    #[serde(default)]
    pub fields: IndexMap<String, RawField>,
    /// The classes of a hazard.
    pub classes: Option<RawClasses>,
    /// Where a hazard was mapped: exactly one of `file`, `layer` and `polygons_only`.
    pub mapped: Option<RawMapped>,
    /// What a population layer counts.
    pub population: Option<RawPopulation>,
    /// The fields (our names) that an address consists of: address layers that search looks into.
    pub address: Option<AddressFields>,
    /// That the features leave no gap between them and do not overlap: boundaries and zones.
    pub partition: Option<RawPartition>,
    /// What the fields of schools stand for.
    pub school: Option<RawSchool>,
    /// What the fields of school zones stand for, and what says where a zone is.
    pub zone: Option<RawZone>,
    /// What the fields of facilities stand for.
    pub facility: Option<RawFacility>,
    /// How many repairs of each sort are tolerated.
    #[serde(default)]
    pub repairs: Repairs,
    /// Places, and what must be found there for the layer to be published.
    #[serde(default)]
    pub golden: Vec<RawGolden>,
    /// Who published it, when, and on what terms.
    pub provenance: Provenance,
}

/// A file inside the layers folder.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct RawSource {
    /// Its path from the layers folder: .geojson .json .gpkg .shp .fgb .kml .xlsx .csv .pmtiles
    #[schemars(length(min = 1))]
    pub file: String,
    /// The layer or sheet in it, where it holds several.
    pub table: Option<String>,
    /// The CRS to read it in, such as "EPSG:32749"; needed where the file names none.
    #[schemars(length(min = 1))]
    pub crs: Option<String>,
    /// The code page of a Shapefile's text, such as "ISO-8859-1".
    #[schemars(regex(pattern = r"^(UTF-8|ISO-8859-[0-9]{1,2}|CP[0-9]{3,5})$"))]
    pub encoding: Option<String>,
    /// csv, xlsx: the column with longitude (x).
    pub lon: Option<String>,
    /// csv, xlsx: the column with latitude (y).
    pub lat: Option<String>,
}

/// A column: `our_name = { from = "SOURCE_NAME", type = "text" }`.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct RawField {
    /// Its name in the source (default: the same).
    pub from: Option<String>,
    /// What it holds (default: text).
    #[serde(default, rename = "type")]
    pub kind: FieldType,
    /// What people call it, by language tag.
    pub label: Option<Words>,
    /// Whether tiles carry it (default: no).
    #[serde(default)]
    pub tile: bool,
    /// Whether search looks into it (default: no).
    #[serde(default)]
    pub search: bool,
}

/// The classes of a hazard, from the least grave to the gravest.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct RawClasses {
    /// The field (our name) that tells the class.
    pub field: String,
    /// The classes, from the least grave to the gravest.
    #[schemars(length(min = 1, max = 100))]
    pub scheme: Vec<RawClass>,
}

/// One class of a hazard.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct RawClass {
    /// Its name in the API and in tiles, such as "rendah".
    #[schemars(regex(pattern = r"^[a-z0-9_-]{1,32}$"))]
    pub id: String,
    /// What the source writes for it (default: its id).
    #[serde(default)]
    pub values: Vec<String>,
    /// What people call it, by language tag.
    pub label: Words,
    /// What it means: depth, return period.
    pub meaning: Words,
    /// What to do.
    pub advice: Words,
    /// Its colour, "#rrggbb".
    #[schemars(regex(pattern = r"^#[0-9a-fA-F]{6}$"))]
    pub color: String,
}

/// Where a hazard was mapped: exactly one of `file`, `layer` and `polygons_only`.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct RawMapped {
    /// A file with polygons.
    pub file: Option<String>,
    /// The layer in that file.
    pub table: Option<String>,
    /// The CRS of that file.
    pub crs: Option<String>,
    /// A boundary layer, whose polygons were mapped.
    pub layer: Option<String>,
    /// true: nothing but the hazard's own polygons is known to have been mapped.
    #[serde(default)]
    pub polygons_only: bool,
}

/// That the features leave no gap between them and do not overlap. What does is told.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct RawPartition {
    /// The field (our name) by whose values the features fall apart, where those of different
    /// values may overlap: the zones of each jenjang are a partition of their own.
    pub by: Option<String>,
    /// Gaps and overlaps up to this width, in metres, are closed in what maps draw. Answers are
    /// decided on what was published all the same.
    #[schemars(range(min = 0.0, max = 1000.0))]
    pub seal_m: Option<f64>,
}

/// The city: `layers/city.toml`.
#[derive(Debug, Deserialize, JsonSchema)]
#[schemars(title = "wareng city")]
#[serde(deny_unknown_fields)]
pub(super) struct RawCity {
    /// What people call it, by language tag.
    pub name: Words,
    /// What people write in short for its name.
    #[serde(default)]
    pub short: Vec<String>,
    /// What people write behind an address besides the name: the province, in its forms.
    #[serde(default)]
    pub region: Vec<String>,
    /// Its code in the country's list.
    pub code: String,
    /// Shown on every page and in every answer, for data that is not real.
    pub notice: Option<Words>,
    /// West, south, east, north in degrees: nothing of the city lies outside.
    #[schemars(length(min = 4, max = 4))]
    pub area: Vec<f64>,
    /// CRSs usual here, tried when a file's numbers contradict the CRS it names.
    #[serde(default)]
    #[schemars(inner(regex(pattern = r"^[A-Za-z]+:\w+$")))]
    pub crs: Vec<String>,
    /// The number to call in an emergency.
    #[schemars(regex(pattern = r"^[0-9+ ()-]{2,20}$"))]
    pub emergency: String,
    /// Who answers for the service: a `mailto:`, `tel:` or `https:` address.
    #[schemars(regex(pattern = r"^(mailto:|tel:|https?://)\S+$"))]
    pub contact: String,
    /// Where the map opens.
    pub view: RawView,
    /// A map of pictures from another server, which readers may turn on.
    pub basemap: Option<RawBasemap>,
    /// The levels of administrative units, from the smallest to the largest.
    #[serde(default)]
    pub levels: Vec<RawLevel>,
}

/// Where the map opens.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct RawView {
    /// Longitude of the middle.
    #[schemars(range(min = -180.0, max = 180.0))]
    pub lon: f64,
    /// Latitude of the middle.
    #[schemars(range(min = -90.0, max = 90.0))]
    pub lat: f64,
    /// Zoom.
    #[schemars(range(min = 0.0, max = 22.0))]
    pub zoom: f64,
}

/// A map of pictures from another server.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct RawBasemap {
    /// What people call it, by language tag.
    pub title: Words,
    /// The address of its tiles, with {z}, {x} and {y}.
    #[schemars(regex(pattern = r"^https?://[A-Za-z0-9.:-]+/\S+$"))]
    pub tiles: String,
    /// Whom its licence wants named.
    #[schemars(length(min = 1))]
    pub attribution: String,
    /// Its last zoom (default 19).
    #[schemars(range(min = 0, max = 22))]
    pub max_zoom: Option<u8>,
    /// The width of its tiles in pixels: 256 (default) or 512.
    pub tile_px: Option<u16>,
}

/// A level of units: either `layer`, or `from` and `prefix`.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct RawLevel {
    /// Its name in the API.
    #[schemars(regex(pattern = r"^[a-z0-9_-]{1,32}$"))]
    pub id: String,
    /// What people call it, by language tag.
    pub label: Words,
    /// The boundary layer with its polygons.
    pub layer: Option<String>,
    /// With `layer`: two units this near make a place between them a gap, in metres (default 30).
    #[schemars(range(min = 0.0, max = 1000.0))]
    pub gap_m: Option<f64>,
    /// The level whose codes begin with this level's codes.
    pub from: Option<String>,
    /// With `from`: how many characters.
    #[schemars(range(min = 1, max = 64))]
    pub prefix: Option<usize>,
    /// With `from`: the field of that level's layer with this level's name.
    pub name_field: Option<String>,
    /// With `from`: a boundary layer with this level's codes and names.
    pub names: Option<String>,
}
