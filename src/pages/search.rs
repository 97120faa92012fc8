//! The form that asks for a place, and what was found.

use askama::Template;

use super::format::distance;
use super::frame::{About, Frame, Reader};
use super::headline::{area_of, level_label, unit_name};
use super::link::{Link, Seeks, degrees};
use super::words::Words;
use crate::place::{Coord, LonLat};
use crate::search::{Geometry, Hit, Precision};
use crate::snapshot::View;

#[derive(Template)]
#[template(path = "search.html")]
struct SearchPage<'v> {
    frame: Frame<'v>,
    title: &'v str,
    outcome: Outcome,
}

/// What became of a question.
enum Outcome {
    /// Nothing was asked yet.
    Unasked,
    Nothing {
        title: String,
        try_position: String,
    },
    Found {
        title: String,
        hits: Vec<Found>,
    },
}

/// Something that was found.
struct Found {
    name: String,
    /// Where it leads; an area and a street have no place of their own.
    path: Option<String>,
    /// Where, what it is, and how precise.
    about: Vec<String>,
    /// The unit it lies in, where that is the best there is.
    area: Option<AreaOf>,
}

struct AreaOf {
    path: String,
    words: String,
}

/// The form.
///
/// # Errors
///
/// Where a template cannot be written, which does not happen.
pub fn search(view: &View, reader: &Reader, seeks: Seeks) -> askama::Result<String> {
    page(view, reader, Link::Search { text: None, seeks }, Outcome::Unasked)
}

/// What was found.
///
/// # Errors
///
/// Where a template cannot be written, which does not happen.
pub fn found(
    view: &View,
    reader: &Reader,
    (text, seeks): (&str, Seeks),
    hits: &[Hit],
) -> askama::Result<String> {
    let words = &reader.words().text.search;
    let outcome = if hits.is_empty() {
        Outcome::Nothing {
            title: words.nothing(text),
            try_position: words.try_position(example(view), view.city().name.get(reader.lang)),
        }
    } else {
        let hits = hits.iter().map(|hit| Found::of(view, reader, seeks, hit)).collect();
        Outcome::Found { title: words.found(text), hits }
    };
    page(view, reader, Link::Search { text: Some(text), seeks }, outcome)
}

fn page(view: &View, reader: &Reader, link: Link<'_>, outcome: Outcome) -> askama::Result<String> {
    let words = &reader.words().text.search;
    let title = match link {
        Link::Search { seeks: Seeks::Schools, .. } => words.schools_title,
        _ => words.title,
    };
    let in_title = match &outcome {
        Outcome::Unasked => title.to_owned(),
        Outcome::Nothing { title, .. } | Outcome::Found { title, .. } => title.clone(),
    };
    let about = About { title: in_title, description: words.label.to_owned(), link: Some(link) };
    SearchPage { frame: Frame::of(view, reader, about), title, outcome }.render()
}

/// A position in this city, as people write it.
fn example(view: &View) -> String {
    let center = view.city().view.center;
    format!("{}, {}", degrees(center.lat()), degrees(center.lon()))
}

impl Found {
    fn of(view: &View, reader: &Reader, seeks: Seeks, hit: &Hit) -> Self {
        let w = reader.words();
        let path = match &hit.geometry {
            Geometry::Point(at) => place_of(*at).map(|place| seeks.at(place)),
            Geometry::Polygons(_) if seeks == Seeks::Hazards => own_area(hit),
            Geometry::Polygons(_) | Geometry::Lines(_) | Geometry::None => None,
        };
        let area = path.is_none().then(|| unit_of(view, reader, hit)).flatten();
        let alley = hit.along.iter().map(String::as_str);
        Self {
            name: std::iter::once(hit.name.as_str()).chain(alley).collect::<Vec<_>>().join(", "),
            path: path.map(|link| reader.path(link)),
            about: about(view, hit, w, seeks),
            area: area.filter(|_| seeks == Seeks::Hazards),
        }
    }
}

fn place_of(at: Coord) -> Option<LonLat> {
    LonLat::new(at.x, at.y)
}

fn own_area(hit: &Hit) -> Option<Link<'_>> {
    Some(Link::Area { layer: hit.layer.as_deref()?, id: hit.ids.first()? })
}

/// The smallest unit that a hit lies in and that has a page.
fn unit_of(view: &View, reader: &Reader, hit: &Hit) -> Option<AreaOf> {
    let w = reader.words();
    hit.units.iter().find_map(|[level, code, name]| {
        let link = area_of(view, level, code)?;
        let called = unit_name(level_label(view, level, reader.lang), name, w);
        Some(AreaOf { path: reader.path(link), words: w.text.links.area(called) })
    })
}

fn about(view: &View, hit: &Hit, w: &Words, seeks: Seeks) -> Vec<String> {
    let words = &w.text.search;
    let is = match hit.precision {
        _ if matches!(hit.geometry, Geometry::None) => words.no_place,
        Precision::House => words.house,
        Precision::Interpolated => words.interpolated,
        Precision::Point => words.point,
        Precision::Coordinate => words.coordinate,
        Precision::Street => words.street,
        Precision::Neighbourhood | Precision::Area if seeks == Seeks::Schools => words.inside,
        Precision::Neighbourhood | Precision::Area => words.area,
    };
    let is_itself = |level: &str, name: &str| {
        hit.precision == Precision::Area && hit.level.as_deref() == Some(level) && hit.name == name
    };
    let lies_in = hit.units.iter().filter(|[level, _, name]| !is_itself(level, name));
    let units: Vec<String> = lies_in
        .map(|[level, _, name]| unit_name(level_label(view, level, w.lang()), name, w))
        .collect();
    let accuracy = hit.good_to_m.filter(|metres| *metres >= 1.0);
    let accuracy = accuracy.map(|metres| words.accuracy(distance(metres, w)));
    let is = std::iter::once(is.to_owned()).chain(accuracy).collect::<Vec<_>>().join(", ");
    let in_units = (!units.is_empty()).then(|| units.join(", "));
    in_units.into_iter().chain([is]).collect()
}
