/// What was probably meant by a name that is not known, or all names there are.
pub fn suggest(came: &str, known: &[String]) -> String {
    // Of several as near the one as long: a wrong letter is likelier than a missing one.
    let near = known.iter().map(|k| (distance(came, k), k.len().abs_diff(came.len()), k)).min();
    match near {
        Some((d, _, k)) if d <= 2 && d < k.len() => format!("did you mean `{k}`?"),
        _ if known.is_empty() => "remove it".into(),
        _ => format!("known here: {}", known.join(", ")),
    }
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
