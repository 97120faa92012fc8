//! The table of docs/operations.md: a row is what was tried, and what came.

use std::net::SocketAddr;
use std::path::Path;
use std::time::{Duration, Instant};

use crate::wire::get;

/// What is tried, in the order of the document.
const TRIED: [&str; 30] = [
    "200 headers",
    "a header of 64 KiB",
    "an address of 70 KiB",
    "HTTP/2 without TLS",
    "TLS",
    "two lengths of one body",
    "`/assets/..%2f..%2fCargo.toml`",
    "`//etc/passwd`",
    "`/assets/%00`",
    "`/%FF%FE`",
    "`/metrics` where strangers ask",
    "a million brackets as a polygon",
    "a million brackets as places",
    "a polygon of ten million vertices",
    "a table without end",
    "2,300 connections where 300 may be",
    "10,000 connections where 12,000 may be",
    "a caller that says nothing",
    "a head that comes byte by byte",
    "a body that comes byte by byte",
    "100 bodies of 8 MiB from one caller, all byte by byte",
    "a reader of one byte every 29 s",
    "a layer that is published to a full disk",
    "a folder of prepared files that is read only",
    "a file that is removed while it is read",
    "a GeoPackage of a line that claims 2,147,483,647 points",
    "a GeoPackage whose table is a view without end",
    "a GeoPackage whose texts unpack to 900 MB each",
    "a manifest of 2 MiB",
    "a manifest that is a named pipe",
];

/// A row of the table: it has to stand in the document, and others are answered meanwhile.
pub(crate) async fn row(at: SocketAddr, tried: &str, came: &str) {
    let begin = Instant::now();
    assert_eq!(get(at, "/v1/at?lon=110.42&lat=-7.0", "").await.status, 200, "after {tried}");
    assert!(begin.elapsed() < Duration::from_secs(1), "{:?} after {tried}", begin.elapsed());
    assert!(TRIED.contains(&tried), "TRIED does not list: {tried}");
    let row = format!("| {tried} | {came} |");
    say(&row);
    assert!(document().contains(&row), "docs/operations.md does not say: {row}");
}

#[test]
fn the_document_lists_what_is_tried_and_nothing_else() {
    let table = document();
    let (_, table) = table.split_once("| tried | came |\n|---|---|\n").unwrap();
    let rows = table.lines().take_while(|line| line.starts_with('|'));
    let told: Vec<&str> = rows.map(|row| row.split(" | ").next().unwrap()).collect();
    assert_eq!(told, TRIED.map(|tried| format!("| {tried}")));
}

fn document() -> String {
    let table = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/operations.md");
    std::fs::read_to_string(table).unwrap()
}

#[allow(clippy::print_stdout, reason = "this is what `make hostile` is for")]
fn say(row: &str) {
    println!("{row}");
}
