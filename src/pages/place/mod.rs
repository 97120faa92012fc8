//! The resident's answer: what is true at a place, the most serious first, and whom to call.

mod facilities;
mod hazards;
mod share;

use askama::Template;

use super::frame::{About, Frame, Reader};
use super::headline::{Headline, area_of, level_label, unit_name};
use super::link::{self, Link};
use super::sources::{Source, sources};
use crate::model::{Kind, LayerId};
use crate::place::LonLat;
use crate::query::{self, Around, AroundQuestion, DEFAULT_RADIUS_M, Question, Unit, UnitStatus};
use crate::snapshot::{self, LayerVersion, View};
use facilities::Facility;
use hazards::{Hazard, Says};
use share::Share;

#[derive(Template)]
#[template(path = "place.html")]
struct PlacePage<'v> {
    frame: Frame<'v>,
    headline: Headline,
    summary: String,
    hazards: Vec<Hazard<'v>>,
    /// What is not served, and no hazard.
    missing: Option<String>,
    facilities: Vec<Facility>,
    left_out: Option<String>,
    map: String,
    schools: String,
    area: Option<AreaLink>,
    share: Share,
    sources: Vec<Source<'v>>,
    version: &'v str,
}

/// The unit that a place lies in, as a page of its own.
struct AreaLink {
    path: String,
    words: String,
}

/// What is true at a place.
///
/// # Errors
///
/// Where a template cannot be written, which does not happen.
pub fn place(view: &View, reader: &Reader, place: LonLat) -> askama::Result<String> {
    let w = reader.words();
    let answer = query::at(view, &Question { lang: reader.lang, ..Question::at(place) });
    let around = around(view, reader, place);
    let headline = Headline::of(view, reader, place, &answer.units);
    let mut hazards = hazards::gravest_first(view, &answer.findings, w);
    // Of a place outside it is not told that nobody knows: others may.
    hazards.retain(|hazard| !headline.is_outside || !matches!(hazard.says, Says::Unmapped));
    let share = Share::of(view, reader, place, (&headline.title, &hazards));
    let about = About {
        title: w.text.place.title(&headline.title),
        description: share.in_one_line.clone(),
        link: Some(Link::Place(place)),
    };
    let near = headline.near.as_ref().and_then(|near| near.layer.as_deref());
    let says = |layer: &LayerVersion| {
        let (id, kind) = (layer.layer().id.as_str(), layer.layer().kind);
        let of_answer = answer.sources.iter().any(|(layer, _)| layer == id);
        // The answers say more than the page.
        let is_told = !matches!(kind, Kind::Zoning | Kind::Population);
        (of_answer && is_told) || kind == Kind::Facility || near == Some(id)
    };
    PlacePage {
        frame: Frame::of(view, reader, about),
        summary: hazards::summary(&hazards, w),
        missing: missing(view, reader),
        facilities: around.iter().flat_map(|a| facilities::of(a, w)).collect(),
        left_out: around.as_ref().and_then(|a| facilities::left_out(a, w)),
        map: link::on_map(place, reader.lang),
        schools: reader.path(Link::Schools { place: Some(place), level: None }),
        area: answer.units.first().and_then(|unit| area(view, reader, unit)),
        sources: sources(view, reader, says, &share.subject),
        version: answer.snapshot,
        headline,
        hazards,
        share,
    }
    .render()
}

/// What stands around, people left out; of all kinds, so that none is unknown.
fn around<'v>(view: &'v View, reader: &Reader, place: LonLat) -> Option<Around<'v>> {
    let (radius_m, lang) = (DEFAULT_RADIUS_M, reader.lang);
    query::around(view, &AroundQuestion { place, radius_m, kinds: None, lang }, None).ok()
}

/// The layers that are not served. Hazards say so themselves.
fn missing(view: &View, reader: &Reader) -> Option<String> {
    let others =
        view.unavailable().filter(|(_, about)| about.is_none_or(|a| a.kind != Kind::Hazard));
    let name = |(id, about): (&LayerId, Option<&snapshot::About>)| {
        about.map_or_else(|| id.to_string(), |a| a.title.get(reader.lang).to_owned())
    };
    let names: Vec<String> = others.map(name).collect();
    (!names.is_empty()).then(|| reader.words().text.place.missing(names.join(", ")))
}

fn area(view: &View, reader: &Reader, unit: &Unit<'_>) -> Option<AreaLink> {
    let UnitStatus::Inside { unit: name, .. } = &unit.status else { return None };
    let w = reader.words();
    let called = unit_name(level_label(view, unit.level, reader.lang), &name.name, w);
    Some(AreaLink {
        path: reader.path(area_of(view, unit.level, &name.code)?),
        words: w.text.links.area(called),
    })
}
