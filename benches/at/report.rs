//! The figures as tables, and what was asked of them.

use std::fmt;

use crate::clock::Rounds;
use crate::cores::Cores;
use crate::machine;
use crate::rounds::Outcome;
use crate::table::Table;

/// Microseconds above the handler that does nothing, at most.
const ABOVE_US: f64 = 8.0;

/// All outcomes in the order of the cities.
pub(crate) struct Report {
    cores: Cores,
    missing: Vec<String>,
    cities: Vec<(&'static str, Outcome)>,
}

impl Report {
    pub(crate) fn new(cores: Cores, missing: Vec<String>) -> Self {
        Self { cores, missing, cities: Vec::new() }
    }

    pub(crate) fn push(&mut self, city: &'static str, outcome: Outcome) {
        self.cities.push((city, outcome));
    }

    fn requests(&self) -> Table {
        let mut table = Table::new(&[
            "µs of the server a request, median of rounds (spread)",
            "vertices",
            "`/v1/at`",
            "bare",
            "above it",
            "bytes, `/v1/at` / bare",
            "% busy, `/v1/at` / bare",
            "% with distances",
            "distances an answer",
        ]);
        for (city, outcome) in &self.cities {
            let Outcome { vertices, sample, at, bare, above, .. } = outcome;
            let both = |a: &Rounds, b: &Rounds| format!("{:.0} / {:.0}", a.median(), b.median());
            table.push(vec![
                (*city).to_owned(),
                vertices.to_string(),
                format!("{:.1}", at.cpu),
                format!("{:.1}", bare.cpu),
                format!("{:.1}", above),
                both(&at.bytes, &bare.bytes),
                both(&at.busy, &bare.busy),
                format!("{:.0}", 100.0 * sample.with_distances),
                format!("{:.1}", sample.distances),
            ]);
        }
        table
    }

    /// What takes the time above the handler that does nothing.
    fn steps(&self) -> Table {
        let mut table = Table::new(&[
            "µs of each step, in process",
            "view",
            "what covers",
            "distances",
            "JSON",
            "parameters and reply",
            "sum",
            "bare, without a socket",
        ]);
        for (city, Outcome { breakdown: of, .. }) in &self.cities {
            let steps = [&of.view, &of.covering, &of.distances, &of.json, &of.handler];
            let sum: f64 = steps.iter().map(|step| step.median()).sum();
            let mut row = vec![(*city).to_owned()];
            row.extend(steps.map(|step| format!("{step:.1}")));
            row.extend([format!("{sum:.1}"), format!("{:.1}", of.bare)]);
            table.push(row);
        }
        table
    }

    fn verdicts(&self) -> impl Iterator<Item = String> {
        self.cities.iter().map(|(city, outcome)| {
            let above = outcome.above.median();
            let met = if above <= ABOVE_US { "met" } else { "not met" };
            format!(
                "{met}: at most {ABOVE_US} µs above a handler that does nothing, {city}: {above:.1}"
            )
        })
    }

    fn where_they_ran(&self) -> String {
        match self.cores {
            Cores { server, callers } if server == callers => {
                format!("server and callers on core {server}, the only one")
            }
            Cores { server, callers } => format!("server on core {server}, callers on {callers}"),
        }
    }
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "\n{}; {}\n", machine::described(), self.where_they_ran())?;
        writeln!(f, "{}\n{}", self.requests(), self.steps())?;
        self.missing.iter().try_for_each(|line| writeln!(f, "- {line}"))?;
        self.verdicts().try_for_each(|line| writeln!(f, "- {line}"))
    }
}
