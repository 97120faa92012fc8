use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use super::StyleError;

/// The texts of the files in `styles/`, by name: `groups.json`, `icons/damkar.svg`, ….
#[derive(Debug, Clone, Default)]
pub struct StyleFiles(BTreeMap<String, String>);

impl FromIterator<(String, String)> for StyleFiles {
    fn from_iter<I: IntoIterator<Item = (String, String)>>(files: I) -> Self {
        Self(files.into_iter().collect())
    }
}

impl StyleFiles {
    /// Puts the files of a folder in the place of those of the same name.
    ///
    /// # Errors
    /// Where the folder or a file in it cannot be read.
    pub fn overlaid_with(mut self, folder: &Path) -> Result<Self, StyleError> {
        self.overlay(folder, "", "json")?;
        let icons = folder.join("icons");
        if icons.is_dir() {
            self.overlay(&icons, "icons/", "svg")?;
        }
        Ok(self)
    }

    fn overlay(&mut self, folder: &Path, prefix: &str, ending: &str) -> Result<(), StyleError> {
        let told = |path: &Path, source| StyleError::Read { path: path.to_owned(), source };
        for entry in fs::read_dir(folder).map_err(|e| told(folder, e))? {
            let path = entry.map_err(|e| told(folder, e))?.path();
            let wanted = path.extension().is_some_and(|e| e == ending);
            let Some(name) = path.file_name().and_then(|n| n.to_str()).filter(|_| wanted) else {
                continue;
            };
            let text = fs::read_to_string(&path).map_err(|e| told(&path, e))?;
            self.0.insert(format!("{prefix}{name}"), text);
        }
        Ok(())
    }

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
