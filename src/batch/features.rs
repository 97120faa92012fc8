//! Finds the features of a collection in text that is read piece by piece.
//!
//! A feature that is damaged is cut off where the next one begins, so that it takes no other
//! with it.

use std::io::{self, Read};
use std::ops::Range;

use serde::de::IgnoredAny;

use super::MAX_ROW;
use super::collection::{MAX_AFTER, after_features};
use super::rows::{Input, Part};

/// More elements are not found at once, however short they are.
const MAX_ELEMENTS: usize = 16_384;

/// Features in a piece of text.
#[derive(Debug, Default)]
pub(super) struct Elements {
    pub(super) text: Vec<u8>,
    rows: Vec<Element>,
    answered: usize,
}

impl Elements {
    pub(super) fn is_done(&self) -> bool {
        self.answered == self.rows.len()
    }

    /// Those that are not answered yet.
    pub(super) fn rest(&self) -> &[Element] {
        self.rows.get(self.answered..).unwrap_or_default()
    }

    /// The text of one of them.
    pub(super) fn row(&self, element: &Element) -> &[u8] {
        self.text.get(element.row.clone()).unwrap_or_default()
    }

    /// The blanks before one of them.
    pub(super) fn blanks(&self, element: &Element) -> &[u8] {
        self.text.get(element.blanks.clone()).unwrap_or_default()
    }

    /// Passes over the next.
    pub(super) fn pass(&mut self, count: usize) {
        self.answered += count;
    }
}

/// One feature, or what stands in its place.
#[derive(Debug)]
pub(super) struct Element {
    /// The blanks before it.
    pub(super) blanks: Range<usize>,
    pub(super) row: Range<usize>,
    /// Whether a comma comes before it.
    pub(super) comma: bool,
    /// What was wrong as it was found.
    pub(super) damage: Option<Damage>,
}

/// Why an element is not what it should be.
#[derive(Debug, Clone, Copy)]
pub(super) enum Damage {
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
    /// Behind what stands there, which does not close the collection.
    Unclosed,
    /// Behind the collection.
    Closed,
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
                At::After if input.ended || input.pending.len() > MAX_AFTER => {
                    let (text, is_closed) = after_features(&std::mem::take(&mut input.pending));
                    self.at = if is_closed { At::Closed } else { At::Unclosed };
                    return Ok(Some(Part::Around(text)));
                }
                At::Unclosed => {
                    self.at = At::Closed;
                    return Ok(Some(Part::Unclosed));
                }
                At::Closed => return Ok(None),
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
            if input.ended && matches!(self.at, At::Feature | At::Skipping) {
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
        while rows.len() < MAX_ELEMENTS {
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

/// How many blanks a text begins with.
pub(super) fn blanks(text: &[u8]) -> usize {
    text.iter().take_while(|b| matches!(b, b' ' | b'\t' | b'\n' | b'\r')).count()
}
