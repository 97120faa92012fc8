//! Which part of the pyramid is meant, as it is written on the command line.

use wareng::model::Zooms;
use wareng::place::{Bounds, LonLat, MAX_ZOOM};

/// `W,S,E,N` in degrees.
pub(in crate::cli) fn bbox(text: &str) -> Result<Bounds, String> {
    let how = "write west,south,east,north in degrees: 110.3,-7.1,110.5,-6.9";
    let numbers: Option<Vec<f64>> = text.split(',').map(|n| n.trim().parse().ok()).collect();
    let Some(numbers) = numbers.and_then(|n| <[f64; 4]>::try_from(n).ok()) else {
        return Err(how.into());
    };
    let [west, south, east, north] = numbers;
    if LonLat::new(west, south).is_none() || LonLat::new(east, north).is_none() {
        return Err(format!("longitudes are -180 to 180, latitudes -90 to 90; {how}"));
    }
    let empty = format!("nothing lies from {west} to {east} and from {south} to {north}; {how}");
    Bounds::new(numbers).filter(|_| west < east && south < north).ok_or(empty)
}

/// `0-16`, or one zoom.
pub(in crate::cli) fn zooms(text: &str) -> Result<Zooms, String> {
    let (min, max) = text.split_once('-').unwrap_or((text, text));
    let zoom = |text: &str| text.trim().parse().ok().filter(|z| *z <= MAX_ZOOM);
    match (zoom(min), zoom(max)) {
        (Some(min), Some(max)) if min <= max => Ok(Zooms { min, max }),
        _ => Err(format!("write the first and the last zoom, from 0 to {MAX_ZOOM}: 0-14")),
    }
}

/// What two boxes share, where that is more than a line.
pub(super) fn shared(a: Bounds, b: Bounds) -> Option<Bounds> {
    let [west, south, east, north] = a.to_array();
    let [w, s, e, n] = b.to_array();
    Bounds::new([west.max(w), south.max(s), east.min(e), north.min(n)])
}
