use super::{Coord, Side, on_segment, side};

/// Whether two closed segments share a point. Exact. Units: any, the same for all four.
pub fn segments_meet((a, b): (Coord, Coord), (c, d): (Coord, Coord)) -> bool {
    let apart = a.x.max(b.x) < c.x.min(d.x)
        || c.x.max(d.x) < a.x.min(b.x)
        || a.y.max(b.y) < c.y.min(d.y)
        || c.y.max(d.y) < a.y.min(b.y);
    if apart {
        return false;
    }
    crosses((a, b), (c, d))
        || on_segment(a, b, c)
        || on_segment(a, b, d)
        || on_segment(c, d, a)
        || on_segment(c, d, b)
}

/// Whether two segments cross in a point inside both.
pub(super) fn crosses((a, b): (Coord, Coord), (c, d): (Coord, Coord)) -> bool {
    let parted =
        |p: Side, q: Side| matches!((p, q), (Side::Left, Side::Right) | (Side::Right, Side::Left));
    parted(side(a, b, c), side(a, b, d)) && parted(side(c, d, a), side(c, d, b))
}

/// About where two lines cross, for messages; the middle of what they share where they are one.
pub(super) fn crossing((a, b): (Coord, Coord), (c, d): (Coord, Coord)) -> Coord {
    let (r, s) = (b - a, d - c);
    let across = r.x * s.y - r.y * s.x;
    if across != 0.0 {
        let t = ((c.x - a.x) * s.y - (c.y - a.y) * s.x) / across;
        return a + r * t.clamp(0.0, 1.0);
    }
    [c, d].into_iter().find(|p| on_segment(a, b, *p)).unwrap_or(a)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn segments_meet_in_points_ends_and_pieces() {
        let seg =
            |x0: f64, y0: f64, x1: f64, y1: f64| (Coord { x: x0, y: y0 }, Coord { x: x1, y: y1 });
        let first = seg(0., 0., 4., 4.);
        for (second, meet, why) in [
            (seg(0., 4., 4., 0.), true, "a crossing"),
            (seg(4., 4., 9., 0.), true, "an end on an end"),
            (seg(2., 2., 9., 0.), true, "an end in the middle"),
            (seg(1., 1., 3., 3.), true, "one in the other"),
            (seg(5., 5., 9., 9.), false, "on one line, apart"),
            (seg(1., 0., 5., 4.), false, "parallel"),
            (seg(2.0_f64.next_up(), 2., 9., 0.), false, "a last bit beside it"),
        ] {
            assert_eq!(segments_meet(first, second), meet, "{why}");
            assert_eq!(segments_meet(second, first), meet, "{why}, the other way");
        }
    }
}
