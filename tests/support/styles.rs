//! The committed styles.

use std::fs;
use std::path::Path;

use wareng::style::StyleBook;

pub(crate) fn book() -> StyleBook {
    let styles = Path::new(env!("CARGO_MANIFEST_DIR")).join("styles");
    let files = [(styles.clone(), "json"), (styles.join("icons"), "svg")];
    let files = files.into_iter().flat_map(|(folder, ending)| {
        let paths = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
        paths.filter(move |path| path.extension().is_some_and(|e| e == ending))
    });
    let named = |path: std::path::PathBuf| {
        let name = path.strip_prefix(&styles).unwrap().to_str().unwrap().to_owned();
        (name, fs::read_to_string(path).unwrap())
    };
    StyleBook::parse(&files.map(named).collect()).unwrap()
}
