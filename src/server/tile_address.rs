//! The address of a tile: `{z}/{x}/{y}`, each tile in one form only.

use std::str::FromStr;

use super::extract;
use super::problem::Problem;
use crate::place::{MAX_ZOOM, TileId};

/// The tile of an address.
pub(super) fn tile_id(z: &str, x: &str, y: &str) -> Result<TileId, Problem> {
    let id = || TileId::new(plain(z)?, plain(x)?, plain(y)?);
    id().ok_or_else(|| {
        let at = extract::excerpt(&format!("{z}/{x}/{y}"));
        Problem::not_found(
            &format!("Tidak ada petak {at}: z 0 sampai {MAX_ZOOM}, x dan y di bawah 2^z"),
            &format!("there is no tile {at}: z from 0 to {MAX_ZOOM}, x and y below 2^z"),
        )
    })
}

/// A whole number in its one form: `012` and `+12` would be further addresses of the same, each of
/// which a cache keeps by itself.
fn plain<T: FromStr>(text: &str) -> Option<T> {
    let is_plain = text == "0" || text.starts_with(|c| matches!(c, '1'..='9'));
    text.parse().ok().filter(|_| is_plain)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tile_has_one_address() {
        assert_eq!(tile_id("0", "0", "0").ok(), TileId::new(0, 0, 0));
        assert_eq!(tile_id("12", "3304", "2127").ok(), TileId::new(12, 3304, 2127));
        for (z, x, y) in [("012", "1", "1"), ("12", "+1", "1"), ("12", "1", "01"), ("12", "", "1")]
        {
            assert!(tile_id(z, x, y).is_err(), "{z}/{x}/{y}");
        }
    }
}
