//! The styles that come with the program, and those of a folder.

use std::fs;
use std::path::Path;

use rust_embed::RustEmbed;
use wareng::style::StyleBook;

#[derive(RustEmbed)]
#[folder = "styles"]
#[include = "*.json"]
#[include = "icons/*.svg"]
struct BuiltIn;

/// The built-in styles, with the files of a folder in the place of those of the same name.
pub(super) fn read(folder: Option<&Path>) -> Result<StyleBook, String> {
    let mut files: Vec<(String, String)> = BuiltIn::iter()
        .filter_map(|name| {
            let text = BuiltIn::get(&name)?.data;
            Some((name.into_owned(), String::from_utf8_lossy(&text).into_owned()))
        })
        .collect();
    if let Some(folder) = folder {
        add(&mut files, folder, "", "json")?;
        let icons = folder.join("icons");
        if icons.is_dir() {
            add(&mut files, &icons, "icons/", "svg")?;
        }
    }
    StyleBook::parse(&files.into_iter().collect()).map_err(|e| e.to_string())
}

/// Adds the files of a folder that have an ending.
fn add(
    files: &mut Vec<(String, String)>,
    folder: &Path,
    prefix: &str,
    ending: &str,
) -> Result<(), String> {
    let told = |path: &Path, e: std::io::Error| format!("{}: {e}", path.display());
    for entry in fs::read_dir(folder).map_err(|e| told(folder, e))? {
        let path = entry.map_err(|e| told(folder, e))?.path();
        let wanted = path.extension().is_some_and(|e| e == ending);
        let Some(name) = path.file_name().and_then(|n| n.to_str()).filter(|_| wanted) else {
            continue;
        };
        let text = fs::read_to_string(&path).map_err(|e| told(&path, e))?;
        files.push((format!("{prefix}{name}"), text));
    }
    Ok(())
}
