//! What somebody wrote, taken apart: words that may be of names, the house number, the part of
//! the neighbourhood, and what the words say of each other.

use super::houses::{Number, Part};
use super::text::{Token, roman, sound, tokens};
use super::words::{Role, in_full, is_regency, is_title, role, same};
use crate::model::{City, Lang};

/// A question, taken apart.
#[derive(Debug, Clone, PartialEq, Default)]
pub(super) struct Asked {
    pub(super) words: Vec<Word>,
    /// The number behind `no.`.
    pub(super) house: Option<Number>,
    pub(super) part: Part,
    /// Whether a street or an alley is asked for by that word.
    pub(super) street: bool,
    pub(super) alley: bool,
    /// A regency is named, and the city is none.
    regency: bool,
    /// Somebody is beside what is asked for, and not there.
    pub(super) beside: bool,
}

/// A word that may be one of a name.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Word {
    /// As it sounds, and the number that it is as a Roman numeral.
    pub(super) readings: Vec<String>,
    /// The number that it is as it is written.
    pub(super) number: Option<Number>,
    /// It may go on: the last one, with nothing behind it.
    pub(super) begun: bool,
    /// It is said to be the name of a unit of this level.
    pub(super) level: Option<&'static str>,
    /// It is the city's, or of what people write behind an address: it need not be explained.
    pub(super) idle: bool,
}

impl Word {
    /// Whether it is a Roman numeral as streets have: beyond fifty it is rather a word.
    pub(super) fn is_numeral(&self) -> bool {
        self.readings.get(1).and_then(|r| r.parse::<u32>().ok()).is_some_and(|n| n <= 50)
    }
}

/// More words than this are not looked at: each is a bit of a `u32` where they are matched.
const MOST_WORDS: usize = 24;

impl Asked {
    pub(super) fn of(text: &str, city: &City) -> Self {
        let written = tokens(text).into_iter().flat_map(|token| in_full_for(city, token));
        let tokens: Vec<Token> = written.take(MOST_WORDS).collect();
        let open = text.ends_with(char::is_alphanumeric);
        let mut asked = Self::default();
        let is_regency_here = tokens_of_name(city).iter().any(|t| is_regency(&t.text));
        let (mut level, mut behind) = (None, None);
        let mut at = 0;
        while let Some(token) = tokens.get(at) {
            let next = tokens.get(at + 1);
            let last = at + 1 == tokens.len();
            at += 1;
            match role(&token.text).filter(|_| !(last && open)) {
                Some(Role::Street) => asked.street = true,
                Some(Role::Alley) => asked.alley = true,
                Some(Role::Number) => {
                    if let Some(number) = next.and_then(Number::of) {
                        asked.house = Some(number);
                        at += 1;
                    }
                }
                Some(Role::Rt) => at += asked.neighbourhood(tokens.get(at..).unwrap_or_default()),
                Some(Role::Rw) => {
                    if let Some(number) = next.and_then(small) {
                        asked.part.rw = Some(number);
                        at += 1;
                    }
                }
                Some(Role::Level(named)) => level = Some(named),
                Some(Role::Beside) => {
                    asked.beside = true;
                    // What one street is told by, another may have too.
                    behind = Some(asked.words.len()).filter(|words| *words > 0).or(behind);
                }
                Some(Role::Nothing) if is_regency(&token.text) && !is_regency_here => {
                    asked.word(token, false, None);
                    asked.regency = true;
                }
                Some(Role::Nothing) => {}
                None if token.after == Some('#') && asked.house.is_none() => {
                    asked.house = Number::of(token);
                }
                None => at += asked.unmarked(&tokens[at - 1..], last && open, &mut level),
            }
        }
        // A word may be short for several.
        asked.words.truncate(MOST_WORDS);
        let behind = behind.unwrap_or(asked.words.len());
        asked.words.iter_mut().skip(behind).for_each(|word| word.idle = true);
        if !asked.regency {
            asked.rest_behind(city);
        }
        asked
    }

    /// Reads a word or number that nothing stands before; how many more words that took.
    fn unmarked(
        &mut self,
        tokens: &[Token],
        begun: bool,
        level: &mut Option<&'static str>,
    ) -> usize {
        let [token, rest @ ..] = tokens else { return 0 };
        let is_second = |second: &Token| second.padded && second.after == Some('/');
        let is_pair = token.padded && rest.first().is_some_and(is_second);
        match is_pair.then(|| self.neighbourhood(tokens)) {
            // `003/005` is how cards write the part of a neighbourhood.
            Some(took @ 1..) => return took - 1,
            _ if is_postcode(token) => {}
            _ => {
                self.word(token, begun, level.take());
                // It may be the beginning of a name, and may say nothing.
                if matches!(role(&token.text), Some(Role::Nothing | Role::Beside)) {
                    self.words.iter_mut().rev().take(1).for_each(|word| word.idle = true);
                }
            }
        }
        0
    }

    /// Reads `3`, `3/5` or `03 / 05` behind `rt`; how many words that took.
    fn neighbourhood(&mut self, tokens: &[Token]) -> usize {
        let Some(rt) = tokens.first().and_then(small) else { return 0 };
        self.part.rt = Some(rt);
        let rw = tokens.get(1).filter(|t| t.after == Some('/')).and_then(small);
        self.part.rw = rw.or(self.part.rw);
        1 + usize::from(rw.is_some())
    }

    fn word(&mut self, token: &Token, begun: bool, level: Option<&'static str>) {
        if let Some(full) = in_full(&token.text) {
            let word = |w: &&str| Word {
                readings: vec![sound(w)],
                number: None,
                begun: false,
                level,
                idle: false,
            };
            self.words.extend(full.iter().map(word));
            return;
        }
        let mut readings = vec![sound(same(&token.text))];
        if let Some(number) = roman(&token.text).filter(|_| !self.words.is_empty()) {
            readings.push(number.to_string());
        }
        let number = Number::of(token);
        let begun = begun && number.is_none();
        let idle = is_title(&token.text);
        self.words.push(Word { readings, number, begun, level, idle });
    }

    /// Marks the name of the city and what is written behind it, wherever they stand.
    fn rest_behind(&mut self, city: &City) {
        let behind = city.name.all().chain(city.region.iter().map(String::as_str));
        for text in behind {
            let phrase: Vec<String> = tokens(text)
                .iter()
                .filter(|t| role(&t.text) != Some(Role::Nothing))
                .map(|t| sound(&t.text))
                .collect();
            if phrase.is_empty() {
                continue;
            }
            let Some(last) = self.words.len().checked_sub(phrase.len()) else { continue };
            for from in 0..=last {
                let words = &mut self.words[from..from + phrase.len()];
                if words.iter().zip(&phrase).all(|(w, p)| w.readings[0] == *p) {
                    words.iter_mut().for_each(|word| word.idle = true);
                }
            }
        }
    }
}

fn tokens_of_name(city: &City) -> Vec<Token> {
    city.name.all().flat_map(tokens).collect()
}

/// The city's name where it is written in short.
fn in_full_for(city: &City, token: Token) -> Vec<Token> {
    let is_short = city.short.iter().any(|short| short.to_lowercase() == token.text);
    if !is_short {
        return vec![token];
    }
    let named = city.name.get(Lang::default());
    tokens(named).into_iter().filter(|t| role(&t.text) != Some(Role::Nothing)).collect()
}

fn small(token: &Token) -> Option<u16> {
    token.text.parse().ok().filter(|n| *n > 0)
}

/// Five digits: no house has as many.
fn is_postcode(token: &Token) -> bool {
    token.text.len() == 5 && token.text.bytes().all(|b| b.is_ascii_digit())
}
