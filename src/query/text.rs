//! An answer as people read it in a terminal.

use std::fmt::Write;

use super::{Answer, Edge, Finding, FindingStatus, Unit, UnitStatus};
use crate::model::Lang;

/// An answer as lines of text.
pub fn to_text(answer: &Answer, lang: Lang) -> String {
    let mut out = String::new();
    write_answer(&mut out, answer, lang).unwrap_or_default();
    out
}

fn write_answer(out: &mut String, answer: &Answer, lang: Lang) -> std::fmt::Result {
    writeln!(out, "{:.6}, {:.6}", answer.place.lon, answer.place.lat)?;
    if let Some(notice) = &answer.notice {
        writeln!(out, "! {notice}")?;
    }
    for unit in &answer.units {
        writeln!(out, "{}", unit_line(unit, lang))?;
    }
    for finding in &answer.findings {
        write_finding(out, finding, lang)?;
    }
    for zone in &answer.zones {
        let name = zone.name.as_deref().unwrap_or(zone.id);
        writeln!(out, "{}: {name}", zone.title)?;
    }
    if let Some(population) = &answer.population {
        let people = population.people.to_text();
        let word = lang.pick("penduduk", "people");
        writeln!(out, "{}: {people} {word}", population.unit.name)?;
    }
    if answer.is_empty() {
        writeln!(out, "{}", nothing(answer, lang))?;
    }
    if !answer.sources.is_empty() {
        writeln!(out, "\n{}", lang.pick("Sumber", "Sources"))?;
    }
    for (layer, cited) in answer.sources.iter() {
        let s = cited.note();
        writeln!(out, "  {layer}: {}, {}, {}, {}", s.publisher, s.dated, s.licence, s.link)?;
    }
    writeln!(out, "  snapshot {}", answer.snapshot)
}

/// What is said where no layer says anything.
fn nothing(answer: &Answer, lang: Lang) -> String {
    let asked = !answer.sources.is_empty();
    let words = if asked {
        lang.pick("tidak ada zona di sini", "in no zone here")
    } else {
        let id = "tidak ada lapisan bahaya, zona atau wilayah di sini";
        lang.pick(id, "no hazard, zone or unit layer here")
    };
    let missing = answer.unavailable.join(", ");
    match missing.as_str() {
        "" => words.to_owned(),
        _ => format!(
            "{words}; {}: {missing}",
            lang.pick("tidak tersedia saat ini", "not available now")
        ),
    }
}

fn unit_line(unit: &Unit, lang: Lang) -> String {
    let level = &unit.level;
    match &unit.status {
        UnitStatus::Inside { unit, border_m, also } => {
            let border = border_m.map_or(String::new(), |m| {
                format!(", {m} m {}", lang.pick("dari batasnya", "from its border"))
            });
            let others: String = also.iter().fold(String::new(), |mut text, u| {
                text.push_str(&format!("; {} {} {}", lang.pick("juga", "also"), u.name, u.code));
                text
            });
            format!("{level}: {} {}{border}{others}", unit.name, unit.code)
        }
        UnitStatus::Gap { nearest } => format!(
            "{level}: {} {} {}, {} m",
            lang.pick("di celah antarbatas; terdekat", "in a gap between borders; nearest is"),
            nearest.unit.name,
            nearest.unit.code,
            nearest.distance_m
        ),
        UnitStatus::Outside { nearest: Some(nearest) } => format!(
            "{level}: {} {} {}, {} m",
            lang.pick("di luar; terdekat", "outside; nearest is"),
            nearest.unit.name,
            nearest.unit.code,
            nearest.distance_m
        ),
        UnitStatus::Outside { nearest: None } => {
            format!("{level}: {}", lang.pick("di luar", "outside"))
        }
        UnitStatus::Unavailable => {
            format!("{level}: {}", lang.pick("tidak tersedia saat ini", "not available now"))
        }
    }
}

fn write_finding(out: &mut String, finding: &Finding, lang: Lang) -> std::fmt::Result {
    match &finding.status {
        FindingStatus::Mapped { label, meaning, advice, also, .. } => {
            writeln!(out, "\n{}: {label}", finding.title)?;
            for other in also {
                writeln!(out, "  {} {}", lang.pick("juga", "also"), other.label)?;
            }
            writeln!(out, "  {meaning}\n  {advice}")?;
        }
        FindingStatus::None => {
            let words = lang.pick("dipetakan, di luar daerah bahaya", "mapped, in no hazard area");
            writeln!(out, "\n{}: {words}", finding.title)?;
        }
        FindingStatus::Unavailable => {
            let words = lang.pick(
                "tidak tersedia saat ini: bukan berarti aman",
                "not available now: that does not mean safe",
            );
            writeln!(out, "\n{}: {words}", finding.title)?;
        }
        FindingStatus::Unmapped => {
            let words = lang
                .pick("belum dipetakan: bukan berarti aman", "not mapped: that does not mean safe");
            writeln!(out, "\n{}: {words}", finding.title)?;
        }
    }
    if let Some(border_m) = finding.border_m {
        writeln!(out, "  {} {border_m} m", lang.pick("batas terdekat", "nearest border"))?;
    }
    if let Some(edge) = finding.edge {
        writeln!(out, "  {}", edge_words(edge, lang))?;
    }
    if let Some(worse) = &finding.worse {
        let words = lang.pick("lebih parah", "graver");
        writeln!(out, "  {words}: {}, {} m", worse.class.label, worse.distance_m)?;
    }
    Ok(())
}

fn edge_words(edge: Edge, lang: Lang) -> &'static str {
    match edge {
        Edge::Near => lang.pick(
            "dekat batas: ketelitian peta tidak cukup untuk memastikan",
            "near a border: the map is not accurate enough to be sure",
        ),
        Edge::Clear => lang.pick(
            "tidak dekat batas: lebih jauh daripada ketelitian peta",
            "not near a border: farther than the map is accurate to",
        ),
    }
}
