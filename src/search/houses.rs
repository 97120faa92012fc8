//! House numbers: which houses a street has, and where one that is missing would stand.

use serde::{Deserialize, Serialize};

use super::index::Member;
use super::text::Token;
use crate::place::{Coord, geodesic_m};

/// A number, and the letter behind it if there is one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub(super) struct Number {
    pub(super) number: u32,
    pub(super) letter: Option<char>,
}

impl Number {
    /// The number that a word is.
    pub(super) fn of(token: &Token) -> Option<Self> {
        let end = token.text.find(|c: char| !c.is_ascii_digit()).unwrap_or(token.text.len());
        let (digits, letter) = token.text.split_at(end);
        Some(Self { number: digits.parse().ok()?, letter: letter.chars().next() })
    }

    /// As it is written.
    pub(super) fn to_text(self) -> String {
        let letter = self.letter.map(|l| l.to_uppercase().to_string()).unwrap_or_default();
        format!("{}{letter}", self.number)
    }
}

/// A house of a street.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub(super) struct House {
    /// `None` where the source has one of another form: it is found by its street only.
    pub(super) number: Option<Number>,
    pub(super) rt: u16,
    pub(super) rw: u16,
    pub(super) member: Member,
    /// Units: degrees.
    pub(super) place: Option<Coord>,
}

/// Where a number was found in a street.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Found<'i> {
    House(&'i House),
    /// Between the houses with the next lower and the next higher number.
    Between {
        low: Coord,
        high: Coord,
        /// How far on the way from the lower to the higher, from 0 to 1.
        share: f64,
        good_to_m: f64,
    },
}

/// Farther apart than this, two numbers say nothing of one between them.
const MOST_NUMBERS: u32 = 20;
const MOST_METRES: f64 = 250.0;

/// The house with a number, of several the one in the neighbourhood that is asked; otherwise the
/// place between its neighbours. Houses are in the order of their numbers.
pub(super) fn find(houses: &[House], number: Number, part: Part) -> Option<Found<'_>> {
    let from = houses.partition_point(|h| h.number < Some(number));
    let same = houses.get(from..).unwrap_or_default();
    let same = same.iter().take_while(|h| h.number == Some(number));
    if let Some(house) = same.max_by_key(|h| part.likeness(h)) {
        return Some(Found::House(house));
    }
    // A house 12a that is not there may stand by house 12.
    [2, 1].into_iter().find_map(|step| between(houses, number.number, step))
}

/// The place between the neighbours on the same side of the street, where odd and even numbers
/// have sides (`step` 2), or between any (1).
fn between(houses: &[House], number: u32, step: u32) -> Option<Found<'_>> {
    let plain = |h: &&House| h.number.is_some_and(|n| n.number % step == number % step);
    let near = |h: &&House| h.number.is_some_and(|n| n.number.abs_diff(number) <= MOST_NUMBERS);
    let beside = || houses.iter().filter(plain).filter(near);
    let low = beside().rfind(|h| h.number.is_some_and(|n| n.number < number))?;
    let high = beside().find(|h| h.number.is_some_and(|n| n.number > number))?;
    let (a, b) = (low.place?, high.place?);
    let apart_m = geodesic_m(a, b);
    if apart_m > MOST_METRES {
        return None;
    }
    let (from, to) = (low.number?.number, high.number?.number);
    let share = f64::from(number - from) / f64::from(to - from);
    Some(Found::Between { low: a, high: b, share, good_to_m: apart_m / 2.0 })
}

/// The part of a neighbourhood that is asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Part {
    pub(super) rt: Option<u16>,
    pub(super) rw: Option<u16>,
}

impl Part {
    pub(super) fn is_asked(self) -> bool {
        self.rt.is_some() || self.rw.is_some()
    }

    /// Whether a house may lie in it: nothing that is known of the house says otherwise.
    pub(super) fn may_hold(self, house: &House) -> bool {
        let fits = |asked: Option<u16>, own: u16| own == 0 || asked.is_none_or(|a| a == own);
        fits(self.rt, house.rt) && fits(self.rw, house.rw)
    }

    /// How many of what is asked a house lies in, less those that it does not.
    pub(super) fn likeness(self, house: &House) -> i32 {
        let one = |asked: Option<u16>, own: u16| match asked {
            None => 0,
            Some(_) if own == 0 => 0,
            Some(asked) => {
                if asked == own {
                    1
                } else {
                    -1
                }
            }
        };
        one(self.rt, house.rt) + one(self.rw, house.rw)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn house(number: u32, x: f64) -> House {
        House {
            number: Some(Number { number, letter: None }),
            rt: 1,
            rw: 2,
            member: Member { layer: 0, feature: number },
            place: Some(Coord { x, y: 0.0 }),
        }
    }

    fn at(number: u32) -> Number {
        Number { number, letter: None }
    }

    #[test]
    fn a_missing_number_lies_between_those_of_its_side() {
        let houses = [house(1, 0.0), house(2, 0.0001), house(5, 0.0004), house(6, 0.0009)];
        let place = |n| match find(&houses, at(n), Part::default()) {
            Some(Found::Between { low, high, share, .. }) => Some(low.x + (high.x - low.x) * share),
            _ => None,
        };
        assert!((place(3).expect("between 1 and 5") - 0.0002).abs() < 1e-12);
        assert!((place(4).expect("between 2 and 6") - 0.0005).abs() < 1e-12);
        assert_eq!(place(7), None, "beyond the last");
        assert!(matches!(find(&houses, at(5), Part::default()), Some(Found::House(_))));
    }

    #[test]
    fn numbers_far_apart_say_nothing() {
        let houses = [house(1, 0.0), house(60, 0.001)];
        assert_eq!(find(&houses, at(30), Part::default()), None);
        let houses = [house(1, 0.0), house(3, 1.0)];
        assert_eq!(find(&houses, at(2), Part::default()), None);
    }
}
