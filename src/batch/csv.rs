//! CSV: the columns with the place are found in the header, and the answers are cells that are
//! added to each row.

use super::MAX_ROW;
use super::answers::Answers;
use super::block::{Added, Block};
use super::cells::{cells, first_row, is_open, unquoted, without_end};
use super::form::{Form, csv_cell};
use super::numbers::{self, LAT, LON};
use super::reason::{Reason, excerpt};
use super::refused::{MOST_NAMES, unknown};
use super::rows::Lines;
use super::tally::Tally;
use super::wanted::Wanted;
use crate::model::Refused;
use crate::place::LonLat;

/// The header of a table, as it was written and as it is read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Header {
    pub(super) line: Vec<u8>,
    pub(super) delimiter: u8,
    pub(super) names: Vec<String>,
}

impl Header {
    /// Reads a header line. What separates its cells separates those of all rows.
    pub(super) fn read(line: Vec<u8>) -> Self {
        let text = line.strip_prefix("\u{FEFF}".as_bytes()).unwrap_or(&line);
        let (body, _) = without_end(text);
        let count = |d: u8| cells(body, d).count();
        // Of several as frequent the comma.
        let delimiter = b"\t;,".iter().copied().max_by_key(|d| count(*d)).unwrap_or(b',');
        let name = |cell: std::ops::Range<usize>| {
            String::from_utf8_lossy(&unquoted(&body[cell])).trim().to_owned()
        };
        let names = cells(body, delimiter).map(name).collect();
        Self { delimiter, names, line }
    }

    /// The place of a column: of the name that is asked, or of one of the usual names.
    fn find(
        &self,
        parameter: &'static str,
        asked: Option<&str>,
        usual: &[&str],
    ) -> Result<usize, Refused> {
        let is_meant = |name: &str| match asked {
            Some(asked) => name == asked,
            None => usual.contains(&name.to_ascii_lowercase().as_str()),
        };
        let found: Vec<usize> =
            (0..self.names.len()).filter(|i| is_meant(&self.names[*i])).collect();
        let listed = |columns: &[usize]| {
            let names = columns.iter().take(MOST_NAMES).map(|i| excerpt(self.names[*i].as_bytes()));
            names.collect::<Vec<_>>().join(", ")
        };
        let header = listed(&(0..self.names.len()).collect::<Vec<_>>());
        match (found.as_slice(), asked) {
            ([column], _) => Ok(*column),
            ([], Some(asked)) => Err(unknown(parameter, asked, &self.names)),
            ([], None) => Err(Refused::new(
                parameter,
                format!("sebut kolomnya; judul kolom: {header}"),
                format!("name its column; the header has: {header}"),
            )),
            (several, _) => {
                let names = listed(several);
                Err(Refused::new(
                    parameter,
                    format!("beberapa kolom mungkin dimaksud ({names}); judul kolom: {header}"),
                    format!("several columns may be meant ({names}); the header has: {header}"),
                ))
            }
        }
    }
}

/// How rows of a table are answered.
#[derive(Debug)]
pub(super) struct Table {
    delimiter: u8,
    columns: usize,
    lon: (usize, String),
    lat: (usize, String),
}

impl Table {
    pub(super) fn new(header: &Header, wanted: &Wanted) -> Result<Self, Refused> {
        let lon = header.find("lon", wanted.lon.as_deref(), &LON)?;
        let lat = header.find("lat", wanted.lat.as_deref(), &LAT)?;
        Ok(Self {
            delimiter: header.delimiter,
            columns: header.names.len(),
            lon: (lon, excerpt(header.names[lon].as_bytes())),
            lat: (lat, excerpt(header.names[lat].as_bytes())),
        })
    }

    /// The header with the names of the columns that are added.
    pub(super) fn head<'a>(
        &self,
        header: &Header,
        added: impl Iterator<Item = &'a str>,
    ) -> Vec<u8> {
        let (body, end) = without_end(&header.line);
        let mut out = body.to_vec();
        for name in added {
            out.push(self.delimiter);
            Form::Csv { delimiter: self.delimiter }.text(name, &mut out);
        }
        out.extend_from_slice(if end.is_empty() { b"\n" } else { end });
        out
    }

    /// Answers rows until so much is written.
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
            while block.has_room() {
                let row = first_row(&text[end..], self.delimiter, true);
                let Some(length) = row.filter(|length| *length > 0) else { break };
                let (row, end_of_line) = without_end(&text[end..end + length]);
                // A blank line is no row: there is no second cell in it.
                let is_blank = row.iter().all(|b| *b == b' ');
                let asked = (!is_blank).then(|| self.place(row));
                block.push((row, end_of_line), asked);
                end += length;
            }
            tally.add(block.answer(answers, |(row, end_of_line), added| {
                match added.as_ref().and_then(Added::reason) {
                    None => out.extend_from_slice(row),
                    Some(reason) => self.bad(row, reason, out),
                }
                if let Some(added) = added {
                    added.write(out);
                }
                out.extend_from_slice(end_of_line);
            }));
            if end == 0 {
                break;
            }
            lines.pass(end);
        }
        tally
    }

    /// A row that was too long to be read.
    pub(super) fn too_long(&self, answers: &Answers, out: &mut Vec<u8>) -> Tally {
        let mut tally = Tally::default();
        self.pad(1, out);
        answers.none(&Reason::TooLong, out);
        out.push(b'\n');
        tally.count(Err(Reason::TooLong), answers.lang);
        tally
    }

    fn place(&self, row: &[u8]) -> Result<LonLat, Reason> {
        if row.len() > MAX_ROW {
            return Err(Reason::TooLong);
        }
        let [mut lon, mut lat, mut last]: [&[u8]; 3] = [&[]; 3];
        let mut count = 0;
        for cell in cells(row, self.delimiter) {
            last = &row[cell];
            if count == self.lon.0 {
                lon = last;
            }
            if count == self.lat.0 {
                lat = last;
            }
            count += 1;
        }
        if is_open(last) {
            return Err(Reason::OpenQuote);
        }
        if count != self.columns {
            return Err(Reason::Cells { came: count, header: self.columns });
        }
        let lon = numbers::degrees(&self.lon.1, &unquoted(lon))?;
        let lat = numbers::degrees(&self.lat.1, &unquoted(lat))?;
        numbers::place(lon, lat)
    }

    /// The cells of a bad row, as many as the header has.
    fn bad(&self, row: &[u8], reason: &Reason, out: &mut Vec<u8>) {
        match reason {
            Reason::TooLong => self.pad(1, out),
            // Its cells cannot be told apart: it is one.
            Reason::OpenQuote => {
                csv_cell(row, self.delimiter, out);
                self.pad(1, out);
            }
            _ => {
                let kept = cells(row, self.delimiter).take(self.columns);
                let (count, end) = kept.fold((0, 0), |(count, _), cell| (count + 1, cell.end));
                out.extend_from_slice(&row[..end]);
                self.pad(count, out);
            }
        }
    }

    /// Empty cells, after some that are there.
    fn pad(&self, there: usize, out: &mut Vec<u8>) {
        out.extend(std::iter::repeat_n(self.delimiter, self.columns.saturating_sub(there)));
    }
}
