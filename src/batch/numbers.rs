//! Degrees as they are written in rows.

use super::reason::{Reason, excerpt};
use crate::place::LonLat;

/// The usual names of the columns with longitude and latitude.
pub(super) const LON: [&str; 5] = ["lon", "lng", "longitude", "bujur", "x"];
pub(super) const LAT: [&str; 4] = ["lat", "latitude", "lintang", "y"];

/// A decimal number; a decimal comma is taken for what it is.
pub(super) fn degrees(column: &str, text: &[u8]) -> Result<f64, Reason> {
    let trimmed = text.trim_ascii();
    if trimmed.is_empty() {
        return Err(Reason::Empty(excerpt(column.as_bytes())));
    }
    let number = std::str::from_utf8(trimmed).ok().and_then(|text| match text.parse::<f64>() {
        Ok(number) => Some(number),
        Err(_) if text.contains('.') => None,
        Err(_) => text.replacen(',', ".", 1).parse().ok(),
    });
    let number = number.filter(|n| n.is_finite());
    number.ok_or_else(|| Reason::NotNumber(excerpt(column.as_bytes()), excerpt(trimmed)))
}

/// The place of two numbers.
pub(super) fn place(lon: f64, lat: f64) -> Result<LonLat, Reason> {
    LonLat::new(lon, lat).ok_or(Reason::OutOfRange(lon, lat))
}
