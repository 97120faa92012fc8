//! What came of all questions of a phase.

use std::time::Duration;

use crate::asked::Kind;
use crate::percent::part;

/// What came of a question.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Came {
    Answer,
    /// It was told to come back, and when.
    TurnedAway,
    /// Anything else, and nothing.
    Failure,
}

/// Each question, what came of it, and how long that took.
pub(crate) struct Tally(Vec<(Kind, Came, Duration)>);

impl FromIterator<(Kind, Came, Duration)> for Tally {
    fn from_iter<I: IntoIterator<Item = (Kind, Came, Duration)>>(all: I) -> Self {
        Self(all.into_iter().collect())
    }
}

impl Tally {
    /// The times of those of which this came, the shortest first. Units: milliseconds.
    fn times(&self, came: Came, of: impl Fn(Kind) -> bool) -> Vec<f64> {
        let those = self.0.iter().filter(|(kind, c, _)| *c == came && of(*kind));
        let mut times: Vec<f64> = those.map(|(_, _, took)| took.as_secs_f64() * 1e3).collect();
        times.sort_by(f64::total_cmp);
        times
    }

    /// What 99 of a hundred answers took at most, of what needs a worker and may be turned away.
    /// Units: milliseconds.
    pub(crate) fn p99(&self) -> f64 {
        part(&self.times(Came::Answer, |kind| kind != Kind::Text), 99)
    }

    pub(crate) fn p99_turned_away(&self) -> f64 {
        part(&self.times(Came::TurnedAway, |_| true), 99)
    }

    pub(crate) fn turned_away(&self, kind: Kind) -> usize {
        self.times(Came::TurnedAway, |k| k == kind).len()
    }

    pub(crate) fn failed(&self) -> usize {
        self.times(Came::Failure, |_| true).len()
    }

    pub(crate) fn all_answered(&self) -> bool {
        self.0.iter().all(|(_, came, _)| *came == Came::Answer)
    }

    pub(crate) fn row(&self, name: &str, kind: Kind) -> Vec<String> {
        let answered = self.times(Came::Answer, |k| k == kind);
        let turned_away = self.times(Came::TurnedAway, |k| k == kind);
        let failed = self.times(Came::Failure, |k| k == kind).len();
        let all = answered.len() + turned_away.len() + failed;
        let ms = |times: &[f64], percent| format!("{:.1}", part(times, percent));
        vec![
            name.to_owned(),
            all.to_string(),
            answered.len().to_string(),
            ms(&answered, 50),
            ms(&answered, 99),
            turned_away.len().to_string(),
            ms(&turned_away, 99),
            failed.to_string(),
        ]
    }
}
