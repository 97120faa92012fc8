//! What is asked: expensive questions, each new, and some pages of text between them.

/// A sort of question.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    /// The classes of every kecamatan, as JSON.
    Exposure,
    /// A tile that nobody has asked for.
    ColdTile,
    /// A page that is read.
    Text,
}

impl Kind {
    pub(crate) const ALL: [Self; 3] = [Self::Exposure, Self::ColdTile, Self::Text];

    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Exposure => "exposure",
            Self::ColdTile => "cold tiles",
            Self::Text => "pages of text",
        }
    }
}

/// The questions, in an order that is always the same.
pub(crate) struct Questions {
    count: u32,
}

impl Questions {
    pub(crate) fn new() -> Self {
        Self { count: 0 }
    }

    /// Of ten questions five are about exposure, four for tiles, and one for a page.
    pub(crate) fn next(&mut self) -> (Kind, String) {
        self.count += 1;
        match self.count % 10 {
            0 => (Kind::Text, "/lokasi?lon=110.42&lat=-6.97".to_owned()),
            n if n % 2 == 1 => (Kind::Exposure, "/v1/exposure?by=kelurahan".to_owned()),
            _ => (Kind::ColdTile, self.tile()),
        }
    }

    /// A tile of zoom 16 in the middle of the city, in columns and rows one after the other.
    fn tile(&self) -> String {
        let (column, row) = (self.count % 400, self.count / 400 % 400);
        let (x, y) = (52_700 + column, 33_900 + row);
        format!("/tiles/banjir,rob,longsor,kelurahan,jalan/16/{x}/{y}")
    }
}
