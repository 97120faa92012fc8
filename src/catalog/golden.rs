//! Golden questions: what a manifest says must be found at a place.

use schemars::JsonSchema;
use serde::Deserialize;

use super::check::Check;
use super::raw::RawLayer;
use super::text::Text;
use crate::model::{Defect, Format, Golden, suggest};
use crate::place::LonLat;

/// A place, and what must be found there; otherwise the layer is not published.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct RawGolden {
    /// Degrees east.
    #[schemars(range(min = -180.0, max = 180.0))]
    pub lon: f64,
    /// Degrees north.
    #[schemars(range(min = -90.0, max = 90.0))]
    pub lat: f64,
    /// A hazard's class, "none" or "unmapped"; elsewhere a feature's code, name or id.
    #[schemars(length(min = 1))]
    pub expect: String,
}

/// The golden questions of a manifest, or what is wrong with them.
pub(super) fn questions(raw: &RawLayer, text: &Text<'_>) -> Result<Vec<Golden>, Vec<Defect>> {
    let mut check = Check { text, defects: Vec::new() };
    let of_tiles = Format::of(raw.source.file.as_ref()) == Some(Format::PmTiles);
    check.demand(
        raw.golden.is_empty() || !of_tiles,
        "/golden",
        "a file of tiles answers nothing",
        "remove it, or name a file of features",
    );
    let mut known: Vec<String> = vec!["none".into(), "unmapped".into()];
    let scheme = raw.classes.iter().flat_map(|c| &c.scheme);
    known.extend(scheme.map(|class| class.id.clone()));
    for (i, golden) in raw.golden.iter().enumerate() {
        if raw.classes.is_some() && !known.contains(&golden.expect) {
            let reason = format!("`{}` is not a class of this layer", golden.expect);
            check.wrong(&format!("/golden/{i}/expect"), reason, suggest(&golden.expect, &known));
        }
    }
    let question = |(i, golden): (usize, &RawGolden)| {
        Some(Golden {
            place: LonLat::new(golden.lon, golden.lat)?,
            expect: golden.expect.clone(),
            line: text.line(&format!("/golden/{i}")),
        })
    };
    let questions = raw.golden.iter().enumerate().filter_map(question).collect();
    if check.defects.is_empty() { Ok(questions) } else { Err(check.defects) }
}
