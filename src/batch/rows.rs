//! Cuts what is read into chunks of whole rows, in memory that does not grow with the input.

use std::io::{self, Read};

use super::cells::first_row;
use super::collection;
use super::csv::Header;
use super::features::{self, Elements};
use super::{Carrier, MAX_ROW};
use crate::model::Refused;

/// How much is read at once. Units: bytes.
const BLOCK: usize = 256 << 10;

/// What stands before the rows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Head {
    /// The header of a table.
    Csv(Header),
    /// Nothing.
    Ndjson,
    /// The text of a collection up to its first feature.
    GeoJson(Vec<u8>),
}

/// Some whole rows, or some text around them, and how much of it is answered.
#[derive(Debug)]
pub struct Chunk(pub(super) Part);

impl Chunk {
    /// Whether all of it is answered.
    pub fn is_done(&self) -> bool {
        match &self.0 {
            Part::Lines(lines) => lines.rest().is_empty(),
            Part::Elements(elements) => elements.is_done(),
            Part::Done => true,
            Part::TooLong | Part::Around(_) | Part::Unclosed => false,
        }
    }
}

#[derive(Debug)]
pub(super) enum Part {
    /// Lines of a table or of NDJSON.
    Lines(Lines),
    /// Features.
    Elements(Elements),
    /// A row that was longer than [`MAX_ROW`], and is gone.
    TooLong,
    /// What belongs to no row.
    Around(Vec<u8>),
    /// The end of a collection that was not closed.
    Unclosed,
    /// Nothing that is not answered yet.
    Done,
}

/// Whole lines, the first of which may be answered.
#[derive(Debug)]
pub(super) struct Lines {
    text: Vec<u8>,
    answered: usize,
}

impl Lines {
    /// What is not answered yet.
    pub(super) fn rest(&self) -> &[u8] {
        self.text.get(self.answered..).unwrap_or_default()
    }

    /// Passes over the next bytes.
    pub(super) fn pass(&mut self, bytes: usize) {
        self.answered += bytes;
    }
}

/// Why rows cannot be read.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    /// Reading failed.
    #[error(transparent)]
    Io(#[from] io::Error),
    /// What was read is not what it should be.
    #[error(transparent)]
    Refused(#[from] Refused),
}

impl OpenError {
    /// The same where the input is in memory, which can always be read.
    pub fn of_memory(self) -> Refused {
        match self {
            Self::Refused(refused) => refused,
            Self::Io(e) => Refused::new("input", e.to_string(), e.to_string()),
        }
    }
}

/// The rows of an input.
#[derive(Debug)]
pub struct Rows<R> {
    input: Input<R>,
    state: State,
}

/// What is to be read next.
#[derive(Debug)]
enum State {
    /// Lines, with the delimiter of quoted cells where there are such.
    Lines(Option<u8>),
    Features(features::Reader),
}

/// Bytes that were read and not yet handed on.
#[derive(Debug)]
pub(super) struct Input<R> {
    reader: R,
    pub(super) pending: Vec<u8>,
    /// Nothing follows.
    pub(super) ended: bool,
}

impl<R: Read> Input<R> {
    /// Reads another block.
    pub(super) fn fill(&mut self) -> io::Result<()> {
        let limit = u64::try_from(BLOCK).unwrap_or(u64::MAX);
        let read = (&mut self.reader).take(limit).read_to_end(&mut self.pending)?;
        self.ended = read < BLOCK;
        Ok(())
    }

    /// The first bytes of those pending.
    pub(super) fn take(&mut self, count: usize) -> Vec<u8> {
        let rest = self.pending.split_off(count.min(self.pending.len()));
        std::mem::replace(&mut self.pending, rest)
    }
}

impl<R: Read> Rows<R> {
    /// Reads up to the first row.
    ///
    /// # Errors
    /// Where reading fails, or what is read has no header or is no FeatureCollection.
    pub fn open(carrier: Carrier, reader: R) -> Result<(Head, Self), OpenError> {
        let mut input = Input { reader, pending: Vec::new(), ended: false };
        let (head, state) = match carrier {
            Carrier::Csv => {
                let header = header(&mut input)?;
                let state = State::Lines(Some(header.delimiter));
                (Head::Csv(header), state)
            }
            Carrier::Ndjson => (Head::Ndjson, State::Lines(None)),
            Carrier::GeoJson => {
                let before = collection::before_features(&mut input)?;
                (Head::GeoJson(before), State::Features(features::Reader::default()))
            }
        };
        Ok((head, Self { input, state }))
    }

    /// The next rows; `None` at the end.
    ///
    /// # Errors
    /// Where reading fails.
    #[expect(clippy::should_implement_trait, reason = "a failed read ends it, as no iterator says")]
    pub fn next(&mut self) -> io::Result<Option<Chunk>> {
        let part = match &mut self.state {
            State::Lines(delimiter) => lines(&mut self.input, *delimiter)?,
            State::Features(reader) => reader.next(&mut self.input)?,
        };
        Ok(part.map(Chunk))
    }
}

fn header<R: Read>(input: &mut Input<R>) -> Result<Header, OpenError> {
    loop {
        // The delimiter is not known yet: quotes of a header end in its line or at a comma.
        if let Some(end) = first_row(&input.pending, b',', input.ended) {
            let line = input.take(end);
            if line.trim_ascii().is_empty() {
                return Err(no_header().into());
            }
            return Ok(Header::read(line));
        }
        if input.pending.len() > MAX_ROW {
            return Err(no_header().into());
        }
        input.fill()?;
    }
}

fn no_header() -> Refused {
    Refused::new(
        "input",
        "tidak ada judul kolom di baris pertama, misalnya lon,lat",
        "the first line has no names of columns, such as lon,lat",
    )
}

fn lines<R: Read>(input: &mut Input<R>, delimiter: Option<u8>) -> io::Result<Option<Part>> {
    loop {
        if input.pending.len() >= BLOCK || input.ended {
            match whole_rows(&input.pending, delimiter, input.ended) {
                0 if input.pending.len() > MAX_ROW => {
                    skip_line(input)?;
                    return Ok(Some(Part::TooLong));
                }
                0 if input.ended => return Ok(None),
                0 => {}
                end => {
                    let text = input.take(end);
                    return Ok(Some(Part::Lines(Lines { text, answered: 0 })));
                }
            }
        }
        input.fill()?;
    }
}

/// The bytes of the whole rows at the beginning of a text.
fn whole_rows(text: &[u8], delimiter: Option<u8>, all: bool) -> usize {
    if all && text.len() <= MAX_ROW {
        return text.len();
    }
    let quotes = delimiter.filter(|_| memchr::memchr(b'"', text).is_some());
    let Some(delimiter) = quotes else {
        return memchr::memrchr(b'\n', text).map_or(0, |at| at + 1);
    };
    let mut end = 0;
    while let Some(row) = first_row(&text[end..], delimiter, all).filter(|row| *row > 0) {
        end += row;
    }
    end
}

/// Forgets the rest of a line.
fn skip_line<R: Read>(input: &mut Input<R>) -> io::Result<()> {
    loop {
        if let Some(at) = memchr::memchr(b'\n', &input.pending) {
            input.take(at + 1);
            return Ok(());
        }
        input.pending.clear();
        if input.ended {
            return Ok(());
        }
        input.fill()?;
    }
}
