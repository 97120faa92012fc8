use std::borrow::Cow;

use crate::model::{Prepared, Value};

/// What stands in the field that has a role in a layer, of a feature; nothing without such a
/// field, or a value in it.
pub(super) fn role<'p>(
    prepared: &'p Prepared,
    field: Option<&str>,
    feature: u32,
) -> Option<Cow<'p, str>> {
    let column = prepared.columns.get(field?)?;
    let at = usize::try_from(feature).ok()?;
    column.text(at).map(Cow::Borrowed).or_else(|| match column.value(at) {
        Value::Null => None,
        value => Some(Cow::Owned(value.to_text())),
    })
}

/// An id that is a number, as it is written: `7` and `007` are two ids.
pub(super) fn number(id: &str) -> Option<u64> {
    const EXACT: u64 = 1 << 53;
    id.parse().ok().filter(|n: &u64| *n < EXACT && n.to_string() == id)
}
