//! What is asked, and what of it exists.

use super::answer::ExposedUnit;
use super::describe::Columns;
use super::measures::PEOPLE;
use super::prepared::Prepared;
use crate::model::{Lang, Refused, hint, meant};
use crate::place::AskedPolygon;

/// More hazards than this are not split together: their rows multiply.
const MOST_TOGETHER: usize = 4;

/// A question about exposure.
#[derive(Debug, Clone)]
pub struct Question {
    /// What area it is about.
    pub of: Of,
    /// The hazards asked, by name; all where `None`.
    pub hazards: Option<Vec<String>>,
    /// Hazards to be split by together; none where empty.
    pub with: Vec<String>,
    /// What units are ranked by: a hazard, or a hazard and a column such as `banjir.people`.
    pub rank_by: Option<String>,
    /// The language of labels.
    pub lang: Lang,
}

/// The area that a question is about.
#[derive(Debug, Clone)]
pub enum Of {
    /// Every unit of a level.
    Level(String),
    /// A unit by its code.
    Unit(String),
    /// An area of any form.
    Polygon(AskedPolygon),
    /// A feature with polygons of any layer.
    Feature {
        /// The layer.
        layer: String,
        /// The feature's id or code.
        id: String,
    },
}

impl Question {
    /// A question with everything by default.
    pub fn of(of: Of) -> Self {
        Self { of, hazards: None, with: Vec::new(), rank_by: None, lang: Lang::default() }
    }
}

/// A question whose names are known.
pub(super) struct Resolved<'q> {
    hazards: Vec<usize>,
    together: Vec<usize>,
    pub(super) level: usize,
    /// The one unit that is asked for.
    unit: Option<&'q str>,
    /// The hazard that ranks, as a column.
    rank_hazard: Option<usize>,
    /// The column of figures that ranks.
    rank_column: String,
    lang: Lang,
}

impl<'q> Resolved<'q> {
    pub(super) fn of(prepared: &Prepared, question: &'q Question) -> Result<Self, Refused> {
        let hazards = match &question.hazards {
            None => (0..prepared.hazards).collect(),
            Some(names) => columns(prepared, "layers", names)?,
        };
        let together = columns(prepared, "with", &question.with)?;
        if together.len() > MOST_TOGETHER {
            return Err(Refused::new(
                "with",
                format!("paling banyak {MOST_TOGETHER} bahaya digabungkan"),
                format!("at most {MOST_TOGETHER} hazards are taken together"),
            ));
        }
        let (level, unit) = level(prepared, &question.of)?;
        let (rank_hazard, rank_column) = ranking(prepared, question, &hazards)?;
        Ok(Self { hazards, together, level, unit, rank_hazard, rank_column, lang: question.lang })
    }

    pub(super) fn columns(&self) -> Columns<'_> {
        Columns { hazards: &self.hazards, together: &self.together, lang: self.lang }
    }

    /// Whether the hazard of a column is asked.
    pub(super) fn asks(&self, column: usize) -> bool {
        self.hazards.contains(&column) || self.together.contains(&column)
    }

    /// What units are ranked by, as it is asked.
    pub(super) fn rank_by(&self, prepared: &Prepared) -> String {
        let names = names(prepared);
        let hazard = self.rank_hazard.and_then(|column| names.get(column));
        hazard.map_or(self.rank_column.clone(), |hazard| format!("{hazard}.{}", self.rank_column))
    }

    /// Units in the order of what lies in the gravest class, then in the next; of equal ones in
    /// that of their codes. Only those that are asked for, each with its place among all.
    pub(super) fn ranked(&self, prepared: &Prepared, units: Vec<ExposedUnit>) -> Vec<ExposedUnit> {
        let names = names(prepared);
        let hazard = self.rank_hazard.and_then(|column| names.get(column));
        let key = |unit: &ExposedUnit| -> Vec<f64> {
            let rows = hazard.and_then(|h| unit.exposed.hazards.get(h));
            let mapped = rows.into_iter().flatten().filter(|row| row.says.class.is_some());
            mapped.map(|row| row.figures.get(&self.rank_column).unwrap_or(0.0)).collect()
        };
        let mut keyed: Vec<(Vec<f64>, ExposedUnit)> =
            units.into_iter().map(|unit| (key(&unit), unit)).collect();
        keyed.sort_by(|(a, _), (b, _)| b.partial_cmp(a).unwrap_or(std::cmp::Ordering::Equal));
        let ranked =
            keyed.into_iter().zip(1..).map(|((_, unit), rank)| ExposedUnit { rank, ..unit });
        ranked.filter(|unit| self.unit.is_none_or(|code| unit.code == code)).collect()
    }
}

fn names(prepared: &Prepared) -> Vec<String> {
    prepared.hazard_layers().map(|l| l.layer().id.to_string()).collect()
}

/// The columns of hazards by their names.
fn columns(
    prepared: &Prepared,
    parameter: &'static str,
    asked: &[String],
) -> Result<Vec<usize>, Refused> {
    let known = names(prepared);
    let mut columns = Vec::new();
    for name in asked {
        let column = known.iter().position(|k| k == name);
        let column = column.ok_or_else(|| Refused::unknown(parameter, name, hint(name, &known)))?;
        if columns.contains(&column) {
            return Err(Refused::new(
                parameter,
                format!("tulis `{name}` sekali saja"),
                format!("write `{name}` once only"),
            ));
        }
        columns.push(column);
    }
    Ok(columns)
}

/// The level that is asked, and the unit where one is.
fn level<'q>(prepared: &Prepared, of: &'q Of) -> Result<(usize, Option<&'q str>), Refused> {
    let known: Vec<String> = prepared.levels.iter().map(|l| l.level.clone()).collect();
    match of {
        Of::Polygon(_) | Of::Feature { .. } => Ok((0, None)),
        Of::Level(name) => {
            let level = known.iter().position(|k| k == name);
            let unknown = || Refused::unknown("by", name, hint(name, &known));
            Ok((level.ok_or_else(unknown)?, None))
        }
        Of::Unit(code) if *code == prepared.city => Ok((0, Some(code))),
        Of::Unit(code) => {
            let has = |level: &super::levels::Units| level.with_code(code).is_some();
            let level = prepared.levels.iter().position(has).ok_or_else(|| {
                let codes = prepared.levels.iter().flat_map(|l| &l.units);
                let codes: Vec<String> = codes.map(|unit| unit.code.clone()).collect();
                let hint = match meant(code, &codes) {
                    Some(_) => hint(code, &codes),
                    None => ["lihat `by`".to_owned(), "see `by`".to_owned()],
                };
                Refused::unknown("unit", code, hint)
            })?;
            Ok((level, Some(code)))
        }
    }
}

/// What ranks: the first hazard that is asked and its people, unless it is said.
fn ranking(
    prepared: &Prepared,
    question: &Question,
    hazards: &[usize],
) -> Result<(Option<usize>, String), Refused> {
    let has_people = prepared.measures.iter().any(|m| m.name == PEOPLE);
    let usual = if has_people { PEOPLE } else { "area_m2" };
    let Some(asked) = &question.rank_by else {
        return Ok((hazards.first().copied(), usual.into()));
    };
    let (hazard, column) = asked.split_once('.').unwrap_or((asked, usual));
    let known = names(prepared);
    let asked_names: Vec<String> = hazards.iter().map(|c| known[*c].clone()).collect();
    let place = asked_names.iter().position(|name| name == hazard);
    let place =
        place.ok_or_else(|| Refused::unknown("rank_by", hazard, hint(hazard, &asked_names)))?;
    let columns = figures_of(prepared);
    if !columns.iter().any(|known| known == column) {
        return Err(Refused::unknown("rank_by", column, hint(column, &columns)));
    }
    Ok((hazards.get(place).copied(), column.to_owned()))
}

/// The columns of figures.
fn figures_of(prepared: &Prepared) -> Vec<String> {
    let measures = prepared.measures.iter().map(|m| m.name.clone());
    let things = prepared.things.iter().flat_map(|things| {
        let sums = things.sums.iter().map(|sum| format!("{}.{sum}", things.layer));
        std::iter::once(things.layer.to_string()).chain(sums)
    });
    std::iter::once("area_m2".to_owned()).chain(measures).chain(things).collect()
}
