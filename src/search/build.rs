//! Makes the index of a view.

use std::collections::HashMap;

use super::houses::{House, Number};
use super::index::{Index, Member, Subject};
use super::name::{code_words, words, words_of_street};
use super::pack::{Origin, packed};
use super::text::tokens;
use super::units::{Unit, Units};
use crate::model::{AddressFields, Kind};
use crate::place::Coord;
use crate::snapshot::{LayerVersion, View};

/// An entry whose words are not in the dictionary yet.
pub(super) struct Draft {
    pub(super) subject: Subject,
    pub(super) title: String,
    pub(super) name: Vec<String>,
    pub(super) along: Option<String>,
    pub(super) also: Vec<String>,
    pub(super) around: Vec<String>,
    pub(super) units: Vec<Unit>,
    pub(super) members: Vec<Member>,
    pub(super) houses: Vec<House>,
    pub(super) place: Option<Coord>,
    pub(super) importance: f64,
}

/// Numbers of so many digits are codes.
pub(super) const CODE: usize = 5;

/// A street, told apart from others by its name and its unit.
type StreetKey = (Vec<String>, bool, Option<String>);

/// Street, alley and unit, as they are written in an address.
type Written = (Option<String>, Option<String>, Option<String>);

struct Drafts<'v> {
    units: Units<'v>,
    all: Vec<Draft>,
    streets: HashMap<StreetKey, usize>,
}

impl Index {
    /// The index of all that a view shows. Cost: some microseconds a feature.
    pub fn of(view: &View) -> Self {
        let mut drafts =
            Drafts { units: Units::of(view), all: Vec::new(), streets: HashMap::new() };
        let layers: Vec<&LayerVersion> = view.layers().collect();
        for (at, layer) in (0_u16..).zip(&layers) {
            drafts.layer(at, layer);
        }
        // Addresses after streets, so that they find theirs.
        for (at, layer) in (0_u16..).zip(&layers) {
            if let Some(fields) = &layer.layer().address {
                drafts.addresses(at, layer, fields);
            }
        }
        let origin = Origin {
            version: view.version().to_owned(),
            layers: layers.iter().map(|l| l.layer().id.clone()).collect(),
            levels: view.city().levels.iter().map(|l| l.id.clone()).collect(),
        };
        packed(origin, drafts.all)
    }
}

impl Drafts<'_> {
    fn layer(&mut self, at: u16, layer: &LayerVersion) {
        let looked_into = layer.layer().fields.iter().any(|f| f.search);
        if !looked_into || layer.layer().name_field.is_none() {
            return;
        }
        let labels: HashMap<u32, Coord> = layer.labels().places().collect();
        for feature in (0_u32..).take(layer.len()) {
            let Some(title) = layer.name(feature).filter(|name| !name.trim().is_empty()) else {
                continue;
            };
            let member = Member { layer: at, feature };
            match layer.layer().kind {
                Kind::Street => self.street(layer, member, &title),
                Kind::Boundary => {
                    let place = labels.get(&feature).copied();
                    self.area(layer, member, &title, place);
                }
                Kind::School | Kind::Facility | Kind::Place => self.point(layer, member, &title),
                Kind::Hazard | Kind::Zoning | Kind::Population | Kind::Address | Kind::Base => {}
            }
        }
    }

    fn street(&mut self, layer: &LayerVersion, member: Member, title: &str) {
        let place = middle(layer, member.feature);
        let units = self.units_of(layer, member.feature, place);
        let name = words_of_street(title);
        let key = (name.words, name.is_alley, units.first().map(|u| u.code.clone()));
        let also = passed(layer, member.feature)
            .into_iter()
            .flat_map(|place| self.units.at(place))
            .filter(|unit| !units.contains(unit));
        let around: Vec<String> = also.flat_map(|unit| words(&unit.name)).collect();
        let draft = self.street_with(key, title, units);
        draft.place = draft.place.or(place);
        draft.members.push(member);
        draft.around.extend(around);
        draft.importance = if name.is_alley { 0.1 } else { 0.3 };
    }

    fn street_with(&mut self, key: StreetKey, title: &str, units: Vec<Unit>) -> &mut Draft {
        let (name, is_alley) = (key.0.clone(), key.1);
        let next = self.all.len();
        let at = *self.streets.entry(key).or_insert(next);
        if at == next {
            self.all.push(Draft {
                subject: Subject::Street { is_alley, houses: 0..0 },
                title: title.to_owned(),
                name,
                along: None,
                also: Vec::new(),
                around: units.iter().flat_map(|unit| words(&unit.name)).collect(),
                units,
                members: Vec::new(),
                houses: Vec::new(),
                place: None,
                importance: if is_alley { 0.1 } else { 0.3 },
            });
        }
        &mut self.all[at]
    }

    fn addresses(&mut self, at: u16, layer: &LayerVersion, fields: &AddressFields) {
        let text = |field: Option<&String>, feature: u32| {
            let text = layer.value(field?, feature).to_text();
            Some(text).filter(|text| !text.trim().is_empty())
        };
        let small = |field: Option<&String>, feature: u32| {
            let text = text(field, feature).unwrap_or_default();
            text.trim().trim_start_matches('0').parse().unwrap_or(0)
        };
        // Houses of one street follow each other: its words are taken apart once.
        let mut last: Option<(Written, StreetKey)> = None;
        for feature in (0_u32..).take(layer.len()) {
            let (street, alley) =
                (text(Some(&fields.street), feature), text(fields.alley.as_ref(), feature));
            let Some(title) = alley.clone().or_else(|| street.clone()) else { continue };
            let place = middle(layer, feature);
            let code = text(layer.layer().unit_field.as_ref(), feature);
            let units = || {
                let declared = code.as_deref().and_then(|code| self.units.with_code(code));
                declared.or_else(|| place.map(|place| self.units.at(place))).unwrap_or_default()
            };
            let written = (street.clone(), alley.clone(), code.clone());
            let known = last.take().filter(|(before, _)| code.is_some() && *before == written);
            let key = match known {
                Some((_, key)) => key,
                None => {
                    let name = words_of_street(&title);
                    (
                        name.words,
                        name.is_alley || alley.is_some(),
                        units().first().map(|u| u.code.clone()),
                    )
                }
            };
            let units = if self.streets.contains_key(&key) { Vec::new() } else { units() };
            let draft = self.street_with(key.clone(), &title, units);
            if let Some(street) = street.filter(|_| alley.is_some()) {
                if draft.along.is_none() {
                    draft.also.extend(words_of_street(&street).words);
                    draft.along = Some(street);
                } else if draft.along.as_ref() != Some(&street) {
                    draft.also.extend(words_of_street(&street).words);
                }
            }
            draft.place = draft.place.or(place);
            let number = text(Some(&fields.number), feature);
            let number = number.and_then(|n| tokens(&n).first().and_then(Number::of));
            draft.houses.push(House {
                number,
                rt: small(fields.rt.as_ref(), feature),
                rw: small(fields.rw.as_ref(), feature),
                member: Member { layer: at, feature },
                place,
            });
            last = Some((written, key));
        }
    }

    fn area(&mut self, layer: &LayerVersion, member: Member, title: &str, place: Option<Coord>) {
        let level = self.units.level_of(layer);
        let place = place.or_else(|| middle(layer, member.feature));
        let code = layer.code(member.feature).map(|c| c.into_owned()).unwrap_or_default();
        let mut units = self.units_of(layer, member.feature, place);
        // What it is itself, and what is smaller, is not around it.
        units.retain(|unit| level.is_none_or(|own| unit.level > own) && unit.code != code);
        let larger = level.map_or(0.0, |level| 0.05 * f64::from(u32::try_from(level).unwrap_or(0)));
        self.all.push(Draft {
            subject: Subject::Area { level },
            title: title.to_owned(),
            name: words(title),
            along: None,
            also: code_words(&code),
            around: units.iter().flat_map(|unit| words(&unit.name)).collect(),
            units,
            members: vec![member],
            houses: Vec::new(),
            place,
            importance: if level.is_some() { 0.6 + larger } else { 0.2 },
        });
    }

    fn point(&mut self, layer: &LayerVersion, member: Member, title: &str) {
        let place = middle(layer, member.feature);
        let units = self.units_of(layer, member.feature, place);
        let name = layer.layer().name_field.as_deref();
        let others = layer.layer().fields.iter().filter(|f| f.search && Some(&*f.name) != name);
        // A short number there is a house's, not the school's.
        let is_own =
            |word: &String| word.len() >= CODE || !word.starts_with(|c: char| c.is_ascii_digit());
        let also = others.flat_map(|f| words(&layer.value(&f.name, member.feature).to_text()));
        let also = also.filter(is_own);
        self.all.push(Draft {
            subject: Subject::Point,
            title: title.to_owned(),
            name: words(title),
            along: None,
            also: also.collect(),
            around: units.iter().flat_map(|unit| words(&unit.name)).collect(),
            units,
            members: vec![member],
            houses: Vec::new(),
            place,
            importance: if layer.layer().kind == Kind::Place { 0.5 } else { 0.4 },
        });
    }

    /// The units that a feature says it lies in, or else those at a place.
    fn units_of(&self, layer: &LayerVersion, feature: u32, place: Option<Coord>) -> Vec<Unit> {
        let code = layer.layer().unit_field.as_ref().map(|f| layer.value(f, feature).to_text());
        let declared = code.and_then(|code| self.units.with_code(&code));
        declared.or_else(|| place.map(|place| self.units.at(place))).unwrap_or_default()
    }
}

/// The middle vertex of the first part of a feature.
fn middle(layer: &LayerVersion, feature: u32) -> Option<Coord> {
    let shape = layer.shapes().get(usize::try_from(feature).ok()?);
    let path = shape.parts().next()?.paths().next()?;
    path.get(path.len() / 2).copied()
}

/// Some places along a line.
fn passed(layer: &LayerVersion, feature: u32) -> Vec<Coord> {
    const PLACES: usize = 8;
    let Ok(feature) = usize::try_from(feature) else { return Vec::new() };
    let all: Vec<Coord> =
        layer.shapes().get(feature).parts().flat_map(|p| p.paths()).flatten().copied().collect();
    all.iter().step_by(all.len().div_ceil(PLACES).max(1)).chain(all.last()).copied().collect()
}
