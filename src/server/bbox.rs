//! `bbox=west,south,east,north`.

use super::problem::Problem;
use crate::place::{AskedPolygon, Coord};

/// A box, or two where it crosses the antimeridian.
pub(super) fn bbox(text: &str) -> Result<AskedPolygon, Problem> {
    let wrong = |id: &str, en: &str| Err(Problem::parameter("bbox", id, en));
    let numbers: Vec<f64> = text.split(',').filter_map(|n| n.trim().parse().ok()).collect();
    let [west, south, east, north] = numbers[..] else {
        return wrong(
            "tulis barat,selatan,timur,utara dalam derajat, misalnya 110.4,-7,110.5,-6.9",
            "write west,south,east,north in degrees, such as 110.4,-7,110.5,-6.9",
        );
    };
    if text.split(',').count() != 4 || south >= north || west == east {
        return wrong(
            "selatan harus di bawah utara, dan barat bukan timur",
            "south has to be below north, and west not east",
        );
    }
    let boxes = if west < east {
        vec![[west, south, east, north]]
    } else {
        vec![[west, south, 180.0, north], [-180.0, south, east, north]]
    };
    let ring = |[w, s, e, n]: [f64; 4]| {
        let corners = [(w, s), (e, s), (e, n), (w, n), (w, s)];
        vec![corners.map(|(x, y)| Coord { x, y }).to_vec()]
    };
    let boxes = boxes.into_iter().filter(|[w, _, e, _]| w < e).map(ring).collect();
    AskedPolygon::new(boxes).map_err(|fault| {
        let [id, en] = fault.words();
        Problem::parameter("bbox", &id, &en)
    })
}
