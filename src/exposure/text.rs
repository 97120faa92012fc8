//! An answer as people read it in a terminal.

use std::fmt::Write;

use super::answer::{ClassRow, Exposed, Exposure};
use crate::model::Lang;

/// An answer as lines of text.
pub fn to_text(answer: &Exposure<'_>, lang: Lang) -> String {
    let mut out = String::new();
    write_answer(&mut out, answer, lang).unwrap_or_default();
    out
}

fn write_answer(out: &mut String, answer: &Exposure<'_>, lang: Lang) -> std::fmt::Result {
    if let Some(notice) = answer.notice {
        writeln!(out, "! {notice}")?;
    }
    writeln!(out, "{}", answer.spread.note)?;
    let title = if answer.units.is_empty() { "" } else { lang.pick("semua", "all") };
    write_exposed(out, title, &answer.whole, lang)?;
    for unit in &answer.units {
        let title = format!("{}. {} {}", unit.rank, unit.name, unit.code);
        write_exposed(out, &title, &unit.exposed, lang)?;
    }
    writeln!(out, "\n{}", lang.pick("Sumber", "Sources"))?;
    for (layer, cited) in answer.sources.iter() {
        let s = cited.note();
        writeln!(out, "  {layer}: {}, {}, {}, {}", s.publisher, s.dated, s.licence, s.link)?;
    }
    writeln!(out, "  snapshot {}", answer.snapshot)
}

fn write_exposed(out: &mut String, title: &str, exposed: &Exposed, lang: Lang) -> std::fmt::Result {
    let hectares = |m2: f64| m2 / 10_000.0;
    write!(out, "\n{title}  {:.2} ha", hectares(exposed.figures.area_m2))?;
    if let Some(people) = exposed.figures.people {
        write!(out, ", {people} {}", lang.pick("penduduk", "people"))?;
    }
    if !exposed.hidden.is_empty() {
        let at_least = lang.pick("sekurangnya", "at least");
        write!(out, " ({at_least}: {})", exposed.hidden.join(", "))?;
    }
    writeln!(out)?;
    for (hazard, rows) in &exposed.hazards {
        writeln!(out, "  {hazard}")?;
        for ClassRow { says, share, figures, .. } in rows {
            let said = says.label.as_deref().unwrap_or(match says.status {
                "none" => lang.pick("di luar daerah bahaya", "in no hazard area"),
                _ => lang.pick("belum dipetakan", "not mapped"),
            });
            let (area, percent) = (hectares(figures.area_m2), share * 100.0);
            write!(out, "    {said:<24} {area:>12.2} ha {percent:>6.2} %")?;
            match figures.people {
                Some(people) => writeln!(out, " {people:>9} {}", lang.pick("jiwa", "people"))?,
                None => writeln!(out)?,
            }
        }
    }
    Ok(())
}
