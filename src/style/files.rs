use std::collections::BTreeMap;

/// The texts of the files in `styles/`, by name: `groups.json`, `icons/damkar.svg`, ….
///
/// Collected from pairs of name and text; of two of the same name the later counts.
#[derive(Debug, Clone, Default)]
pub struct StyleFiles(BTreeMap<String, String>);

impl FromIterator<(String, String)> for StyleFiles {
    fn from_iter<I: IntoIterator<Item = (String, String)>>(files: I) -> Self {
        Self(files.into_iter().collect())
    }
}

impl StyleFiles {
    /// The text of a file; empty where there is none.
    pub(super) fn text(&self, name: &str) -> &str {
        self.0.get(name).map_or("", String::as_str)
    }

    /// The icons by their names.
    pub(super) fn icons(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0.iter().filter_map(|(file, text)| {
            let name = file.strip_prefix("icons/")?.strip_suffix(".svg")?;
            Some((name, text.as_str()))
        })
    }
}
