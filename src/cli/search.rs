//! `wareng search TEXT`.

use wareng::load;
use wareng::model::Lang;
use wareng::search::{Hit, Index, MOST_CHARS, Wanted, collection, find};
use wareng::snapshot::Grant;

use super::arguments::SearchFlags;
use super::{Failure, Settings, say, tell};

pub(super) fn run(settings: &Settings, flags: &SearchFlags) -> Result<(), Failure> {
    let text = flags.text.join(" ");
    if text.chars().count() > MOST_CHARS {
        return Err(Failure::Other(format!("TEXT has at most {MOST_CHARS} characters")));
    }
    let options = settings.options().map_err(Failure::Other)?;
    let loaded = load::load(&options, &|_, _| {})?;
    loaded.published.refused.values().for_each(|defects| tell(defects));
    let view = loaded.published.view(&Grant::everything());
    let index = Index::of(&view);
    let hits = find(&view, &index, &Wanted { text: &text, near: None, limit: flags.limit });
    if flags.json {
        let found = collection(&view, hits, Lang::default());
        let text =
            serde_json::to_string_pretty(&found).map_err(|e| Failure::Other(e.to_string()))?;
        say(&format!("{text}\n"));
    } else if hits.is_empty() {
        say("tidak ditemukan\n");
    } else {
        hits.iter().for_each(|hit| say(&line(hit)));
    }
    Ok(())
}

/// A hit on a line: how precise, what, in which units, where.
fn line(hit: &Hit) -> String {
    let precision = serde_json::to_value(hit.precision).unwrap_or_default();
    let precision = precision.as_str().unwrap_or_default().to_owned();
    let sure = if hit.sure { "" } else { " ?" };
    let units: Vec<&str> = hit.units.iter().map(|[_, _, name]| name.as_str()).collect();
    let mut coords = hit.geometry.coords();
    let at = coords.next().map(|at| format!("  {:.6} {:.6}", at.x, at.y));
    let at = at.filter(|_| coords.next().is_none()).unwrap_or_default();
    format!("{precision:<12} {}{sure}  ({}){at}\n", hit.name, units.join(", "))
}
