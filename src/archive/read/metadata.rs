//! What a file says of its tiles.

use std::collections::BTreeMap;

use serde::Deserialize;

use super::Fault;

/// The metadata of a file of vector tiles: of them what is used here.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct Metadata {
    /// Who is to be named beside the map, as HTML.
    pub attribution: Option<String>,
    /// What its tiles hold.
    #[serde(default)]
    pub vector_layers: Vec<VectorLayer>,
}

/// A layer of a tile.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct VectorLayer {
    /// Its name in tiles.
    pub id: String,
    /// What people call it.
    pub description: Option<String>,
    /// The first zoom that has it.
    pub minzoom: Option<u8>,
    /// The last zoom that has it.
    pub maxzoom: Option<u8>,
    /// The attributes of its features, with what they hold.
    #[serde(default)]
    pub fields: BTreeMap<String, String>,
}

impl Metadata {
    pub(super) fn parse(bytes: &[u8]) -> Result<Self, Fault> {
        serde_json::from_slice(bytes)
            .map_err(|e| Fault::Damaged { what: "its metadata", how: e.to_string() })
    }
}
