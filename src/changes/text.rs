//! Changes as a publisher reads them in a terminal.

use std::fmt::Write;

use super::features::{Counted, FeatureChanges};
use super::{Change, Changes, LayerChange};

/// Changes as lines of text.
pub fn to_text(changes: &Changes<'_>) -> String {
    let mut out = String::new();
    write_changes(&mut out, changes).unwrap_or_default();
    out
}

fn write_changes(out: &mut String, changes: &Changes<'_>) -> std::fmt::Result {
    if changes.city {
        writeln!(out, "city.toml: changed")?;
    }
    for layer in &changes.layers {
        match layer {
            LayerChange::Added(new) => {
                writeln!(out, "{}: added, {} features", new.layer, new.features)?;
            }
            LayerChange::Removed(old) => {
                writeln!(out, "{}: removed, {} features", old.layer, old.features)?;
            }
            LayerChange::Changed(change) => write_change(out, change)?,
        }
    }
    if changes.layers.is_empty() && !changes.city {
        writeln!(out, "nothing changed")?;
    }
    writeln!(out, "snapshot {} -> {}", changes.before, changes.after)
}

fn write_change(out: &mut String, change: &Change<'_>) -> std::fmt::Result {
    writeln!(out, "{}: changed", change.layer)?;
    if change.manifest {
        writeln!(out, "  {:<12} otherwise than before", "manifest")?;
    }
    let FeatureChanges { added, removed, moved, altered, reclassified } = &change.features;
    let all = [
        ("added", added),
        ("removed", removed),
        ("moved", moved),
        ("altered", &altered.features),
        ("reclassified", reclassified),
    ];
    for (what, Counted { count, examples }) in all {
        if *count > 0 {
            let more = if *count > examples.len() { ", …" } else { "" };
            writeln!(out, "  {what:<12} {count:>8}  {}{more}", examples.join(", "))?;
        }
    }
    if !altered.fields.is_empty() {
        let fields: Vec<String> =
            altered.fields.iter().map(|(name, count)| format!("{name} ({count})")).collect();
        writeln!(out, "  {:<12} {}", "fields", fields.join(", "))?;
    }
    for row in &change.reclassified {
        let (from, to, hectares) = (&row.from, &row.to, row.area_m2 / 10_000.0);
        write!(out, "  {from:>12} -> {to:<12} {hectares:>12.2} ha")?;
        match row.people {
            Some(people) => writeln!(out, " {people:>9} people")?,
            None => writeln!(out)?,
        }
    }
    Ok(())
}
