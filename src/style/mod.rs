//! What maps need besides tiles: TileJSON, sprites, and styles with the city's layers filled in.

mod addresses;
mod basemap;
mod book;
mod files;
mod fill;
mod legend;
mod metadata;
mod night;
mod sprite;
mod tilejson;

pub use addresses::Addresses;
pub use book::{StyleBook, StyleError};
pub use files::StyleFiles;
pub use metadata::metadata;
pub use sprite::Sprite;
pub use tilejson::{TileJson, VectorLayer, tilejson};
