//! What is right, and how often it was.

use std::fmt;

use wareng::search::{Geometry, Hit, Precision};

/// What is right for a query.
#[derive(Debug, Clone)]
pub(crate) struct Expected {
    /// `None` where nothing is.
    pub(crate) precision: Option<Precision>,
    /// Any of these; none for a position.
    pub(crate) ids: Vec<String>,
    /// Degrees, for a position.
    pub(crate) at: Option<(f64, f64)>,
}

impl Expected {
    fn is(&self, hit: &Hit) -> bool {
        // A neighbourhood is an area with a word of its own.
        let precision = match hit.precision {
            Precision::Neighbourhood => Precision::Area,
            other => other,
        };
        if Some(precision) != self.precision {
            return false;
        }
        match (self.at, &hit.geometry) {
            (Some((lon, lat)), Geometry::Point(at)) => {
                (at.x - lon).abs() < 1.5e-6 && (at.y - lat).abs() < 1.5e-6
            }
            (Some(_), _) => false,
            // Alleys and streets may be told by the layer of either.
            (None, _) => hit.ids.iter().any(|id| self.ids.contains(id)),
        }
    }
}

/// How often the first hit was right, how often one of all, and what was not.
#[derive(Debug, Default)]
pub(crate) struct Tally {
    pub(crate) asked: usize,
    first: usize,
    among: usize,
    /// Hits that said they were sure and precise, and were wrong.
    pub(crate) wrongly_sure: Vec<String>,
    missed: Vec<String>,
}

impl Tally {
    pub(crate) fn add(&mut self, text: &str, expected: &Expected, hits: &[Hit]) {
        self.asked += 1;
        let right = hits.iter().position(|hit| expected.is(hit));
        let nothing = expected.precision.is_none() && hits.is_empty();
        self.first += usize::from(right == Some(0) || nothing);
        self.among += usize::from(right.is_some() || nothing);
        if right != Some(0) && !nothing {
            let told = hits.iter().map(told).collect::<Vec<_>>().join("; ");
            let place = right.map_or("missed".to_owned(), |at| format!("{}th", at + 1));
            self.missed.push(format!("{place}: `{text}` ({expected:?}): {told}"));
        }
        for hit in hits.iter().filter(|hit| hit.sure && is_precise(hit) && !expected.is(hit)) {
            self.wrongly_sure.push(format!("`{text}` ({expected:?}): {}", told(hit)));
        }
    }

    /// Right first in nine of ten, among all in 98 of 100, and never sure of what is wrong.
    pub(crate) fn hold(&self) {
        assert!(self.first * 10 >= self.asked * 9, "{self}");
        assert!(self.among * 100 >= self.asked * 98, "{self}");
        assert!(self.wrongly_sure.is_empty(), "{self}");
    }
}

fn is_precise(hit: &Hit) -> bool {
    !matches!(hit.precision, Precision::Street | Precision::Neighbourhood | Precision::Area)
}

fn told(hit: &Hit) -> String {
    let units: Vec<&str> = hit.units.iter().map(|[_, _, name]| name.as_str()).collect();
    format!(
        "{:?} {} [{}] {:?} {}{}",
        hit.precision,
        hit.name,
        units.join(", "),
        hit.ids.first(),
        hit.confidence,
        if hit.sure { " sure" } else { "" }
    )
}

impl fmt::Display for Tally {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{} asked: {} right first, {} among", self.asked, self.first, self.among)?;
        self.missed.iter().try_for_each(|line| writeln!(f, "  {line}"))?;
        self.wrongly_sure.iter().try_for_each(|line| writeln!(f, "  SURE AND WRONG {line}"))
    }
}
