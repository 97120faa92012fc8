//! What one hazard layer says of a place.

use super::{ClassName, Edge, Finding, FindingStatus, Question, Worse, rounded_m};
use crate::model::Lang;
use crate::place::{Coord, geodesic_m};
use crate::snapshot::{LayerVersion, NearEdge};

/// What is true at one point: `Unmapped`, `None`, or the rank of the gravest class.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum State {
    Unmapped,
    None,
    Class(u8),
}

/// How far beside a border its two sides are looked at, in degrees: a tenth of a millimetre,
/// ten thousand times what a double resolves here.
const BESIDE_DEGREES: f64 = 1e-9;

pub(super) fn finding(layer: &LayerVersion, question: &Question) -> Finding {
    let place = question.place.coord();
    let ranks = ranks_at(layer, place);
    let state = state_of(layer, place, &ranks);
    let accuracy_m = layer.layer().accuracy_m.filter(|_| state != State::Unmapped);
    // How sure an answer is does not depend on how far the reader wants to look.
    let looked_m = question.radius_m.max(accuracy_m.unwrap_or(0.0));
    let border_m = border_m(layer, place, state, looked_m);
    let edge = accuracy_m.map(|accuracy| match border_m {
        Some(border) if border <= accuracy => Edge::Near,
        _ => Edge::Clear,
    });
    Finding {
        layer: layer.layer().id.to_string(),
        kind: "hazard",
        title: layer.layer().title.get(question.lang).to_owned(),
        status: status(layer, state, &ranks, question.lang),
        border_m: border_m.filter(|m| *m <= question.radius_m).map(rounded_m),
        worse: worse(layer, place, state, question),
        edge,
    }
}

/// The ranks of all classes that cover a point, gravest first, each once.
pub(super) fn ranks_at(layer: &LayerVersion, point: Coord) -> Vec<u8> {
    let mut ranks: Vec<u8> =
        layer.covering(point).into_iter().filter_map(|f| layer.rank(f)).collect();
    ranks.sort_unstable_by(|a, b| b.cmp(a));
    ranks.dedup();
    ranks
}

fn state_of(layer: &LayerVersion, point: Coord, ranks: &[u8]) -> State {
    match ranks.first() {
        Some(gravest) => State::Class(*gravest),
        None if layer.mapped().covers(point) => State::None,
        None => State::Unmapped,
    }
}

pub(super) fn state_at(layer: &LayerVersion, point: Coord) -> State {
    state_of(layer, point, &ranks_at(layer, point))
}

fn status(layer: &LayerVersion, state: State, ranks: &[u8], lang: Lang) -> FindingStatus {
    match state {
        State::Unmapped => FindingStatus::Unmapped,
        State::None => FindingStatus::None,
        State::Class(rank) => match layer.class(rank) {
            None => FindingStatus::Unmapped,
            Some(class) => FindingStatus::Mapped {
                class: class.id.clone(),
                label: class.label.get(lang).to_owned(),
                meaning: class.meaning.get(lang).to_owned(),
                advice: class.advice.get(lang).to_owned(),
                color: class.color.clone(),
                also: ranks.iter().skip(1).filter_map(|r| class_name(layer, *r, lang)).collect(),
            },
        },
    }
}

fn class_name(layer: &LayerVersion, rank: u8, lang: Lang) -> Option<ClassName> {
    let class = layer.class(rank)?;
    Some(ClassName { class: class.id.clone(), label: class.label.get(lang).to_owned() })
}

/// Metres to the nearest point where the layer says something else; `None` beyond the radius,
/// and where nothing is known.
///
/// An edge between two polygons of one class is no such border: of the edges, nearest first,
/// the first counts that has another state on its far side.
pub(super) fn border_m(
    layer: &LayerVersion,
    place: Coord,
    state: State,
    radius_m: f64,
) -> Option<f64> {
    if state == State::Unmapped {
        return None;
    }
    let differs = |edge: &NearEdge| beside(place, edge).any(|c| state_at(layer, c) != state);
    let own = layer.nearest_edge(place, radius_m, |_| true, differs);
    let of_map = layer.mapped().nearest_edge(place, radius_m, |_| true, differs);
    let metres = |e: NearEdge| geodesic_m(place, e.nearest);
    match (own.map(metres), of_map.map(metres)) {
        (Some(a), Some(b)) => Some(a.min(b)),
        (a, b) => a.or(b),
    }
}

/// Points just beside the nearest point of an edge: beyond it as seen from the place, and on
/// both sides of the edge.
fn beside(place: Coord, edge: &NearEdge) -> impl Iterator<Item = Coord> {
    let at = edge.nearest;
    let along = edge.ends.1 - edge.ends.0;
    let normal = Coord { x: -along.y, y: along.x };
    [at - place, normal, normal * -1.0].into_iter().filter_map(move |d| {
        let length = d.x.hypot(d.y);
        (length > 0.0).then(|| at + d * (BESIDE_DEGREES / length))
    })
}

/// The nearest graver class within the radius; of several as near, the gravest.
pub(super) fn worse(
    layer: &LayerVersion,
    place: Coord,
    state: State,
    question: &Question,
) -> Option<Worse> {
    let graver = |feature: u32| match (state, layer.rank(feature)) {
        (State::Class(here), Some(there)) => there > here,
        (State::None, Some(_)) => true,
        _ => false,
    };
    let nearest = layer.nearest_edge(place, question.radius_m, graver, |_| true)?;
    // Where classes meet, the nearest point of one is the nearest of others too.
    let there = ranks_at(layer, nearest.nearest).into_iter().chain(layer.rank(nearest.feature));
    let rank = there.max()?;
    Some(Worse {
        class: class_name(layer, rank, question.lang)?,
        distance_m: rounded_m(geodesic_m(place, nearest.nearest)),
    })
}
