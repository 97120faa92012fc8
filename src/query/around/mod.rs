//! The responder's answer: what is around a place, short enough for a bad connection.

mod kinds;
mod people;

use std::borrow::Cow;
use std::collections::BTreeMap;

use serde::Serialize;
use utoipa::ToSchema;

use super::nearest::{EVERYWHERE_M, bearing};
use super::{
    Finding, FindingStatus, Place, Question, Unit, UnitStatus, findings, rounded_m, units,
};
use crate::model::{Kind, Lang, LayerId, Value};
use crate::place::{LonLat, Metric};
use crate::snapshot::{LayerVersion, View};
pub use kinds::UnknownKind;
use kinds::{facilities, kinds};
pub use people::People;

/// Kinds of facilities in an answer.
pub const MOST_KINDS: usize = 8;

/// An answer is no longer than this. Units: bytes of JSON.
pub const MOST_BYTES: usize = 3_000;

/// Characters of a name or a telephone number.
const MOST_CHARACTERS: usize = 60;

/// Under another name: what is called `Value`, utoipa takes for any JSON.
type Cell = Value;

/// A responder's question.
#[derive(Debug, Clone, PartialEq)]
pub struct AroundQuestion {
    /// Where.
    pub place: LonLat,
    /// How far around people are counted and graver classes are looked for.
    pub radius_m: f64,
    /// The kinds of facilities; all where `None`.
    pub kinds: Option<Vec<String>>,
    /// The language of the answer.
    pub lang: Lang,
}

/// What is around a place, in at most 3 kB.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct Around<'v> {
    /// The place.
    pub place: Place,
    /// How far around it.
    pub radius_m: f64,
    /// Said with every answer from data that is not real.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>, nullable = false)]
    pub notice: Option<Cow<'v, str>>,
    /// The number to call.
    pub emergency: &'v str,
    /// The unit of each level.
    pub units: Vec<AroundUnit<'v>>,
    /// What each hazard layer says.
    pub hazards: Vec<AroundHazard<'v>>,
    /// The people within the radius; `null` where no layer counts people, or they cannot be
    /// counted now.
    #[schema(required = true)]
    pub people: Option<People>,
    /// The nearest facility of each kind, however far, nearest first.
    pub nearest: Vec<AroundFacility<'v>>,
    /// Kinds that are left out, for the answer to stay short: ask for them by `kinds`.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub left_out: Vec<Cow<'v, str>>,
    /// The version of each layer that took part; `/v1/layers/{id}` says who published it.
    pub sources: BTreeMap<&'v str, &'v str>,
}

/// A unit that the place lies in, or is nearest to.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct AroundUnit<'v> {
    /// The level.
    pub level: &'v str,
    /// `inside`, `gap`, `outside` or `unavailable`.
    pub status: &'static str,
    /// The unit: of those outside the nearest.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>, nullable = false)]
    pub code: Option<Cow<'v, str>>,
    /// Its name.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>, nullable = false)]
    pub name: Option<Cow<'v, str>>,
}

/// What a hazard layer says.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct AroundHazard<'v> {
    /// The layer.
    pub layer: &'v str,
    /// `mapped`, `none`, `unmapped` or `unavailable`: only `none` says that there is no hazard.
    pub status: &'static str,
    /// The gravest class there.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub class: Option<&'v str>,
    /// What people call it.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub label: Option<&'v str>,
    /// The nearest graver class within the radius.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub worse: Option<&'v str>,
    /// Metres to that.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub worse_m: Option<f64>,
}

/// The nearest facility of a kind.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct AroundFacility<'v> {
    /// What it is.
    #[schema(value_type = String)]
    pub kind: Cow<'v, str>,
    /// Its name.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>, nullable = false)]
    pub name: Option<Cow<'v, str>>,
    /// Its telephone number.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>, nullable = false)]
    pub phone: Option<Cow<'v, str>>,
    /// How many it holds.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<f64>, nullable = false)]
    pub capacity: Option<Cell>,
    /// Metres to it on the ellipsoid, to a tenth.
    pub distance_m: f64,
    /// The direction to it: degrees from north, eastward.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub bearing: Option<f64>,
    /// Where it is.
    pub at: [f64; 2],
}

/// What is around a place, with the people there and the layer that counts them. The same view and
/// question give the same answer, byte for byte.
///
/// # Errors
/// A kind of which there is no facility.
pub fn around<'v>(
    view: &'v View,
    question: &AroundQuestion,
    people: Option<(People, &LayerId)>,
) -> Result<Around<'v>, UnknownKind> {
    let known = kinds(view);
    for came in question.kinds.iter().flatten() {
        if !known.contains(came) {
            return Err(UnknownKind { came: came.clone(), known });
        }
    }
    let wanted = question.kinds.clone().unwrap_or(known);
    let at = Question {
        place: question.place,
        layers: None,
        radius_m: question.radius_m,
        lang: question.lang,
    };
    let metric = Metric::at(question.place.coord());
    let (people, counted) = people.unzip();
    let counted = counted.and_then(|layer| view.layer(layer));
    let mut nearest: Vec<AroundFacility> =
        wanted.iter().filter_map(|kind| nearest_of(view, question.place, kind)).collect();
    nearest.sort_by(|a, b| a.distance_m.total_cmp(&b.distance_m));
    let mut answer = Around {
        place: Place::of(question.place),
        radius_m: question.radius_m,
        notice: view.city().notice.as_ref().map(|n| Cow::Borrowed(n.get(question.lang))),
        emergency: &view.city().emergency,
        units: units::of(view, &at, &metric).into_iter().map(unit).collect(),
        hazards: findings(view, &at, &metric).into_iter().map(hazard).collect(),
        sources: sources(view, counted),
        people,
        left_out: nearest.drain(nearest.len().min(MOST_KINDS)..).map(|f| f.kind).collect(),
        nearest,
    };
    answer.shorten();
    Ok(answer)
}

impl Around<'_> {
    /// Leaves out the farthest kinds until the rest is short enough.
    fn shorten(&mut self) {
        while serde_json::to_vec(self).is_ok_and(|text| text.len() > MOST_BYTES) {
            match self.nearest.pop() {
                Some(facility) => self.left_out.push(facility.kind),
                None => return,
            }
        }
    }
}

fn nearest_of<'v>(view: &'v View, place: LonLat, kind: &str) -> Option<AroundFacility<'v>> {
    let nearest = facilities(view).filter_map(|(layer, fields)| {
        let is_of = |feature: u32| layer.value(&fields.kind, feature).to_text() == kind;
        let near = layer.nearest(place.coord(), (1, EVERYWHERE_M), is_of).into_iter().next()?;
        Some((near, layer, fields))
    });
    let nearest = nearest.min_by(|a, b| a.0.distance_m.total_cmp(&b.0.distance_m));
    let (near, layer, fields) = nearest?;
    let value = |field: &Option<String>| {
        let value = layer.value(field.as_ref()?, near.feature);
        Some(value).filter(|v| *v != Value::Null)
    };
    Some(AroundFacility {
        kind: Cow::Owned(kind.to_owned()),
        name: layer.name(near.feature).map(short),
        phone: value(&fields.phone).map(|v| short(Cow::Owned(v.to_text()))),
        capacity: value(&fields.capacity),
        distance_m: rounded_m(near.distance_m),
        bearing: bearing(place, &near),
        at: [near.nearest.x, near.nearest.y].map(|v| (v * 1e6).round() / 1e6),
    })
}

fn short(text: Cow<'_, str>) -> Cow<'_, str> {
    match text.char_indices().nth(MOST_CHARACTERS) {
        None => text,
        Some((end, _)) => Cow::Owned(format!("{}…", &text[..end])),
    }
}

fn unit(unit: Unit<'_>) -> AroundUnit<'_> {
    let (status, name) = match unit.status {
        UnitStatus::Inside { unit, .. } => ("inside", Some(unit)),
        UnitStatus::Gap { nearest } => ("gap", Some(nearest.unit)),
        UnitStatus::Outside { nearest } => ("outside", nearest.map(|n| n.unit)),
        UnitStatus::Unavailable => ("unavailable", None),
    };
    let (code, name) = name.map_or((None, None), |n| (Some(n.code), Some(short(n.name))));
    AroundUnit { level: unit.level, status, code, name }
}

fn hazard(finding: Finding<'_>) -> AroundHazard<'_> {
    let (status, class, label) = match finding.status {
        FindingStatus::Mapped { class, label, .. } => ("mapped", Some(class), Some(label)),
        FindingStatus::None => ("none", None, None),
        FindingStatus::Unmapped => ("unmapped", None, None),
        FindingStatus::Unavailable => ("unavailable", None, None),
    };
    AroundHazard {
        layer: finding.layer,
        status,
        class,
        label,
        worse: finding.worse.as_ref().map(|w| w.class.class),
        worse_m: finding.worse.as_ref().map(|w| w.distance_m),
    }
}

fn sources<'v>(view: &'v View, people: Option<&'v LayerVersion>) -> BTreeMap<&'v str, &'v str> {
    let hazards = view.layers().filter(|l| l.layer().kind == Kind::Hazard);
    let facilities = facilities(view).map(|(layer, _)| layer);
    let taken = hazards.chain(facilities).chain(units::layers(view)).chain(people);
    taken.map(|l| (l.layer().id.as_str(), l.version())).collect()
}
