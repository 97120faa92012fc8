//! Numbers whose thousands are separated: `6.498` is six thousand in Indonesian, and six and a
//! half to a reader of decimals.

use super::dataset::SourceFeature;
use crate::model::{Defect, Field, FieldType, Value};

/// What separates the thousands of a number.
const SEPARATORS: [(char, &str); 5] =
    [('.', "dot"), (',', "comma"), (' ', "space"), ('\u{A0}', "space"), ('\u{202F}', "space")];

/// A text in which each three digits may be thousands.
#[derive(Debug, PartialEq)]
pub(super) struct Grouped {
    /// The name of what stands between them.
    pub separator: &'static str,
    /// The digits without it.
    pub plain: String,
}

/// `None` where a text is not one to three digits, and then groups of three.
pub(super) fn grouped(text: &str) -> Option<Grouped> {
    let text = text.trim();
    let digits = |part: &str| part.bytes().all(|b| b.is_ascii_digit());
    SEPARATORS.iter().find_map(|(separator, name)| {
        let (first, rest) = text.split_once(*separator)?;
        let leads = (1..=3).contains(&first.len()) && digits(first) && !first.starts_with('0');
        let follow = rest.split(*separator).all(|part| part.len() == 3 && digits(part));
        let plain = || text.replace(*separator, "");
        (leads && follow).then(|| Grouped { separator: name, plain: plain() })
    })
}

/// What to write in place of such a text.
pub(super) fn mend(text: &str) -> Option<String> {
    let Grouped { separator, plain } = grouped(text)?;
    Some(format!("if the {separator} separates thousands, write {plain}"))
}

/// A note for each number field of which every value that is not whole looks like thousands. One
/// such value can be a measure; where all are, and none is a whole thousand, they hardly are.
pub(super) fn notes(features: &[SourceFeature], wanted: &[Field], file: &str) -> Vec<Defect> {
    let numbers = wanted.iter().enumerate().filter(|(_, f)| f.kind == FieldType::Number);
    let note = |(at, field): (usize, &Field)| {
        let mut found: Vec<&str> = Vec::new();
        for value in features.iter().filter_map(|f| f.values.get(at)) {
            match value {
                Value::Null => {}
                Value::Text(text) if grouped(text).is_some() => found.push(text.trim()),
                // Below a thousand there is nothing to separate.
                other if other.to_text().trim().parse().is_ok_and(|n: u32| n < 1000) => {}
                _ => return None,
            }
        }
        let [first, _, ..] = found.as_slice() else { return None };
        let read: f64 = first.replacen(',', ".", 1).parse().ok()?;
        let Grouped { separator, plain } = grouped(first)?;
        let reason = format!(
            "{} values such as `{first}` are read as decimals: {read} and not {plain}",
            found.len(),
        );
        let mend = format!(
            "if the {separator} separates thousands, take it out and type the field \"integer\""
        );
        Some(Defect::new(file, reason, mend).in_field(&field.name))
    };
    numbers.filter_map(note).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn groups_of_three_are_thousands_and_nothing_else_is() {
        for (text, plain) in
            [("6.498", "6498"), ("1,200", "1200"), ("12 345 678", "12345678"), (" 1.200 ", "1200")]
        {
            assert_eq!(grouped(text).map(|g| g.plain).as_deref(), Some(plain), "{text}");
        }
        for text in ["0.123", "1234.567", "1.2345", "1.20", "1.200,5", ".200", "1.", "012.345", "x"]
        {
            assert_eq!(grouped(text), None, "{text}");
        }
    }
}
