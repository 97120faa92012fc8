//! What each hazard says of a place, in the order of how serious it is.

use crate::pages::format::{distance, sentence};
use crate::pages::words::Words;
use crate::query::{Edge, Finding, FindingStatus};
use crate::snapshot::View;

/// What one hazard says.
pub(super) struct Hazard<'v> {
    pub(super) layer: &'v str,
    pub(super) title: &'v str,
    pub(super) says: Says<'v>,
    /// That the place is near a border, as far as the data is good.
    pub(super) is_near_edge: bool,
    /// The nearest worse area, the nearest border.
    pub(super) facts: Vec<String>,
}

pub(super) enum Says<'v> {
    Mapped(Class<'v>),
    None,
    Unmapped,
    Unavailable,
}

/// A class of a hazard.
pub(super) struct Class<'v> {
    pub(super) class: &'v str,
    pub(super) label: &'v str,
    pub(super) meaning: &'v str,
    pub(super) advice: &'v str,
    pub(super) color: &'v str,
    /// From 1, the least serious.
    pub(super) rank: usize,
    pub(super) of: usize,
}

/// The gravest first. What is not mapped comes before what is known to be free: it is a warning,
/// the other is not.
pub(super) fn gravest_first<'v>(
    view: &'v View,
    findings: &[Finding<'v>],
    w: &Words,
) -> Vec<Hazard<'v>> {
    let mut hazards: Vec<Hazard> = findings.iter().map(|f| Hazard::of(view, f, w)).collect();
    hazards.sort_by(|a, b| b.weight().total_cmp(&a.weight()));
    hazards
}

/// How many hazards say what, in one line.
pub(super) fn summary(hazards: &[Hazard<'_>], w: &Words) -> String {
    let say = |is: fn(&Says<'_>) -> bool, words: &dyn Fn(usize) -> String| {
        let count = hazards.iter().filter(|hazard| is(&hazard.says)).count();
        (count > 0).then(|| words(count))
    };
    let said = [
        say(|s| matches!(s, Says::Mapped(_)), &|n| w.summary_mapped(n)),
        say(|s| matches!(s, Says::Unmapped), &|n| w.summary_unmapped(n)),
        say(|s| matches!(s, Says::Unavailable), &|n| w.summary_unavailable(n)),
        say(|s| matches!(s, Says::None), &|n| w.summary_none(n)),
    ];
    sentence(&said.into_iter().flatten().collect::<Vec<_>>().join(", "))
}

impl<'v> Hazard<'v> {
    fn of(view: &'v View, finding: &Finding<'v>, w: &Words) -> Self {
        Self {
            layer: finding.layer,
            title: finding.title,
            says: Says::of(view, finding),
            is_near_edge: finding.edge == Some(Edge::Near),
            facts: facts(finding, w),
        }
    }

    /// What it says in a few words.
    pub(super) fn in_short(&self, w: &Words) -> String {
        match &self.says {
            Says::Mapped(class) => format!("{} ({})", class.label, w.rank(class.rank, class.of)),
            Says::None => w.none_short.to_owned(),
            Says::Unmapped => w.unmapped_short.to_owned(),
            Says::Unavailable => w.unavailable_short.to_owned(),
        }
    }

    fn weight(&self) -> f64 {
        match &self.says {
            #[expect(clippy::cast_precision_loss, reason = "at most 255 classes")]
            Says::Mapped(class) => 1.0 + class.rank as f64 / class.of as f64,
            Says::Unmapped | Says::Unavailable => 0.0,
            Says::None => -1.0,
        }
    }
}

impl<'v> Says<'v> {
    fn of(view: &'v View, finding: &Finding<'v>) -> Self {
        match finding.status {
            FindingStatus::Mapped { class, label, meaning, advice, color, .. } => {
                let layer = view.layers().find(|l| l.layer().id.as_str() == finding.layer);
                let scheme = layer.and_then(|l| l.classes());
                let classes = scheme.map(|s| s.classes.as_slice()).unwrap_or_default();
                let rank = classes.iter().position(|c| c.id == class).map_or(1, |at| at + 1);
                let of = classes.len().max(1);
                Self::Mapped(Class { class, label, meaning, advice, color, rank, of })
            }
            FindingStatus::None => Self::None,
            FindingStatus::Unmapped => Self::Unmapped,
            FindingStatus::Unavailable => Self::Unavailable,
        }
    }
}

/// The sentences under a finding, the most urgent first.
fn facts(finding: &Finding<'_>, w: &Words) -> Vec<String> {
    let is_mapped = matches!(finding.status, FindingStatus::Mapped { .. });
    let worse = finding.worse.as_ref().map(|worse| {
        let (label, at) = (worse.class.label, distance(worse.distance_m, w));
        if is_mapped { w.worse(label, at) } else { w.nearest_hazard(label, at) }
    });
    // Often the nearest border is that of the worse area: said already.
    let worse_m = finding.worse.as_ref().map(|worse| distance(worse.distance_m, w));
    let border = finding.border_m.map(|metres| distance(metres, w));
    let border = border.filter(|border| Some(border) != worse_m.as_ref());
    let also = match &finding.status {
        FindingStatus::Mapped { also, .. } if !also.is_empty() => {
            let labels: Vec<&str> = also.iter().map(|class| class.label).collect();
            Some(w.also(labels.join(", ")))
        }
        _ => None,
    };
    worse.into_iter().chain(border.map(|at| w.border(at))).chain(also).collect()
}
