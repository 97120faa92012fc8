//! Whoever finds the features that cover a place, timed and held to one answer.

use std::fmt;
use std::hint::black_box;
use std::time::Duration;

use wareng::place::Coord;
use wareng::snapshot::Area;

use crate::clock::thread_time;
use crate::number::number;

/// A contestant in this process.
pub(crate) trait Lookup {
    /// Calls `found` with the features whose polygons cover a place.
    fn each_covering(&self, place: Coord, found: impl FnMut(u32));
}

impl Lookup for Area {
    fn each_covering(&self, place: Coord, found: impl FnMut(u32)) {
        self.each_covering(place, found);
    }
}

/// What the features found at some points add up to: contestants with the same sums, point by
/// point in the same order, have found the same.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct Answers {
    /// Pairs of a point and a feature that covers it.
    pub(crate) hits: u64,
    /// The places of those features in the layer, summed.
    pub(crate) features: u64,
}

impl fmt::Display for Answers {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} hits (their features sum up to {})", self.hits, self.features)
    }
}

/// A round is at least this long: what another contestant left in the caches is then forgotten.
const ROUND: Duration = Duration::from_millis(100);

/// One round: nanoseconds a point, asked one by one in the order given, all of them as often as
/// a round takes.
pub(crate) fn ns_a_point(contestant: &impl Lookup, points: &[Coord]) -> f64 {
    spent(points, || {
        let mut sum = 0;
        for point in points {
            contestant.each_covering(*point, |feature| sum += u64::from(feature));
        }
        sum
    })
}

/// The same for many points at once, which only ours can be asked.
pub(crate) fn ns_a_point_together(area: &Area, points: &[Coord]) -> f64 {
    spent(points, || {
        let mut sum = 0;
        area.each_covering_of(points, |_, feature| sum += u64::from(feature));
        sum
    })
}

/// Nanoseconds a point of this thread, all of them asked as often as a round takes.
fn spent(points: &[Coord], ask_all: impl Fn() -> u64) -> f64 {
    let begin = thread_time();
    let mut asked = 0;
    loop {
        black_box(ask_all());
        asked += points.len();
        let spent = thread_time().saturating_sub(begin);
        if spent >= ROUND {
            return spent.as_secs_f64() * 1e9 / number(asked);
        }
    }
}

/// What it finds for many points at once.
pub(crate) fn answers_together(area: &Area, points: &[Coord]) -> Answers {
    let mut answers = Answers::default();
    area.each_covering_of(points, |_, feature| {
        answers.hits += 1;
        answers.features += u64::from(feature);
    });
    answers
}

/// What it finds. A feature that two of its polygons make it find twice counts once.
pub(crate) fn answers(contestant: &impl Lookup, points: &[Coord]) -> Answers {
    let mut found = Vec::new();
    let mut answers = Answers::default();
    for point in points {
        contestant.each_covering(*point, |feature| found.push(feature));
        found.sort_unstable();
        found.dedup();
        answers.hits += u64::try_from(found.len()).unwrap_or(u64::MAX);
        answers.features += found.drain(..).map(u64::from).sum::<u64>();
    }
    answers
}

/// The first of the points, as many as it answers in about `budget`.
pub(crate) fn affordable<'p>(
    contestant: &impl Lookup,
    points: &'p [Coord],
    budget: Duration,
) -> &'p [Coord] {
    const TRIED: usize = 1_000;
    let tried = &points[..TRIED.min(points.len())];
    let each = ns_a_point(contestant, tried);
    let mut count = points.len();
    while count > TRIED && each * number(count) > budget.as_secs_f64() * 1e9 {
        count /= 2;
    }
    &points[..count]
}
