//! Where pages lead.

use std::fmt::Write;

use crate::model::Lang;
use crate::place::LonLat;

/// A page of ours.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Link<'a> {
    /// What is true at a place.
    Place(LonLat),
    /// The form of search, or what was found.
    Search {
        /// What somebody wrote.
        text: Option<&'a str>,
        /// What they want of the place.
        seeks: Seeks,
    },
    /// What is true of an area.
    Area {
        /// The layer.
        layer: &'a str,
        /// The feature's id.
        id: &'a str,
    },
    /// The schools for a place, or how to ask for them.
    Schools {
        /// The home.
        place: Option<LonLat>,
        /// The jenjang.
        level: Option<&'a str>,
    },
}

/// What somebody wants of the place that they search.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Seeks {
    /// The hazards there.
    #[default]
    Hazards,
    /// The schools for it.
    Schools,
}

impl Seeks {
    /// The word for it in addresses (`untuk`), where that is not what is usual.
    pub fn word(self) -> Option<&'static str> {
        match self {
            Self::Hazards => None,
            Self::Schools => Some("sekolah"),
        }
    }

    /// What a word in an address says; what is usual where it says nothing.
    pub fn of_word(word: Option<&str>) -> Self {
        if word == Self::Schools.word() { Self::Schools } else { Self::Hazards }
    }

    /// The page of a place for who seeks this.
    pub(super) fn at(self, place: LonLat) -> Link<'static> {
        match self {
            Self::Hazards => Link::Place(place),
            Self::Schools => Link::Schools { place: Some(place), level: None },
        }
    }
}

impl Link<'_> {
    /// Its address on this server; with a language where the reader has chosen one.
    pub fn path(&self, lang: Option<Lang>) -> String {
        let mut query = Query::default();
        let path = match self {
            Self::Place(place) => {
                query.place(*place);
                "/lokasi".to_owned()
            }
            Self::Search { text, seeks } => {
                query.maybe("q", *text);
                query.maybe("untuk", seeks.word());
                "/cari".to_owned()
            }
            Self::Area { layer, id } => format!("/wilayah/{}/{}", encoded(layer), encoded(id)),
            Self::Schools { place, level } => {
                if let Some(place) = place {
                    query.place(*place);
                }
                query.maybe("jenjang", *level);
                "/sekolah".to_owned()
            }
        };
        query.maybe("lang", lang.map(Lang::tag));
        path + &query.0
    }
}

/// The same place on the map. What stands behind the `#` no server learns.
pub(super) fn on_map(place: LonLat, lang: Lang) -> String {
    let at = place_text(place);
    format!("/#lang={}&at={at}&view={at},16", lang.tag())
}

/// Longitude and latitude, to 0.1 m.
pub(super) fn place_text(place: LonLat) -> String {
    format!("{},{}", degrees(place.lon()), degrees(place.lat()))
}

/// Six decimals of a degree are 0.1 m.
pub(super) fn degrees(value: f64) -> f64 {
    (value * 1e6).round() / 1e6
}

/// The address that dials a number as it is printed.
pub(super) fn dial(printed: &str) -> String {
    let digits = printed.chars().filter(|c| c.is_ascii_digit() || matches!(c, '+' | '*' | '#'));
    format!("tel:{}", digits.collect::<String>())
}

/// The address if a reader may follow it: `javascript:` and the like may not pass.
pub(super) fn safe(address: &str) -> Option<&str> {
    let (scheme, _) = address.split_once(':')?;
    let may = ["https", "http", "mailto", "tel"];
    may.iter().any(|known| scheme.eq_ignore_ascii_case(known)).then_some(address)
}

/// A contact to write to, with what it is about where that can be said.
pub(super) fn about(contact: &str, subject: &str) -> Option<String> {
    let contact = safe(contact)?;
    let takes_subject = contact.starts_with("mailto:") && !contact.contains('?');
    Some(if takes_subject {
        format!("{contact}?subject={}", encoded(subject))
    } else {
        contact.to_owned()
    })
}

/// Text as a part of an address (RFC 3986, section 2.3).
pub(super) fn encoded(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
            out.push(char::from(byte));
        } else {
            // Writing to a string does not fail.
            write!(out, "%{byte:02X}").ok();
        }
    }
    out
}

#[derive(Default)]
struct Query(String);

impl Query {
    fn add(&mut self, name: &str, value: &str) {
        self.0.push(if self.0.is_empty() { '?' } else { '&' });
        self.0 += name;
        self.0.push('=');
        self.0 += &encoded(value);
    }

    fn maybe(&mut self, name: &str, value: Option<&str>) {
        if let Some(value) = value {
            self.add(name, value);
        }
    }

    fn place(&mut self, place: LonLat) {
        self.add("lon", &degrees(place.lon()).to_string());
        self.add("lat", &degrees(place.lat()).to_string());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_stranger_wrote_stays_in_its_part_of_an_address() {
        let search = Link::Search { text: Some("a&b=c #\"<é"), seeks: Seeks::Schools };
        assert_eq!(
            search.path(Some(Lang::En)),
            "/cari?q=a%26b%3Dc%20%23%22%3C%C3%A9&untuk=sekolah&lang=en"
        );
        let area = Link::Area { layer: "rw", id: "../a b" };
        assert_eq!(area.path(None), "/wilayah/rw/..%2Fa%20b");
    }

    #[test]
    fn only_addresses_that_a_reader_may_follow_are_links() {
        for (address, may) in [
            ("https://example.org", true),
            ("MAILTO:a@example.org", true),
            ("javascript:alert(1)", false),
            ("data:text/html,x", false),
            ("/relative", false),
        ] {
            assert_eq!(safe(address).is_some(), may, "{address}");
        }
    }

    #[test]
    fn a_number_is_dialled_without_its_signs() {
        assert_eq!(dial("(024) 000-0001"), "tel:0240000001");
        assert_eq!(dial("+62 24 1"), "tel:+62241");
    }
}
