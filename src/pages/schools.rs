//! The parent's answer: the zones that hold a home, their schools, then the others by distance.

use askama::Template;

use super::format::{date, direction, distance, number, value};
use super::frame::{About, Frame, Reader};
use super::headline::Headline;
use super::link::{self, Link};
use super::sources::{Source, sources};
use super::words::Words;
use crate::model::Value;
use crate::place::LonLat;
use crate::query::{self, Admission, Question, Route, SchoolOf, Schools, ZoneOf};
use crate::snapshot::{LayerVersion, View};

#[derive(Template)]
#[template(path = "schools.html")]
struct SchoolsPage<'v> {
    frame: Frame<'v>,
    headline: Headline,
    levels: Vec<Level>,
    hazards: String,
    answer: Option<Told<'v>>,
}

#[derive(Template)]
#[template(path = "home.html")]
struct HomePage<'v> {
    frame: Frame<'v>,
}

/// A jenjang to choose.
struct Level {
    name: String,
    path: String,
    is_chosen: bool,
}

/// The jenjang by the age of who goes there; those for all ages last.
const BY_AGE: [&str; 9] = ["TK", "SD", "MI", "SMP", "MTs", "SMA", "MA", "SMK", "SLB"];

/// An answer in words.
struct Told<'v> {
    /// That it informs and does not admit.
    about: &'v str,
    zones: Vec<String>,
    no_zones: String,
    in_zone: Vec<School<'v>>,
    others: Vec<School<'v>>,
    without_place: Vec<School<'v>>,
    without_place_title: String,
    admission: Option<Rules<'v>>,
    no_rules: String,
    sources: Vec<Source<'v>>,
    version: &'v str,
}

struct School<'v> {
    name: &'v str,
    address: Option<String>,
    way: Option<String>,
    facts: Vec<(&'static str, String)>,
}

/// The rules of a year.
struct Rules<'v> {
    title: &'v str,
    address: &'v str,
    /// Each route with its part of the seats.
    routes: Vec<(&'v str, String)>,
    dates: Vec<(&'v str, String)>,
    notes: &'v [&'v str],
    regulation: String,
    link: Option<&'v str>,
}

/// How to ask for the schools of a home.
///
/// # Errors
///
/// Where a template cannot be written, which does not happen.
pub fn home(view: &View, reader: &Reader) -> askama::Result<String> {
    let w = reader.words();
    let about = About {
        title: w.text.schools.start.to_owned(),
        description: w.text.search.schools_title.to_owned(),
        link: Some(Link::Schools { place: None, level: None }),
    };
    HomePage { frame: Frame::of(view, reader, about) }.render()
}

/// The jenjang to choose from.
///
/// # Errors
///
/// Where a template cannot be written, which does not happen.
pub fn levels(view: &View, reader: &Reader, place: LonLat) -> askama::Result<String> {
    page(view, reader, place, None)
}

/// The schools for a home.
///
/// # Errors
///
/// Where a template cannot be written, which does not happen.
pub fn schools<'v>(
    view: &'v View,
    reader: &Reader,
    place: LonLat,
    answer: &'v Schools<'v>,
) -> askama::Result<String> {
    page(view, reader, place, Some(answer))
}

fn page<'v>(
    view: &'v View,
    reader: &Reader,
    place: LonLat,
    answer: Option<&'v Schools<'v>>,
) -> askama::Result<String> {
    let w = reader.words();
    let chosen = answer.map(|answer| answer.level.as_str());
    let units = query::at(view, &Question { lang: reader.lang, ..Question::at(place) }).units;
    let headline = Headline::of(view, reader, place, &units);
    let told = answer.map(|answer| Told::of(view, reader, answer, &headline.title));
    let about = About {
        title: match chosen {
            Some(level) => w.text.schools.level_title(level, &headline.title),
            None => w.text.schools.title(&headline.title),
        },
        description: told.as_ref().map_or_else(|| w.text.schools.choose.to_owned(), Told::in_short),
        link: Some(Link::Schools { place: Some(place), level: chosen }),
    };
    let level = |name: String| Level {
        path: reader.path(Link::Schools { place: Some(place), level: Some(&name) }),
        is_chosen: chosen == Some(name.as_str()),
        name,
    };
    SchoolsPage {
        frame: Frame::of(view, reader, about),
        levels: by_age(query::levels_of_schools(view)).into_iter().map(level).collect(),
        hazards: reader.path(Link::Place(place)),
        answer: told,
        headline,
    }
    .render()
}

/// Those that are not known here come last, in their order.
fn by_age(mut levels: Vec<String>) -> Vec<String> {
    let age = |level: &String| BY_AGE.iter().position(|known| known.eq_ignore_ascii_case(level));
    levels.sort_by_key(|level| age(level).unwrap_or(BY_AGE.len()));
    levels
}

impl<'v> Told<'v> {
    fn of(view: &'v View, reader: &Reader, answer: &'v Schools<'v>, title: &str) -> Self {
        let w = reader.words();
        let words = &w.text.schools;
        let school = |school: &'v SchoolOf<'v>| School::of(school, w);
        let (in_zone, others): (Vec<_>, Vec<_>) = answer.schools.iter().partition(|s| s.in_zone);
        let cited = |layer: &LayerVersion| {
            answer.sources.iter().any(|(id, _)| id == layer.layer().id.as_str())
        };
        Self {
            about: answer.about,
            zones: answer.zones.iter().map(|zone| told(zone, w)).collect(),
            no_zones: words.no_zones(&answer.level),
            in_zone: in_zone.into_iter().map(school).collect(),
            others: others.into_iter().map(school).collect(),
            without_place: answer.without_place.iter().map(school).collect(),
            without_place_title: words.without_place(answer.without_place_count),
            admission: answer.admission.as_ref().map(|rules| Rules::of(rules, w)),
            no_rules: words.no_rules(&answer.level),
            sources: sources(view, reader, cited, title),
            version: answer.snapshot,
        }
    }

    /// The schools whose zone holds the home, or else the nearest.
    fn in_short(&self) -> String {
        let schools = if self.in_zone.is_empty() { &self.others } else { &self.in_zone };
        let names: Vec<&str> = schools.iter().take(3).map(|school| school.name).collect();
        names.join(", ")
    }
}

/// Whose zone it is, and what says where it is.
fn told(zone: &ZoneOf<'_>, w: &Words) -> String {
    let words = &w.text.schools;
    let by = match zone.by {
        "units" => words.units,
        "radius" => words.radius,
        _ => words.polygon,
    };
    format!("{}, {by}", zone.school.as_deref().unwrap_or(&zone.npsn))
}

impl<'v> School<'v> {
    fn of(school: &'v SchoolOf<'v>, w: &Words) -> Self {
        let words = &w.text.schools;
        let way = school.distance_m.map(|metres| {
            let metres = distance(metres, w);
            match school.bearing {
                Some(bearing) => w.text.place.way(metres, direction(bearing, w)),
                None => metres,
            }
        });
        let fact =
            |term: &'static str, cell: &Option<Value>| Some((term, value(cell.as_ref()?, w)?));
        let facts = [
            Some((words.npsn, school.npsn.to_owned())),
            school.status.as_ref().and_then(|s| Some((words.status, status(value(s, w)?, w)))),
            fact(words.seats, &school.seats),
            fact(words.classes, &school.rombel),
            fact(words.teachers, &school.teachers),
            fact(words.students, &school.students),
        ];
        let address = school.address.as_ref().and_then(|address| value(address, w));
        Self { name: &school.name, address, way, facts: facts.into_iter().flatten().collect() }
    }
}

/// The word for whose a school is; what is not known stands as it came.
fn status(came: String, w: &Words) -> String {
    let known = &w.parent.statuses;
    match came.to_lowercase().as_str() {
        "negeri" => known.negeri.to_owned(),
        "swasta" => known.swasta.to_owned(),
        _ => came,
    }
}

impl<'v> Rules<'v> {
    fn of(rules: &'v Admission<'v>, w: &Words) -> Self {
        let words = &w.text.schools;
        let days = |from: &str, to: Option<&str>| match to {
            Some(to) => words.days(date(from, w), date(to, w)),
            None => date(from, w),
        };
        Self {
            title: rules.title,
            address: rules.address,
            routes: rules.routes.iter().map(|route| (route.label, part(route, w))).collect(),
            dates: rules.dates.iter().map(|d| (d.label, days(d.from, d.to))).collect(),
            notes: &rules.notes,
            regulation: words.regulation(rules.regulation),
            link: link::safe(rules.link),
        }
    }
}

/// The part of the seats that a route gets.
fn part(route: &Route<'_>, w: &Words) -> String {
    let words = &w.text.schools;
    let least = route.at_least.map(|percent| words.at_least(number(percent, 1, w.lang())));
    let most = route.at_most.map(|percent| words.at_most(number(percent, 1, w.lang())));
    least.into_iter().chain(most).collect::<Vec<_>>().join(", ")
}
