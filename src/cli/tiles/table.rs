//! What is in a tile, for people.

use indicatif::HumanCount;
use wareng::tile::inspect::{Contents, LayerContents};

use super::inspect::Inspected;

pub(super) fn text(of: &Inspected) -> String {
    let Inspected { tile, coded, contents } = of;
    if contents.bytes == 0 {
        return format!("{tile}: nothing is in this tile\n");
    }
    let coded = coded.iter().map(|(name, bytes)| match bytes.as_u64() {
        Some(bytes) => format!("{} {name}", HumanCount(bytes)),
        None => name.clone(),
    });
    let coded: Vec<String> = coded.collect();
    let mut parts = vec![
        format!("{tile}: {} bytes ({})", number(contents.bytes), coded.join(", ")),
        layers(contents),
        attributes(&contents.layers),
        largest(contents),
    ];
    if contents.other_bytes > 0 {
        let other = number(contents.other_bytes);
        parts.push(format!("{other} bytes are in fields that MVT does not know"));
    }
    parts.retain(|part| !part.is_empty());
    format!("{}\n", parts.join("\n\n"))
}

fn layers(contents: &Contents) -> String {
    let head = [
        "layer", "share", "bytes", "geometry", "tags", "keys", "values", "ids", "frame", "points",
        "lines", "polygons", "parts", "vertices",
    ];
    let mut rows = vec![head.map(str::to_owned).to_vec()];
    for layer in &contents.layers {
        let (split, features) = (&layer.split, &layer.features);
        let counts = [
            layer.bytes,
            split.geometry,
            split.tags,
            split.keys,
            split.values,
            split.ids,
            split.frame,
            features.point,
            features.line,
            features.polygon,
            layer.drawing.parts,
            layer.drawing.vertices,
        ];
        let share = format!("{} %", (layer.bytes * 100 + contents.bytes / 2) / contents.bytes);
        let mut row = vec![printable(&layer.name), share];
        row.extend(counts.map(number));
        rows.push(row);
    }
    aligned(&rows, 1)
}

fn attributes(layers: &[LayerContents]) -> String {
    let head = ["layer", "attribute", "bytes", "features", "distinct"];
    let mut rows = vec![head.map(str::to_owned).to_vec()];
    for layer in layers {
        for attribute in &layer.attributes {
            let mut row = vec![printable(&layer.name), printable(&attribute.name)];
            row.extend([attribute.bytes, attribute.features, attribute.distinct].map(number));
            rows.push(row);
        }
    }
    if rows.len() > 1 { aligned(&rows, 2) } else { String::new() }
}

fn largest(contents: &Contents) -> String {
    let head = ["largest", "geometry", "id", "bytes", "parts", "vertices"];
    let mut rows = vec![head.map(str::to_owned).to_vec()];
    for feature in &contents.largest {
        let id = feature.id.map_or("none".to_owned(), |id| id.to_string());
        let mut row = vec![printable(&feature.layer), feature.geometry.name().to_owned(), id];
        row.extend([feature.bytes, feature.drawing.parts, feature.drawing.vertices].map(number));
        rows.push(row);
    }
    if rows.len() > 1 { aligned(&rows, 2) } else { String::new() }
}

fn number(count: usize) -> String {
    HumanCount(count as u64).to_string()
}

/// A name out of a tile of anybody, without what a terminal would obey.
fn printable(name: &str) -> String {
    name.chars().map(|c| if c.is_control() { '\u{fffd}' } else { c }).collect()
}

/// Rows in columns: the first of them, `texts`, to the left, numbers to the right.
fn aligned(rows: &[Vec<String>], texts: usize) -> String {
    let columns = rows.first().map_or(0, Vec::len);
    let width = |column: usize| {
        let widths = rows.iter().filter_map(|row| row.get(column)).map(|c| c.chars().count());
        widths.max().unwrap_or(0)
    };
    let widths: Vec<usize> = (0..columns).map(width).collect();
    let line = |row: &Vec<String>| {
        let cells = row.iter().zip(&widths).enumerate().map(|(column, (cell, &width))| {
            if column < texts { format!("{cell:<width$}") } else { format!("{cell:>width$}") }
        });
        cells.collect::<Vec<_>>().join("  ")
    };
    rows.iter().map(line).collect::<Vec<_>>().join("\n")
}
