//! `wareng check`: everything that is wrong with a layers folder, for people or as JSON.

use std::collections::BTreeMap;
use std::io::{IsTerminal, stderr};

use serde::Serialize;
use wareng::load::{self, Loaded};
use wareng::model::{Defect, Report, Scope};
use wareng::snapshot::Grant;

use super::{Failure, Settings, misfits, progress, say};

/// The JSON report.
#[derive(Serialize)]
struct Checked {
    ok: bool,
    layers: BTreeMap<String, LayerChecked>,
    /// What is wrong with `city.toml` or the folder itself.
    problems: Vec<Defect>,
    /// What was left alone and was perhaps not meant to be.
    notes: Vec<Defect>,
}

#[derive(Serialize)]
#[serde(tag = "status", rename_all = "lowercase")]
enum LayerChecked {
    Ok {
        version: String,
        report: Report,
        /// How many there are in a file of tiles.
        #[serde(skip_serializing_if = "Option::is_none")]
        tiles: Option<u64>,
        /// The scope that a key needs to see it; absent where everybody may.
        #[serde(skip_serializing_if = "Option::is_none")]
        access: Option<Scope>,
    },
    Refused {
        problems: Vec<Defect>,
    },
}

pub(super) fn run(settings: &Settings, json: bool) -> Result<(), Failure> {
    let options = settings.options().map_err(Failure::Other)?;
    // Without a terminal nobody watches, and the result says each layer again.
    let loaded = if json || !stderr().is_terminal() {
        load::load(&options, &|_, _| {})
    } else {
        progress::load_with_progress(&options)
    };
    let checked = summary(loaded);
    if json {
        let text =
            serde_json::to_string_pretty(&checked).map_err(|e| Failure::Other(e.to_string()))?;
        say(&format!("{text}\n"));
    } else {
        say(&text(&checked));
    }
    if checked.ok { Ok(()) } else { Err(Failure::Refused) }
}

fn summary(loaded: Result<Loaded, Vec<Defect>>) -> Checked {
    let loaded = match loaded {
        Ok(loaded) => loaded,
        Err(problems) => {
            return Checked { ok: false, layers: BTreeMap::new(), problems, notes: Vec::new() };
        }
    };
    let ok = loaded.published.refused.is_empty();
    let view = loaded.published.view(&Grant::everything());
    let refused = loaded
        .published
        .refused
        .into_iter()
        .map(|(id, problems)| (id.to_string(), LayerChecked::Refused { problems }));
    let served = view.layers().map(|l| {
        let (version, report) = (l.version().to_owned(), l.report().clone());
        let tiles = l.archive().map(wareng::archive::Archive::tiles);
        let access = view.scope(&l.layer().id).cloned();
        (l.layer().id.to_string(), LayerChecked::Ok { version, report, tiles, access })
    });
    let layers = refused.chain(served).collect();
    Checked { ok, layers, problems: Vec::new(), notes: loaded.notes }
}

fn text(checked: &Checked) -> String {
    let mut lines = Vec::new();
    for (id, layer) in &checked.layers {
        match layer {
            LayerChecked::Ok { tiles: Some(tiles), access, .. } => {
                lines.push(format!("ok       {id}: {tiles} tiles"));
                lines.extend(access.as_ref().map(for_keys));
            }
            LayerChecked::Ok { report, access, .. } => {
                lines.push(format!("ok       {id}: {} of {} features", report.kept, report.read));
                lines.extend(access.as_ref().map(for_keys));
                for r in &report.repairs {
                    let examples = r.examples.join(", ");
                    let name = r.sort.name();
                    lines.push(format!("         repaired {} × {name} ({examples})", r.count));
                }
                let misfits = report.partition.iter().flat_map(misfits::lines);
                lines.extend(misfits.map(|line| format!("         {line}")));
                lines.extend(report.warnings.iter().map(|w| format!("         note: {w}")));
            }
            LayerChecked::Refused { problems } => {
                lines.push(format!("refused  {id}"));
                lines.extend(problems.iter().map(|p| format!("         {p}")));
            }
        }
    }
    lines.extend(checked.problems.iter().map(|p| format!("refused  {p}")));
    lines.extend(checked.notes.iter().map(|n| format!("note     {n}")));
    lines.push(String::new());
    lines.join("\n")
}

fn for_keys(scope: &Scope) -> String {
    format!("         only for keys with the scope `{scope}`")
}
