//! What one hazard layer says of a place, in words.

use super::hazard::{self, Near, Ranks, State};
use super::{ClassName, Edge, Finding, FindingStatus, Question, Worse, rounded_m};
use crate::model::Lang;
use crate::place::Metric;
use crate::snapshot::LayerVersion;

pub(super) fn finding<'v>(
    layer: &'v LayerVersion,
    question: &Question,
    metric: &Metric,
) -> Finding<'v> {
    let ranks = Ranks::at(layer, metric.place());
    let state = hazard::state_of(layer, metric.place(), ranks);
    let accuracy_m = layer.layer().accuracy_m.filter(|_| state != State::Unmapped);
    // How sure an answer is does not depend on how far the reader wants to look.
    let looked_m = question.radius_m.max(accuracy_m.unwrap_or(0.0));
    let Near { border_m, worse } = hazard::near(layer, metric, state, looked_m);
    let worse = worse.filter(|(_, metres)| *metres <= question.radius_m);
    Finding {
        layer: layer.layer().id.as_str(),
        kind: "hazard",
        title: layer.layer().title.get(question.lang),
        status: status(layer, state, ranks, question.lang),
        border_m: border_m.filter(|m| *m <= question.radius_m).map(rounded_m),
        worse: worse.and_then(|(rank, metres)| {
            let class = class_name(layer, rank, question.lang)?;
            Some(Worse { class, distance_m: rounded_m(metres) })
        }),
        edge: accuracy_m.map(|accuracy_m| edge(border_m, accuracy_m)),
    }
}

/// How near a border is, by what the data is good to.
pub(super) fn edge(border_m: Option<f64>, accuracy_m: f64) -> Edge {
    if border_m.is_some_and(|m| m <= accuracy_m) { Edge::Near } else { Edge::Clear }
}

fn status(layer: &LayerVersion, state: State, ranks: Ranks, lang: Lang) -> FindingStatus<'_> {
    match state {
        State::Unmapped => FindingStatus::Unmapped,
        State::None => FindingStatus::None,
        State::Class(rank) => match layer.class(rank) {
            None => FindingStatus::Unmapped,
            Some(class) => FindingStatus::Mapped {
                class: &class.id,
                label: class.label.get(lang),
                meaning: class.meaning.get(lang),
                advice: class.advice.get(lang),
                color: &class.color,
                also: ranks
                    .descending()
                    .skip(1)
                    .filter_map(|r| class_name(layer, r, lang))
                    .collect(),
            },
        },
    }
}

fn class_name(layer: &LayerVersion, rank: u8, lang: Lang) -> Option<ClassName<'_>> {
    let class = layer.class(rank)?;
    Some(ClassName { class: &class.id, label: class.label.get(lang) })
}
