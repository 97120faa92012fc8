//! The styles that come with the program.

use std::path::Path;

use rust_embed::RustEmbed;
use wareng::style::{StyleBook, StyleError, StyleFiles};

#[derive(RustEmbed)]
#[folder = "styles"]
#[include = "*.json"]
#[include = "icons/*.svg"]
struct BuiltIn;

/// The built-in styles, with the files of a folder in the place of those of the same name.
pub(super) fn read(folder: Option<&Path>) -> Result<StyleBook, StyleError> {
    let built_in = BuiltIn::iter().filter_map(|name| {
        let file = BuiltIn::get(&name)?;
        Some((name.into_owned(), String::from_utf8_lossy(&file.data).into_owned()))
    });
    let mut files: StyleFiles = built_in.collect();
    if let Some(folder) = folder {
        files = files.overlaid_with(folder)?;
    }
    StyleBook::parse(&files)
}
