//! The parts of a batch, each alone on this thread.

use std::fs::File;
use std::io::{BufReader, BufWriter};
use std::path::Path;
use std::time::Duration;

use wareng::model::LayerId;
use wareng::place::Coord;
use wareng::query::reading;
use wareng::snapshot::{LayerVersion, View};

use crate::clock::thread_time;
use crate::{HAZARDS, Outcome};

/// So many places are looked up together, as a batch does.
const AT_ONCE: usize = 256;
/// What the columns add to a row, about.
const ANSWERS: [&str; 12] = [
    "33.74.01.1009",
    "Bangunharjo",
    "inside",
    "mapped",
    "rendah",
    "unmapped",
    "",
    "unmapped",
    "",
    "none",
    "",
    "",
];

/// Finds kelurahan and hazards, and writes nothing.
pub(crate) fn lookups(view: &View, places: &[Coord]) -> Outcome<Duration> {
    let layer = |id: &str| -> Outcome<&LayerVersion> {
        let id = LayerId::new(id).ok_or("a layer id")?;
        view.layer(&id).ok_or_else(|| format!("the city has no {id}").into())
    };
    let kelurahan = layer("kelurahan")?;
    let hazards = HAZARDS.into_iter().map(layer).collect::<Outcome<Vec<_>>>()?;
    let before = thread_time();
    for places in places.chunks(AT_ONCE) {
        std::hint::black_box(reading::unit_of_all(kelurahan, places, 0.0, 30.0));
        for hazard in &hazards {
            std::hint::black_box(reading::hazard_of_all(hazard, places));
        }
    }
    Ok(thread_time().saturating_sub(before))
}

/// Reads a table and writes it with as many cells more, by the crate csv.
pub(crate) fn rewriting(from: &Path, to: &Path) -> Outcome<Duration> {
    let before = thread_time();
    let mut rows = csv::ReaderBuilder::new()
        .has_headers(false)
        .from_reader(BufReader::with_capacity(256 << 10, File::open(from)?));
    let mut out = csv::Writer::from_writer(BufWriter::with_capacity(256 << 10, File::create(to)?));
    let mut row = csv::ByteRecord::new();
    while rows.read_byte_record(&mut row)? {
        for answer in ANSWERS {
            row.push_field(answer.as_bytes());
        }
        out.write_byte_record(&row)?;
    }
    out.flush()?;
    Ok(thread_time().saturating_sub(before))
}
