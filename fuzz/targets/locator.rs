//! Which features cover a place, for features and places that are read from bytes, against the
//! exact oracle of tests/support. Rings may cross, overlap and fall together: even-odd says
//! what is right.

use wareng::snapshot::Area;

use crate::exact::covering_by_definition;
use crate::features::{Feature, Position, coord, shapes};
use crate::from_bytes::{Bytes, Scale, read_features, read_position};

/// Asked for one input: more would make it slow without making it another.
const MOST_READ: usize = 16;
const MOST_VERTICES: usize = 16;

pub(crate) fn check(data: &[u8]) {
    let mut bytes = Bytes(data);
    let scale = Scale::read(&mut bytes);
    let features = read_features(&mut bytes, scale);
    let area = Area::new(shapes(&features));
    let places = places(&features, &mut bytes, scale);
    let coords: Vec<_> = places.iter().map(coord).collect();
    let mut together = vec![Vec::new(); places.len()];
    area.each_covering_of(&coords, |i, feature| together[i].push(feature));
    for (place, together) in places.into_iter().zip(together) {
        ask(&area, &features, place, &together);
    }
}

fn ask(area: &Area, features: &[Feature], place: Position, together: &[u32]) {
    let finite = place.iter().all(|c| c.is_finite());
    let right = if finite { covering_by_definition(features, place) } else { Vec::new() };
    let mut found = Vec::new();
    area.each_covering(coord(&place), |feature| found.push(feature));
    let bits = place.map(f64::to_bits);
    assert_eq!(found, right, "{place:?}, bits {bits:#x?}, of {features:?}");
    assert_eq!(together, right, "{place:?} with others, bits {bits:#x?}, of {features:?}");
    assert_eq!(area.covering(coord(&place)), right, "{place:?}");
    assert_eq!(area.covers(coord(&place)), !right.is_empty(), "{place:?}");
    area.decided_by(coord(&place));
}

/// Vertices, middles of edges, crossings of the x of one vertex and the y of another, the next
/// doubles to all of them, places that are read, and places that are none.
fn places(features: &[Feature], bytes: &mut Bytes, scale: Scale) -> Vec<Position> {
    let mut places = vec![[f64::NAN, 0.0], [0.0, f64::INFINITY], [f64::MAX, f64::MIN], [0.0, 0.0]];
    let vertices: Vec<Position> =
        features.iter().flatten().flat_map(|part| part.paths()).flatten().copied().collect();
    let step = vertices.len().div_ceil(MOST_VERTICES).max(1);
    for pair in vertices.windows(2).step_by(step) {
        let (a, b) = (pair[0], pair[1]);
        places.extend([a, [a[0], b[1]], [a[0] / 2.0 + b[0] / 2.0, a[1] / 2.0 + b[1] / 2.0]]);
    }
    for _ in 0..MOST_READ.min(bytes.0.len()) {
        places.push(read_position(bytes, scale));
        if let (Some(a), Some(b)) = (bytes.one_of(&vertices), bytes.one_of(&vertices)) {
            places.push([a[0], b[1]]);
        }
    }
    let beside = |at: &Position| {
        let [x, y] = *at;
        [[x, y], [x.next_up(), y], [x.next_down(), y], [x, y.next_up()], [x, y.next_down()]]
    };
    places.iter().flat_map(beside).collect()
}
