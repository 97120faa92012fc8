//! The words of a name, as they are compared with what is asked.

use super::text::{Token, roman, sound, tokens};
use super::words::{Role, in_full, role, same};

/// The words of a street's name without the one that says that it is a street.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct StreetName {
    pub(super) words: Vec<String>,
    pub(super) is_alley: bool,
}

pub(super) fn words_of_street(title: &str) -> StreetName {
    let found = tokens(title);
    let first = found.first().and_then(|t| role(&t.text));
    let is_alley = first == Some(Role::Alley);
    let named = found.len() > 1 && (is_alley || first == Some(Role::Street));
    StreetName { words: comparable(found.get(usize::from(named)..).unwrap_or_default()), is_alley }
}

pub(super) fn words(text: &str) -> Vec<String> {
    comparable(&tokens(text))
}

/// Numerals are numbers but at the beginning, shortened words are in full, old spelling is new.
fn comparable(tokens: &[Token]) -> Vec<String> {
    let mut out = Vec::new();
    for (i, token) in tokens.iter().enumerate() {
        let word = token.text.as_str();
        match (i, roman(word), in_full(word)) {
            (1.., Some(number), _) => out.push(number.to_string()),
            (_, _, Some(full)) => out.extend(full.iter().map(|w| sound(w))),
            _ => out.push(sound(same(word))),
        }
    }
    out
}

/// A code as one word.
pub(super) fn code_words(code: &str) -> Vec<String> {
    let plain: String = code.chars().filter(char::is_ascii_alphanumeric).collect();
    if plain.is_empty() { Vec::new() } else { vec![plain.to_lowercase()] }
}

/// Every two words of a name that follow each other, as one, with the place of the first: people
/// write `Luk Ulo` and `Lukulo`.
pub(super) fn joined(name: &[String]) -> Vec<(String, u16)> {
    let is_word = |w: &String| w.chars().all(char::is_alphabetic);
    let pairs = (0_u16..).zip(name.windows(2)).filter(|(_, pair)| pair.iter().all(is_word));
    pairs.map(|(at, pair)| (sound(&pair.concat()), at)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_compared_by_what_they_sound_like() {
        let street = words_of_street("Jl. Djoeanda Raya III");
        assert_eq!((street.words.join(" "), street.is_alley), ("juanda raya 3".to_owned(), false));
        let alley = words_of_street("Gg. Intan 03");
        assert_eq!((alley.words.join(" "), alley.is_alley), ("intan 3".to_owned(), true));
        assert_eq!(words("SDN Contoh 01"), ["sd", "negeri", "contoh", "1"]);
        assert_eq!(words("RW 03"), ["rw", "3"]);
    }
}
