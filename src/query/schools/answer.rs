//! The shape of the answer about schools, as it is sent.

use std::borrow::Cow;

use serde::Serialize;
use utoipa::ToSchema;

use super::{School, SchoolsFault, SchoolsQuestion, Zone};
use crate::model::{AdmissionDate, AdmissionRoute, Lang, SourceNote, Value};
use crate::query::{Place, Sources};
use crate::snapshot::View;

/// The schools for a place.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
#[schema(as = Schools)]
pub struct Schools<'v> {
    /// The name of what was asked: the same name gives the same answer.
    pub snapshot: &'v str,
    /// The place.
    pub place: Place,
    /// The jenjang.
    pub level: String,
    /// Said with every answer from data that is not real.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub notice: Option<&'v str>,
    /// That this informs and does not admit, and what a distance is.
    pub about: &'static str,
    /// The zones that hold the place.
    pub zones: Vec<ZoneOf<'v>>,
    /// The schools of those zones, nearest first, then the others, nearest first.
    pub schools: Vec<SchoolOf<'v>>,
    /// Schools without coordinates: how far they are is not known.
    pub without_place: Vec<SchoolOf<'v>>,
    /// How many there are of those; not all of many are listed.
    pub without_place_count: usize,
    /// The rules of the year; `null` where the city publishes none for this jenjang.
    #[schema(required = true)]
    pub admission: Option<Admission<'v>>,
    /// Who published each layer that took part.
    #[schema(value_type = BTreeMap<String, SourceNote>)]
    pub sources: Sources<'v>,
}

/// A zone that holds the place.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct ZoneOf<'v> {
    /// The layer.
    pub layer: &'v str,
    /// The number of its school.
    pub npsn: String,
    /// The name of its school, where that is known.
    #[schema(required = true)]
    pub school: Option<Cow<'v, str>>,
    /// What says where the zone is: `polygon`, `units` or `radius`.
    pub by: &'static str,
    /// The codes of its units, of a zone by units.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub units: Vec<&'v str>,
}

/// A school.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct SchoolOf<'v> {
    /// Its number.
    pub npsn: &'v str,
    /// Its name.
    pub name: Cow<'v, str>,
    /// Its jenjang.
    pub level: String,
    /// Public or private.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>, nullable = false)]
    pub status: Option<Value>,
    /// Its address.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>, nullable = false)]
    pub address: Option<Value>,
    /// Whether a zone of it holds the place.
    pub in_zone: bool,
    /// Metres to it in a straight line on the ellipsoid; absent for a school without coordinates.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub distance_m: Option<f64>,
    /// The direction to it: degrees from north, eastward.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub bearing: Option<f64>,
    /// Where it stands.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub at: Option<Place>,
    /// Classes.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<f64>, nullable = false)]
    pub rombel: Option<Value>,
    /// Teachers.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<f64>, nullable = false)]
    pub teachers: Option<Value>,
    /// Students.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<f64>, nullable = false)]
    pub students: Option<Value>,
    /// Seats for new students.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<f64>, nullable = false)]
    pub seats: Option<Value>,
}

/// The rules of a year.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
#[schema(as = AdmissionOfYear)]
pub struct Admission<'v> {
    /// The year in which the school year begins.
    pub year: &'v str,
    /// What people call it.
    pub title: &'v str,
    /// The regulation.
    pub regulation: &'v str,
    /// The official page.
    pub link: &'v str,
    /// Which address counts.
    pub address: &'v str,
    /// The ways to be admitted.
    pub routes: Vec<Route<'v>>,
    /// Days that matter.
    pub dates: Vec<Date<'v>>,
    /// What else has to be known.
    pub notes: Vec<&'v str>,
}

/// A way to be admitted.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct Route<'v> {
    /// Its name.
    pub route: &'v str,
    /// What people call it.
    pub label: &'v str,
    /// The part of the seats that it gets at least. Units: per cent.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub at_least: Option<f64>,
    /// The part of the seats that it gets at most. Units: per cent.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub at_most: Option<f64>,
}

/// Days that matter.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct Date<'v> {
    /// What happens.
    pub label: &'v str,
    /// The first day.
    pub from: &'v str,
    /// The last day, where it is another.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub to: Option<&'v str>,
    /// Whether the days are made up, for demonstration.
    pub illustrative: bool,
}

impl<'v> ZoneOf<'v> {
    pub(super) fn of(zone: &Zone<'v>, school: Option<&School<'v>>) -> Self {
        Self {
            layer: zone.layer.layer().id.as_str(),
            npsn: zone.school(),
            school: school.map(School::name),
            by: zone.fields.extent.name(),
            units: zone.units(),
        }
    }
}

impl<'v> SchoolOf<'v> {
    /// A school, with metres and degrees to it.
    pub(super) fn of(school: &School<'v>, in_zone: bool, way: Option<(f64, f64)>) -> Self {
        let fields = school.fields;
        Self {
            npsn: school.npsn(),
            name: school.name(),
            level: school.level(),
            status: school.value(fields.status.as_ref()),
            address: school.value(fields.address.as_ref()),
            in_zone,
            distance_m: way.map(|(metres, _)| metres),
            bearing: way.filter(|(metres, _)| *metres > 0.0).map(|(_, degrees)| degrees),
            at: school.place().map(|c| Place { lon: c.x, lat: c.y }),
            rombel: school.value(fields.classes.as_ref()),
            teachers: school.value(fields.teachers.as_ref()),
            students: school.value(fields.students.as_ref()),
            seats: school.value(fields.seats.as_ref()),
        }
    }
}

/// The rules for a jenjang.
pub(super) fn admission<'v>(
    view: &'v View,
    question: &SchoolsQuestion,
    level: &str,
) -> Result<Option<Admission<'v>>, SchoolsFault> {
    let years = &view.city().admissions;
    let of_year = match &question.year {
        None => years.last(),
        Some(came) => Some(years.iter().find(|a| a.year == *came).ok_or_else(|| {
            let known = years.iter().map(|a| a.year.clone()).collect();
            SchoolsFault::UnknownYear { came: came.clone(), known }
        })?),
    };
    let Some(of_year) = of_year else { return Ok(None) };
    let (rules, lang) = (&of_year.rules, question.lang);
    let of_level = |of: &[String]| of.iter().any(|other| other.eq_ignore_ascii_case(level));
    let Some(own) = rules.levels.iter().find(|l| of_level(&l.of)) else { return Ok(None) };
    Ok(Some(Admission {
        year: &of_year.year,
        title: rules.title.get(lang),
        regulation: &rules.regulation,
        link: &rules.link,
        address: rules.address.get(lang),
        routes: own.routes.iter().map(|r| route(r, lang)).collect(),
        dates: rules.dates.iter().map(|d| date(d, lang)).collect(),
        notes: rules.notes.iter().map(|n| n.get(lang)).collect(),
    }))
}

fn route(route: &AdmissionRoute, lang: Lang) -> Route<'_> {
    Route {
        route: &route.id,
        label: route.label.get(lang),
        at_least: route.at_least,
        at_most: route.at_most,
    }
}

fn date(date: &AdmissionDate, lang: Lang) -> Date<'_> {
    Date {
        label: date.label.get(lang),
        from: &date.from,
        to: date.to.as_deref(),
        illustrative: date.illustrative,
    }
}
