//! GeoJSON: the answers are added to the properties of each feature; what stands around the
//! features stays.

use std::borrow::Cow;
use std::collections::HashSet;

use serde_json::value::RawValue;

use super::MAX_ROW;
use super::answers::Answers;
use super::block::{Added, Block};
use super::features::{Damage, Elements};
use super::json::{self, Position};
use super::numbers;
use super::reason::{Reason, excerpt};
use super::tally::Tally;
use crate::place::LonLat;

/// How features are answered.
#[derive(Debug)]
pub(super) struct Properties {
    added: HashSet<String>,
}

/// What of a feature matters here.
#[derive(Default)]
struct Feature<'a> {
    text: &'a str,
    kind: Option<Cow<'a, str>>,
    geometry: Option<&'a RawValue>,
    properties: Option<&'a RawValue>,
}

impl Properties {
    pub(super) fn new(added: &[String]) -> Self {
        Self { added: added.iter().cloned().collect() }
    }

    /// Answers features until so much is written.
    pub(super) fn answer(
        &self,
        answers: &Answers,
        elements: &mut Elements,
        full: usize,
        out: &mut Vec<u8>,
    ) -> Tally {
        let mut tally = Tally::default();
        while out.len() < full && !elements.is_done() {
            let mut block = Block::new(answers);
            let mut count = 0;
            for element in elements.rest() {
                if !block.has_room() {
                    break;
                }
                let (feature, place) = match self.read(elements.row(element), element.damage) {
                    Ok((feature, place)) => (Some(feature), place),
                    Err(reason) => (None, Err(reason)),
                };
                block.push((element, feature), Some(place));
                count += 1;
            }
            tally.add(block.answer(answers, |(element, feature), added| {
                if element.comma {
                    out.push(b',');
                }
                out.extend_from_slice(elements.blanks(element));
                match (feature, added) {
                    (Some(feature), Some(added)) => feature.add(|out| added.write(out), out),
                    (None, Some(added)) => alone(added, out),
                    (_, None) => {}
                }
            }));
            elements.pass(count);
        }
        tally
    }

    /// A feature and its place, or why it has none; the outer error is that of a feature that
    /// cannot be kept.
    fn read<'a>(
        &self,
        row: &'a [u8],
        damage: Option<Damage>,
    ) -> Result<(Feature<'a>, Result<LonLat, Reason>), Reason> {
        match damage {
            None => {}
            Some(Damage::TooLong) => return Err(Reason::TooLong),
            Some(Damage::CutOff) => return Err(Reason::CutOff),
        }
        let feature = read(row)?;
        self.check(&feature)?;
        let place = place(&feature);
        Ok((feature, place))
    }

    fn check(&self, feature: &Feature) -> Result<(), Reason> {
        if feature.kind.as_deref() != Some("Feature") {
            return Err(Reason::NotFeature);
        }
        let Some(properties) = feature.properties.filter(|p| p.get() != "null") else {
            return Ok(());
        };
        let mut taken = None;
        json::members(properties.get(), |name, _| {
            if self.added.contains(name.as_ref()) {
                taken = Some(excerpt(name.as_bytes()));
            }
        })
        .map_err(|_no_object| Reason::NotFeature)?;
        taken.map_or(Ok(()), |name| Err(Reason::Taken(name)))
    }
}

fn read(row: &[u8]) -> Result<Feature<'_>, Reason> {
    if row.len() > MAX_ROW {
        return Err(Reason::TooLong);
    }
    let text = std::str::from_utf8(row).map_err(|e| Reason::NotJson(e.to_string()))?;
    // A damaged feature reaches to the next.
    let text = text.trim_ascii_end().trim_end_matches(',');
    let mut feature = Feature { text, ..Feature::default() };
    json::members(text, |name, value| match name.as_ref() {
        "type" => feature.kind = json::text(value),
        "geometry" => feature.geometry = Some(value),
        "properties" => feature.properties = Some(value),
        _ => {}
    })
    .map_err(|reason| if reason == Reason::NotObject { Reason::NotFeature } else { reason })?;
    Ok(feature)
}

fn place(feature: &Feature) -> Result<LonLat, Reason> {
    let geometry = feature.geometry.map(RawValue::get).filter(|g| *g != "null");
    let (mut kind, mut coordinates) = (None, None);
    json::members(geometry.ok_or(Reason::NoGeometry)?, |name, value| match name.as_ref() {
        "type" => kind = json::text(value),
        "coordinates" => coordinates = Some(value),
        _ => {}
    })
    .map_err(|_no_object| Reason::NoGeometry)?;
    let kind = kind.unwrap_or_default();
    if kind != "Point" {
        return Err(Reason::NotPoint(excerpt(kind.as_bytes())));
    }
    let position = coordinates.and_then(|c| serde_json::from_str(c.get()).ok());
    let Position(lon, lat) = position.ok_or(Reason::NoPosition)?;
    numbers::place(lon, lat)
}

impl Feature<'_> {
    /// Writes the feature with members added to its properties.
    fn add(&self, added: impl FnOnce(&mut Vec<u8>), out: &mut Vec<u8>) {
        let text = self.text;
        let Some(properties) = self.properties.map(RawValue::get) else {
            return json::add(
                text,
                |out| {
                    out.extend_from_slice(b",\"properties\":");
                    json::add("{}", added, out);
                },
                out,
            );
        };
        let start = properties.as_ptr().addr() - text.as_ptr().addr();
        out.extend_from_slice(&text.as_bytes()[..start]);
        json::add(if properties == "null" { "{}" } else { properties }, added, out);
        out.extend_from_slice(&text.as_bytes()[start + properties.len()..]);
    }
}

/// A feature in the place of one that cannot be kept.
fn alone(added: Added, out: &mut Vec<u8>) {
    out.extend_from_slice(b"{\"type\":\"Feature\",\"geometry\":null,\"properties\":");
    json::add("{}", |out| added.write(out), out);
    out.push(b'}');
}
