/// What was probably meant by a name that is not known, or all names there are.
pub fn suggest(came: &str, known: &[String]) -> String {
    match meant(came, known) {
        Some(name) => format!("did you mean `{name}`?"),
        None if known.is_empty() => "remove it".into(),
        None => format!("known here: {}", known.join(", ")),
    }
}

/// The same in Indonesian and English.
pub fn hint(came: &str, known: &[String]) -> [String; 2] {
    match meant(came, known) {
        Some(name) => [format!("maksudnya `{name}`?"), format!("did you mean `{name}`?")],
        None => {
            let all = known.join(", ");
            [format!("yang ada: {all}"), format!("known here: {all}")]
        }
    }
}

/// The known name that a name was probably meant to be, whatever its capitals.
pub fn meant<'a>(came: &str, known: &'a [String]) -> Option<&'a str> {
    let lower = came.to_lowercase();
    let measured = known.iter().map(|k| {
        // Of several as near the one as long: a wrong letter is likelier than a missing one.
        let length = k.len().abs_diff(came.len());
        (distance(&lower, &k.to_lowercase()), length, distance(came, k), k)
    });
    let (edits, _, _, name) = measured.min()?;
    // Long words bear an ending more: `facilities` is `facility`.
    let most = (name.len().max(came.len()) / 3).clamp(2, 3);
    (edits <= most && edits < name.len()).then_some(name)
}

/// The code that a CRS without its authority was probably meant to be: `32749`, `EPSG 32749`.
pub fn epsg_code(came: &str) -> Option<String> {
    let came = came.trim().trim_matches('"').trim().to_ascii_uppercase();
    let digits = came.strip_prefix("EPSG").unwrap_or(&came).trim_start_matches([':', ' ', '-']);
    let is_code = (4..=6).contains(&digits.len()) && digits.bytes().all(|b| b.is_ascii_digit());
    is_code.then(|| format!("EPSG:{digits}"))
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
