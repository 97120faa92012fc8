//! The three frames a position is given in, and the measures between positions.
//!
//! - [`LonLat`]: degrees on WGS 84 (EPSG:4326), longitude first. What is published and asked.
//! - [`World`]: the unit square of Web Mercator, north-west corner (0, 0). What tiles are cut from.
//! - Tile integers: see [`TileId`] and [`EXTENT`].

mod bounds;
mod distance;
mod exact;
mod lonlat;
mod pole;
mod polygon;
mod polygon_fault;
mod ring;
mod segments;
mod sent_polygon;
mod sphere;
mod stripes;
mod tile_id;
mod world;
mod zone;

pub use bounds::Bounds;
pub use distance::{Metric, bearing_deg, destination, geodesic_m, ring_area_m2};
pub use exact::{Side, edge_key, on_segment, side};
pub use lonlat::LonLat;
pub use pole::pole;
pub use polygon::{AskedPolygon, MAX_VERTICES, TooMuch, Work};
pub use polygon_fault::PolygonFault;
pub use ring::{Position, position_in_ring};
pub use segments::segments_meet;
pub use sphere::{Direction, direction, directions_within, least_m};
pub use tile_id::{EXTENT, MAX_ZOOM, TileId};
pub use world::{World, project, unproject};
pub use zone::zone_m2;

/// A pair of coordinates in the frame that its owner documents, `x` east (or longitude) first.
pub type Coord = geo_types::Coord<f64>;
