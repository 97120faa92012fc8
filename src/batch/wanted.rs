use crate::model::Lang;
use crate::query::DEFAULT_RADIUS_M;

/// Which columns are added to the rows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Columns {
    /// The usual ones of all levels, hazards and zones.
    Usual,
    /// The usual ones of some levels and layers.
    OfLayers(Vec<String>),
    /// Each by itself, such as `banjir.class` or, under another name, `banjir.class=kelas`.
    Fields(Vec<String>),
}

/// What is wanted of every row.
#[derive(Debug, Clone, PartialEq)]
pub struct Wanted {
    /// The columns to add.
    pub columns: Columns,
    /// The column or member with the longitude; one of the usual names where it is not said.
    pub lon: Option<String>,
    /// The column or member with the latitude.
    pub lat: Option<String>,
    /// Stands before the names of all columns that are added.
    pub prefix: String,
    /// The name of the column with the reason of a bad row, after the prefix.
    pub error: String,
    /// How far around a place borders, graver classes and units are looked for.
    pub radius_m: f64,
    /// The language of labels, advice and reasons.
    pub lang: Lang,
}

impl Default for Wanted {
    fn default() -> Self {
        Self {
            columns: Columns::Usual,
            lon: None,
            lat: None,
            prefix: String::new(),
            error: "error".into(),
            radius_m: DEFAULT_RADIUS_M,
            lang: Lang::default(),
        }
    }
}
