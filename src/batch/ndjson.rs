//! NDJSON: the answers are members that are added to the object of each line.

use std::borrow::Cow;
use std::collections::HashSet;

use serde_json::value::RawValue;

use super::MAX_ROW;
use super::answers::Answers;
use super::block::{Added, Block};
use super::cells::without_end;
use super::json;
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
        while out.len() < full && !lines.rest().is_empty() {
            let mut block = Block::new(answers);
            let text = lines.rest();
            let mut end = 0;
            while block.has_room() && end < text.len() {
                let line = &text[end..];
                let length = memchr::memchr(b'\n', line).map_or(line.len(), |at| at + 1);
                let (row, end_of_line) = without_end(&line[..length]);
                // A blank line is no row.
                let is_row = !row.trim_ascii().is_empty();
                block.push((row, end_of_line), is_row.then(|| self.place(row)));
                end += length;
            }
            tally.add(block.answer(answers, |(row, end_of_line), added| {
                match added {
                    None => out.extend_from_slice(row),
                    Some(added) => write(row, added, out),
                }
                out.extend_from_slice(end_of_line);
            }));
            lines.pass(end);
        }
        tally
    }

    fn place(&self, row: &[u8]) -> Result<LonLat, Reason> {
        let [mut lon, mut lat] = [Seen::default(), Seen::default()];
        let mut taken = None;
        json::members(text(row)?, |name, value| {
            if self.added.contains(name.as_ref()) {
                taken = Some(excerpt(name.as_bytes()));
            }
            if self.lon.is(&name) {
                lon.see(name, value);
            } else if self.lat.is(&name) {
                lat.see(name, value);
            }
        })?;
        match taken {
            Some(name) => Err(Reason::Taken(name)),
            None => numbers::place(self.lon.degrees(lon)?, self.lat.degrees(lat)?),
        }
    }
}

/// Writes a row with what is added to it, or that alone where the row cannot be kept.
fn write(row: &[u8], added: Added, out: &mut Vec<u8>) {
    let kept = match added.reason() {
        // Members of the same name twice are read by each reader in its own way.
        Some(Reason::Taken(_) | Reason::TooLong | Reason::NotJson(_) | Reason::NotObject) => None,
        _ => text(row).ok(),
    };
    json::add(kept.unwrap_or("{}"), |out| added.write(out), out);
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
