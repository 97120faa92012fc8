//! GeoJSON: the answers are added to the properties of each feature; what stands around the
//! features stays.
//!
//! A feature that is damaged is cut off where the next one begins, so that it takes no other
//! with it.

use std::borrow::Cow;
use std::collections::HashSet;
use std::io::{self, Read};
use std::ops::Range;

use serde::de::IgnoredAny;
use serde_json::value::RawValue;

use super::MAX_ROW;
use super::answers::Answers;
use super::json::{self, Position};
use super::lookup::Found;
use super::numbers;
use super::plan::Tally;
use super::reason::{Reason, excerpt};
use super::refused::Refused;
use super::rows::{Input, OpenError, Part};
use crate::place::LonLat;

/// Features in a piece of text.
#[derive(Debug, Default)]
pub(super) struct Elements {
    text: Vec<u8>,
    rows: Vec<Element>,
    answered: usize,
}

impl Elements {
    pub(super) fn is_done(&self) -> bool {
        self.answered == self.rows.len()
    }
}

/// One feature, or what stands in its place.
#[derive(Debug)]
struct Element {
    /// The blanks before it.
    blanks: Range<usize>,
    row: Range<usize>,
    /// Whether a comma comes before it.
    comma: bool,
    /// What was wrong as it was found.
    damage: Option<Damage>,
}

#[derive(Debug, Clone, Copy)]
enum Damage {
    TooLong,
    CutOff,
}

/// Takes the features out of a collection.
#[derive(Debug, Default)]
pub(super) struct Reader {
    at: At,
    /// Whether a feature was read.
    begun: bool,
}

#[derive(Debug, Default, Clone, Copy, PartialEq)]
enum At {
    /// Before a feature, or before the end of the list where none must come.
    #[default]
    Feature,
    /// In a row that is too long: until the next feature.
    Skipping,
    /// After the list.
    After,
}

/// The next element of a text.
enum Next {
    /// It, and what was read of the text with it.
    Element(Element, usize),
    /// The list ends.
    End,
    /// More has to be read.
    More,
}

impl Reader {
    pub(super) fn next<R: Read>(&mut self, input: &mut Input<R>) -> io::Result<Option<Part>> {
        loop {
            match self.at {
                At::After if input.pending.is_empty() && input.ended => return Ok(None),
                At::After if !input.pending.is_empty() => {
                    return Ok(Some(Part::Around(std::mem::take(&mut input.pending))));
                }
                At::Skipping => {
                    self.skip(input);
                    if self.at != At::Skipping {
                        continue;
                    }
                }
                At::Feature => {
                    let elements = self.elements(input);
                    if !elements.rows.is_empty() {
                        return Ok(Some(Part::Elements(elements)));
                    }
                    if self.at != At::Feature {
                        continue;
                    }
                }
                At::After => {}
            }
            if input.ended && self.at != At::After {
                return Ok(Some(self.cut_off(input)));
            }
            if !input.ended {
                input.fill()?;
            }
        }
    }

    /// All features that are whole.
    fn elements<R>(&mut self, input: &mut Input<R>) -> Elements {
        let mut rows = Vec::new();
        let mut end = 0;
        loop {
            match next(&input.pending, end, self.begun, input.ended) {
                Next::Element(element, read) => {
                    let too_long = matches!(element.damage, Some(Damage::TooLong));
                    rows.push(element);
                    self.begun = true;
                    end = read;
                    if too_long {
                        self.at = At::Skipping;
                        break;
                    }
                }
                Next::End if !rows.is_empty() => break,
                Next::End => {
                    self.at = At::After;
                    break;
                }
                Next::More => break,
            }
        }
        if rows.is_empty() {
            return Elements::default();
        }
        let rest = input.pending.split_off(end.min(input.pending.len()));
        Elements { text: std::mem::replace(&mut input.pending, rest), rows, answered: 0 }
    }

    /// Forgets what comes before the next feature.
    fn skip<R>(&mut self, input: &mut Input<R>) {
        match restart(&input.pending, 0) {
            Some(at) => {
                input.pending.drain(..at);
                self.at = At::Feature;
            }
            None => {
                // A beginning may stand at the end of what was read.
                let keep = input.pending.len().saturating_sub(RESTART_LENGTH);
                input.pending.drain(..keep);
            }
        }
    }

    /// The end of a list that was not closed: a last bad row says so, and closes it.
    fn cut_off<R>(&mut self, input: &mut Input<R>) -> Part {
        input.pending = b"]}\n".to_vec();
        self.at = At::After;
        let element =
            Element { blanks: 0..0, row: 0..0, comma: self.begun, damage: Some(Damage::CutOff) };
        Part::Elements(Elements { text: Vec::new(), rows: vec![element], answered: 0 })
    }
}

/// The element of a list that begins at a place, after the comma that may stand before it.
fn next(text: &[u8], from: usize, begun: bool, all: bool) -> Next {
    let mut at = from + blanks(&text[from..]);
    let mut blank = from..at;
    match text.get(at) {
        None => return Next::More,
        Some(b']') => return Next::End,
        Some(b',') if begun => {
            at += 1;
            let start = at + blanks(&text[at..]);
            blank = at..start;
            at = start;
        }
        Some(_) => {}
    }
    let element = |row: Range<usize>, damage| {
        let read = row.end;
        Next::Element(Element { blanks: blank.clone(), row, comma: begun, damage }, read)
    };
    let Some(first) = text.get(at) else { return Next::More };
    // Nothing stands between two commas, or after the last.
    if matches!(first, b',' | b']') {
        return element(at..at, None);
    }
    let rest = &text[at..];
    let mut values = serde_json::Deserializer::from_slice(rest).into_iter::<IgnoredAny>();
    let read = values.next();
    let end = values.byte_offset();
    let may_follow = !all && rest.len() <= MAX_ROW;
    let wrong_at = match read {
        Some(Ok(_)) => match rest[end..].get(blanks(&rest[end..])) {
            Some(b',' | b']') => return element(at..at + end, None),
            None if may_follow => return Next::More,
            _ => end,
        },
        Some(Err(e)) if e.is_eof() && may_follow => return Next::More,
        Some(Err(e)) => place_of(&e, rest),
        None => 0,
    };
    match rest.get(1..).and_then(|rest| restart(rest, wrong_at)) {
        Some(next) => element(at..at + 1 + next, None),
        // What follows cannot be told from it.
        None if rest.len() > MAX_ROW => element(at..at + 1, Some(Damage::TooLong)),
        None => Next::More,
    }
}

/// The place of an error in a text.
fn place_of(error: &serde_json::Error, text: &[u8]) -> usize {
    let before = memchr::memchr_iter(b'\n', text).nth(error.line().saturating_sub(2));
    let line = before.filter(|_| error.line() > 1).map_or(0, |at| at + 1);
    line + error.column()
}

/// What may be the beginning of a feature is no longer.
const RESTART_LENGTH: usize = 64;

/// Where reading goes on after a damaged feature: the last beginning of a feature up to the
/// place where the damage was seen, or the first after it. The end of the list counts too,
/// where it stands at the beginning of a line.
fn restart(text: &[u8], wrong_at: usize) -> Option<usize> {
    let features = memchr::memmem::find_iter(text, b"\"Feature\"").filter_map(|at| {
        let before = text[..at].trim_ascii_end().strip_suffix(b":")?.trim_ascii_end();
        let before = before.strip_suffix(b"\"type\"")?.trim_ascii_end();
        before.strip_suffix(b"{").map(<[u8]>::len)
    });
    let mut feature = None;
    for at in features {
        if at > wrong_at && feature.is_some() {
            break;
        }
        feature = Some(at);
        if at > wrong_at {
            break;
        }
    }
    let before = &text[..feature.unwrap_or(text.len())];
    let end = memchr::memmem::rfind(before, b"\n]").map(|at| at + 1);
    end.filter(|_| feature.is_none_or(|at| at > wrong_at)).or(feature)
}

fn blanks(text: &[u8]) -> usize {
    text.iter().take_while(|b| matches!(b, b' ' | b'\t' | b'\n' | b'\r')).count()
}

/// The text of a collection up to and with the bracket that opens its features.
pub(super) fn before_features<R: Read>(input: &mut Input<R>) -> Result<Vec<u8>, OpenError> {
    loop {
        match find_features(&input.pending) {
            Ok(end) => return Ok(input.take(end)),
            Err(Missing::Ever) => return Err(no_collection().into()),
            Err(Missing::Yet) if input.ended || input.pending.len() > MAX_ROW => {
                return Err(no_collection().into());
            }
            Err(Missing::Yet) => input.fill()?,
        }
    }
}

fn no_collection() -> Refused {
    Refused::new(
        "input",
        "bukan FeatureCollection: tidak ada daftar `features` di objek terluar",
        "no FeatureCollection: the outermost object has no list `features`",
    )
}

enum Missing {
    /// It may follow.
    Yet,
    Ever,
}

fn find_features(text: &[u8]) -> Result<usize, Missing> {
    let mut at = text.strip_prefix("\u{FEFF}".as_bytes()).map_or(0, |_| 3);
    at = sign(text, at, b'{')?;
    loop {
        let (name, end): (String, usize) = value(text, at)?;
        at = sign(text, end, b':')?;
        if name == "features" {
            return sign(text, at, b'[');
        }
        let (_, end): (IgnoredAny, usize) = value(text, at)?;
        at = sign(text, end, b',')?;
    }
}

/// The place after a sign, which blanks may precede.
fn sign(text: &[u8], at: usize, sign: u8) -> Result<usize, Missing> {
    let at = at + blanks(text.get(at..).unwrap_or_default());
    match text.get(at) {
        None => Err(Missing::Yet),
        Some(found) if *found == sign => Ok(at + 1),
        Some(_) => Err(Missing::Ever),
    }
}

/// A value, and the place after it.
fn value<T: serde::de::DeserializeOwned>(text: &[u8], at: usize) -> Result<(T, usize), Missing> {
    let rest = text.get(at..).unwrap_or_default();
    let mut values = serde_json::Deserializer::from_slice(rest).into_iter::<T>();
    match values.next() {
        Some(Ok(value)) => Ok((value, at + values.byte_offset())),
        Some(Err(e)) if !e.is_eof() => Err(Missing::Ever),
        None | Some(Err(_)) => Err(Missing::Yet),
    }
}

/// How features are answered.
#[derive(Debug)]
pub(super) struct Properties {
    added: HashSet<String>,
}

/// What of a feature matters here.
#[derive(Default)]
struct Feature<'a> {
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
        let mut found = Vec::new();
        while let Some(element) = elements.rows.get(elements.answered).filter(|_| out.len() < full)
        {
            if element.comma {
                out.push(b',');
            }
            out.extend_from_slice(elements.text.get(element.blanks.clone()).unwrap_or_default());
            let row = elements.text.get(element.row.clone()).unwrap_or_default();
            let outcome = match element.damage {
                None => self.row(answers, row, &mut found, out),
                Some(Damage::TooLong) => alone(answers, Reason::TooLong, out),
                Some(Damage::CutOff) => alone(answers, Reason::CutOff, out),
            };
            tally.count(outcome, answers.lang);
            elements.answered += 1;
        }
        tally
    }

    fn row(
        &self,
        answers: &Answers,
        row: &[u8],
        found: &mut Vec<Found>,
        out: &mut Vec<u8>,
    ) -> Result<(), Reason> {
        let (text, feature) = match read(row) {
            Ok(read) => read,
            Err(reason) => return alone(answers, reason, out),
        };
        match self.check(&feature).and_then(|()| place(&feature)) {
            Ok(place) => {
                feature.add(text, |out| answers.of(place, found, out), out);
                Ok(())
            }
            Err(reason @ (Reason::Taken(_) | Reason::NotFeature)) => alone(answers, reason, out),
            Err(reason) => {
                feature.add(text, |out| answers.none(&reason, out), out);
                Err(reason)
            }
        }
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

fn read(row: &[u8]) -> Result<(&str, Feature<'_>), Reason> {
    if row.len() > MAX_ROW {
        return Err(Reason::TooLong);
    }
    let text = std::str::from_utf8(row).map_err(|e| Reason::NotJson(e.to_string()))?;
    // A damaged feature reaches to the next.
    let text = text.trim_ascii_end().trim_end_matches(',');
    let mut feature = Feature::default();
    json::members(text, |name, value| match name.as_ref() {
        "type" => feature.kind = json::text(value),
        "geometry" => feature.geometry = Some(value),
        "properties" => feature.properties = Some(value),
        _ => {}
    })
    .map_err(|reason| if reason == Reason::NotObject { Reason::NotFeature } else { reason })?;
    Ok((text, feature))
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
    fn add(&self, text: &str, added: impl FnOnce(&mut Vec<u8>), out: &mut Vec<u8>) {
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
fn alone(answers: &Answers, reason: Reason, out: &mut Vec<u8>) -> Result<(), Reason> {
    out.extend_from_slice(b"{\"type\":\"Feature\",\"geometry\":null,\"properties\":");
    json::add("{}", |out| answers.none(&reason, out), out);
    out.push(b'}');
    Err(reason)
}
