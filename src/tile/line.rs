//! Cuts lines to a box.

use crate::place::{Bounds, Coord};

/// The stretches of a line inside a box.
pub(super) fn clip(path: &[Coord], window: &Bounds) -> Vec<Vec<Coord>> {
    let mut lines: Vec<Vec<Coord>> = Vec::new();
    for edge in path.windows(2) {
        let Some((a, b)) = segment(edge[0], edge[1], window) else { continue };
        match lines.last_mut() {
            Some(last) if last.last() == Some(&a) => last.push(b),
            _ => lines.push(vec![a, b]),
        }
    }
    lines
}

/// Liang and Barsky (1984).
fn segment(a: Coord, b: Coord, window: &Bounds) -> Option<(Coord, Coord)> {
    let (min, max) = (window.min(), window.max());
    let d = b - a;
    let (mut from, mut to) = (0.0_f64, 1.0_f64);
    for (step, room) in
        [(-d.x, a.x - min.x), (d.x, max.x - a.x), (-d.y, a.y - min.y), (d.y, max.y - a.y)]
    {
        if step == 0.0 {
            if room < 0.0 {
                return None;
            }
        } else if step < 0.0 {
            from = from.max(room / step);
        } else {
            to = to.min(room / step);
        }
    }
    if from > to {
        return None;
    }
    let at = |t: f64| {
        if t == 0.0 {
            a
        } else if t == 1.0 {
            b
        } else {
            a + d * t
        }
    };
    Some((at(from), at(to)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cut(path: &[(f64, f64)]) -> Vec<Vec<(f64, f64)>> {
        let path: Vec<Coord> = path.iter().map(|&(x, y)| Coord { x, y }).collect();
        let lines = clip(&path, &Bounds::from([0.0, 0.0, 10.0, 10.0]));
        lines.iter().map(|l| l.iter().map(|c| (c.x, c.y)).collect()).collect()
    }

    #[test]
    fn a_line_comes_apart_where_it_leaves_and_stays_whole_where_it_touches() {
        let out_and_in = [(5., 5.), (15., 5.), (15., 8.), (5., 8.)];
        assert_eq!(cut(&out_and_in), [[(5., 5.), (10., 5.)], [(10., 8.), (5., 8.)]]);
        let touching = [(5., 5.), (10., 6.), (5., 8.)];
        assert_eq!(cut(&touching), [touching.to_vec()]);
        let along = [(10., -3.), (10., 13.)];
        assert_eq!(cut(&along), [[(10., 0.), (10., 10.)]]);
        let beside = [(10.5, -3.), (10.5, 20.), (-4., 30.)];
        assert_eq!(cut(&beside), Vec::<Vec<(f64, f64)>>::new());
    }

    #[test]
    fn a_line_through_a_box_without_a_vertex_in_it_is_kept() {
        assert_eq!(cut(&[(-5., -5.), (15., 15.)]), [[(0., 0.), (10., 10.)]]);
    }
}
