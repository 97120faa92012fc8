//! What ARCHITECTURE.md says of the code, held: rows, homes, links, sizes.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test stops and tells")]

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::process::Command;

/// A module imports only from the rows above it (`src/lib.rs`).
const ROWS: [&[&str]; 9] = [
    &["place"],
    &["model"],
    &["archive", "generalize", "keys"],
    &["catalog", "ingest", "snapshot"],
    &["overlay"],
    &["query", "search", "style", "tile"],
    &["batch", "exposure", "load"],
    &["changes", "history", "pages", "receipt"],
    &["server"],
];

/// Where a crate may be named: its only homes.
const HOMES: [(&str, &[&str]); 22] = [
    ("gdal", &["src/ingest/dataset.rs", "src/ingest/validity.rs"]),
    ("proj", &["src/ingest/crs.rs"]),
    ("rstar", &["src/generalize/trace.rs", "src/snapshot/labels.rs", "src/snapshot/nearby/"]),
    ("fst", &["src/search/dictionary.rs"]),
    ("levenshtein_automata", &["src/search/dictionary.rs"]),
    ("prefetch_index", &["src/snapshot/locator/cells.rs", "src/snapshot/borders"]),
    ("mvt", &["src/tile/"]),
    ("pmtiles", &["src/archive/"]),
    ("flatgeobuf", &["src/query/features/fgb.rs"]),
    ("resvg", &["src/style/sprite.rs", "src/style/book.rs"]),
    ("csscolorparser", &["src/style/night.rs"]),
    ("askama", &["src/pages/"]),
    ("axum", &["src/server/", "src/cli/serve/"]),
    ("tokio", &["src/server/", "src/cli/serve/"]),
    ("tower_http", &["src/server/"]),
    ("hyper", &["src/server/listener/"]),
    ("hyper_util", &["src/server/listener/"]),
    ("prometheus_client", &["src/server/metrics/", "src/server/listener/rooms.rs"]),
    ("ipnet", &["src/server/limits/address.rs"]),
    ("quick_cache", &["src/server/tile_store.rs"]),
    ("ed25519_dalek", &["src/receipt/"]),
    ("libdeflater", &["src/server/encoding.rs", "src/archive/write.rs"]),
];

/// Lines of code in a file before its tests, and those that may have more, with the reason.
const MOST_LINES: usize = 300;
const LONGER: [(&str, &str); 6] = [
    ("src/catalog/resolve.rs", "one rule after the other, each with its own words"),
    ("src/catalog/text.rs", "one defect of form after the other, each with its own words"),
    ("src/ingest/dataset.rs", "all that names GDAL's data sets stays in one file"),
    ("src/ingest/features.rs", "one check of a feature after the other"),
    ("src/model/layer.rs", "declarations of what a manifest may say, with their documentation"),
    ("src/model/prepared.rs", "the sections of the file, written and read side by side"),
];

#[test]
fn a_module_imports_only_from_the_rows_above_it() {
    let mut wrong = Vec::new();
    for (path, text) in library() {
        let Some(own) = module(&path) else { continue };
        let row = row(own).unwrap_or_else(|| panic!("{path}: `{own}` is in no row"));
        for used in names_after(code(&text), "crate::") {
            if used != own && row_above(&used, row).is_none() {
                wrong.push(format!("{path} imports `{used}`, which is not in a row above `{own}`"));
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn the_rows_are_the_modules_of_the_library() {
    let lib = std::fs::read_to_string(root().join("src/lib.rs")).unwrap();
    let declared = names_after(&lib, "pub mod ");
    let rows: BTreeSet<String> =
        ROWS.iter().flat_map(|r| r.iter().map(|m| m.to_string())).collect();
    assert_eq!(declared, rows);
    let order: Vec<usize> = ROWS
        .iter()
        .flat_map(|r| r.iter())
        .map(|m| lib.find(&format!("pub mod {m};")).unwrap())
        .collect();
    assert!(order.is_sorted(), "src/lib.rs names the modules in the order of their rows");
}

#[test]
fn crates_that_must_not_spread_are_named_in_their_homes_only() {
    let mut wrong = Vec::new();
    for (path, text) in sources("src/") {
        for (name, homes) in HOMES {
            let at_home = homes.iter().any(|home| path.starts_with(home));
            if !at_home && names_crate(code(&text), name) {
                wrong.push(format!("{path} names `{name}`, whose home is {homes:?}"));
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn no_file_is_longer_than_a_reader_bears() {
    let mut wrong = Vec::new();
    for (path, text) in sources("src/").into_iter().chain(sources("fixtures/")) {
        let lines = code(&text).lines().count();
        let excused = LONGER.iter().any(|(file, _)| *file == path);
        if (lines > MOST_LINES) != excused {
            wrong.push(format!("{path}: {lines} lines before its tests"));
        }
    }
    assert!(wrong.is_empty(), "more than {MOST_LINES}: {wrong:#?}");
}

#[test]
fn links_in_texts_lead_somewhere() {
    let mut wrong = Vec::new();
    for path in tracked().into_iter().filter(|p| p.ends_with(".md")) {
        let text = std::fs::read_to_string(root().join(&path)).unwrap();
        let folder = Path::new(&path).parent().unwrap();
        for link in links(&text) {
            let (file, anchor) = link.split_once('#').unwrap_or((&link, ""));
            let target = root().join(folder).join(file);
            let target = if file.is_empty() { root().join(&path) } else { target };
            if !target.exists() {
                wrong.push(format!("{path}: no file {link}"));
            } else if !anchor.is_empty() && target.extension().is_some_and(|e| e == "md") {
                let headings = anchors(&std::fs::read_to_string(&target).unwrap());
                if !headings.contains(anchor) {
                    wrong.push(format!("{path}: no heading {link}"));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

/// The files that git holds and that are there; all there are where it is not a checkout.
fn tracked() -> Vec<String> {
    let git = Command::new("git").arg("-C").arg(root()).args(["ls-files", "-z"]).output();
    let listed = git.ok().filter(|out| out.status.success()).map(|out| {
        String::from_utf8(out.stdout).unwrap().split_terminator('\0').map(str::to_owned).collect()
    });
    let mut files: Vec<String> = listed.unwrap_or_else(|| {
        let mut files = Vec::new();
        walk(&root(), &mut files);
        files
    });
    files.retain(|f| root().join(f).is_file());
    files
}

fn walk(folder: &Path, files: &mut Vec<String>) {
    const NOT_OURS: [&str; 5] = ["target", "node_modules", "dist", ".git", ".tools"];
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            let name = path.file_name().unwrap().to_str().unwrap();
            if !NOT_OURS.contains(&name) {
                walk(&path, files);
            }
        } else {
            files.push(path.strip_prefix(root()).unwrap().to_str().unwrap().to_owned());
        }
    }
}

/// Rust files below a folder, with their text.
fn sources(below: &str) -> Vec<(String, String)> {
    let mut files = Vec::new();
    walk(&root().join(below), &mut files);
    files.retain(|f| f.ends_with(".rs"));
    assert!(!files.is_empty(), "{below} has Rust files");
    files.sort();
    let text = |f: &String| std::fs::read_to_string(root().join(f)).unwrap();
    files.iter().map(|f| (f.clone(), text(f))).collect()
}

/// The files of the library: those of the program are above all rows.
fn library() -> Vec<(String, String)> {
    let mut files = sources("src/");
    files.retain(|(path, _)| {
        path != "src/lib.rs" && path != "src/main.rs" && !path.starts_with("src/cli/")
    });
    files
}

/// `tile` of `src/tile/clip.rs`.
fn module(path: &str) -> Option<&str> {
    path.strip_prefix("src/")?.split(['/', '.']).next()
}

fn row(module: &str) -> Option<usize> {
    ROWS.iter().position(|r| r.contains(&module))
}

fn row_above(module: &str, row: usize) -> Option<usize> {
    self::row(module).filter(|other| *other < row)
}

/// What stands before the tests of a file.
fn code(text: &str) -> &str {
    let tests = text.match_indices("#[cfg(test)]\n").find(|(at, found)| {
        let next = &text[at + found.len()..];
        next.starts_with("mod tests {")
            || next.starts_with("#[allow")
            || next.starts_with("#[expect")
    });
    tests.map_or(text, |(at, _)| &text[..at])
}

/// The names that follow a word, comments left out; `{a, b}` after it are several.
fn names_after(text: &str, word: &str) -> BTreeSet<String> {
    let mut names = BTreeSet::new();
    let text: Vec<&str> = text.lines().filter(|l| !l.trim_start().starts_with("//")).collect();
    let text = text.join("\n");
    for (at, _) in text.match_indices(word) {
        let rest = &text[at + word.len()..];
        let list = rest.strip_prefix('{').and_then(|r| r.split('}').next());
        for part in list.map_or(vec![rest], |l| l.split(',').collect()) {
            let is_name = |c: char| c.is_alphanumeric() || c == '_';
            let name: String = part.trim_start().chars().take_while(|c| is_name(*c)).collect();
            if !name.is_empty() {
                names.insert(name);
            }
        }
    }
    names
}

/// Whether a line of code has `name::` or `use name`, not as the end of another name.
fn names_crate(text: &str, name: &str) -> bool {
    let code = text.lines().filter(|l| !l.trim_start().starts_with("//"));
    let path = format!("{name}::");
    let starts = |line: &str, at: usize| {
        let before = line[..at].chars().next_back();
        !before.is_some_and(|c| c.is_alphanumeric() || c == '_' || c == ':' || c == '`')
    };
    code.into_iter().any(|line| {
        let named = line.match_indices(&path).any(|(at, _)| starts(line, at));
        named || line.trim() == format!("use {name};")
    })
}

/// The links of a Markdown text that lead into the repository; code is left out.
fn links(text: &str) -> Vec<String> {
    let mut fenced = false;
    let mut links = Vec::new();
    for line in text.lines() {
        if line.trim_start().starts_with("```") {
            fenced = !fenced;
        }
        if fenced || line.starts_with("    ") {
            continue;
        }
        let plain: String = line.split('`').step_by(2).collect::<Vec<_>>().join("`");
        for (at, _) in plain.match_indices("](") {
            let target = plain[at + 2..].split([')', ' ']).next().unwrap_or_default();
            let outward = ["http://", "https://", "mailto:"];
            if !target.is_empty() && !outward.iter().any(|o| target.starts_with(o)) {
                links.push(target.to_owned());
            }
        }
    }
    links
}

/// The anchors that headings get on the pages of a code host.
fn anchors(text: &str) -> BTreeSet<String> {
    let headings = text.lines().filter(|l| l.starts_with('#'));
    let anchor = |heading: &str| -> String {
        let words = heading.trim_start_matches('#').trim().to_lowercase();
        let kept = words.chars().filter(|c| c.is_alphanumeric() || " -_".contains(*c));
        kept.map(|c| if c == ' ' { '-' } else { c }).collect()
    };
    headings.map(anchor).collect()
}

#[test]
fn the_readers_of_this_test_read() {
    let text =
        "use crate::{model, place::Coord};\n// crate::server\nlet a = crate::tile::RENDERER;";
    assert_eq!(names_after(text, "crate::"), ["model", "place", "tile"].map(str::to_owned).into());
    assert!(names_crate("let a = gdal::Dataset::open(b);", "gdal"));
    assert!(!names_crate("let a = fast_mvt::MvtTile::new(); // mvt::Tile", "fast"));
    assert!(!names_crate("fast_mvt::MvtTile::new()", "mvt"));
    assert_eq!(links("[a](b.md#c) `[d](e)` [f](https://g)"), ["b.md#c"]);
    assert!(anchors("## Why a `Tile`, and how\n").contains("why-a-tile-and-how"));
}
