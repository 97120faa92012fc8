//! The rules of admission: `admission/<year>.toml` in the layers folder.

use std::path::Path;

use super::{file_names, read_text, text::Text};
use crate::model::{Admission, AdmissionRules, Defect};

const FOLDER: &str = "admission";

/// The rules of every year, from the first; nothing where there is no such folder.
pub(super) fn read(folder: &Path) -> Result<Vec<Admission>, Vec<Defect>> {
    let names = file_names(&folder.join(FOLDER)).unwrap_or_default();
    let mut years = Vec::new();
    let mut defects = Vec::new();
    for name in names.iter().filter(|name| name.ends_with(".toml")) {
        match year(folder, name) {
            Ok(admission) => years.push(admission),
            Err(found) => defects.extend(found),
        }
    }
    if defects.is_empty() { Ok(years) } else { Err(defects) }
}

fn year(folder: &Path, name: &str) -> Result<Admission, Vec<Defect>> {
    let file = format!("{FOLDER}/{name}");
    let year = name.trim_end_matches(".toml");
    if year.len() != 4 || !year.bytes().all(|b| b.is_ascii_digit()) {
        let mend = "name it by the year in which the school year begins: 2025.toml";
        return Err(vec![Defect::new(file, "is not named by a year", mend)]);
    }
    let text = read_text(folder, &file).map_err(|d| vec![d])?;
    let text = Text::parse(&file, &text)?;
    match text.read::<AdmissionRules>() {
        (Some(rules), defects) if defects.is_empty() => {
            Ok(Admission { year: year.to_owned(), rules })
        }
        (_, defects) => Err(defects),
    }
}
