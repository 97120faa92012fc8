//! What a manifest may say of a file of tiles.

use super::check::Check;
use super::raw::RawLayer;
use crate::model::{Kind, Repairs};

/// Nothing of its features is read, so that nothing can be said of them.
pub(super) fn fits(raw: &RawLayer, check: &mut Check<'_>) {
    check.demand(
        raw.kind == Kind::Base,
        "/kind",
        "a file of tiles is drawn and answers nothing",
        "write kind = \"base\", or name a file of features",
    );
    let source = &raw.source;
    let keys = [
        ("/id", raw.id.is_some()),
        ("/name", raw.name.is_some()),
        ("/code", raw.code.is_some()),
        ("/sums", !raw.sums.is_empty()),
        ("/fields", !raw.fields.is_empty()),
        ("/repairs", raw.repairs != Repairs::default()),
        ("/source/table", source.table.is_some()),
        ("/source/crs", source.crs.is_some()),
    ];
    for (key, present) in keys {
        let reason = "a file of tiles is served as it is: nothing of its features is read";
        check.demand(!present, key, reason, "remove it");
    }
    for (key, present) in [("/min_zoom", raw.min_zoom), ("/max_zoom", raw.max_zoom)] {
        let reason = "a file of tiles says its zooms itself";
        check.demand(present.is_none(), key, reason, "remove it");
    }
}
