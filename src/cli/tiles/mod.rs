//! `wareng tiles`: the pyramid as a file, and what is in a tile.

mod arguments;
mod export;
mod inspect;
mod pipeline;
mod progress;
mod scope;
mod table;

use wareng::model::{LayerId, suggest};
use wareng::snapshot::{LayerVersion, View};

use super::{Failure, Settings};
pub(super) use arguments::TilesCommand;

pub(super) fn run(settings: &Settings, command: &TilesCommand) -> Result<(), Failure> {
    match command {
        TilesCommand::Export(flags) => export::run(settings, flags),
        TilesCommand::Inspect(flags) => inspect::run(settings, flags),
    }
}

/// The layers that are named, or all; those that are drawn. Files of tiles only where they are
/// named: they are files already, and may hold the whole world.
fn layers<'v>(view: &'v View, named: Option<&[String]>) -> Result<Vec<&'v LayerVersion>, Failure> {
    let drawn = |l: &&LayerVersion| l.drawn_bounds().is_some() && l.archive().is_none();
    let layers = match named {
        None => view.layers().filter(drawn).collect(),
        Some(names) => {
            let mut layers = Vec::new();
            for name in names {
                let layer = layer(view, name).map_err(|e| Failure::Other(format!("--of: {e}")))?;
                if !layers.iter().any(|l: &&LayerVersion| l.layer().id == layer.layer().id) {
                    layers.push(layer);
                }
            }
            layers
        }
    };
    if layers.is_empty() {
        return Err(Failure::Other("no layer of this folder has a geometry to draw".into()));
    }
    Ok(layers)
}

fn layer<'v>(view: &'v View, name: &str) -> Result<&'v LayerVersion, String> {
    let id = LayerId::new(name);
    if let Some(layer) = id.as_ref().and_then(|id| view.layer(id)) {
        let drawn = layer.drawn_bounds().is_some();
        return drawn.then_some(layer).ok_or_else(|| format!("`{name}` has no geometry to draw"));
    }
    if view.unavailable().any(|(refused, _)| Some(refused) == id.as_ref()) {
        return Err(format!("`{name}` is refused: mend it first, or leave it out"));
    }
    let drawn = view.layers().filter(|l| l.drawn_bounds().is_some());
    let known: Vec<String> = drawn.map(|l| l.layer().id.to_string()).collect();
    Err(format!("`{name}` is no layer; {}", suggest(name, &known)))
}
