//! Why a row is not answered, and what would be right.

use super::MAX_ROW;
use crate::model::Lang;

/// Why a row is not answered.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Reason {
    /// Longer than [`MAX_ROW`].
    TooLong,
    /// Another number of cells than the header.
    Cells { came: usize, header: usize },
    /// A quote is opened and not closed.
    OpenQuote,
    /// No value.
    Empty(String),
    /// A value that is no number.
    NotNumber(String, String),
    /// A number that is no degree of longitude or latitude.
    OutOfRange(f64, f64),
    /// Text that is not JSON: what the parser says.
    NotJson(String),
    /// The input ends here.
    CutOff,
    /// JSON, but no object.
    NotObject,
    /// A member that is missing.
    NoMember(String),
    /// Several members, each of which may be meant.
    Ambiguous(String, String),
    /// A member has the name of a column that is added.
    Taken(String),
    /// An object that is no feature.
    NotFeature,
    /// A feature without a geometry.
    NoGeometry,
    /// A geometry that is no point: its type.
    NotPoint(String),
    /// A point without two numbers.
    NoPosition,
}

impl Reason {
    /// The reason as people read it.
    pub(super) fn text(&self, lang: Lang) -> String {
        let [id, en] = self.words();
        match lang {
            Lang::Id => id,
            Lang::En => en,
        }
    }

    fn words(&self) -> [String; 2] {
        match self {
            Self::TooLong => [
                format!("baris lebih panjang dari {MAX_ROW} bita"),
                format!("the row is longer than {MAX_ROW} bytes"),
            ],
            Self::Cells { came, header } => [
                format!(
                    "{came} sel, padahal judul kolom {header}: beri kutip pada sel yang memuat pemisah, dan tulis pemisah juga untuk sel kosong"
                ),
                format!(
                    "{came} cells where the header has {header}: quote cells that hold a separator, and write separators also where a cell is empty"
                ),
            ],
            Self::OpenQuote => [
                "tanda kutip dibuka dan tidak ditutup dengan benar".into(),
                "a quote is opened and not closed as it should be".into(),
            ],
            Self::Empty(column) => [format!("`{column}` kosong"), format!("`{column}` is empty")],
            Self::NotNumber(column, came) => [
                format!("`{column}`: `{came}` bukan bilangan desimal, misalnya 110.42"),
                format!("`{column}`: `{came}` is not a decimal number, such as 110.42"),
            ],
            Self::OutOfRange(lon, lat) => out_of_range(*lon, *lat),
            Self::NotJson(said) => [format!("bukan JSON: {said}"), format!("not JSON: {said}")],
            Self::CutOff => [
                "masukan terputus atau rusak dari sini sampai akhir".into(),
                "the input is cut off, or damaged from here to its end".into(),
            ],
            Self::NotObject => [
                "bukan objek JSON: tulis {\"lon\": 110.42, \"lat\": -6.97}".into(),
                "not a JSON object: write {\"lon\": 110.42, \"lat\": -6.97}".into(),
            ],
            Self::NoMember(name) => {
                [format!("tidak ada `{name}`"), format!("there is no `{name}`")]
            }
            Self::Ambiguous(one, other) => [
                format!("ada `{one}` dan `{other}`: sebut yang dipakai dengan `lon` dan `lat`"),
                format!(
                    "there are `{one}` and `{other}`: name the one to use with `lon` and `lat`"
                ),
            ],
            Self::Taken(name) => [
                format!(
                    "`{name}` sudah ada: pilih nama lain dengan `prefix`, `error` atau `fields`"
                ),
                format!(
                    "`{name}` is there already: choose other names with `prefix`, `error` or `fields`"
                ),
            ],
            Self::NotFeature => ["bukan Feature GeoJSON".into(), "not a GeoJSON Feature".into()],
            Self::NoGeometry => ["tanpa geometri".into(), "there is no geometry".into()],
            Self::NotPoint(kind) => [
                format!("geometrinya {kind}: yang ditanyakan harus titik (Point)"),
                format!("its geometry is a {kind}: what is asked must be a Point"),
            ],
            Self::NoPosition => [
                "titik tanpa koordinat [lon, lat]".into(),
                "a Point without coordinates [lon, lat]".into(),
            ],
        }
    }
}

fn out_of_range(lon: f64, lat: f64) -> [String; 2] {
    if lon.abs() <= 90.0 && lat.abs() <= 180.0 {
        return [
            format!("lintang {lat} di luar -90..90 derajat; apakah lon dan lat tertukar?"),
            format!("latitude {lat} is outside -90..90 degrees; are lon and lat swapped?"),
        ];
    }
    let metres = lon.abs() > 1_000.0 && lat.abs() > 1_000.0;
    let [id, en] = if metres {
        [
            "; tampaknya meter: ubah dulu ke EPSG:4326",
            "; metres, it seems: convert to EPSG:4326 first",
        ]
    } else {
        ["", ""]
    };
    [
        format!("{lon} {lat} di luar -180..180 dan -90..90 derajat{id}"),
        format!("{lon} {lat} is outside -180..180 and -90..90 degrees{en}"),
    ]
}

/// What stood in a row, short enough to be sent back.
pub(super) fn excerpt(text: &[u8]) -> String {
    const MAX: usize = 40;
    let text = String::from_utf8_lossy(text.get(..4 * MAX).unwrap_or(text));
    match text.char_indices().nth(MAX) {
        Some((at, _)) => format!("{}…", &text[..at]),
        None => text.into_owned(),
    }
}
