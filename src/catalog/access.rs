//! Who may see a layer, also one whose manifest is wrong: what is told of it tells that it is.

use toml::de::{DeTable, DeValue};

use super::raw::RawLayer;
use super::resolve::RawLayers;
use super::text::Text;
use crate::model::{Access, LayerId};

/// Who may see a layer, by the text of its manifest. Nobody where that is wrong and leaves it open.
pub(super) fn of_text(text: &str, is_in_order: bool) -> Access {
    let (table, _errors) = DeTable::parse_recoverable(text);
    // What is no TOML may have it twice, somewhere else, or not to its end.
    let is_said_once = || {
        let mut lines = text.lines().filter(|line| line.trim_start().starts_with(KEY));
        let (first, second) = (lines.next(), lines.next());
        second.is_none() && first.is_some_and(|line| line.parse::<toml::Table>().is_ok())
    };
    let said = match table.get_ref().get(KEY).map(toml::Spanned::get_ref) {
        Some(DeValue::String(word)) if is_in_order || is_said_once() => Access::of_word(word),
        None if is_in_order => Some(Access::Public),
        _ => None,
    };
    said.unwrap_or(Access::Nobody)
}

const KEY: &str = "access";

/// Who may see a layer, as its manifest says.
pub(super) fn of_raw(raw: &RawLayer) -> Access {
    raw.access.as_deref().map_or(Some(Access::Public), Access::of_word).unwrap_or(Access::Nobody)
}

/// A layer's manifest beside the others.
pub(super) type Others<'l, 't> = std::collections::BTreeMap<&'l LayerId, &'l (RawLayer, Text<'t>)>;

/// The layers that one may build upon: those that all may see who see it. For it the others do
/// not exist, so that nothing of them shows through it, nor through what is wrong with it.
pub(super) fn below<'l, 't>(raw: &RawLayer, all: &'l RawLayers<'t>) -> Others<'l, 't> {
    let own = of_raw(raw);
    all.iter().filter(|(_, (other, _))| own.is_within(&of_raw(other))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_manifest_that_leaves_it_open_is_for_nobody() {
        let staff = Access::of_word("staf");
        for (text, is_in_order, expected) in [
            ("access = \"public\"\n", true, Some(Access::Public)),
            ("access = \"staf\"\n", true, staff.clone()),
            ("access = \"public\"\n[fields]\naccess = {}\n", true, Some(Access::Public)),
            ("kind = \"base\"\n", true, Some(Access::Public)),
            ("kind = \n access = \"staf\"\n", false, staff),
            ("acces = \"staf\"\n", false, None),
            ("access = \"staf\n", false, None),
            ("access = [\"staf\"]\n", false, None),
            ("access = \"Staf\"\n", false, None),
            ("access = \"public\"\naccess = \"staf\"\n", false, None),
            ("access.x = \"public\"\n", false, None),
        ] {
            assert_eq!(of_text(text, is_in_order), expected.unwrap_or(Access::Nobody), "{text}");
        }
    }
}
