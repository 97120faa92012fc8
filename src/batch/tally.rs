use super::reason::Reason;
use crate::model::Lang;

/// What became of rows, and why some were not answered.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Tally {
    /// All rows.
    pub rows: u64,
    /// Those that were not answered.
    pub bad: u64,
    /// The first of them, counted from 1, with their reasons.
    pub examples: Vec<(u64, String)>,
    /// Whether a collection was not closed behind its features: it is cut off or broken there.
    /// What would not be JSON was left out, and the brace that closes it added.
    pub unclosed: bool,
}

impl Tally {
    /// More bad rows than this are counted, and not told one by one.
    const EXAMPLES: usize = 3;

    pub(super) fn count(&mut self, outcome: Result<(), Reason>, lang: Lang) {
        self.rows += 1;
        if let Err(reason) = outcome {
            self.bad += 1;
            if self.examples.len() < Self::EXAMPLES {
                self.examples.push((self.rows, reason.text(lang)));
            }
        }
    }

    /// Adds what became of the rows that follow.
    pub fn add(&mut self, next: Self) {
        let room = Self::EXAMPLES.saturating_sub(self.examples.len());
        let before = self.rows;
        let examples = next.examples.into_iter().take(room);
        self.examples.extend(examples.map(|(row, reason)| (before + row, reason)));
        self.rows += next.rows;
        self.bad += next.bad;
        self.unclosed |= next.unclosed;
    }
}
