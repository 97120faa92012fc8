//! What maps need besides tiles: TileJSON, sprites, and styles with the city's layers filled in.

mod book;
mod fill;
mod sprite;
mod tilejson;

pub use book::{StyleBook, StyleError};
pub use sprite::{Sprite, sprite};
pub use tilejson::{TileJson, VectorLayer, tilejson};
