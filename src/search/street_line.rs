//! Along the line of a street: where a house stands that is between two others.

use crate::place::{Coord, Metric};

/// Houses stand no farther from the line of their street. Units: metres.
const BESIDE_M: f64 = 100.0;

/// Where a house is beside a line. Units: metres.
#[derive(Debug, Clone, Copy)]
struct Beside {
    /// From the beginning of the line to the nearest place on it.
    along: f64,
    /// To the left of the line; negative to the right.
    left: f64,
    away: f64,
}

/// The place a share of the way from one house to another along the street that both stand by, as
/// far beside it as they are; on the straight way between them where no line passes both.
pub(super) fn between(lines: &[Vec<Coord>], (low, high): (Coord, Coord), share: f64) -> Coord {
    let metric = Metric::at(low);
    let scale = metric.scale();
    let flat = |c: Coord| Coord { x: (c.x - low.x) * scale.x, y: (c.y - low.y) * scale.y };
    let ends = [flat(low), flat(high)];
    let beside_both = lines.iter().filter_map(|line| {
        let line: Vec<Coord> = line.iter().map(|c| flat(*c)).collect();
        let [a, b] = ends.map(|end| beside(&line, end));
        let (a, b) = (a?, b?);
        let farther = a.away.max(b.away);
        (farther <= BESIDE_M).then_some((line, a, b, farther))
    });
    let nearest = beside_both.min_by(|one, other| one.3.total_cmp(&other.3));
    let at = nearest.and_then(|(line, a, b, _)| {
        let mean = |a: f64, b: f64| a + (b - a) * share;
        place_on(&line, mean(a.along, b.along), mean(a.left, b.left))
    });
    let at = at.unwrap_or(ends[0] + (ends[1] - ends[0]) * share);
    Coord { x: low.x + at.x / scale.x, y: low.y + at.y / scale.y }
}

fn beside(line: &[Coord], house: Coord) -> Option<Beside> {
    let mut begun = 0.0;
    let mut best: Option<Beside> = None;
    for edge in line.windows(2) {
        let (way, from) = (edge[1] - edge[0], house - edge[0]);
        let length = way.x.hypot(way.y);
        if length == 0.0 {
            continue;
        }
        let on = ((from.x * way.x + from.y * way.y) / length).clamp(0.0, length);
        let foot = from - way * (on / length);
        let away = foot.x.hypot(foot.y);
        let is_left = way.x * from.y - way.y * from.x >= 0.0;
        if best.is_none_or(|best| away < best.away) {
            best =
                Some(Beside { along: begun + on, left: if is_left { away } else { -away }, away });
        }
        begun += length;
    }
    best
}

/// The place so far along a line, and so far to its left.
fn place_on(line: &[Coord], along: f64, left: f64) -> Option<Coord> {
    let mut rest = along;
    let mut last = None;
    for edge in line.windows(2) {
        let way = edge[1] - edge[0];
        let length = way.x.hypot(way.y);
        if length == 0.0 {
            continue;
        }
        let on = way / length;
        let normal = Coord { x: -on.y, y: on.x };
        last = Some(edge[0] + on * rest.min(length) + normal * left);
        if rest <= length {
            break;
        }
        rest -= length;
    }
    last
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(x: f64, y: f64) -> Coord {
        // A hundred thousandth of a degree is about a metre.
        Coord { x: x * 1e-5, y: y * 1e-5 }
    }

    #[test]
    fn a_house_stands_by_the_bend_of_its_street() {
        let street = vec![at(0.0, 0.0), at(100.0, 0.0), at(100.0, 100.0)];
        // Both ten to the left, fifty before and fifty behind the corner.
        let (low, high) = (at(50.0, 10.0), at(90.0, 50.0));
        let middle = between(std::slice::from_ref(&street), (low, high), 0.25);
        // A degree of longitude is a little longer here than one of latitude.
        let is_near = |a: Coord, b: Coord| (a - b).x.abs() < 5e-6 && (a - b).y.abs() < 5e-6;
        assert!(is_near(middle, at(75.0, 10.0)), "{middle:?}");
        let other = between(&[street], (high, low), 0.75);
        assert!(is_near(other, middle), "{other:?}");
    }

    #[test]
    fn without_a_line_it_is_the_straight_way() {
        let far = vec![at(0.0, 900.0), at(100.0, 900.0)];
        for lines in [vec![], vec![far], vec![vec![at(3.0, 3.0)]]] {
            let middle = between(&lines, (at(0.0, 0.0), at(40.0, 20.0)), 0.5);
            assert!((middle - at(20.0, 10.0)).x.abs() < 1e-9, "{middle:?}");
        }
    }
}
