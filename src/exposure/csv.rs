//! An answer as a table: a row for each unit, hazard and class.

use std::fmt::Write;

use super::answer::{ClassRow, CombinationRow, Exposed, Exposure, Figures, Says};

/// An answer as CSV (RFC 4180). The first rows are of the whole; then come the units, the worst
/// first. What several hazards say together is in rows whose hazard and class are joined by `+`.
/// The last cells of each row say which columns have at least what is said, because counts that
/// are too small to be told are left out of them, how people are spread, and what the answer is
/// cited by.
pub fn to_csv(answer: &Exposure<'_>) -> String {
    let mut out = String::from("rank,level,code,name,hazard,status,class,share,people_share");
    for (column, _) in answer.whole.figures.columns() {
        out.push(',');
        out.push_str(&quoted(&column));
    }
    out.push_str(",hidden,spread,snapshot\r\n");
    let cited = format!(",{},{}", answer.spread.by, quoted(answer.snapshot));
    rows(&mut out, (",,,", &cited), &answer.whole);
    for unit in &answer.units {
        let [level, code, name] = [&unit.level, &unit.code, &unit.name].map(|text| quoted(text));
        let unit_cells = format!("{},{level},{code},{name}", unit.rank);
        rows(&mut out, (&unit_cells, &cited), &unit.exposed);
    }
    out
}

/// The rows of a unit, between the cells before and behind them.
fn rows(out: &mut String, (unit, cited): (&str, &str), exposed: &Exposed) {
    let behind = format!(",{}{cited}", quoted(&exposed.hidden.join("+")));
    let around = (unit, behind.as_str());
    for (hazard, classes) in &exposed.hazards {
        for ClassRow { says, share, people_share, figures } in classes {
            row(out, around, [hazard, says.status, class(says)], (*share, *people_share), figures);
        }
    }
    for combination in exposed.combinations.iter().flatten() {
        let CombinationRow { says, share, people_share, figures } = combination;
        let joined = |of: fn(&Says) -> &str| says.values().map(of).collect::<Vec<_>>().join("+");
        let hazards = says.keys().map(String::as_str).collect::<Vec<_>>().join("+");
        let (status, class) = (joined(|says| says.status), joined(class));
        row(out, around, [&hazards, &status, &class], (*share, *people_share), figures);
    }
}

/// The class, or the status where there is none.
fn class(says: &Says) -> &str {
    says.class.as_deref().unwrap_or(says.status)
}

fn row(
    out: &mut String,
    (unit, cited): (&str, &str),
    said: [&str; 3],
    (share, people_share): (f64, Option<f64>),
    figures: &Figures,
) {
    let [hazard, status, class] = said.map(quoted);
    let people_share = people_share.map(|share| share.to_string()).unwrap_or_default();
    // Writing to a String cannot fail.
    let _ = write!(out, "{unit},{hazard},{status},{class},{share},{people_share}");
    for (_, value) in figures.columns() {
        let _ = write!(out, ",{value}");
    }
    out.push_str(cited);
    out.push_str("\r\n");
}

fn quoted(text: &str) -> String {
    if text.contains([',', '"', '\r', '\n']) {
        return format!("\"{}\"", text.replace('"', "\"\""));
    }
    text.to_owned()
}
