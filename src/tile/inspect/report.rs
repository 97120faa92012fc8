//! What is told of a tile.

use serde::Serialize;

use super::Drawing;

/// What is in a tile. The bytes of its layers and the `other_bytes` are all its bytes.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Contents {
    /// Its length.
    pub bytes: usize,
    /// Its source layers, as they stand in it.
    pub layers: Vec<LayerContents>,
    /// What is in no layer: fields that MVT does not know.
    pub other_bytes: usize,
    /// The features with the most bytes, the largest first.
    pub largest: Vec<LargeFeature>,
}

/// What is in a source layer.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct LayerContents {
    /// Its name.
    pub name: String,
    /// Its length in the tile.
    pub bytes: usize,
    /// The same, by what they are for.
    pub split: Split,
    /// Features by sort of geometry.
    pub features: Features,
    /// What they draw.
    #[serde(flatten)]
    pub drawing: Drawing,
    /// Its attributes, the largest first.
    pub attributes: Vec<Attribute>,
}

/// The bytes of a layer: together all of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize)]
pub struct Split {
    /// Commands and positions.
    pub geometry: usize,
    /// Which feature has which key and value.
    pub tags: usize,
    /// The names of attributes.
    pub keys: usize,
    /// Their values, each once.
    pub values: usize,
    /// The ids of features.
    pub ids: usize,
    /// What holds the rest together: lengths, sorts of geometry, name, extent.
    pub frame: usize,
}

impl Split {
    /// All of them.
    pub fn total(&self) -> usize {
        self.geometry + self.tags + self.keys + self.values + self.ids + self.frame
    }
}

/// How many features there are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize)]
pub struct Features {
    /// Of points.
    pub point: usize,
    /// Of lines.
    pub line: usize,
    /// Of polygons.
    pub polygon: usize,
    /// Of no sort that is known.
    pub unknown: usize,
}

impl Features {
    /// All of them.
    pub fn total(&self) -> usize {
        self.point + self.line + self.polygon + self.unknown
    }
}

/// What an attribute takes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Attribute {
    /// Its name.
    pub name: String,
    /// How many features have it.
    pub features: usize,
    /// How many different values they have.
    pub distinct: usize,
    /// Its name, its values, and the tags that refer to them. A value that several attributes
    /// share counts for the first of them.
    pub bytes: usize,
}

/// One of the largest features.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct LargeFeature {
    /// Its source layer.
    pub layer: String,
    /// Its id, where it has one.
    pub id: Option<u64>,
    /// `point`, `line`, `polygon` or `unknown`.
    pub geometry: Sort,
    /// What it draws.
    #[serde(flatten)]
    pub drawing: Drawing,
    /// Its length, without the names and values of its attributes.
    pub bytes: usize,
}

/// A sort of geometry.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Sort {
    /// None that is known.
    #[default]
    Unknown,
    /// Points.
    Point,
    /// Lines.
    Line,
    /// Polygons.
    Polygon,
}

impl Sort {
    /// Its name.
    pub fn name(self) -> &'static str {
        match self {
            Self::Unknown => "unknown",
            Self::Point => "point",
            Self::Line => "line",
            Self::Polygon => "polygon",
        }
    }
}
