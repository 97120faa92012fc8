//! What `wareng tiles` takes.

use std::path::PathBuf;

use clap::{Args, Subcommand};
use wareng::model::Zooms;
use wareng::place::{Bounds, TileId};

use super::{inspect, scope};

#[derive(Debug, Subcommand)]
pub(crate) enum TilesCommand {
    /// Write all tiles into one PMTiles file
    Export(ExportFlags),
    /// Say what is in a tile: features, vertices and bytes, by layer and attribute
    Inspect(InspectFlags),
}

#[derive(Debug, Args)]
pub(crate) struct ExportFlags {
    /// The file, such as kota.pmtiles: written whole or not at all
    #[arg(value_name = "FILE")]
    pub output: PathBuf,
    /// The layers, such as kelurahan,banjir [default: all that are drawn]
    #[arg(long = "of", value_name = "LAYERS", value_delimiter = ',')]
    pub of_layers: Option<Vec<String>>,
    /// West, south, east, north in degrees: tiles outside are left out [default: all]
    #[arg(long, value_name = "W,S,E,N", allow_hyphen_values = true, value_parser = scope::bbox)]
    pub bbox: Option<Bounds>,
    /// The first and the last zoom, such as 0-14 [default: from the first of any layer to the
    /// last that all of them have]
    #[arg(long, value_name = "FIRST-LAST", value_parser = scope::zooms)]
    pub zooms: Option<Zooms>,
    /// The language of titles: id or en
    #[arg(long, default_value = "id")]
    pub lang: String,
}

#[derive(Debug, Args)]
pub(crate) struct InspectFlags {
    /// The tile, as in its address: 12/3304/2127
    #[arg(value_name = "Z/X/Y", value_parser = inspect::tile_id)]
    pub tile: TileId,
    /// The layers, such as kelurahan,banjir [default: all that are drawn]
    #[arg(long = "of", value_name = "LAYERS", value_delimiter = ',')]
    pub of_layers: Option<Vec<String>>,
    /// The tile of a PMTiles file instead of one of the layers folder
    #[arg(long, value_name = "FILE", conflicts_with = "of_layers")]
    pub file: Option<PathBuf>,
    /// Print the report as JSON
    #[arg(long)]
    pub json: bool,
}
