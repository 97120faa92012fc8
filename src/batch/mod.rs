//! What is true at many places: each row of a file is answered by columns that are added to it.
//! Bytes in, bytes out; who reads, writes and divides the work among cores is elsewhere.
//!
//! A *row* is a record of a CSV table, a line of NDJSON, or a feature of a GeoJSON collection.
//! [`Rows`] cuts what is read into chunks of whole rows, a [`Plan`] knows the columns that are
//! asked for, and [`Plan::answer`] writes a chunk with its answers: the order of rows is kept,
//! and what stood in a row stays as it was written.

mod answers;
mod block;
mod catalogue;
mod cells;
mod collection;
mod csv;
mod features;
mod field;
mod form;
mod geojson;
mod json;
mod lookup;
mod ndjson;
mod numbers;
mod plan;
mod reason;
mod refused;
mod rows;
mod subject;
mod table;
mod tally;
mod wanted;

pub use plan::Plan;
pub use rows::{Chunk, Head, OpenError, Rows};
pub use tally::Tally;
pub use wanted::{Columns, Wanted};

/// How the rows are carried, in and out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Carrier {
    /// A table with a header, its cells separated by commas, semicolons or tabs.
    Csv,
    /// A JSON object on each line.
    Ndjson,
    /// A FeatureCollection of points.
    GeoJson,
}

impl Carrier {
    /// The carrier of a name or of a file's ending.
    pub fn of(ending: &str) -> Option<Self> {
        match ending.to_ascii_lowercase().as_str() {
            "csv" | "tsv" => Some(Self::Csv),
            "ndjson" | "jsonl" => Some(Self::Ndjson),
            "geojson" | "json" => Some(Self::GeoJson),
            _ => None,
        }
    }
}

/// A longer row is not read, but answered as a bad one. Units: bytes.
pub const MAX_ROW: usize = 1 << 20;
