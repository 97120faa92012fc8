//! What one hazard layer says of a place, in numbers.

use crate::place::{Coord, Metric};
use crate::snapshot::{LayerVersion, NearEdge};

/// What a hazard layer says of a place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum State {
    /// Nothing is known there.
    Unmapped,
    /// Mapped, and in no class.
    None,
    /// The rank of the gravest class.
    Class(u8),
}

/// Ranks of classes: a bit for each.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Ranks([u64; 4]);

/// The nearest places that are otherwise, as far as they are within a radius.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub(super) struct Near {
    /// Metres to where the layer says something else.
    pub(super) border_m: Option<f64>,
    /// The nearest graver class, of several as near the gravest, and metres to it.
    pub(super) worse: Option<(u8, f64)>,
}

/// How far beside a border its two sides are looked at, in degrees: a tenth of a millimetre,
/// ten thousand times what a double resolves here.
const BESIDE_DEGREES: f64 = 1e-9;

/// How far from the end of an edge its sides are looked at, in degrees: a centimetre.
const INWARD_DEGREES: f64 = 1e-7;

impl Ranks {
    /// The ranks of all classes that cover a point.
    pub(super) fn at(layer: &LayerVersion, point: Coord) -> Self {
        let mut ranks = Self::default();
        layer.area().each_covering(point, |feature| ranks.add(layer, feature));
        ranks
    }

    /// Adds the rank of a feature.
    pub(super) fn add(&mut self, layer: &LayerVersion, feature: u32) {
        if let Some(rank) = layer.rank(feature) {
            self.0[usize::from(rank / 64)] |= 1 << (rank % 64);
        }
    }

    /// From the gravest to the least grave.
    pub(super) fn descending(self) -> impl Iterator<Item = u8> {
        (0..=u8::MAX).rev().filter(move |rank| self.holds(*rank))
    }

    fn holds(self, rank: u8) -> bool {
        self.0[usize::from(rank / 64)] >> (rank % 64) & 1 == 1
    }

    pub(super) fn gravest(self) -> Option<u8> {
        let (words, zeros) = (self.0, |word: u64| 63 - word.leading_zeros());
        let last = (0_u8..4).rev().find(|i| words[usize::from(*i)] != 0)?;
        let bit = u8::try_from(zeros(words[usize::from(last)])).ok()?;
        Some(last * 64 + bit)
    }
}

pub(super) fn state_of(layer: &LayerVersion, point: Coord, ranks: Ranks) -> State {
    match ranks.gravest() {
        Some(gravest) => State::Class(gravest),
        None if layer.mapped().covers(point) => State::None,
        None => State::Unmapped,
    }
}

pub(super) fn state_at(layer: &LayerVersion, point: Coord) -> State {
    state_of(layer, point, Ranks::at(layer, point))
}

/// What is otherwise within a radius of the place that `metric` is at.
pub(super) fn near(layer: &LayerVersion, metric: &Metric, state: State, radius_m: f64) -> Near {
    match state {
        // Where nothing is known there is nothing to be nearer or farther from.
        State::Unmapped => Near::default(),
        State::None => near_none(layer, metric, radius_m),
        State::Class(rank) => near_class(layer, metric, rank, radius_m),
    }
}

/// Metres to where the layer says something else.
pub(super) fn border_m(
    layer: &LayerVersion,
    metric: &Metric,
    state: State,
    radius_m: f64,
) -> Option<f64> {
    match state {
        State::Unmapped => None,
        State::None => near_none(layer, metric, radius_m).border_m,
        State::Class(rank) => {
            class_border(layer, metric, rank, radius_m, |_| ()).map(|e| e.distance_m)
        }
    }
}

/// From a place in no class: every class is graver, and nearest where its polygons begin; only
/// the end of the mapped area may be nearer.
fn near_none(layer: &LayerVersion, metric: &Metric, radius_m: f64) -> Near {
    let class = layer.area().nearest_edge(metric, radius_m, 0, |_| true);
    let class_m = class.map(|edge| edge.distance_m);
    let differs = |edge: &NearEdge| has_other_side(layer, metric.place(), State::None, edge);
    let mapped = layer.mapped();
    let end = mapped.nearest_edge(metric, class_m.unwrap_or(radius_m), 0, differs);
    Near {
        border_m: end.map(|edge| edge.distance_m).or(class_m),
        worse: class.map(|edge| (gravest_on(layer, &edge), edge.distance_m)),
    }
}

/// From a place in a class: whatever else begins, begins at the border of a polygon of a class.
fn near_class(layer: &LayerVersion, metric: &Metric, rank: u8, radius_m: f64) -> Near {
    let mut nearest_graver: Option<NearEdge> = None;
    let border = class_border(layer, metric, rank, radius_m, |graver| {
        nearest_graver = Some(*graver);
    });
    let border_m = border.map(|edge| edge.distance_m);
    let graver = border.filter(|edge| edge.rank > rank).or_else(|| {
        let least = rank.checked_add(1).filter(|least| layer.class(*least).is_some())?;
        // Those that were met on the way to the border bound what is looked for; a little more,
        // for of several as near the gravest is wanted.
        let within_m = nearest_graver
            .map_or(radius_m, |graver| radius_m.min(graver.distance_m * (1.0 + 1e-9)));
        layer.area().nearest_edge(metric, within_m, least, |_| true).or(nearest_graver)
    });
    Near { border_m, worse: graver.map(|edge| (gravest_on(layer, &edge), edge.distance_m)) }
}

/// The nearest border of a polygon beyond which the layer says something else than this class;
/// `met` is told of each of a graver class that is nearer than those before.
fn class_border(
    layer: &LayerVersion,
    metric: &Metric,
    rank: u8,
    radius_m: f64,
    mut met: impl FnMut(&NearEdge),
) -> Option<NearEdge> {
    layer.area().nearest_edge(metric, radius_m, 0, |edge| {
        // A graver class reaches its border, whatever lies beside.
        let is_graver = edge.rank > rank;
        if is_graver {
            met(edge);
        }
        is_graver || has_other_side(layer, metric.place(), State::Class(rank), edge)
    })
}

/// Whether the layer says something else beside an edge: it may lie between two polygons of one
/// class, or inside of a graver one.
fn has_other_side(layer: &LayerVersion, place: Coord, state: State, edge: &NearEdge) -> bool {
    beside(place, edge).any(|point| state_at(layer, point) != state)
}

/// Points just beside an edge: beyond its nearest point as seen from the place, and on both sides
/// of the edge. At an end of it the sides are looked at a little inward, for in the tip of a notch
/// what is beside the tip lies behind the other edge.
fn beside(place: Coord, edge: &NearEdge) -> impl Iterator<Item = Coord> {
    let (a, b) = edge.ends;
    let along = b - a;
    let normal = Coord { x: -along.y, y: along.x };
    let edge_length = length(along);
    let inward = along * (INWARD_DEGREES / edge_length).min(0.5);
    let foot = match edge.nearest {
        nearest if nearest == a => a + inward,
        nearest if nearest == b => b - inward,
        nearest => nearest,
    };
    let beyond = edge.nearest - place;
    [(edge.nearest, beyond), (foot, normal), (foot, normal * -1.0)].into_iter().filter_map(
        |(at, towards)| {
            let length = length(towards);
            (length > 0.0).then(|| at + towards * (BESIDE_DEGREES / length))
        },
    )
}

/// Of numbers that are degrees: faster than one that allows for any.
fn length(c: Coord) -> f64 {
    (c.x * c.x + c.y * c.y).sqrt()
}

/// The gravest class at the nearest point of an edge: at its ends those of other edges meet it.
fn gravest_on(layer: &LayerVersion, edge: &NearEdge) -> u8 {
    if edge.nearest != edge.ends.0 && edge.nearest != edge.ends.1 {
        return edge.rank;
    }
    Ranks::at(layer, edge.nearest).gravest().map_or(edge.rank, |there| there.max(edge.rank))
}
