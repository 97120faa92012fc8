//! `wareng tiles inspect Z/X/Y`.

use serde::Serialize;
use wareng::archive::Archive;
use wareng::load;
use wareng::place::TileId;
use wareng::server::coded_lengths;
use wareng::snapshot::Grant;
use wareng::tile::inspect::{Contents, inspect};
use wareng::tile::render;

use super::arguments::InspectFlags;
use super::table;
use crate::cli::{Failure, Settings, say, tell};

/// What is told of a tile.
#[derive(Serialize)]
pub(super) struct Inspected {
    /// `z/x/y`.
    pub tile: String,
    /// Its length in each coding that readers may ask for.
    pub coded: serde_json::Map<String, serde_json::Value>,
    #[serde(flatten)]
    pub contents: Contents,
}

pub(super) fn run(settings: &Settings, flags: &InspectFlags) -> Result<(), Failure> {
    let id = flags.tile;
    let name = format!("{}/{}/{}", id.z(), id.x(), id.y());
    let other = |e: &dyn std::fmt::Display| Failure::Other(format!("{name}: {e}"));
    let plain = tile(settings, flags)?.unwrap_or_default();
    let contents = inspect(&plain).map_err(|e| other(&e))?;
    let lengths = coded_lengths(&plain).map_err(|e| other(&e))?;
    let coded = lengths.into_iter().map(|(name, length)| (name.to_owned(), length.into()));
    let inspected = Inspected { tile: name.clone(), coded: coded.collect(), contents };
    if flags.json {
        let json = serde_json::to_string_pretty(&inspected).map_err(|e| other(&e))?;
        say(&format!("{json}\n"));
    } else {
        say(&table::text(&inspected));
    }
    Ok(())
}

/// The bytes of the tile; nothing where it is empty.
fn tile(settings: &Settings, flags: &InspectFlags) -> Result<Option<Vec<u8>>, Failure> {
    if let Some(file) = &flags.file {
        let archive = Archive::open(file).map_err(|e| {
            let mend = e.fault.mend();
            Failure::Other(format!("{e}; {mend}"))
        })?;
        return archive.tile(flags.tile).map_err(|e| Failure::Other(e.to_string()));
    }
    let options = settings.options().map_err(Failure::Other)?;
    let loaded = load::load(&options, &|_, _| {})?;
    loaded.published.refused.values().for_each(|defects| tell(defects));
    let view = loaded.published.view(&Grant::everything());
    let layers = super::layers(&view, flags.of_layers.as_deref())?;
    render(&layers, flags.tile).map_err(|e| Failure::Other(e.to_string()))
}

/// `z/x/y`.
pub(in crate::cli) fn tile_id(text: &str) -> Result<TileId, String> {
    let numbers: Option<Vec<u32>> = text.split('/').map(|n| n.parse().ok()).collect();
    let id = numbers.and_then(|n| <[u32; 3]>::try_from(n).ok());
    let id = id.and_then(|[z, x, y]| TileId::new(z.try_into().ok()?, x, y));
    id.ok_or_else(|| "write zoom/column/row, as addresses of tiles do: 12/3304/2127".into())
}
