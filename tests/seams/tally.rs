//! What was found of a layer at a zoom.

use std::collections::BTreeSet;

use wareng::place::TileId;

use crate::inside::Fault;

pub(crate) const HEAD: &str = "| layer | zoom | features | pieces | not valid | gaps | largest | overlaps | largest | \
    sides | apart > 1 | most apart | gathered | first |\n|---|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|---|";

/// Areas in square units of the tile, distances in its units.
#[derive(Default)]
pub(crate) struct Tally {
    pub(crate) features: BTreeSet<u64>,
    pub(crate) pieces: usize,
    pub(crate) invalid: usize,
    pub(crate) gaps: Faults,
    pub(crate) overlaps: Faults,
    pub(crate) sides: usize,
    apart: usize,
    most_apart: f64,
    /// Where something was gathered into dust, which then is missing here.
    pub(crate) gathered: usize,
    first: Option<String>,
}

/// Those that were not published.
#[derive(Default)]
pub(crate) struct Faults {
    count: usize,
    largest: f64,
    first: Option<String>,
}

impl Faults {
    pub(crate) fn add(&mut self, faults: &[Fault], tile: TileId) {
        self.count += faults.len();
        self.largest = faults.iter().map(|f| f.area).fold(self.largest, f64::max);
        if !faults.is_empty() {
            self.first.get_or_insert_with(|| address(tile));
        }
    }
}

impl Tally {
    pub(crate) fn mismatch(&mut self, apart: f64, tile: TileId) {
        self.most_apart = self.most_apart.max(apart);
        if apart > 1.0 + 1e-9 {
            self.apart += 1;
            self.first.get_or_insert_with(|| address(tile));
        }
    }

    pub(crate) fn is_seamless(&self) -> bool {
        self.gaps.count + self.overlaps.count + self.apart == 0
    }

    pub(crate) fn row(&self, layer: &str, z: u8) -> String {
        let [gaps, overlaps] =
            [&self.gaps, &self.overlaps].map(|f| format!("{} | {:.1}", f.count, f.largest));
        let first = [&self.gaps.first, &self.overlaps.first, &self.first].into_iter().flatten();
        format!(
            "| {layer} | {z} | {} | {} | {} | {gaps} | {overlaps} | {} | {} | {:.1} | {} | {} |",
            self.features.len(),
            self.pieces,
            self.invalid,
            self.sides,
            self.apart,
            self.most_apart,
            self.gathered,
            first.map(String::as_str).collect::<Vec<_>>().join(" "),
        )
    }
}

fn address(tile: TileId) -> String {
    format!("{}/{}/{}", tile.z(), tile.x(), tile.y())
}
