//! The schools for a place: those whose zone holds it, then the others by distance.

mod answer;
mod register;
mod zone;
mod zones;

use crate::model::{Lang, ZoneExtent, hint};
use crate::place::{Coord, LonLat, bearing_deg, geodesic_m};
use crate::snapshot::{LayerVersion, View};

use super::nearest::rounded_mm;
use super::{Place, Sources};
pub use answer::{Admission, Date, Route, SchoolOf, Schools, ZoneOf};
use register::School;
pub use zone::{UnitOfZone, ZoneFeature, ZoneProperties, ZonesOfSchool, zone_of};
use zones::Zone;

/// Other schools where nothing is said, and at most.
pub const DEFAULT_SCHOOLS: usize = 10;
/// See [`DEFAULT_SCHOOLS`].
pub const MOST_SCHOOLS: usize = 100;

/// Schools without coordinates that are listed; the others are counted.
const MOST_UNPLACED: usize = 50;

/// A question for schools.
#[derive(Debug, Clone, PartialEq)]
pub struct SchoolsQuestion {
    /// Where the home is.
    pub place: LonLat,
    /// The jenjang, as the schools have it.
    pub level: String,
    /// How many schools besides those whose zone holds the place.
    pub limit: usize,
    /// The year of the rules; the last there is where `None`.
    pub year: Option<String>,
    /// The language of the answer.
    pub lang: Lang,
}

/// Why there is no answer.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SchoolsFault {
    /// No school is of this jenjang.
    #[error("no school is of level `{came}`")]
    UnknownLevel {
        /// What came.
        came: String,
        /// The jenjang there are.
        known: Vec<String>,
    },
    /// There are no rules of this year.
    #[error("there are no rules of {came}")]
    UnknownYear {
        /// What came.
        came: String,
        /// The years there are.
        known: Vec<String>,
    },
    /// No school has this number.
    #[error("there is no school `{0}`")]
    UnknownSchool(String),
}

impl SchoolsFault {
    /// What was probably meant, in Indonesian and English.
    pub fn hint(&self) -> [String; 2] {
        match self {
            Self::UnknownLevel { came, known } | Self::UnknownYear { came, known } => {
                hint(came, known)
            }
            Self::UnknownSchool(_) => [String::new(), String::new()],
        }
    }
}

/// The jenjang that there are schools of, each once, in order.
pub fn levels_of_schools(view: &View) -> Vec<String> {
    register::levels(view)
}

/// The jenjang that is meant, whatever its capitals.
///
/// # Errors
/// One that no school is of.
fn level_of(view: &View, came: &str) -> Result<String, SchoolsFault> {
    let known = register::levels(view);
    match known.iter().find(|level| level.eq_ignore_ascii_case(came)) {
        Some(level) => Ok(level.clone()),
        None => Err(SchoolsFault::UnknownLevel { came: came.to_owned(), known }),
    }
}

/// The schools for a place. The same view and question give the same answer, byte for byte.
///
/// # Errors
/// A jenjang or a year that there is not.
pub fn schools<'v>(
    view: &'v View,
    question: &SchoolsQuestion,
) -> Result<Schools<'v>, SchoolsFault> {
    let level = level_of(view, &question.level)?;
    let admission = answer::admission(view, question, &level)?;
    let place = question.place.coord();
    let zones: Vec<(Zone, Option<School>)> = zones::holding(view, place)
        .into_iter()
        .map(|zone| (zone, register::find(view, &zone.school())))
        .filter(|(zone, school)| {
            zone.level().or_else(|| school.map(|s| s.level())).as_deref() == Some(level.as_str())
        })
        .collect();
    let in_zone = |school: &School| {
        zones.iter().any(|(_, own)| own.is_some_and(|own| own.npsn() == school.npsn()))
    };
    let mut placed: Vec<(bool, f64, School)> = Vec::new();
    let mut unplaced: Vec<(bool, School)> = Vec::new();
    for school in register::of_level(view, &level) {
        match school.place() {
            Some(at) => placed.push((!in_zone(&school), geodesic_m(place, at), school)),
            None => unplaced.push((in_zone(&school), school)),
        }
    }
    placed.sort_by(|a, b| a.0.cmp(&b.0).then(a.1.total_cmp(&b.1)));
    let own = placed.iter().filter(|(other, ..)| !other).count();
    placed.truncate(own + question.limit);
    // Those whose zone holds the place are not left out.
    unplaced.sort_by_key(|(own, _)| !own);
    let count = unplaced.len();
    let own = unplaced.iter().filter(|(own, _)| *own).count();
    unplaced.truncate(own.max(MOST_UNPLACED));
    Ok(Schools {
        snapshot: view.version(),
        place: Place::of(question.place),
        notice: view.city().notice.as_ref().map(|n| n.get(question.lang)),
        about: about(question.lang),
        zones: zones.iter().map(|(zone, school)| ZoneOf::of(zone, school.as_ref())).collect(),
        schools: placed
            .iter()
            .map(|(other, metres, school)| {
                SchoolOf::of(school, !other, way(place, school, *metres))
            })
            .collect(),
        without_place: unplaced.iter().map(|(own, s)| SchoolOf::of(s, *own, None)).collect(),
        without_place_count: count,
        admission,
        sources: sources(view),
        level,
    })
}

/// Metres and degrees from north, as they are told.
fn way(from: Coord, school: &School<'_>, metres: f64) -> Option<(f64, f64)> {
    let degrees = (bearing_deg(from, school.place()?) * 10.0).round() / 10.0 % 360.0;
    Some((rounded_mm(metres), degrees))
}

/// What every answer says.
fn about(lang: Lang) -> &'static str {
    lang.pick(
        "Ini informasi, bukan penerimaan: sekolah dan dinas yang memutuskan. Jarak adalah garis \
         lurus di atas bumi dari titik yang ditanyakan, bukan panjang jalan.",
        "This informs and does not admit: schools and the education office decide. Distances are \
         straight lines over the ground from the place that was asked, not lengths of a way.",
    )
}

/// The layers that an answer is taken from, by name.
fn sources(view: &View) -> Sources<'_> {
    let units = |layer: &LayerVersion| {
        zones::layers(view).any(|(_, fields)| match &fields.extent {
            ZoneExtent::Units { layers, .. } => layers.contains(&layer.layer().id),
            _ => false,
        })
    };
    let taken = view
        .layers()
        .filter(|l| l.layer().school.is_some() || l.layer().zone.is_some() || units(l));
    Sources::of(taken)
}
