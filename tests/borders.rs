//! How far the border and the nearest graver class are, against what the layer says at places
//! around: on made layers where edges are shared, overlap, notch and cross.
#![allow(
    clippy::unwrap_used,
    clippy::cast_precision_loss,
    reason = "a test fails where a step of it does, and its numbers are small"
)]

#[path = "support/city.rs"]
#[allow(dead_code, reason = "each test takes what it needs of it")]
mod city;
#[path = "support/random.rs"]
#[allow(dead_code, reason = "each test takes what it needs of it")]
mod random;
#[path = "support/ranked.rs"]
mod ranked;

use random::Random;
use ranked::{CLASSES, Ranked, Ring};
use wareng::model::LayerId;
use wareng::place::{Coord, LonLat, geodesic_m};
use wareng::query::{self, Edge, Finding, Question, reading};
use wareng::snapshot::{LayerVersion, View};

use reading::HazardReading as Reading;

/// Distances are told to a tenth of a metre; a centimetre more for the places beside.
const SLACK_M: f64 = 0.06;
/// What is around a point is looked at a millimetre from it. Units: degrees.
const AROUND: f64 = 1e-8;
/// As far around are borders looked for.
const RADIUS_M: f64 = 600.0;
const LAYERS: u64 = 12;
const PLACES: usize = 30;

/// A made layer as it is served, and all points where its edges end or cross.
struct Asked<'v> {
    id: LayerId,
    view: &'v View,
    layer: &'v LayerVersion,
    edges: Vec<[Coord; 2]>,
    corners: Vec<Spot>,
}

/// A point, and what the layer says at it and in each sector between the edges around it.
struct Spot {
    at: Coord,
    said: Vec<Reading>,
}

/// The nearest of what is otherwise. Units: metres.
#[derive(Debug, PartialEq)]
struct Truth {
    border_m: Option<f64>,
    worse: Option<(u8, f64)>,
}

impl<'v> Asked<'v> {
    fn new(view: &'v View, id: &str, made: &Ranked) -> Self {
        let edges: Vec<[Coord; 2]> = made.rings().flat_map(edges_of).collect();
        let layer = city::layer(view, id);
        let id = LayerId::new(id).unwrap();
        let mut asked = Self { id, view, layer, edges, corners: Vec::new() };
        let ends = asked.edges.iter().map(|edge| edge[0]);
        let crossings = asked
            .edges
            .iter()
            .enumerate()
            .flat_map(|(i, a)| asked.edges[..i].iter().filter_map(move |b| crossing(*a, *b)));
        asked.corners = ends.chain(crossings).map(|at| asked.spot(at)).collect();
        asked
    }

    fn says(&self, at: Coord) -> Reading {
        reading::hazard(self.layer, LonLat::new(at.x, at.y).unwrap())
    }

    /// Edges part what is around a point into sectors, in each of which one thing is said.
    fn spot(&self, at: Coord) -> Spot {
        let mut angles: Vec<f64> = self.edges.iter().flat_map(|edge| leaving(*edge, at)).collect();
        angles.sort_by(f64::total_cmp);
        let turn = std::f64::consts::TAU;
        let next = angles.iter().skip(1).copied().chain(angles.first().map(|first| first + turn));
        let between = angles.iter().zip(next).map(|(a, b)| f64::midpoint(*a, b));
        let beside = between.map(|angle| at + Coord { x: angle.cos(), y: angle.sin() } * AROUND);
        Spot { at, said: std::iter::once(at).chain(beside).map(|c| self.says(c)).collect() }
    }

    fn finding(&self, place: Coord) -> Finding<'v> {
        let question = Question {
            layers: Some(vec![self.id.clone()]),
            radius_m: RADIUS_M,
            ..Question::at(LonLat::new(place.x, place.y).unwrap())
        };
        query::at(self.view, &question).findings.remove(0)
    }

    /// What begins nearest to a place begins where edges end or cross, or where an edge is nearest.
    fn truth(&self, place: Coord) -> Truth {
        let here = self.says(place);
        let feet = self.edges.iter().map(|edge| foot(place, *edge));
        let feet: Vec<Spot> = feet.map(|at| self.spot(at)).collect();
        let mut truth = Truth { border_m: None, worse: None };
        if here == Reading::Unmapped {
            return truth;
        }
        for spot in self.corners.iter().chain(&feet) {
            let metres = geodesic_m(place, spot.at);
            if spot.said.iter().any(|said| *said != here) {
                truth.border_m = Some(truth.border_m.map_or(metres, |m| m.min(metres)));
            }
            let Some(graver) = spot.said.iter().filter_map(|said| graver(here, *said)).max() else {
                continue;
            };
            truth.worse = Some(match truth.worse {
                Some((rank, m)) if (metres - m).abs() < 1e-6 => (rank.max(graver), m),
                Some((rank, m)) if m < metres => (rank, m),
                _ => (graver, metres),
            });
        }
        truth
    }

    /// What is wrong in what is said of a place.
    fn faults(&self, place: Coord) -> Vec<String> {
        let (found, truth) = (self.finding(place), self.truth(place));
        let mut faults = Vec::new();
        let worse = found.worse.as_ref().map(|worse| worse.distance_m);
        if !agree(found.border_m, truth.border_m) {
            faults.push("border_m".to_owned());
        }
        if !agree(worse, truth.worse.map(|(_, metres)| metres)) {
            faults.push("worse".to_owned());
        } else if let (Some(said), Some((rank, _))) = (&found.worse, truth.worse)
            && said.class.class != CLASSES[usize::from(rank)]
        {
            faults.push("class of worse".to_owned());
        }
        if !edge_fits(&found, self.says(place), truth.border_m) {
            faults.push("edge".to_owned());
        }
        faults.extend(self.nearer(place, &found));
        let (id, here) = (&self.id, self.says(place));
        faults
            .iter()
            .map(|f| format!("{f}: {id} {place:?} {here:?}: {found:?}, {truth:?}"))
            .collect()
    }

    /// The first place on rays from here that is otherwise and nearer than was said.
    fn nearer(&self, place: Coord, found: &Finding) -> Option<String> {
        const STEPS: i32 = 100;
        let here = self.says(place);
        if here == Reading::Unmapped {
            return None;
        }
        let within = |metres: Option<f64>| metres.unwrap_or(RADIUS_M) * 0.99 - SLACK_M;
        let border_m = within(found.border_m);
        let worse_m = within(found.worse.as_ref().map(|worse| worse.distance_m));
        let farthest = border_m.max(worse_m);
        (0..64).flat_map(|ray| (1..=STEPS).map(move |step| (ray, step))).find_map(|(ray, step)| {
            let (sin, cos) = (f64::from(ray) / 64.0 * std::f64::consts::TAU).sin_cos();
            let degrees = farthest.max(0.0) * f64::from(step) / f64::from(STEPS) / 110_000.0;
            let at = place + Coord { x: cos, y: sin } * degrees;
            let (said, metres) = (self.says(at), geodesic_m(place, at));
            let wrong = said != here && metres < border_m
                || graver(here, said).is_some() && metres < worse_m;
            wrong.then(|| format!("{said:?} at {at:?}, {metres} m"))
        })
    }
}

/// Whether a distance is the true one, where both are told or that is beyond the radius.
fn agree(said: Option<f64>, truth: Option<f64>) -> bool {
    match (said, truth) {
        (Some(said), Some(truth)) => (said - truth).abs() <= SLACK_M,
        (Some(_), None) => false,
        (None, truth) => truth.is_none_or(|metres| metres > RADIUS_M - SLACK_M),
    }
}

fn edge_fits(found: &Finding, here: Reading, border_m: Option<f64>) -> bool {
    let accuracy_m = ranked::ACCURACY_M;
    match found.edge {
        None => here == Reading::Unmapped,
        Some(_) if here == Reading::Unmapped => false,
        Some(Edge::Near) => border_m.is_some_and(|m| m <= accuracy_m + SLACK_M),
        Some(Edge::Clear) => border_m.is_none_or(|m| m > accuracy_m - SLACK_M),
    }
}

/// The rank of a class that is graver than what is said here.
fn graver(here: Reading, there: Reading) -> Option<u8> {
    match (here, there) {
        (Reading::Class(here), Reading::Class(there)) => (there > here).then_some(there),
        (_, Reading::Class(there)) => Some(there),
        _ => None,
    }
}

fn edges_of(ring: &Ring) -> impl Iterator<Item = [Coord; 2]> + '_ {
    ring.windows(2).map(|pair| [pair[0], pair[1]])
}

/// Degrees of longitude are that much shorter here than those of latitude.
fn narrow(at: Coord) -> f64 {
    at.y.to_radians().cos()
}

/// The nearest point of an edge.
fn foot(place: Coord, [a, b]: [Coord; 2]) -> Coord {
    let scaled = |c: Coord| Coord { x: c.x * narrow(place), y: c.y };
    let (to, along) = (scaled(place - a), scaled(b - a));
    let part = (to.x * along.x + to.y * along.y) / (along.x * along.x + along.y * along.y);
    if part <= 0.0 {
        a
    } else if part >= 1.0 {
        b
    } else {
        a + (b - a) * part
    }
}

/// The directions in which an edge leaves a point: none where it does not touch it.
fn leaving([a, b]: [Coord; 2], at: Coord) -> Vec<f64> {
    const TOUCHING: f64 = 1e-12;
    let to = |end: Coord| {
        let d = end - at;
        (d.x.hypot(d.y) > TOUCHING).then(|| d.y.atan2(d.x))
    };
    let (d, along) = (at - a, b - a);
    let length = along.x.hypot(along.y);
    let aside = (d.x * along.y - d.y * along.x) / length;
    let part = (d.x * along.x + d.y * along.y) / length;
    let touches = aside.abs() < TOUCHING && part > -TOUCHING && part < length + TOUCHING;
    if touches { [to(a), to(b)].into_iter().flatten().collect() } else { Vec::new() }
}

/// Where two edges cross; those that only touch end there.
fn crossing([a, b]: [Coord; 2], [c, d]: [Coord; 2]) -> Option<Coord> {
    let cross = |u: Coord, v: Coord| u.x * v.y - u.y * v.x;
    let (r, s) = (b - a, d - c);
    let turn = cross(r, s);
    let (t, u) = (cross(c - a, s) / turn, cross(c - a, r) / turn);
    let within = turn != 0.0 && (0.0..=1.0).contains(&t) && (0.0..=1.0).contains(&u);
    within.then(|| a + r * t)
}

/// Places anywhere, at and near corners, and beside edges from a millimetre to some ten metres.
fn places(random: &mut Random, asked: &Asked) -> Vec<Coord> {
    let place = |random: &mut Random| {
        let corner = asked.corners[random.below(asked.corners.len())].at;
        let [a, b] = asked.edges[random.below(asked.edges.len())];
        let turned = random.between(0.0, std::f64::consts::TAU);
        let away = 10_f64.powf(random.between(-7.5, -3.0));
        let aside = Coord { x: turned.cos(), y: turned.sin() } * away;
        match random.below(5) {
            0 => ranked::anywhere(random),
            1 => a,
            2 => corner + aside,
            3 => a + (b - a) * 0.5,
            _ => a + (b - a) * random.part() + aside,
        }
    };
    (0..PLACES).map(|_| place(random)).collect()
}

#[test]
fn nothing_else_is_nearer_than_border_m_and_worse_and_something_is_there() {
    let made: Vec<(String, Ranked)> =
        (0..LAYERS).map(|i| (format!("buatan-{i}"), Ranked::random(&mut Random(i)))).collect();
    let folder = ranked::folder(&made);
    let view = city::view(folder.path(), "prepared-borders");
    let mut faults = Vec::new();
    let mut borders = 0;
    for (seed, (id, made)) in (LAYERS..).zip(&made) {
        let asked = Asked::new(&view, id, made);
        for place in places(&mut Random(seed), &asked) {
            borders += usize::from(asked.finding(place).border_m.is_some());
            faults.extend(asked.faults(place));
        }
    }
    assert!(borders > PLACES, "only {borders} places had a border");
    assert!(faults.is_empty(), "{} faults:\n{}", faults.len(), faults.join("\n"));
}

/// From a place in two arms of a class the tip of the notch between them is the nearest border.
#[test]
fn the_tip_of_a_notch_is_the_border_however_its_edges_lie() {
    let corners =
        [(-3., -3.), (3., -3.), (3., 0.), (0., 0.), (2., 2.), (2., 3.), (-3., 3.), (-3., -3.)];
    let (tip, unit) = (Coord { x: 110.4, y: -7.0 }, 1e-3);
    let ring = corners.map(|(x, y)| tip + Coord { x, y } * unit).to_vec();
    let made = [("takik".to_owned(), Ranked::of(vec![(0, vec![ring])]))];
    let folder = ranked::folder(&made);
    let view = city::view(folder.path(), "prepared-notch");
    let asked = Asked::new(&view, "takik", &made[0].1);
    let beside = tip + Coord { x: -0.0001, y: -0.0002 };
    for (place, metres) in [(beside, 24.7), (tip, 0.0)] {
        let found = asked.finding(place);
        assert!(found.border_m.is_some_and(|m| (m - metres).abs() <= SLACK_M), "{found:?}");
        assert_eq!(asked.faults(place), Vec::<String>::new());
    }
}

/// Two graver classes as far away as each other, the lesser of which is met on the way to a border.
#[test]
fn of_several_graver_classes_as_near_the_gravest_is_told() {
    let place = Coord { x: 110.4, y: -7.0 };
    let ring = |corners: &[(f64, f64)]| -> Ring {
        let closed = corners.iter().chain(&corners[..1]);
        closed.map(|(x, y)| place + Coord { x: *x, y: *y } * 1e-3).collect()
    };
    let own = ring(&[(-20., -20.), (20., -20.), (20., 20.), (-20., 20.)]);
    let hole = ring(&[(-0.3, 1.), (-0.3, 1.3), (0.3, 1.3), (0.3, 1.)]);
    // The box around it holds the place.
    let lesser = ring(&[(-6., -10.), (-4., -10.), (-4., 10.), (3., 10.), (3., 12.), (-6., 12.)]);
    let gravest = ring(&[(4., -10.), (6., -10.), (6., 10.), (4., 10.)]);
    let classes = vec![(1, vec![own, hole]), (2, vec![lesser]), (3, vec![gravest])];
    let made = [("sejauh".to_owned(), Ranked::of(classes))];
    let folder = ranked::folder(&made);
    let view = city::view(folder.path(), "prepared-as-far");
    let found = Asked::new(&view, "sejauh", &made[0].1).finding(place);
    assert!(found.border_m.is_some_and(|m| (110.0..111.0).contains(&m)), "{found:?}");
    let worse = found.worse.unwrap();
    assert_eq!(worse.class.class, "ekstrem");
    assert!((441.0..443.0).contains(&worse.distance_m), "{worse:?}");
}
