//! Where the rows of a CSV text end, and the cells of a row.
//!
//! A quote that is damaged costs its own line and no other: a row goes on over the end of its
//! line only where every quote in it stands as RFC 4180 says, and is closed in time.

use std::borrow::Cow;
use std::ops::Range;

use super::MAX_ROW;

/// The bytes up to and with the end of the first row; `None` where that is not to be seen yet,
/// which cannot be where `all` is there.
pub(super) fn first_row(text: &[u8], delimiter: u8, all: bool) -> Option<usize> {
    let line = match memchr::memchr(b'\n', text) {
        Some(at) => at + 1,
        None => return all.then_some(text.len()),
    };
    if memchr::memchr(b'"', &text[..line]).is_none() {
        return Some(line);
    }
    let seen = &text[..text.len().min(MAX_ROW)];
    match quoted_row(seen, delimiter) {
        Quoted::Ends(at) => Some(at),
        Quoted::Damaged => Some(line),
        Quoted::Open if all || seen.len() == MAX_ROW => Some(line),
        Quoted::Open => None,
    }
}

enum Quoted {
    Ends(usize),
    Damaged,
    Open,
}

/// The first row of a text by the strict rules of quotes.
fn quoted_row(text: &[u8], delimiter: u8) -> Quoted {
    let mut at = 0;
    loop {
        // At the beginning of a cell.
        if text.get(at) == Some(&b'"') {
            let Some(end) = closing_quote(text, at + 1) else { return Quoted::Open };
            at = end + 1;
            if text.get(at) == Some(&b'\r') {
                at += 1;
            }
            match text.get(at) {
                None => return Quoted::Open,
                Some(b'\n') => return Quoted::Ends(at + 1),
                Some(b) if *b == delimiter => at += 1,
                Some(_) => return Quoted::Damaged,
            }
            continue;
        }
        let Some(end) = memchr::memchr3(delimiter, b'\n', b'"', &text[at..]) else {
            return Quoted::Open;
        };
        at += end + 1;
        match text[at - 1] {
            b'\n' => return Quoted::Ends(at),
            // Within a cell a quote is a character like any other, unless the row goes on.
            b'"' => return Quoted::Damaged,
            _ => {}
        }
    }
}

/// Where a quoted cell is closed, from within it; two quotes are one character.
fn closing_quote(text: &[u8], mut at: usize) -> Option<usize> {
    loop {
        at += memchr::memchr(b'"', text.get(at..)?)?;
        if text.get(at + 1) != Some(&b'"') {
            return Some(at);
        }
        at += 2;
    }
}

/// The cells of a row without its line end, each with its quotes. A quote that is not closed
/// takes in all that follows.
pub(super) fn cells(row: &[u8], delimiter: u8) -> impl Iterator<Item = Range<usize>> {
    let mut next = Some(0);
    std::iter::from_fn(move || {
        let start = next?;
        let quoted = row.get(start) == Some(&b'"');
        let from = if quoted { closing_quote(row, start + 1).unwrap_or(row.len()) } else { start };
        let end = memchr::memchr(delimiter, row.get(from..).unwrap_or_default());
        next = end.map(|end| from + end + 1);
        Some(start..end.map_or(row.len(), |end| from + end))
    })
}

/// Whether a quoted cell is not closed.
pub(super) fn is_open(cell: &[u8]) -> bool {
    cell.first() == Some(&b'"') && closing_quote(cell, 1).is_none()
}

/// What a cell says, without its quotes.
pub(super) fn unquoted(cell: &[u8]) -> Cow<'_, [u8]> {
    let Some(inner) = cell.strip_prefix(b"\"") else { return Cow::Borrowed(cell) };
    let end = closing_quote(inner, 0).unwrap_or(inner.len());
    let inside = &inner[..end];
    if memchr::memchr(b'"', inside).is_none() {
        return Cow::Borrowed(inside);
    }
    let mut text = Vec::with_capacity(end);
    let mut at = 0;
    while let Some(quote) = memchr::memchr(b'"', &inside[at..]) {
        text.extend_from_slice(&inside[at..=at + quote]);
        at += quote + 2;
    }
    text.extend_from_slice(&inside[at..]);
    Cow::Owned(text)
}

/// A line, and the characters that end it.
pub(super) fn without_end(line: &[u8]) -> (&[u8], &[u8]) {
    let body = line.strip_suffix(b"\n").unwrap_or(line);
    let body = body.strip_suffix(b"\r").unwrap_or(body);
    line.split_at(body.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rows(text: &str) -> Vec<&str> {
        let mut rest = text;
        let mut rows = Vec::new();
        while !rest.is_empty() {
            let (row, after) = rest.split_at(first_row(rest.as_bytes(), b',', true).unwrap());
            rows.push(row);
            rest = after;
        }
        rows
    }

    #[test]
    fn rows_end_outside_of_quotes() {
        assert_eq!(rows("a,b\n\"x\ny\",2\r\nc"), ["a,b\n", "\"x\ny\",2\r\n", "c"]);
        assert_eq!(rows("\"a\"\"\nb\"\n1"), ["\"a\"\"\nb\"\n", "1"]);
    }

    #[test]
    fn a_damaged_quote_costs_its_own_line() {
        assert_eq!(rows("\"a,1\nb,2\n\"c\",3\n"), ["\"a,1\n", "b,2\n", "\"c\",3\n"]);
        assert_eq!(rows("\"a\"b,1\nc,2\n"), ["\"a\"b,1\n", "c,2\n"]);
        assert_eq!(rows("5\" pipa,1\nc,2\n"), ["5\" pipa,1\n", "c,2\n"]);
        assert_eq!(rows("\"never closed\nc,2\n"), ["\"never closed\n", "c,2\n"]);
    }

    #[test]
    fn cells_are_read_as_they_were_meant() {
        let row = b"a,\"b,\"\"c\"\"\",,\"d\"";
        let read: Vec<String> = cells(row, b',')
            .map(|cell| String::from_utf8(unquoted(&row[cell]).into_owned()).unwrap())
            .collect();
        assert_eq!(read, ["a", "b,\"c\"", "", "d"]);
        assert!(is_open(b"\"a"), "not closed");
        assert!(!is_open(b"\"a\"\"\""), "closed");
    }
}
