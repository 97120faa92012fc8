//! The areas of everything that several layers say together, cell by cell.
//!
//! The edges of all layers are put on a fine integer grid ([`frame`]) and cut by cells ([`clip`]),
//! and in each cell where they meet ([`node`]); then a line is swept over them from west to east,
//! and each state (what every layer says there) gets the area that lies between its edges
//! ([`sweep`]). Whatever the layers, the areas of all states in a polygon add up to the area of the
//! polygon, because each edge gives to the state below it what it takes from the state above.
//!
//! As for places, polygons are closed and published geometry decides; edges are straight in
//! degrees. Areas are those of the WGS 84 ellipsoid.

mod asked;
mod buckets;
mod clip;
mod frame;
mod measure;
mod node;
mod overlaid;
mod pieces;
mod sheet;
mod states;
mod sweep;
mod work;

pub use asked::Asked;
pub use measure::Square;
pub use overlaid::Overlaid;
pub use sheet::Sheet;
pub use states::Said;
pub use work::Overfull;

/// The areas of what the layers of a [`Sheet`] say together.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Areas {
    /// What each layer says, in the order of the sheet's layers, and the area where they say it;
    /// each state once, in ascending order.
    pub states: Vec<(Box<[Said]>, Square)>,
}

impl Areas {
    /// The area of all states.
    pub fn total(&self) -> Square {
        self.states.iter().map(|(_, area)| *area).sum()
    }
}

#[cfg(test)]
#[expect(clippy::cast_precision_loss, reason = "the squares are small")]
mod tests {
    use std::collections::BTreeMap;

    use proptest::prelude::*;

    use super::frame::At;
    use super::pieces::{Changes, Piece};
    use super::states::{Change, States};
    use super::work::Work;
    use super::{node, sweep};

    /// Grid positions in a unit of these tests: what is rounded is small beside it.
    const UNIT: i64 = 1 << 24;

    type Ring = Vec<(i64, i64)>;

    /// Twice the plane area of each state, in square units, by the sweep.
    fn swept(rings: &[Ring]) -> BTreeMap<Vec<Change>, f64> {
        let mut changes = Changes::default();
        let mut pieces = Vec::new();
        for (token, ring) in (0..).zip(rings) {
            for (i, a) in ring.iter().enumerate() {
                let b = ring[(i + 1) % ring.len()];
                let (a, b) = (at(*a), at(b));
                let (west, east, times) = if a < b { (a, b, 1) } else { (b, a, -1) };
                pieces.push(Piece { a: west, b: east, changes: changes.number(&[(token, times)]) });
            }
        }
        let mut pieces = node::noded(pieces, &mut changes, &mut Work::published()).unwrap();
        for (i, p) in pieces.iter().enumerate() {
            for q in &pieces[i + 1..] {
                assert!(node::crossing(p, q).is_none(), "{p:?} crosses {q:?}");
            }
        }
        let mut states = States::default();
        let mut areas = vec![0_i128; 1];
        sweep::each_piece(&mut pieces, &changes, &mut states, |p, below, above| {
            areas.resize(areas.len().max(above as usize + 1), 0);
            let doubled = i128::from(p.b.x - p.a.x) * i128::from(p.a.y + p.b.y);
            areas[below as usize] += doubled;
            areas[above as usize] -= doubled;
        });
        assert_eq!(areas.iter().sum::<i128>(), 0);
        let unit2 = (UNIT * UNIT) as f64;
        let of = |(state, area): (u32, i128)| (states.of(state).to_vec(), area as f64 / unit2);
        let mut all: BTreeMap<_, _> = (0..).zip(areas).map(of).collect();
        all.remove(&Vec::new());
        all.retain(|_, area| area.abs() > 1e-5);
        all
    }

    fn at((x, y): (i64, i64)) -> At {
        At { x: x * UNIT, y: y * UNIT }
    }

    /// The same by cutting the plane into slabs at every end and every crossing of edges.
    fn by_slabs(rings: &[Ring]) -> BTreeMap<Vec<Change>, f64> {
        let mut edges: Vec<(u32, [f64; 4])> = Vec::new();
        for (token, ring) in (0..).zip(rings) {
            for (i, a) in ring.iter().enumerate() {
                let b = ring[(i + 1) % ring.len()];
                if a.0 != b.0 {
                    edges.push((token, [a.0 as f64, a.1 as f64, b.0 as f64, b.1 as f64]));
                }
            }
        }
        let y_at = |e: &[f64; 4], x: f64| e[1] + (e[3] - e[1]) * (x - e[0]) / (e[2] - e[0]);
        let mut xs: Vec<f64> = edges.iter().flat_map(|(_, e)| [e[0], e[2]]).collect();
        for (_, e) in &edges {
            for (_, f) in &edges {
                let (k, l) = ((e[3] - e[1]) / (e[2] - e[0]), (f[3] - f[1]) / (f[2] - f[0]));
                if k != l {
                    let x = (y_at(f, 0.0) - y_at(e, 0.0)) / (k - l);
                    let spans = |g: &[f64; 4]| g[0].min(g[2]) < x && x < g[0].max(g[2]);
                    if spans(e) && spans(f) {
                        xs.push(x);
                    }
                }
            }
        }
        xs.sort_by(f64::total_cmp);
        let mut all: BTreeMap<Vec<Change>, f64> = BTreeMap::new();
        for slab in xs.windows(2).filter(|s| s[1] - s[0] > 1e-9) {
            let (west, east) = (slab[0], slab[1]);
            let middle = (west + east) / 2.0;
            let spans = |e: &[f64; 4]| e[0].min(e[2]) < middle && middle < e[0].max(e[2]);
            let mut across: Vec<_> = edges.iter().filter(|(_, e)| spans(e)).collect();
            across.sort_by(|(_, e), (_, f)| y_at(e, middle).total_cmp(&y_at(f, middle)));
            let mut state: Vec<Change> = Vec::new();
            for pair in across.windows(2) {
                let (token, e) = pair[0];
                state.push((*token, if e[0] < e[2] { 1 } else { -1 }));
                super::states::summed(&mut state);
                let height = y_at(&pair[1].1, middle) - y_at(e, middle);
                *all.entry(state.clone()).or_default() += 2.0 * height * (east - west);
            }
        }
        all.remove(&Vec::new());
        all.retain(|_, area| area.abs() > 1e-5);
        all
    }

    /// Small coordinates, so that edges are shared, touch, and end on each other.
    fn ring() -> impl Strategy<Value = Ring> {
        prop::collection::vec((0..9_i64, 0..9_i64), 3..8)
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(400))]
        #[test]
        fn areas_of_all_states_are_those_of_slabs(rings in prop::collection::vec(ring(), 1..6)) {
            let (ours, theirs) = (swept(&rings), by_slabs(&rings));
            prop_assert_eq!(ours.keys().collect::<Vec<_>>(), theirs.keys().collect::<Vec<_>>());
            for (state, area) in &ours {
                prop_assert!((area - theirs[state]).abs() < 1e-4, "{state:?}: {area} {}", theirs[state]);
            }
        }
    }

    #[test]
    fn an_end_on_an_edge_and_an_edge_within_an_edge_are_no_trouble() {
        let square = |x: i64, y: i64, side: i64| {
            vec![(x, y), (x + side, y), (x + side, y + side), (x, y + side)]
        };
        let areas = swept(&[square(0, 0, 4), square(1, 4, 2), square(4, 1, 1), square(1, 1, 1)]);
        let expected = [
            (vec![(0, 1)], 30.0),
            (vec![(0, 1), (3, 1)], 2.0),
            (vec![(1, 1)], 8.0),
            (vec![(2, 1)], 2.0),
        ];
        assert_eq!(areas, expected.into());
    }
}
