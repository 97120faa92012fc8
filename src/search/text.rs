//! What is written, as comparable words: of names when the index is made, of questions after.

/// A word or a number of a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Token {
    /// In lower case, without accents; a number without zeros before it.
    pub(super) text: String,
    /// The sign right before it.
    pub(super) after: Option<char>,
    /// Whether it is a number with zeros before it, as cards and lists write them.
    pub(super) padded: bool,
}

/// The words and numbers of a text. What is written together is taken apart where letters end
/// and digits begin, but for one letter behind a number: `rt03`, `no.12`, `12a`.
pub(super) fn tokens(text: &str) -> Vec<Token> {
    let folded: Vec<char> = text.chars().flat_map(folded).collect();
    let mut tokens = Vec::new();
    let mut at = 0;
    while let Some(first) = folded.get(at) {
        // Other digits, such as `³`, are no part of names here.
        if !first.is_alphabetic() && !first.is_ascii_digit() {
            at += 1;
            continue;
        }
        let end = end_of(&folded, at);
        let before = at.checked_sub(1).and_then(|i| folded.get(i)).copied();
        let alone = before.filter(|c| !c.is_alphanumeric() && !c.is_whitespace());
        let word: String = folded[at..end].iter().filter(|c| c.is_alphanumeric()).collect();
        let is_number = first.is_ascii_digit();
        let padded = is_number && word.len() > 1 && word.starts_with('0');
        let text = if is_number { without_zeros(&word).to_owned() } else { word };
        tokens.push(Token { text, after: alone, padded });
        at = end;
    }
    tokens
}

/// Where the word that begins here ends. An apostrophe within belongs to it.
fn end_of(folded: &[char], from: usize) -> usize {
    let digits = folded[from].is_ascii_digit();
    let mut end = from;
    while let Some(c) = folded.get(end) {
        let within = if digits {
            c.is_ascii_digit()
        } else {
            let letter = |c: &char| c.is_alphabetic();
            letter(c) || (matches!(c, '\'' | '’' | '`') && folded.get(end + 1).is_some_and(letter))
        };
        if !within {
            break;
        }
        end += 1;
    }
    let is_letter = |i: usize| folded.get(i).is_some_and(|c| c.is_alphabetic());
    let ends = |i: usize| folded.get(i).is_none_or(|c| !c.is_alphanumeric());
    if digits && is_letter(end) && ends(end + 1) { end + 1 } else { end }
}

fn without_zeros(number: &str) -> &str {
    let rest = number.trim_start_matches('0');
    if rest.starts_with(|c: char| c.is_ascii_digit()) {
        rest
    } else {
        &number[number.len() - rest.len() - 1..]
    }
}

fn folded(c: char) -> impl Iterator<Item = char> {
    c.to_lowercase().map(|c| match c {
        'à'..='å' | 'ā' => 'a',
        'è'..='ë' | 'ē' | 'ĕ' | 'ě' => 'e',
        'ì'..='ï' => 'i',
        'ò'..='ö' | 'ō' => 'o',
        'ù'..='ü' | 'ū' => 'u',
        'ç' => 'c',
        'ñ' => 'n',
        c => c,
    })
}

/// A word as it sounds, so that old spelling and new are the same: `oe` and `u`, `dj` and `j`,
/// `tj` and `c`, one consonant and two (the spelling reforms of 1947 and 1972).
pub(super) fn sound(word: &str) -> String {
    const OLD: [(&str, &str); 9] = [
        ("oe", "u"),
        ("dj", "j"),
        ("tj", "c"),
        ("nj", "ny"),
        ("sj", "sy"),
        ("ch", "kh"),
        ("dh", "d"),
        ("th", "t"),
        ("ie", "i"),
    ];
    let mut out = String::with_capacity(word.len());
    let mut rest = word;
    while let Some(c) = rest.chars().next() {
        match OLD.iter().find(|(old, _)| rest.starts_with(old)) {
            Some((old, new)) => {
                out.push_str(new);
                rest = &rest[old.len()..];
            }
            None => {
                out.push(c);
                rest = &rest[c.len_utf8()..];
            }
        }
    }
    let mut once = String::with_capacity(out.len());
    for c in out.chars() {
        if !(c.is_alphabetic() && once.ends_with(c)) {
            once.push(c);
        }
    }
    once
}

/// The number that Roman numerals of up to XXXIX are.
pub(super) fn roman(word: &str) -> Option<u32> {
    const TENS: [&str; 4] = ["", "x", "xx", "xxx"];
    const ONES: [&str; 10] = ["", "i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix"];
    let tens = TENS.iter().rposition(|tens| word.starts_with(tens))?;
    let ones = ONES.iter().position(|ones| *ones == &word[TENS[tens].len()..])?;
    u32::try_from(10 * tens + ones).ok().filter(|n| *n > 0)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(text: &str) -> Vec<String> {
        tokens(text).into_iter().map(|t| t.text).collect()
    }

    #[test]
    fn what_is_written_together_is_taken_apart() {
        assert_eq!(words("Jl.Intan III No.05"), ["jl", "intan", "iii", "no", "5"]);
        assert_eq!(words("gg3 rt03/rw005 no12a"), ["gg", "3", "rt", "3", "rw", "5", "no", "12a"]);
        assert_eq!(words("A–B, Ma'arif #0"), ["a", "b", "maarif", "0"]);
        assert_eq!(words(" – "), Vec::<String>::new());
        assert_eq!(words("³òr; ٣ ½x²"), ["or", "x"]);
        assert_eq!(tokens("003/005")[1].after, Some('/'));
    }

    #[test]
    fn old_spelling_sounds_as_new() {
        for (old, new) in [
            ("soekarno", "sukarno"),
            ("djoeanda", "juanda"),
            ("tjipto", "cipto"),
            ("pandannaran", "pandanaran"),
            ("yudhistira", "yudistira"),
        ] {
            assert_eq!(sound(old), sound(new));
        }
    }

    #[test]
    fn roman_numerals_are_numbers() {
        for (text, number) in [("i", 1), ("iv", 4), ("ix", 9), ("xiii", 13), ("xxxix", 39)] {
            assert_eq!(roman(text), Some(number));
        }
        for text in ["", "di", "iiii", "xa", "iix"] {
            assert_eq!(roman(text), None, "{text}");
        }
    }
}
