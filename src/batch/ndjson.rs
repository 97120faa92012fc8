//! NDJSON: the answers are members that are added to the object of each line.

use std::borrow::Cow;
use std::collections::HashSet;

use serde_json::value::RawValue;

use super::MAX_ROW;
use super::answers::Answers;
use super::cells::without_end;
use super::json;
use super::lookup::Found;
use super::numbers::{self, LAT, LON};
use super::reason::{Reason, excerpt};
use super::rows::Lines;
use super::tally::Tally;
use super::wanted::Wanted;
use crate::place::LonLat;

/// How lines are answered.
#[derive(Debug)]
pub(super) struct Members {
    lon: Axis,
    lat: Axis,
    added: HashSet<String>,
}

/// A member with a coordinate.
#[derive(Debug)]
struct Axis {
    asked: Option<String>,
    usual: &'static [&'static str],
}

/// What was found of it in a row.
#[derive(Default)]
struct Seen<'a> {
    value: Option<(Cow<'a, str>, &'a RawValue)>,
    another: Option<Cow<'a, str>>,
}

impl Members {
    pub(super) fn new(wanted: &Wanted, added: &[String]) -> Self {
        Self {
            lon: Axis { asked: wanted.lon.clone(), usual: &LON },
            lat: Axis { asked: wanted.lat.clone(), usual: &LAT },
            added: added.iter().cloned().collect(),
        }
    }

    /// Answers lines until so much is written.
    pub(super) fn answer(
        &self,
        answers: &Answers,
        lines: &mut Lines,
        full: usize,
        out: &mut Vec<u8>,
    ) -> Tally {
        let mut tally = Tally::default();
        let mut found = Vec::new();
        while out.len() < full {
            let rest = lines.rest();
            let end = memchr::memchr(b'\n', rest).map_or(rest.len(), |at| at + 1);
            let line = &rest[..end];
            if line.is_empty() {
                break;
            }
            let (row, end_of_line) = without_end(line);
            // A blank line is no row.
            if row.trim_ascii().is_empty() {
                out.extend_from_slice(line);
            } else {
                let outcome = self.row(answers, row, &mut found, out);
                out.extend_from_slice(end_of_line);
                tally.count(outcome, answers.lang);
            }
            lines.pass(end);
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
        let read = text(row).and_then(|text| Ok((text, self.place(text)?)));
        match read {
            Ok((text, Ok(place))) => {
                json::add(text, |out| answers.of(place, found, out), out);
                Ok(())
            }
            Ok((text, Err(reason))) => {
                // Members of the same name twice are read by each reader in its own way.
                match reason {
                    Reason::Taken(_) => alone(answers, &reason, out),
                    _ => json::add(text, |out| answers.none(&reason, out), out),
                }
                Err(reason)
            }
            Err(reason) => {
                alone(answers, &reason, out);
                Err(reason)
            }
        }
    }

    /// The place of a row. The outer error is that of a row that is no JSON object.
    fn place(&self, row: &str) -> Result<Result<LonLat, Reason>, Reason> {
        let [mut lon, mut lat] = [Seen::default(), Seen::default()];
        let mut taken = None;
        json::members(row, |name, value| {
            if self.added.contains(name.as_ref()) {
                taken = Some(excerpt(name.as_bytes()));
            }
            if self.lon.is(&name) {
                lon.see(name, value);
            } else if self.lat.is(&name) {
                lat.see(name, value);
            }
        })?;
        if let Some(name) = taken {
            return Ok(Err(Reason::Taken(name)));
        }
        let degrees = || numbers::place(self.lon.degrees(lon)?, self.lat.degrees(lat)?);
        Ok(degrees())
    }
}

impl Axis {
    fn is(&self, name: &str) -> bool {
        match &self.asked {
            Some(asked) => name == asked,
            None => self.usual.iter().any(|usual| name.eq_ignore_ascii_case(usual)),
        }
    }

    fn degrees(&self, seen: Seen) -> Result<f64, Reason> {
        let Some((name, value)) = seen.value else {
            let name = self.asked.as_deref().or(self.usual.first().copied());
            return Err(Reason::NoMember(excerpt(name.unwrap_or_default().as_bytes())));
        };
        if let Some(another) = seen.another {
            let names = [name, another].map(|name| excerpt(name.as_bytes()));
            let [one, other] = names;
            return Err(Reason::Ambiguous(one, other));
        }
        match (value.get(), json::text(value)) {
            (_, Some(text)) => numbers::degrees(&name, text.as_bytes()),
            ("null", None) => Err(Reason::Empty(excerpt(name.as_bytes()))),
            (number, None) => numbers::degrees(&name, number.as_bytes()),
        }
    }
}

impl<'a> Seen<'a> {
    fn see(&mut self, name: Cow<'a, str>, value: &'a RawValue) {
        match self.value {
            None => self.value = Some((name, value)),
            Some(_) => self.another = Some(name),
        }
    }
}

/// The answer in the place of a line that was too long to be read.
pub(super) fn too_long(answers: &Answers, out: &mut Vec<u8>) -> Tally {
    let mut tally = Tally::default();
    alone(answers, &Reason::TooLong, out);
    out.push(b'\n');
    tally.count(Err(Reason::TooLong), answers.lang);
    tally
}

fn text(row: &[u8]) -> Result<&str, Reason> {
    if row.len() > MAX_ROW {
        return Err(Reason::TooLong);
    }
    let row = row.strip_prefix("\u{FEFF}".as_bytes()).unwrap_or(row);
    std::str::from_utf8(row).map_err(|e| Reason::NotJson(e.to_string()))
}

/// The answer in the place of a row that cannot be kept.
fn alone(answers: &Answers, reason: &Reason, out: &mut Vec<u8>) {
    json::add("{}", |out| answers.none(reason, out), out);
}
