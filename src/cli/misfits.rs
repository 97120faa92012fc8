//! What `wareng check` says to people of a partition that does not fit together.

use wareng::model::{Fit, Flaw, Flaws};

/// At most so many gaps and overlaps are told; the report has more of them.
const TOLD: usize = 3;

/// A line for the gaps and one for the overlaps, each followed by the largest; one line where
/// there is neither.
pub(super) fn lines(fit: &Fit) -> Vec<String> {
    if fit.gaps == Flaws::default() && fit.overlaps == Flaws::default() {
        return vec!["partition: no gap, no overlap".to_owned()];
    }
    let mut lines = flaws("partition: ", "gap", &fit.gaps);
    lines.extend(flaws("           ", "overlap", &fit.overlaps));
    lines
}

fn flaws(head: &str, what: &str, flaws: &Flaws) -> Vec<String> {
    let sum = match flaws.count {
        0 => format!("no {what}"),
        1 => format!("1 {what}, {}", area(flaws.area_m2)),
        many => format!("{many} {what}s, {}", area(flaws.area_m2)),
    };
    let tiny = match flaws.tiny {
        0 => String::new(),
        tiny => format!("; and {tiny} under {} m², from rounding", Flaws::TINY_M2),
    };
    let mut lines = vec![format!("{head}{sum}{tiny}")];
    lines
        .extend(flaws.largest.iter().take(TOLD).map(|flaw| format!("             {}", told(flaw))));
    lines
}

fn told(flaw: &Flaw) -> String {
    let features = flaw.features.iter().map(|f| match &f.name {
        Some(name) if *name != f.id => format!("{} {name}", f.id),
        _ => f.id.clone(),
    });
    let features = features.collect::<Vec<_>>().join(", ");
    format!("{} at {:.6} {:.6} ({features})", area(flaw.area_m2), flaw.lon, flaw.lat)
}

/// An area with the digits that matter: from a tenth of a square kilometre in those.
fn area(m2: f64) -> String {
    if m2 >= 100_000.0 {
        return format!("{:.2} km²", m2 / 1e6);
    }
    let digits = if m2 < 10.0 { 2 } else { 0 };
    let plain = format!("{m2:.digits$}");
    match plain.len().checked_sub(3).filter(|at| digits == 0 && *at > 0) {
        Some(at) => format!("{},{} m²", &plain[..at], &plain[at..]),
        None => format!("{plain} m²"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn areas_have_the_digits_that_matter() {
        for (m2, told) in [
            (0.014, "0.01 m²"),
            (9.991, "9.99 m²"),
            (999.4, "999 m²"),
            (999.6, "1,000 m²"),
            (12_345.6, "12,346 m²"),
            (209_061.0, "0.21 km²"),
        ] {
            assert_eq!(area(m2), told);
        }
    }
}
