//! The seeds of the fuzz targets, through the same functions (fuzz/README.md): inputs that
//! somebody thought of, and those that fuzzing found.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test stops and tells")]

#[path = "../fuzz/targets/address.rs"]
mod address;
#[path = "../fuzz/targets/archive.rs"]
mod archive;
#[path = "../fuzz/targets/asked.rs"]
mod asked;
#[path = "../fuzz/targets/body.rs"]
mod body;
#[path = "../fuzz/targets/changed.rs"]
mod changed;
#[path = "../fuzz/targets/city.rs"]
mod city;
#[path = "support/exact.rs"]
#[expect(dead_code, reason = "tests/exact.rs uses the rest")]
mod exact;
#[path = "support/features.rs"]
mod features;
#[path = "../fuzz/targets/from_bytes/mod.rs"]
mod from_bytes;
#[path = "../fuzz/targets/indexes.rs"]
mod indexes;
#[path = "../fuzz/targets/locator.rs"]
mod locator;
#[path = "../fuzz/targets/manifest.rs"]
mod manifest;
#[path = "../fuzz/targets/prepared.rs"]
mod prepared;
#[path = "../fuzz/targets/query.rs"]
mod query;
#[path = "../fuzz/targets/served.rs"]
mod served;

use std::collections::BTreeSet;
use std::panic::catch_unwind;
use std::path::{Path, PathBuf};

type Target = (&'static str, fn(&[u8]));

const TARGETS: [Target; 8] = [
    ("address", address::check),
    ("archive", archive::check),
    ("body", body::check),
    ("indexes", indexes::check),
    ("locator", locator::check),
    ("manifest", manifest::check),
    ("prepared", prepared::check),
    ("query", query::check),
];

#[test]
fn what_fuzzing_begins_with_and_what_it_found_holds() {
    for (name, check) in TARGETS {
        let seeds = files(&fuzz().join("seeds").join(name));
        assert!(!seeds.is_empty(), "{name} has no seed");
        for seed in seeds {
            let data = std::fs::read(&seed).unwrap();
            let held = catch_unwind(|| check(&data));
            assert!(held.is_ok(), "{} does not hold: see above", seed.display());
        }
    }
}

/// None is forgotten here, in the table of `fuzz/README.md`, or without seeds.
#[test]
fn the_targets_are_those_that_are_fuzzed() {
    let names = |paths: Vec<PathBuf>| -> BTreeSet<String> {
        let stem = |p: &PathBuf| p.file_stem().unwrap().to_str().unwrap().to_owned();
        paths.iter().map(stem).collect()
    };
    let targets: BTreeSet<String> = TARGETS.iter().map(|(name, _)| (*name).to_owned()).collect();
    assert_eq!(names(files(&fuzz().join("fuzz_targets"))), targets);
    let text = std::fs::read_to_string(fuzz().join("README.md")).unwrap();
    for name in targets {
        assert!(text.contains(&format!("| [{name}](targets/{name}.rs) |")), "{name} is not told");
    }
}

fn fuzz() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("fuzz")
}

fn files(folder: &Path) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let mut files: Vec<PathBuf> = entries.filter(|path| path.is_file()).collect();
    files.sort();
    files
}
