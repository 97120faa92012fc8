//! The demo city has the same bytes on every machine.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::print_stderr,
    missing_docs,
    reason = "a test may end"
)]

use std::fs;
use std::path::Path;

/// Every file of the demo city, as `make demo` leaves it, against sums that were taken on
/// another machine and are committed. `UPDATE=1` writes them anew.
#[test]
fn its_bytes_are_those_that_other_machines_made() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let entries = fs::read_dir(root.join("layers/data")).expect("the demo city: run `make demo`");
    let mut sums: Vec<String> = entries
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.is_file())
        .map(|path| {
            let sum = blake3::hash(&fs::read(&path).unwrap()).to_hex();
            format!("{sum}  {}\n", path.file_name().unwrap().to_str().unwrap())
        })
        .collect();
    sums.sort_by_key(|line| line[66..].to_owned());
    let (found, file) = (sums.concat(), root.join("fixtures/demo/sums.b3"));
    if std::env::var_os("UPDATE").is_some() {
        fs::write(&file, &found).unwrap();
    }
    let committed = fs::read_to_string(&file).unwrap();
    let other: Vec<&str> = found.lines().filter(|line| !committed.contains(line)).collect();
    assert_eq!(
        found, committed,
        "differ: {other:#?}\n`make demo` with no seed or number of its own makes the city that is \
         meant; after a change of the generator raise VERSION and run `make bless`"
    );
}
