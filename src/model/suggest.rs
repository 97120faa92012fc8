/// What was probably meant by a name that is not known, or all names there are.
pub fn suggest(came: &str, known: &[String]) -> String {
    match meant(came, known) {
        Some(name) => format!("did you mean `{name}`?"),
        None if known.is_empty() => "remove it".into(),
        None => format!("known here: {}", known.join(", ")),
    }
}

/// The known name that a name was probably meant to be.
pub fn meant<'a>(came: &str, known: &'a [String]) -> Option<&'a str> {
    // Of several as near the one as long: a wrong letter is likelier than a missing one.
    let near = known.iter().map(|k| (distance(came, k), k.len().abs_diff(came.len()), k)).min();
    near.filter(|(d, _, k)| *d <= 2 && *d < k.len()).map(|(_, _, k)| k.as_str())
}

/// Edits between two short words (Levenshtein).
fn distance(a: &str, b: &str) -> usize {
    let b: Vec<char> = b.chars().collect();
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, ca) in a.chars().enumerate() {
        let mut diagonal = row[0];
        row[0] = i + 1;
        for (j, cb) in b.iter().enumerate() {
            let next = (diagonal + usize::from(ca != *cb)).min(row[j] + 1).min(row[j + 1] + 1);
            diagonal = std::mem::replace(&mut row[j + 1], next);
        }
    }
    row[b.len()]
}
