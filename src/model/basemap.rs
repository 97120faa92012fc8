use serde::{Deserialize, Serialize};

use super::Words;

/// A map of pictures that another server draws, to be laid under what this city publishes.
///
/// Off until a reader turns it on: that server then learns which part of the map is looked at.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Basemap {
    /// What people call it.
    pub title: Words,
    /// Where its tiles are.
    pub tiles: TileAddress,
    /// Whom its licence wants named.
    pub attribution: String,
    /// Its last zoom; maps draw those tiles larger beyond.
    pub max_zoom: u8,
    /// The width of a tile. Units: pixels.
    pub tile_px: u16,
}

/// The address of tiles at a host: `https://host/…` with `{z}`, `{x}` and `{y}`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct TileAddress {
    template: String,
    /// The length of `https://host:port`.
    origin: usize,
}

impl TileAddress {
    /// An address of this form; `None` of any other.
    pub fn parse(template: &str) -> Option<Self> {
        let rest = template.strip_prefix("https://").or(template.strip_prefix("http://"))?;
        let host = &rest[..rest.find('/')?];
        // It becomes a part of the Content-Security-Policy, where some signs have a meaning.
        let is_host = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | ':');
        let plain = |c: char| c.is_ascii_graphic() && !matches!(c, '"' | '\'' | '<' | '>' | '\\');
        let is_whole = ["{z}", "{x}", "{y}"].iter().all(|part| template.contains(part));
        if host.is_empty()
            || !host.chars().all(is_host)
            || !template.chars().all(plain)
            || !is_whole
        {
            return None;
        }
        Some(Self {
            origin: template.len() - rest.len() + host.len(),
            template: template.to_owned(),
        })
    }

    /// As maps take it.
    pub fn template(&self) -> &str {
        &self.template
    }

    /// `https://host:port`.
    pub fn origin(&self) -> &str {
        &self.template[..self.origin]
    }
}

impl TryFrom<String> for TileAddress {
    type Error = &'static str;

    fn try_from(template: String) -> Result<Self, Self::Error> {
        Self::parse(&template).ok_or("not the address of tiles")
    }
}

impl From<TileAddress> for String {
    fn from(address: TileAddress) -> Self {
        address.template
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_names_a_host_and_a_tile() {
        let address = TileAddress::parse("https://tiles.example.org:8443/peta/{z}/{x}/{y}.png?k=1");
        let address = address.expect("an address");
        assert_eq!(address.origin(), "https://tiles.example.org:8443");
        for wrong in [
            "/peta/{z}/{x}/{y}.png",
            "https://tiles.example.org/{z}/{x}.png",
            "https:///{z}/{x}/{y}.png",
            "https://a.example;script-src */{z}/{x}/{y}",
            "https://a.example/{z}/{x}/{y} b",
            "data:image/png;base64,{z}{x}{y}",
        ] {
            assert_eq!(TileAddress::parse(wrong), None, "{wrong}");
        }
    }
}
