//! Which boxes meet, by a sweep from west to east.

use crate::place::Bounds;

/// For each box, in the order of their west sides, those before it that share a place with it.
pub(super) fn meeting(boxes: &[Bounds]) -> impl Iterator<Item = (usize, Vec<usize>)> {
    let mut order: Vec<usize> = (0..boxes.len()).collect();
    order.sort_by(|a, b| boxes[*a].min().x.total_cmp(&boxes[*b].min().x));
    let mut open: Vec<usize> = Vec::new();
    order.into_iter().map(move |next| {
        open.retain(|other| boxes[*other].max().x >= boxes[next].min().x);
        let met = open.iter().copied().filter(|other| boxes[*other].intersects(&boxes[next]));
        let met = met.collect();
        open.push(next);
        (next, met)
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn it_finds_the_pairs_that_each_with_each_finds(
            corners in prop::collection::vec((0..20_i8, 0..20_i8, 0..6_i8, 0..6_i8), 0..30)
        ) {
            let boxes: Vec<Bounds> = corners
                .iter()
                .map(|&(x, y, w, h)| Bounds::from([x, y, x + w, y + h].map(f64::from)))
                .collect();
            let mut found: Vec<(usize, usize)> = meeting(&boxes)
                .flat_map(|(a, met)| met.into_iter().map(move |b| (a.min(b), a.max(b))))
                .collect();
            found.sort_unstable();
            let each = (0..boxes.len()).flat_map(|a| (a + 1..boxes.len()).map(move |b| (a, b)));
            let expected: Vec<_> = each.filter(|&(a, b)| boxes[a].intersects(&boxes[b])).collect();
            prop_assert_eq!(found, expected);
        }
    }
}
