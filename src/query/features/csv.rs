//! Features as a table: layer, id, the fields, and the geometry as WKT.

use std::borrow::Cow;

use super::super::geometry::wkt;
use super::Table;
use crate::snapshot::LayerVersion;

/// The names of the columns.
pub(in crate::query) fn head(table: &Table) -> String {
    let fields = table.fields.iter().map(|(name, _)| name.as_str());
    let geometry = table.geometry.then_some("wkt");
    row(["layer", "id"].into_iter().chain(fields).chain(geometry).map(Cow::Borrowed))
}

/// The row of a feature.
pub(in crate::query) fn feature(table: &Table, layer: &LayerVersion, feature: u32) -> String {
    let own = [layer.layer().id.as_str(), layer.id(feature)].map(Cow::Borrowed);
    let values =
        table.fields.iter().map(|(name, _)| Cow::Owned(layer.value(name, feature).to_text()));
    let geometry = table.geometry.then(|| Cow::Owned(wkt(layer.shape(feature))));
    row(own.into_iter().chain(values).chain(geometry))
}

/// A row (RFC 4180): quoted where it has to be.
fn row<'a>(cells: impl Iterator<Item = Cow<'a, str>>) -> String {
    let mut out = String::new();
    for (i, cell) in cells.enumerate() {
        if i > 0 {
            out.push(',');
        }
        if cell.contains([',', '"', '\n', '\r']) {
            out.push('"');
            out.push_str(&cell.replace('"', "\"\""));
            out.push('"');
        } else {
            out.push_str(&cell);
        }
    }
    out.push_str("\r\n");
    out
}
