use std::fmt;
use std::path::PathBuf;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{FacilityFields, SchoolFields, Scope, Words, ZoneExtent, ZoneFields};

/// The name of a layer: that of its manifest file, 1 to 64 of `a-z 0-9 - _`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct LayerId(String);

impl LayerId {
    /// The name, or `None` where it has another form.
    pub fn new(text: &str) -> Option<Self> {
        let allowed =
            |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-' || c == '_';
        let fits = (1..=64).contains(&text.len()) && text.chars().all(allowed);
        fits.then(|| Self(text.to_owned()))
    }

    /// The name as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The name, in tiles, of the area that a hazard was not mapped in. No layer id holds a dot,
    /// so that it is no other layer's name.
    pub fn unmapped(&self) -> String {
        format!("{self}.unmapped")
    }

    /// The name, in tiles, of the points where the names of its areas stand.
    pub fn label(&self) -> String {
        format!("{self}.label")
    }
}

impl fmt::Display for LayerId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl From<LayerId> for String {
    fn from(id: LayerId) -> Self {
        id.0
    }
}

impl TryFrom<String> for LayerId {
    type Error = String;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        Self::new(&text).ok_or_else(|| format!("`{text}` is not a layer id (a-z, 0-9, - and _)"))
    }
}

/// What a layer is about, which decides the geometry it may have and the questions it answers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema, ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum Kind {
    /// Polygons of hazard classes, with the area that was mapped.
    Hazard,
    /// Polygons that schools admit from.
    Zoning,
    /// Points of schools; a school without coordinates is kept without a place.
    School,
    /// People by unit code; needs no geometry.
    Population,
    /// Polygons of administrative units.
    Boundary,
    /// Points (or areas) of hospitals, shelters, posts and the like.
    Facility,
    /// Points with an address.
    Address,
    /// Lines of streets.
    Street,
    /// Points with a name.
    Place,
    /// Whatever else is drawn under the rest.
    Base,
}

impl Kind {
    /// Whether features may come without a geometry.
    fn allows_no_geometry(self) -> bool {
        matches!(
            self,
            Self::Population | Self::School | Self::Facility | Self::Address | Self::Base
        )
    }

    /// Whether every geometry has to be a polygon.
    pub fn is_areal(self) -> bool {
        matches!(self, Self::Hazard | Self::Zoning | Self::Boundary)
    }

    /// Whether maps write the names of its areas: of those that have one.
    pub fn names_areas(self) -> bool {
        matches!(self, Self::Boundary | Self::Place | Self::Base | Self::Population | Self::Zoning)
    }
}

/// One published data set, as its manifest declares it, with nothing left to guess.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Layer {
    /// Its name, which is also the name of its source layer in tiles.
    pub id: LayerId,
    /// What it is about.
    pub kind: Kind,
    /// What people call it.
    pub title: Words,
    /// Where its features come from.
    pub source: Source,
    /// The columns, in the order of the manifest.
    pub fields: Vec<Field>,
    /// The field that identifies a feature.
    pub id_field: Option<String>,
    /// The field that names a feature.
    pub name_field: Option<String>,
    /// The field with a unit's code.
    pub code_field: Option<String>,
    /// The field with the code of the unit of the smallest level that a feature lies in.
    pub unit_field: Option<String>,
    /// The classes of a hazard; `Some` exactly for hazards.
    pub classes: Option<ClassScheme>,
    /// Where a hazard was mapped; `Some` exactly for hazards.
    pub mapped: Option<Mapped>,
    /// What a population layer counts; `Some` exactly for those.
    pub population: Option<Population>,
    /// What an address consists of; only for addresses.
    pub address: Option<AddressFields>,
    /// That its features cover every place between them once; only for units and zones.
    pub partition: Option<Partition>,
    /// What the fields of schools stand for.
    pub school: Option<SchoolFields>,
    /// What the fields of school zones stand for.
    pub zone: Option<ZoneFields>,
    /// What the fields of facilities stand for.
    pub facility: Option<FacilityFields>,
    /// Number fields that may be summed over features.
    pub sums: Vec<String>,
    /// The zooms that tiles are made for.
    pub zooms: Zooms,
    /// Metres the data is good to, where the publisher says.
    pub accuracy_m: Option<f64>,
    /// How many repairs of each sort are tolerated.
    pub repairs: Repairs,
    /// Who published it, when, and on what terms.
    pub provenance: Provenance,
}

impl Layer {
    /// Whether features may come without a geometry: also zones that are told by a list of units
    /// or a radius.
    pub fn allows_no_geometry(&self) -> bool {
        let told = self.zone.as_ref().is_some_and(|zone| zone.extent != ZoneExtent::Polygon);
        told || self.kind.allows_no_geometry()
    }

    /// Whether points that stand close are thinned below its last zoom: facilities.
    pub fn thins_points(&self) -> bool {
        matches!(self.kind, Kind::Facility | Kind::School)
    }

    /// The field with the name of a feature, where tiles carry it.
    pub fn name_in_tiles(&self) -> Option<&str> {
        let name = self.name_field.as_deref()?;
        self.fields.iter().any(|f| f.name == name && f.tile).then_some(name)
    }
}

/// A file of features. Paths are relative to the layers folder.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Source {
    /// The file.
    pub file: PathBuf,
    /// How it is written, by its ending.
    pub format: Format,
    /// The layer or sheet in it; needed where it holds several.
    pub table: Option<String>,
    /// The CRS to read it in, instead of the one it names.
    pub crs: Option<String>,
    /// The code page of its text, instead of the one it names.
    pub encoding: Option<String>,
    /// The columns with longitude (x) and latitude (y), for tables.
    pub lon_lat: Option<(String, String)>,
}

/// The formats that are read. Each is opened with its own GDAL driver and no other.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Format {
    /// RFC 7946, and its 2008 forerunner with `crs`.
    GeoJson,
    /// OGC GeoPackage.
    GeoPackage,
    /// ESRI Shapefile with its side files.
    Shapefile,
    /// FlatGeobuf.
    FlatGeobuf,
    /// OGC KML.
    Kml,
    /// A spreadsheet with a header row.
    Xlsx,
    /// A comma-separated table with a header row.
    Csv,
    /// A pyramid of vector tiles, served as it is.
    PmTiles,
}

impl Format {
    /// Every ending that is known, for messages.
    pub const ENDINGS: &'static str =
        ".geojson, .json, .gpkg, .shp, .fgb, .kml, .xlsx, .csv, .pmtiles";

    /// The format of a file by its ending.
    pub fn of(file: &std::path::Path) -> Option<Self> {
        let ending = file.extension()?.to_str()?.to_ascii_lowercase();
        Some(match ending.as_str() {
            "geojson" | "json" => Self::GeoJson,
            "gpkg" => Self::GeoPackage,
            "shp" => Self::Shapefile,
            "fgb" => Self::FlatGeobuf,
            "kml" => Self::Kml,
            "xlsx" => Self::Xlsx,
            "csv" => Self::Csv,
            "pmtiles" => Self::PmTiles,
            _ => return None,
        })
    }

    /// Whether coordinates come from two columns of a table.
    pub fn is_table(self) -> bool {
        matches!(self, Self::Xlsx | Self::Csv)
    }
}

/// A column of a layer.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Field {
    /// Our name.
    pub name: String,
    /// The name in the source.
    pub from: String,
    /// What it holds.
    #[serde(rename = "type")]
    pub kind: FieldType,
    /// What people call it.
    pub label: Option<Words>,
    /// Whether tiles carry it.
    pub tile: bool,
    /// Whether search looks into it.
    pub search: bool,
}

/// What a column holds.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema, ToSchema,
)]
#[serde(rename_all = "lowercase")]
pub enum FieldType {
    /// Any text.
    #[default]
    Text,
    /// A whole number within 64 bits.
    Integer,
    /// A finite double.
    Number,
    /// True or false (also 1/0, ya/tidak, yes/no in the source).
    Boolean,
    /// A day, ISO 8601 (2024-05-01).
    Date,
}

/// The classes of a hazard from the least grave to the gravest, and the field that tells them.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ClassScheme {
    /// Our name of the field.
    pub field: String,
    /// At least one, at most 255; the position is the rank.
    pub classes: Vec<HazardClass>,
}

impl ClassScheme {
    /// The rank of what the source writes for a class.
    pub fn rank_of(&self, value: &str) -> Option<usize> {
        self.classes.iter().position(|c| c.values.iter().any(|v| v == value))
    }
}

/// One class of a hazard.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct HazardClass {
    /// Its name in the API and in tiles.
    pub id: String,
    /// What the source writes for it.
    pub values: Vec<String>,
    /// What people call it.
    pub label: Words,
    /// What it means: depth, return period.
    pub meaning: Words,
    /// What to do.
    pub advice: Words,
    /// `#rrggbb`.
    pub color: String,
}

/// Where a hazard was mapped. Elsewhere nothing is known, which is not the same as no hazard.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Mapped {
    /// Inside the polygons of another file (or of a boundary layer's file).
    Polygons(Source),
    /// Only inside its own polygons.
    OwnPolygons,
}

/// What a population layer counts.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Population {
    /// The level of units that its codes are of.
    pub level: String,
    /// The field with the number of people.
    pub people: String,
    /// Where in their unit they live; evenly over its area where `None`.
    pub weight: Option<Weight>,
    /// Which counts are too small for everybody; none where `None`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub small_counts: Option<SmallCounts>,
}

/// Counts of so few people that they point at persons.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SmallCounts {
    /// Those from 1 to below this.
    pub under: u32,
    /// The scope that sees them.
    pub exact: Scope,
}

/// Where in their unit people live: in the polygons of a layer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Weight {
    /// The layer.
    pub layer: LayerId,
    /// Its field that says how densely, in proportion; everywhere alike where `None`.
    pub field: Option<String>,
}

/// The fields that an address consists of.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct AddressFields {
    /// The street.
    pub street: String,
    /// The alley off the street that the house stands in, where it does.
    pub alley: Option<String>,
    /// The number of the house.
    pub number: String,
    /// The part of the neighbourhood (rukun tetangga).
    pub rt: Option<String>,
    /// The neighbourhood (rukun warga).
    pub rw: Option<String>,
}

/// A promise: the features leave no gap between them, and no two of them overlap.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Partition {
    /// The field by whose values the features fall apart: those of each value are a partition.
    pub by: Option<String>,
    /// Gaps and overlaps up to this width are closed in what maps draw. Units: metres.
    pub seal_m: Option<f64>,
}

/// The zooms that tiles are made for, both included.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Zooms {
    /// The first.
    pub min: u8,
    /// The last: clients draw it larger beyond.
    pub max: u8,
}

impl Zooms {
    /// Whether tiles are made for a zoom.
    pub fn contains(self, z: u8) -> bool {
        (self.min..=self.max).contains(&z)
    }
}

/// What ingest may repair.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Repair {
    /// A ring wound the other way than RFC 7946 asks.
    Orientation,
    /// A ring whose last position is not its first.
    Unclosed,
    /// A ring or polygon that crosses itself, made valid by GDAL.
    SelfIntersection,
    /// A feature without a geometry, or with an empty one, left out.
    Empty,
    /// A feature the same as another in all its values and its geometry, left out.
    Duplicate,
}

impl Repair {
    /// Its name in manifests and reports.
    pub fn name(self) -> &'static str {
        match self {
            Self::Orientation => "orientation",
            Self::Unclosed => "unclosed",
            Self::SelfIntersection => "self_intersection",
            Self::Empty => "empty",
            Self::Duplicate => "duplicate",
        }
    }
}

/// How many repairs of each sort are tolerated; one more refuses the layer.
///
/// Winding is not limited by default: it says nothing about which places a polygon covers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Repairs {
    /// Rings wound the other way than RFC 7946 asks.
    pub orientation: u32,
    /// Rings that are closed for the source.
    pub unclosed: u32,
    /// Features made valid because they cross themselves.
    pub self_intersection: u32,
    /// Features left out because they have no geometry.
    pub empty: u32,
    /// Features left out because they repeat another.
    pub duplicate: u32,
}

impl Default for Repairs {
    fn default() -> Self {
        Self { orientation: u32::MAX, unclosed: 0, self_intersection: 0, empty: 0, duplicate: 0 }
    }
}

impl Repairs {
    /// How many of a sort are tolerated.
    pub fn limit(self, repair: Repair) -> u32 {
        match repair {
            Repair::Orientation => self.orientation,
            Repair::Unclosed => self.unclosed,
            Repair::SelfIntersection => self.self_intersection,
            Repair::Empty => self.empty,
            Repair::Duplicate => self.duplicate,
        }
    }
}

/// Who published a layer, when, and on what terms: what an answer cites.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Provenance {
    /// The office or person that publishes it.
    #[schemars(length(min = 1))]
    pub publisher: String,
    /// The licence, by its SPDX name where it has one.
    #[schemars(length(min = 1))]
    pub licence: String,
    /// The date of the data: YYYY, YYYY-MM or YYYY-MM-DD.
    #[schemars(regex(pattern = r"^\d{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12]\d|3[01]))?)?$"))]
    pub dated: String,
    /// Where it is published.
    #[schemars(regex(pattern = r"^https?://\S+$"))]
    pub link: String,
    /// Where to report an error: a `mailto:`, `tel:` or `https:` address.
    #[schemars(regex(pattern = r"^(mailto:|tel:|https?://)\S+$"))]
    pub contact: String,
}
