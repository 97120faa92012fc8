//! wareng loads a city's hazard, school-zoning, population and facility layers into memory,
//! renders them as vector tiles, and answers exactly what is true at a place.
//!
//! A module imports only from the rows above it; rows do not look sideways (ARCHITECTURE.md,
//! held by `tests/architecture.rs`).

pub mod place;

pub mod model;

pub mod archive;
pub mod generalize;
pub mod keys;

pub mod catalog;
pub mod ingest;
pub mod snapshot;

pub mod overlay;

pub mod query;
pub mod search;
pub mod style;
pub mod tile;

pub mod batch;
pub mod exposure;
pub mod load;

pub mod changes;
pub mod history;
pub mod pages;
pub mod receipt;

pub mod server;
