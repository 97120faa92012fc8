//! What came of it all.

use std::ops::Range;
use std::time::Instant;

use serde_json::Value;

use crate::Outcome;
use crate::asked::Answer;
use crate::heard::Heard;
use crate::percent::part;
use crate::table::Table;

/// What is published.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Event {
    /// A version that is prepared.
    Swap,
    /// A source that has to be read.
    Ingest,
    /// A source that cannot be.
    Broken,
}

impl Event {
    /// The one of this number, where so many of all are read and so many of those broken.
    pub(crate) fn of(number: u32, all: u32, ingests: u32, broken: u32) -> Self {
        let every = all / ingests;
        let (ingest, is_one) = (number / every, number % every == every - 1);
        match is_one {
            false => Self::Swap,
            // Spread evenly among those that are read.
            true if (ingest + 1) * broken / ingests > ingest * broken / ingests => Self::Broken,
            true => Self::Ingest,
        }
    }

    fn name(self) -> &'static str {
        match self {
            Self::Swap => "prepared versions",
            Self::Ingest => "sources that are read",
            Self::Broken => "broken sources",
        }
    }

    /// What is to become of the layer.
    fn fate(self) -> &'static str {
        match self {
            Self::Swap | Self::Ingest => "changed",
            Self::Broken => "outdated",
        }
    }
}

pub(crate) struct Report {
    events: Vec<(Event, Range<Instant>)>,
    /// Those of which something else became than ought to.
    unlike: Vec<String>,
    /// Before, and after each. Units: MiB.
    memory: Vec<u64>,
}

impl Report {
    pub(crate) fn new(memory: u64) -> Self {
        Self { events: Vec::new(), unlike: Vec::new(), memory: vec![memory] }
    }

    pub(crate) fn add(&mut self, kind: Event, when: Range<Instant>, outcome: &Value, memory: u64) {
        let fate = &outcome["layers"]["banjir"];
        if !fate.to_string().contains(kind.fate()) {
            self.unlike.push(format!("{kind:?}: {fate}"));
        }
        self.events.push((kind, when));
        self.memory.push(memory);
    }

    pub(crate) fn print(&self, answers: &[Answer], heard: &Heard) -> Outcome<()> {
        let mut table =
            Table::new(&["while", "of them", "questions", "p50 ms", "p99 ms", "most ms"]);
        let quiet = self.times(answers, None);
        table.push(row("nothing is published", 0, &quiet));
        let mut swaps = Vec::new();
        for kind in [Event::Swap, Event::Ingest, Event::Broken] {
            let times = self.times(answers, Some(kind));
            let count = self.events.iter().filter(|(k, _)| *k == kind).count();
            table.push(row(kind.name(), count, &times));
            if kind == Event::Swap {
                swaps = times;
            }
        }
        println!("{table}");
        let quarter = self.memory.len() / 4;
        let most = |part: &[u64]| part.iter().max().copied().unwrap_or_default();
        let (early, late) =
            (most(&self.memory[quarter..2 * quarter]), most(&self.memory[3 * quarter..]));
        println!(
            "MiB of memory, every tenth event: {:?}",
            self.memory.iter().step_by(self.memory.len().div_ceil(20)).collect::<Vec<_>>()
        );
        let failed = answers.iter().filter(|answer| !answer.is_right).count();
        for (met, text) in [
            (
                failed == 0,
                format!(
                    "every question is answered, by one snapshot: {failed} of {} not; {} names compared; {:?}",
                    answers.len(),
                    heard.names(),
                    heard.wrong()
                ),
            ),
            (
                self.unlike.is_empty(),
                format!("what is in order is published and nothing else: {:?}", self.unlike),
            ),
            (
                part(&swaps, 99) < 2.0 * part(&quiet, 99),
                format!(
                    "p99 while a prepared version is published, under twice that without: {:.2} and {:.2} ms",
                    part(&swaps, 99),
                    part(&quiet, 99)
                ),
            ),
            (
                late * 100 <= early * 105,
                format!(
                    "memory is flat: {late} MiB at most in the last quarter, {early} in the second"
                ),
            ),
        ] {
            println!("- {}: {text}", if met { "met" } else { "not met" });
        }
        Ok(())
    }

    /// How long those questions took that were under way at such events, the shortest first; at
    /// none. Units: milliseconds.
    fn times(&self, answers: &[Answer], at: Option<Event>) -> Vec<f64> {
        let mut times = Vec::new();
        for answer in answers {
            // Events follow each other.
            let next = self.events.partition_point(|(_, when)| when.end < answer.from);
            let met = self.events.get(next).filter(|(_, when)| when.start <= answer.to);
            if met.map(|(kind, _)| *kind) == at {
                times.push(answer.to.duration_since(answer.from).as_secs_f64() * 1e3);
            }
        }
        times.sort_by(f64::total_cmp);
        times
    }
}

fn row(name: &str, count: usize, times: &[f64]) -> Vec<String> {
    let ms = |percent| format!("{:.2}", part(times, percent));
    vec![name.to_owned(), count.to_string(), times.len().to_string(), ms(50), ms(99), ms(100)]
}
