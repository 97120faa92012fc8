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

/// Every file of the demo city that its stamp names, as `make demo` leaves it, against sums that
/// are committed, so that each other machine that runs this compares itself with the one that
/// took them. `UPDATE=1` writes them anew.
#[test]
fn its_bytes_are_those_of_the_committed_sums() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let data = root.join("layers/data");
    let stamp = fs::read_to_string(data.join("demo.stamp")).expect("the demo: run `make demo`");
    let (made_by, files) = stamp.split_once('\n').unwrap();
    assert!(made_by.ends_with("seed 3374 addresses 50000"), "another city: {made_by}");
    let mut sums: Vec<String> = files
        .lines()
        .map(|name| {
            let sum = blake3::hash(&fs::read(data.join(name)).unwrap()).to_hex();
            format!("{sum}  {name}\n")
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
        "differ: {other:#?}\nafter a change of the generator raise VERSION and run `make bless`"
    );
}
