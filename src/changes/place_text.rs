//! What changed for a place, in words.

use crate::model::{Lang, Value};
use crate::query::{Finding, FindingStatus, PopulationOfUnit, Unit, UnitStatus, Zone};

/// The same thing before and after; nothing where it was not there.
type Both<'a, T> = [Option<&'a T>; 2];

pub(super) fn hazard_text(both: Both<'_, Finding<'_>>, lang: Lang) -> String {
    let title = both.iter().flatten().next_back().map_or("", |finding| finding.title);
    from_to(title, both.map(|f| f.map(|f| state(&f.status, lang).to_owned())), lang)
}

fn state<'f>(status: &'f FindingStatus<'_>, lang: Lang) -> &'f str {
    match status {
        FindingStatus::Mapped { label, .. } => label,
        FindingStatus::None => lang.pick("di luar zona bahaya", "in no hazard zone"),
        FindingStatus::Unmapped => lang.pick("belum dipetakan", "not mapped"),
        FindingStatus::Unavailable => lang.pick("tidak tersedia saat ini", "not available now"),
    }
}

pub(super) fn unit_text(both: Both<'_, Unit<'_>>, lang: Lang) -> String {
    let level = both.iter().flatten().next_back().map_or("", |unit| unit.level);
    from_to(level, both.map(|u| u.map(|u| unit(&u.status, lang))), lang)
}

fn unit(status: &UnitStatus<'_>, lang: Lang) -> String {
    match status {
        UnitStatus::Inside { unit, .. } => format!("{} {}", unit.name, unit.code),
        UnitStatus::Gap { nearest } => {
            format!("{} {}", lang.pick("di celah dekat", "in a gap near"), nearest.unit.name)
        }
        UnitStatus::Outside { .. } => lang.pick("di luar semuanya", "outside of all").into(),
        UnitStatus::Unavailable => lang.pick("tidak tersedia saat ini", "not available now").into(),
    }
}

pub(super) fn zone_text(both: Both<'_, Zone<'_>>, lang: Lang) -> String {
    let title = both.iter().flatten().next_back().map_or("", |zone| zone.title);
    let name = |zone: &Zone<'_>| zone.name.as_deref().unwrap_or(zone.id).to_owned();
    from_to(title, both.map(|zone| zone.map(name)), lang)
}

pub(super) fn people_text(both: Both<'_, PopulationOfUnit<'_>>, lang: Lang) -> String {
    let people = |of: &PopulationOfUnit<'_>| {
        let count = match &of.people {
            Value::Null => lang.pick("tidak diumumkan", "not published").to_owned(),
            count => count.to_text(),
        };
        format!("{}, {count}", of.unit.name)
    };
    from_to(lang.pick("penduduk", "people"), both.map(|of| of.map(people)), lang)
}

fn from_to(what: &str, both: [Option<String>; 2], lang: Lang) -> String {
    match both {
        [Some(before), Some(after)] if before == after => {
            let still = lang.pick("tetap", "still");
            let but = lang.pick(
                "tetapi batas atau keterangannya berubah",
                "but its border, or what is said of it, changed",
            );
            format!("{what}: {still} {after}, {but}")
        }
        [before, after] => {
            let nothing = || lang.pick("tidak ada", "nothing").to_owned();
            let [before, after] = [before, after].map(|text| text.unwrap_or_else(nothing));
            format!("{what}: {before} → {after}")
        }
    }
}
