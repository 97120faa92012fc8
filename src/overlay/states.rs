//! What covers a place, by numbers.

use std::collections::HashMap;

/// What stands for a class, a mapped area, a feature or the asked polygon where it covers a
/// place.
pub(super) type Token = u32;

/// The token of the polygon that is asked about.
pub(super) const ASKED: Token = Token::MAX;

/// What a layer says of a place.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Said {
    /// Nothing: a hazard was not mapped there, or no feature covers it.
    Nothing,
    /// A hazard was mapped there, and is in no class.
    Mapped,
    /// The rank of a hazard's gravest class, the feature that covers it, or the highest rank.
    Of(u32),
}

/// How often something covers what lies above an edge more than what lies below.
pub(super) type Change = (Token, i32);

/// Sets of tokens, and how edges lead from one to another. Each is known by its number; 0 is
/// the empty one.
#[derive(Debug)]
pub(super) struct States {
    by_number: Vec<Vec<Change>>,
    numbers: HashMap<Vec<Change>, u32>,
    led: HashMap<(u32, u32), u32>,
}

impl Default for States {
    fn default() -> Self {
        let numbers = HashMap::from([(Vec::new(), 0)]);
        Self { by_number: vec![Vec::new()], numbers, led: HashMap::new() }
    }
}

impl States {
    /// The state above an edge; `changes` are those of its list by number.
    pub(super) fn above(&mut self, below: u32, list: u32, changes: &[Change]) -> u32 {
        if let Some(above) = self.led.get(&(below, list)) {
            return *above;
        }
        let mut covering = self.of(below).to_vec();
        covering.extend_from_slice(changes);
        summed(&mut covering);
        let above = match self.numbers.get(&covering) {
            Some(known) => *known,
            None => {
                let number = u32::try_from(self.by_number.len()).unwrap_or(u32::MAX);
                self.by_number.push(covering.clone());
                self.numbers.insert(covering, number);
                number
            }
        };
        self.led.insert((below, list), above);
        above
    }

    /// What covers a place in a state, and how often; ascending.
    pub(super) fn of(&self, state: u32) -> &[Change] {
        usize::try_from(state).ok().and_then(|s| self.by_number.get(s)).map_or(&[], Vec::as_slice)
    }

    /// How many there are.
    pub(super) fn len(&self) -> usize {
        self.by_number.len()
    }
}

/// Sorts changes, one of each token, without those that change nothing.
pub(super) fn summed(changes: &mut Vec<Change>) {
    changes.sort_unstable_by_key(|c| c.0);
    changes.dedup_by(|next, kept| {
        let same = next.0 == kept.0;
        if same {
            kept.1 += next.1;
        }
        same
    });
    changes.retain(|c| c.1 != 0);
}
