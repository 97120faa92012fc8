//! Rows that are looked up together: some are read, then each layer is asked once for all of
//! them, then they are written in their order. What one look-up has to wait for, others fill, and
//! their places and answers stay in the nearest cache.

use super::answers::Answers;
use super::lookup::Found;
use super::reason::Reason;
use super::tally::Tally;
use crate::place::LonLat;

/// Rows of a block, and the columns of all of them together, at most.
const ROWS: usize = 256;
const ROWS_BY_COLUMNS: usize = 4_096;

/// What a row says of its place; `None` for what is between rows and no row.
pub(super) type Asked = Option<Result<LonLat, Reason>>;

/// Some rows as a carrier reads them.
pub(super) struct Block<R> {
    rows: Vec<(R, Asked)>,
    room: usize,
}

/// The columns that are added to a row.
#[derive(Clone, Copy)]
pub(super) struct Added<'a> {
    answers: &'a Answers,
    of: Result<(&'a [Found], usize), &'a Reason>,
}

impl<R> Block<R> {
    pub(super) fn new(answers: &Answers) -> Self {
        let room = (ROWS_BY_COLUMNS / answers.columns.len().max(1)).clamp(1, ROWS);
        Self { rows: Vec::with_capacity(room), room }
    }

    pub(super) fn has_room(&self) -> bool {
        self.rows.len() < self.room
    }

    pub(super) fn push(&mut self, row: R, asked: Asked) {
        self.rows.push((row, asked));
    }

    /// Calls `write` with each row in order, and with what is added to it unless it is none.
    pub(super) fn answer(
        self,
        answers: &Answers,
        mut write: impl FnMut(R, Option<Added>),
    ) -> Tally {
        let places = self.rows.iter().filter_map(|(_, asked)| asked.as_ref()?.as_ref().ok());
        let found = answers.found(&places.copied().collect::<Vec<_>>());
        let mut tally = Tally::default();
        let mut good = 0;
        for (row, asked) in self.rows {
            let of = match &asked {
                None => {
                    write(row, None);
                    continue;
                }
                Some(Ok(_)) => {
                    good += 1;
                    Ok((found.as_slice(), good - 1))
                }
                Some(Err(reason)) => Err(reason),
            };
            write(row, Some(Added { answers, of }));
            asked.into_iter().for_each(|asked| tally.count(asked.map(|_| ()), answers.lang));
        }
        tally
    }
}

impl Added<'_> {
    /// Why the row is not answered.
    pub(super) fn reason(&self) -> Option<&Reason> {
        self.of.err()
    }

    pub(super) fn write(&self, out: &mut Vec<u8>) {
        match self.of {
            Ok((found, index)) => self.answers.good(found, index, out),
            Err(reason) => self.answers.none(reason, out),
        }
    }
}
