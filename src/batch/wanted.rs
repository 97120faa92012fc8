use crate::model::Lang;
use crate::query::DEFAULT_RADIUS_M;

/// Which columns are added to the rows; where neither is said, the usual ones of all levels,
/// hazards and zones.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Columns {
    /// Levels and layers, each for its usual columns.
    pub layers: Option<Vec<String>>,
    /// Then single columns, such as `banjir.class` or, under another name,
    /// `banjir.class=kelas`; a level or layer stands for its usual ones.
    pub fields: Option<Vec<String>>,
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
            columns: Columns::default(),
            lon: None,
            lat: None,
            prefix: String::new(),
            error: "error".into(),
            radius_m: DEFAULT_RADIUS_M,
            lang: Lang::default(),
        }
    }
}
