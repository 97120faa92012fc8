//! What is true at a place: pure functions of a [`View`].

mod answer;
mod around;
mod features;
mod filter;
mod finding;
mod geometry;
mod hazard;
mod nearest;
pub mod reading;
mod schools;
mod share;
mod sources;
mod text;
mod units;
mod within;

pub use answer::{
    Answer, ClassName, Edge, Finding, FindingStatus, NearUnit, Place, PopulationOfUnit, Unit,
    UnitName, UnitStatus, Worse, Zone,
};
pub use around::{
    Around, AroundFacility, AroundHazard, AroundQuestion, AroundUnit, MOST_BYTES, MOST_KINDS,
    People, UnknownKind, around,
};
pub use features::{Choice, FeatureFormat, FeatureOfPage, WholeLayer};
pub use filter::{Filter, Matcher};
pub use nearest::{
    Among, DEFAULT_NEAREST, EVERYWHERE_M, MOST_NEAREST, NearFeature, Nearest, NearestQuestion,
    UnknownField, nearest,
};
pub use schools::{
    Admission, DEFAULT_SCHOOLS, Date, MOST_SCHOOLS, Route, SchoolOf, Schools, SchoolsFault,
    SchoolsQuestion, UnitOfZone, ZoneFeature, ZoneOf, ZoneProperties, ZonesOfSchool,
    levels_of_schools, schools, zone_of,
};
pub use sources::{Cited, Sources};
pub use text::to_text;
pub use within::{
    BadCursor, Cursor, DEFAULT_PAGE, MOST_CIRCLE_M, MOST_PAGE, Page, PageOfFeatures, Region,
    WithinFault, WithinQuestion, within,
};

use crate::model::{Kind, Lang, LayerId};
use crate::place::{LonLat, Metric};
use crate::snapshot::{LayerVersion, View};

/// How far around a place is looked where nothing is said, and at most.
pub const DEFAULT_RADIUS_M: f64 = 1_000.0;
/// See [`DEFAULT_RADIUS_M`].
pub const MAX_RADIUS_M: f64 = 5_000.0;

/// A question about one place.
#[derive(Debug, Clone, PartialEq)]
pub struct Question {
    /// The place.
    pub place: LonLat,
    /// The layers asked; all where `None`.
    pub layers: Option<Vec<LayerId>>,
    /// How far around the place borders and graver classes are looked for.
    pub radius_m: f64,
    /// The language of labels and advice.
    pub lang: Lang,
}

impl Question {
    /// A question with everything by default.
    pub fn at(place: LonLat) -> Self {
        Self { place, layers: None, radius_m: DEFAULT_RADIUS_M, lang: Lang::default() }
    }

    fn asks(&self, layer: &LayerId) -> bool {
        self.layers.as_ref().is_none_or(|ids| ids.contains(layer))
    }
}

/// Answers a question. The same view and question give the same answer, byte for byte.
pub fn at<'v>(view: &'v View, question: &Question) -> Answer<'v> {
    let asked = || view.layers().filter(|l| question.asks(&l.layer().id));
    let of_kind = |kind: Kind| asked().filter(move |l| l.layer().kind == kind);
    let place = question.place.coord();
    for layer in view.layers() {
        layer.area().expect(place);
        layer.mapped().expect(place);
    }
    let metric = Metric::at(place);
    let units = units::of(view, question, &metric);
    let zones = of_kind(Kind::Zoning).flat_map(|l| zones(l, question)).collect();
    let population = of_kind(Kind::Population).find_map(|l| units::population(l, &units));
    Answer {
        snapshot: view.version(),
        place: Place::of(question.place),
        notice: view.city().notice.as_ref().map(|n| n.get(question.lang)),
        units,
        findings: findings(view, question, &metric),
        unavailable: view.unavailable().map(|(id, _)| id.as_str()).collect(),
        zones,
        population,
        sources: sources(view, question),
    }
}

/// The layers that an answer is taken from, by name.
fn sources<'v>(view: &'v View, question: &Question) -> Sources<'v> {
    let answering = |l: &LayerVersion| {
        matches!(l.layer().kind, Kind::Hazard | Kind::Zoning | Kind::Population)
            && question.asks(&l.layer().id)
    };
    let of_units = |l: &LayerVersion| units::layers(view).any(|unit| std::ptr::eq(unit, l));
    let taken = view.layers().filter(|l| answering(l) || of_units(l));
    Sources::of(taken)
}

/// What each hazard says, by layer. One that is not served says so, lest its silence be taken
/// for safety.
fn findings<'v>(view: &'v View, question: &Question, metric: &Metric) -> Vec<Finding<'v>> {
    let hazards = || {
        let hazards = view.layers().filter(|l| l.layer().kind == Kind::Hazard);
        hazards.filter(|l| question.asks(&l.layer().id))
    };
    let missing = view.unavailable().filter_map(|(id, about)| {
        let about = about.filter(|a| a.kind == Kind::Hazard && question.asks(id))?;
        Some(Finding::unavailable(id, about.title.get(question.lang)))
    });
    let mut findings = Vec::with_capacity(hazards().count());
    findings.extend(hazards().map(|l| finding::finding(l, question, metric)));
    let served = findings.len();
    findings.extend(missing);
    if findings.len() > served {
        findings.sort_by(|a, b| a.layer.cmp(b.layer));
    }
    findings
}

fn zones<'v>(layer: &'v LayerVersion, question: &Question) -> Vec<Zone<'v>> {
    let zone = |feature: u32| Zone {
        layer: layer.layer().id.as_str(),
        title: layer.layer().title.get(question.lang),
        id: layer.id(feature),
        name: layer.name(feature),
        properties: layer.values(feature).collect(),
    };
    layer.covering(question.place.coord()).into_iter().map(zone).collect()
}

impl Place {
    fn of(place: LonLat) -> Self {
        Self { lon: place.lon(), lat: place.lat() }
    }
}

/// Metres to a tenth: what lies behind is the data's noise.
fn rounded_m(metres: f64) -> f64 {
    (metres * 10.0).round() / 10.0
}
