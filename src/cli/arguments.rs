use std::path::PathBuf;

use clap::{Args, Parser, Subcommand};

use super::keys::KeysCommand;
use super::receipts::{ReceiptsCommand, VerifyFlags};
use super::serve::ServeFlags;
use super::tiles::TilesCommand;
use super::tips::degrees;

/// Serves a city's hazard, school-zoning, population and facility layers as vector tiles, and
/// answers exactly what is true at a place.
#[derive(Debug, Parser)]
#[command(version, arg_required_else_help = true)]
pub(super) struct Arguments {
    #[command(flatten)]
    pub common: Common,
    #[command(subcommand)]
    pub command: Command,
}

/// Flags win over the environment, which wins over `wareng.toml`.
#[derive(Debug, Args)]
pub(super) struct Common {
    /// The layers folder: city.toml and one <layer>.toml for each layer [default: layers]
    #[arg(long, global = true, value_name = "DIR", env = "WARENG_LAYERS")]
    pub layers: Option<PathBuf>,
    /// Where prepared files are kept [default: .prepared in the layers folder]
    #[arg(long, global = true, value_name = "DIR", env = "WARENG_PREPARED")]
    pub prepared: Option<PathBuf>,
    /// Memory that reading one source may take, in MiB [default: 4096]
    #[arg(long, global = true, value_name = "MIB", env = "WARENG_INGEST_MEMORY_MIB")]
    pub ingest_memory_mib: Option<u64>,
    /// Seconds that reading one source may take [default: 900]
    #[arg(long, global = true, value_name = "S", env = "WARENG_INGEST_SECONDS")]
    pub ingest_seconds: Option<u64>,
    /// A file with these settings [default: wareng.toml, where it exists]
    #[arg(long, global = true, value_name = "FILE", env = "WARENG_CONFIG")]
    pub config: Option<PathBuf>,
}

#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// Load the layers and serve the map and the API
    Serve(Box<ServeFlags>),
    /// Say everything that is wrong with a layers folder; exits with 1 where anything is
    Check(CheckFlags),
    /// Read all sources and keep the prepared files, so that `serve` starts at once
    Ingest,
    /// Say what is true at a place
    At(Box<AtFlags>),
    /// Find places by what people call them: addresses, streets, schools, villages
    Search(SearchFlags),
    /// Say what of a layer is nearest to a place, with distance and direction
    Nearest(NearestFlags),
    /// Say how much lies in which class of which hazard: area, people, facilities
    Exposure(Box<ExposureFlags>),
    /// Tiles: the whole pyramid as a file, and what is in one of them
    #[command(subcommand)]
    Tiles(TilesCommand),
    /// Keys: who may see layers that not everybody may
    #[command(subcommand)]
    Keys(KeysCommand),
    /// Snapshots: all that is served, as one file
    #[command(subcommand)]
    Snapshot(SnapshotCommand),
    /// Receipts: the keys that sign what the service says
    #[command(subcommand)]
    Receipts(ReceiptsCommand),
    /// Check a receipt, and print what it says; needs no network and no layers
    Verify(VerifyFlags),
    /// Print the JSON Schema of a layer manifest, for editors
    Schema(SchemaFlags),
    /// Read one source for another process of this program
    #[command(hide = true)]
    IngestChild,
}

#[derive(Debug, Args)]
pub(super) struct SearchFlags {
    /// What somebody writes, such as: gg manggis 24 no 6
    #[arg(required = true, value_name = "TEXT")]
    pub text: Vec<String>,
    /// How many hits at most
    #[arg(long, value_name = "N", default_value_t = wareng::search::DEFAULT_LIMIT)]
    pub limit: usize,
    /// Print the answer of `/v1/search` as JSON
    #[arg(long)]
    pub json: bool,
}

#[derive(Debug, Args)]
pub(super) struct CheckFlags {
    /// Print the report as JSON
    #[arg(long)]
    pub json: bool,
}

#[derive(Debug, Args)]
#[command(group(clap::ArgGroup::new("what").required(true).args(["lon", "input"])))]
pub(super) struct AtFlags {
    /// Degrees east (EPSG:4326)
    #[arg(allow_negative_numbers = true, value_parser = degrees, requires = "lat")]
    pub lon: Option<f64>,
    /// Degrees north (EPSG:4326)
    #[arg(allow_negative_numbers = true, value_parser = degrees)]
    pub lat: Option<f64>,
    /// Print the answer of `/v1/at` as JSON
    #[arg(long)]
    pub json: bool,
    /// How far borders and graver classes are looked for, in metres
    #[arg(long, value_name = "M", default_value_t = wareng::query::DEFAULT_RADIUS_M)]
    pub radius_m: f64,
    /// The language: id or en
    #[arg(long, default_value = "id")]
    pub lang: String,
    /// The levels and layers to ask, such as kelurahan,banjir [default: all]
    #[arg(long = "of", value_name = "LAYERS", value_delimiter = ',')]
    pub of_layers: Option<Vec<String>>,
    #[command(flatten)]
    pub batch: BatchFlags,
}

#[derive(Debug, Args)]
pub(super) struct NearestFlags {
    /// Degrees east (EPSG:4326)
    #[arg(allow_negative_numbers = true, value_parser = degrees)]
    pub lon: f64,
    /// Degrees north (EPSG:4326)
    #[arg(allow_negative_numbers = true, value_parser = degrees)]
    pub lat: f64,
    /// The layer, such as fasilitas
    pub layer: String,
    /// How many
    #[arg(short, value_name = "N", default_value_t = wareng::query::DEFAULT_NEAREST)]
    pub k: usize,
    /// A field and the value it has, such as jenis:puskesmas; may stand several times
    #[arg(long = "where", value_name = "FIELD:VALUE")]
    pub conditions: Vec<String>,
    /// Print the answer of `/v1/nearest` as JSON
    #[arg(long)]
    pub json: bool,
    /// The language: id or en
    #[arg(long, default_value = "id")]
    pub lang: String,
}

/// Many places at once: columns are added to each row of a table.
#[derive(Debug, Args)]
#[command(next_help_heading = "Many places at once")]
pub(super) struct BatchFlags {
    /// A table of places: CSV with a header, NDJSON, or a GeoJSON FeatureCollection; - for
    /// standard input. A row that cannot be answered says why in its last column, and ends
    /// neither the job nor its success
    #[arg(long, value_name = "FILE", conflicts_with = "json")]
    pub input: Option<PathBuf>,
    /// The same rows with their answers, written whole or not at all; - for standard output
    /// [default: -]
    #[arg(long, value_name = "FILE", conflicts_with = "lon")]
    pub output: Option<PathBuf>,
    /// csv, ndjson or geojson [default: by the ending of the input]
    #[arg(long, conflicts_with = "lon")]
    pub format: Option<String>,
    /// The column with degrees east [default: lon, lng, longitude, bujur or x]
    #[arg(long = "lon", value_name = "COLUMN", conflicts_with = "lon")]
    pub lon_column: Option<String>,
    /// The column with degrees north [default: lat, latitude, lintang or y]
    #[arg(long = "lat", value_name = "COLUMN", conflicts_with = "lon")]
    pub lat_column: Option<String>,
    /// Single columns to add, such as kelurahan.code,banjir.class; banjir.class=kelas names it
    #[arg(long, value_delimiter = ',', conflicts_with = "lon")]
    pub fields: Option<Vec<String>>,
    /// Stands before the name of each column that is added
    #[arg(long, default_value = "", hide_default_value = true, conflicts_with = "lon")]
    pub prefix: String,
    /// The name of the column with the reason of a bad row
    #[arg(long, value_name = "COLUMN", default_value = "error", conflicts_with = "lon")]
    pub error: String,
}

#[derive(Debug, Args)]
#[command(group(clap::ArgGroup::new("of").required(true).args(["by", "unit", "polygon"])))]
pub(super) struct ExposureFlags {
    /// Every unit of a level, such as kecamatan, the worst first
    #[arg(long, value_name = "LEVEL")]
    pub by: Option<String>,
    /// One unit, by its code
    #[arg(long, value_name = "CODE")]
    pub unit: Option<String>,
    /// The polygon in a GeoJSON file; - for standard input
    #[arg(long, value_name = "FILE")]
    pub polygon: Option<PathBuf>,
    /// The hazards, such as banjir,rob [default: all]
    #[arg(long, value_name = "HAZARDS", value_delimiter = ',')]
    pub hazards: Option<Vec<String>>,
    /// Hazards to be told together, such as banjir,rob
    #[arg(long, value_name = "HAZARDS", value_delimiter = ',')]
    pub with: Option<Vec<String>>,
    /// The hazard and the column that units are ranked by, such as banjir.people
    #[arg(long, value_name = "HAZARD[.COLUMN]")]
    pub rank_by: Option<String>,
    /// Print a table: a row for each unit, hazard and class
    #[arg(long, conflicts_with = "json")]
    pub csv: bool,
    /// Print the answer of `/v1/exposure` as JSON
    #[arg(long)]
    pub json: bool,
    /// The language: id or en
    #[arg(long, default_value = "id")]
    pub lang: String,
}

#[derive(Debug, Args)]
pub(super) struct SchemaFlags {
    /// The schema of city.toml instead
    #[arg(long)]
    pub city: bool,
}

#[derive(Debug, Subcommand)]
pub(super) enum SnapshotCommand {
    /// Write the layers, checked and prepared, and the index of search into one file
    Build(BuildFlags),
    /// Say what readers will find to be other: features, and area and people by class
    Diff(DiffFlags),
    /// List what was served and is kept, the newest last
    List,
    /// Serve what was served before, whatever the layers folder holds, until `forward`
    Rollback(RollbackFlags),
    /// Serve the layers folder again
    Forward,
    /// Forget what was served once, such as what was published by mistake
    Forget(ForgetFlags),
}

#[derive(Debug, Args)]
pub(super) struct RollbackFlags {
    /// Its name, as `list` and the log have it, or `/v1/layers` [default: the one before]
    #[arg(value_name = "SNAPSHOT")]
    pub snapshot: Option<String>,
}

#[derive(Debug, Args)]
pub(super) struct ForgetFlags {
    /// Its name, as `list` and the log have it, or `/v1/layers`
    #[arg(value_name = "SNAPSHOT")]
    pub snapshot: String,
}

#[derive(Debug, Args)]
pub(super) struct BuildFlags {
    /// The file, such as kota.wareng: written whole or not at all
    #[arg(value_name = "FILE")]
    pub output: PathBuf,
}

#[derive(Debug, Args)]
pub(super) struct DiffFlags {
    /// What is served now: a file of `wareng snapshot build`, or a layers folder
    #[arg(value_name = "BEFORE")]
    pub before: PathBuf,
    /// What is to be served, likewise [default: the layers folder]
    #[arg(value_name = "AFTER")]
    pub after: Option<PathBuf>,
    /// Print the changes as JSON
    #[arg(long)]
    pub json: bool,
}
