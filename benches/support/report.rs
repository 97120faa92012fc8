//! The figures as tables, and what was asked of them.

use std::fmt;

use crate::clock::Rounds;
use crate::contest::{Figures, Outcome};
use crate::inputs::{COVERAGES, Input, Wanted, coverage_name};
use crate::machine;
use crate::number::number;
use crate::points::Spread;
use crate::table::Table;

/// Times slower at most, from the small coverage to the large.
const GROWTH: f64 = 2.5;

/// All outcomes in the order of the layers.
pub(crate) struct Report {
    missing: Vec<String>,
    layers: Vec<(Input, Outcome)>,
}

impl Report {
    pub(crate) fn new(missing: Vec<String>) -> Self {
        Self { missing, layers: Vec::new() }
    }

    pub(crate) fn push(&mut self, input: Input, outcome: Outcome) {
        self.layers.push((input, outcome));
    }

    fn speeds(&self) -> Table {
        let mut table = Table::new(&[
            "ns a point, median of rounds (spread)",
            "points",
            "ours",
            "ours, together",
            "rstar + geo",
            "times ours",
            "GEOS, order given",
            "times ours",
            "GEOS, sorted",
            "times ours",
        ]);
        for (input, figures) in self.figures() {
            let mut row = vec![input.name.clone(), figures.spread.name().to_owned()];
            row.extend([figures.ours.to_string(), figures.together.to_string()]);
            for peer in [&figures.geo, &figures.geos_given, &figures.geos_sorted] {
                row.extend([peer.to_string(), format!("{:.1}", times(peer, &figures.ours))]);
            }
            table.push(row);
        }
        table
    }

    fn indexes(&self) -> Table {
        let mut table = Table::new(&[
            "index",
            "polygons",
            "vertices",
            "build ms",
            "MB coordinates",
            "MB locator",
            "locator / 16 B a vertex",
            "MB borders",
            "% filter alone",
            "% cell",
            "% edges",
        ]);
        for (input, outcome) in &self.layers {
            let memory = outcome.memory;
            table.push(vec![
                input.name.clone(),
                outcome.polygons.to_string(),
                outcome.vertices.to_string(),
                format!("{:.0}", outcome.build_ms),
                megabytes(memory.coordinates),
                megabytes(memory.locator),
                format!("{:.2}", number(memory.locator) / number(16 * outcome.vertices)),
                megabytes(memory.borders),
                outcome.share(|[cell, edges, _]| cell + edges),
                outcome.share(|[cell, _, _]| cell),
                outcome.share(|[_, edges, _]| edges),
            ]);
        }
        table
    }

    fn figures(&self) -> impl Iterator<Item = (&Input, &Figures)> {
        self.layers.iter().flat_map(|(input, outcome)| {
            outcome.spreads.iter().map(move |figures| (input, figures))
        })
    }

    /// Whether each thing that was asked is met, with the number.
    fn verdicts(&self) -> Vec<String> {
        let mut verdicts = Vec::new();
        for (input, figures) in self.figures() {
            let Wanted::FasterThanGeos(wanted) = input.wanted else { continue };
            for (how, ours) in [("together", &figures.together), ("one by one", &figures.ours)] {
                let [given, sorted] =
                    [&figures.geos_given, &figures.geos_sorted].map(|geos| times(geos, ours));
                verdicts.push(format!(
                    "{}: at least {wanted} times faster than GEOS on {}, {} points {how}: {given:.1} ({sorted:.1} if GEOS may sort)",
                    met(given, given >= wanted), input.name, figures.spread.name(),
                ));
            }
        }
        let ours =
            [("together", self.growth(|f| &f.together)), ("one by one", self.growth(|f| &f.ours))];
        let [geo, geos] = [self.growth(|f| &f.geo), self.growth(|f| &f.geos_given)];
        for (how, ours) in ours {
            verdicts.push(format!(
                "{}: at most {GROWTH} times slower from {} to {} polygons, points {how}: {ours:.2} (rstar and geo {geo:.2}, GEOS {geos:.2})",
                met(ours, ours <= GROWTH),
                COVERAGES[0],
                COVERAGES[1],
            ));
        }
        verdicts
    }

    /// Times slower from the small to the large coverage, at random points.
    fn growth(&self, of: fn(&Figures) -> &Rounds) -> f64 {
        let [small, large] = COVERAGES.map(|cells| {
            let name = coverage_name(cells);
            let mut figures = self.figures();
            let at = figures.find(|(input, f)| input.name == name && f.spread == Spread::Random);
            at.map_or(f64::NAN, |(_, figures)| of(figures).median())
        });
        large / small
    }
}

impl Outcome {
    /// Of random and of clustered points, those decided by what `part` adds up.
    fn share(&self, part: fn([f64; 3]) -> f64) -> String {
        let share = |figures: &Figures| format!("{:.2}", 100.0 * part(figures.decided));
        self.spreads.iter().map(share).collect::<Vec<_>>().join(" / ")
    }
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let geos = self.layers.iter().find_map(|(_, outcome)| outcome.geos.as_deref());
        let geos = geos.map(|geos| format!(", shapely and GEOS {geos}"));
        let geos = geos.unwrap_or_default();
        writeln!(f, "\n{}{geos}\n", machine::described())?;
        writeln!(f, "{}\n{}", self.speeds(), self.indexes())?;
        writeln!(f, "Shares: of random / clustered points.\n")?;
        self.missing.iter().try_for_each(|line| writeln!(f, "- {line}"))?;
        self.verdicts().iter().try_for_each(|line| writeln!(f, "- {line}"))
    }
}

fn times(peer: &Rounds, ours: &Rounds) -> f64 {
    peer.median() / ours.median()
}

fn met(number: f64, met: bool) -> &'static str {
    match (number.is_nan(), met) {
        (true, _) => "not measured",
        (false, true) => "met",
        (false, false) => "not met",
    }
}

fn megabytes(bytes: usize) -> String {
    format!("{:.2}", number(bytes) / 1e6)
}
