//! What changes class where a hazard is published anew.

use std::collections::BTreeMap;
use std::sync::Arc;

use serde::Serialize;

use super::measures::PEOPLE;
use super::prepared::Prepared;
use crate::model::ClassScheme;
use crate::overlay::{Overfull, Said, Square};
use crate::snapshot::{LayerVersion, View};

/// An area of which a hazard says something else than before.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Reclassified {
    /// The id of the class before, `none` or `unmapped`.
    pub from: String,
    /// The same now.
    pub to: String,
    /// How large it is.
    pub area_m2: f64,
    /// Who lives there, as the view counts them; absent where no layer counts people.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub people: Option<u64>,
}

/// Less is not told: what was put on the grid anew. Units: square metres.
const NOTHING_M2: f64 = 0.005;

/// What two versions of a hazard say differently, the largest area first. People are those of
/// `view`.
///
/// # Errors
///
/// Where the areas cannot be found.
pub fn reclassified(
    view: &View,
    before: &Arc<LayerVersion>,
    after: &Arc<LayerVersion>,
) -> Result<Vec<Reclassified>, Overfull> {
    let prepared = Prepared::with_hazards(view, vec![Arc::clone(before), Arc::clone(after)])?;
    let people = prepared.measures.iter().find(|m| m.name == PEOPLE);
    let mut rows: BTreeMap<(String, String), (Square, f64)> = BTreeMap::new();
    for (said, area) in &prepared.overlaid.everywhere().states {
        let [from, to] = [(0, before), (1, after)].map(|(column, layer)| {
            name(said.get(column).copied().unwrap_or(Said::Nothing), layer.classes())
        });
        if from != to {
            let row = rows.entry((from, to)).or_default();
            row.0 += *area;
            row.1 += people.map_or(0.0, |people| people.on(&prepared.levels, said, *area));
        }
    }
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a count, rounded")]
    let count = |people: f64| people.max(0.0).round() as u64;
    let rows = rows.into_iter().map(|((from, to), (area, living))| Reclassified {
        from,
        to,
        area_m2: (area.m2() * 100.0).round() / 100.0,
        people: people.map(|_| count(living)),
    });
    let mut rows: Vec<Reclassified> = rows.filter(|row| row.area_m2 > NOTHING_M2).collect();
    rows.sort_by(|a, b| b.area_m2.total_cmp(&a.area_m2));
    Ok(rows)
}

/// What is said, by the name that classes have wherever they are.
fn name(said: Said, classes: Option<&ClassScheme>) -> String {
    let class = |rank: u32| {
        let rank = usize::try_from(rank).ok()?;
        classes?.classes.get(rank).map(|class| class.id.clone())
    };
    match said {
        Said::Nothing => "unmapped".into(),
        Said::Mapped => "none".into(),
        Said::Of(rank) => class(rank).unwrap_or_else(|| rank.to_string()),
    }
}
