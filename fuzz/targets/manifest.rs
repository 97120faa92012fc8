//! A manifest: the first byte says whether the text behind it is `city.toml` or that of a layer.
//!
//! Whatever is wrong is told with its file, a line that the file has, a reason and what would be
//! right; a layer is declared or refused, and who may see it is known either way; and what was
//! understood comes back from the form in which a child process is told of it.

use std::cell::OnceCell;
use std::path::Path;

use tempfile::TempDir;
use wareng::catalog;
use wareng::model::{Defect, Layer, LayerId};

const CITY: &str = include_str!("../city/city.toml");
const UNITS: &str = include_str!("../city/desa.toml");

pub(crate) fn check(data: &[u8]) {
    thread_local!(static FOLDER: OnceCell<TempDir> = const { OnceCell::new() });
    let Some((which, text)) = data.split_first() else { return };
    FOLDER.with(|folder| {
        let folder = folder.get_or_init(|| tempfile::tempdir().expect("a folder")).path();
        if which % 2 == 0 { city(folder, text) } else { layer(folder, text) }
    });
}

fn city(folder: &Path, text: &[u8]) {
    write(folder, &[("city.toml", text), ("desa.toml", UNITS.as_bytes())]);
    match catalog::read(folder) {
        Ok(read) => told(read.refused.values().flatten().chain(&read.notes), text),
        Err(defects) => {
            assert!(!defects.is_empty());
            told(defects.iter(), text);
        }
    }
    std::fs::remove_file(folder.join("city.toml")).expect("removed");
}

fn layer(folder: &Path, text: &[u8]) {
    let files =
        [("city.toml", CITY.as_bytes()), ("desa.toml", UNITS.as_bytes()), ("uji.toml", text)];
    write(folder, &files);
    let read = catalog::read(folder).expect("no layer refuses the city");
    let id = LayerId::new("uji").expect("a name");
    assert!(read.layers.contains_key(&id) != read.refused.contains_key(&id));
    assert!(read.access.contains_key(&id));
    told(read.refused.values().flatten().chain(&read.notes), text);
    if let Some(layer) = read.layers.get(&id) {
        let text = serde_json::to_string(layer).expect("written");
        let again: Layer = serde_json::from_str(&text).expect("read");
        assert_eq!(&again, layer);
    }
    std::fs::remove_file(folder.join("uji.toml")).expect("removed");
}

fn write(folder: &Path, files: &[(&str, &[u8])]) {
    for (name, text) in files {
        std::fs::write(folder.join(name), text).expect("written");
    }
}

/// Each is of a file that is there, at a line that it has.
fn told<'d>(defects: impl Iterator<Item = &'d Defect>, text: &[u8]) {
    let lines = text.split(|b| *b == b'\n').count().max(CITY.lines().count());
    for defect in defects {
        assert!(["city.toml", "desa.toml", "uji.toml"].contains(&&*defect.file), "{defect:?}");
        assert!(defect.line.is_none_or(|line| (1..=lines).contains(&line)), "{defect:?}");
        assert!(!defect.reason.is_empty() && !defect.mend.is_empty(), "{defect:?}");
    }
}
