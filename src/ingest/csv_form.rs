//! Whether each line of a CSV table has a cell for each column. GDAL drops a cell too many and
//! takes a missing one for empty, so a comma that should have been quoted moves all that follows.

use crate::model::Defect;

/// At most this many lines are listed; the rest is counted.
const LISTED: usize = 5;

/// The lines of a table that have another number of cells than its header.
pub(super) fn check(file: &str, text: &str) -> Result<(), Vec<Defect>> {
    let text = text.trim_start_matches('\u{FEFF}');
    let Some(delimiter) = delimiter(text) else { return Ok(()) };
    let mut rows = Rows { rest: text, line: 1, delimiter };
    let Some(header) = rows.next() else { return Ok(()) };
    let mut defects = Vec::new();
    let mut others = 0_usize;
    for row in std::iter::once(header).chain(rows) {
        let Some((reason, mend)) = wrong(row, header, delimiter) else { continue };
        if defects.len() < LISTED {
            defects.push(Defect::new(file, reason, mend).at_line(row.line));
        } else {
            others += 1;
        }
    }
    if others > 0 {
        let reason = format!("{others} more lines with another number of cells than the header");
        defects.push(Defect::new(file, reason, "mend them as those above"));
    }
    if defects.is_empty() { Ok(()) } else { Err(defects) }
}

fn wrong(row: Row, header: Row, delimiter: char) -> Option<(String, String)> {
    let name = match delimiter {
        ';' => "semicolon",
        '\t' => "tab",
        _ => "comma",
    };
    if row.open {
        let reason = "a quote is not closed, and takes in all that follows";
        return Some((reason.into(), "close it, or write it twice inside quotes".into()));
    }
    // A row without any value says nothing, whatever its length.
    if row.cells == header.cells || row.blank {
        return None;
    }
    let reason = format!("has {} cells, the header {}", row.cells, header.cells);
    let mend = if row.cells > header.cells {
        format!("quote cells that hold a {name}")
    } else {
        format!("write a {name} also where a cell is empty")
    };
    Some((reason, mend))
}

/// What separates the cells, as GDAL finds it: that of the three which the header has, and the
/// comma where it has several. `None` where it has none but blanks, which then separate.
fn delimiter(text: &str) -> Option<char> {
    let mut quoted = false;
    let mut blank = false;
    let mut found = None;
    for c in text.chars() {
        match c {
            '"' => quoted = !quoted,
            '\n' | '\r' if !quoted => break,
            ',' | ';' | '\t' if !quoted && found.is_some_and(|f| f != c) => {
                return Some(',');
            }
            ',' | ';' | '\t' if !quoted => found = Some(c),
            ' ' if !quoted => blank = true,
            _ => {}
        }
    }
    found.or_else(|| (!blank).then_some(','))
}

/// A line of the table; with quotes it can run over several of the text.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Row {
    /// Its first line in the text, from 1.
    line: usize,
    cells: usize,
    /// Whether nothing but separators stands in it.
    blank: bool,
    /// Whether a quote in it is open at the end of the text.
    open: bool,
}

/// The rows of a table, empty lines left out. A quote opens and closes wherever it stands, and a
/// double one changes nothing, as in GDAL.
struct Rows<'a> {
    rest: &'a str,
    line: usize,
    delimiter: char,
}

impl Iterator for Rows<'_> {
    type Item = Row;

    fn next(&mut self) -> Option<Row> {
        while !self.rest.is_empty() {
            let mut row = Row { line: self.line, cells: 1, blank: true, open: false };
            let mut bytes = self.rest.len();
            let mut ended = false;
            for (i, c) in self.rest.char_indices() {
                match c {
                    '"' => row.open = !row.open,
                    '\n' | '\r' => {
                        let windows = c == '\r' && self.rest[i + 1..].starts_with('\n');
                        self.line += usize::from(!windows);
                        ended = !row.open;
                    }
                    _ if c == self.delimiter && !row.open => row.cells += 1,
                    _ => row.blank &= c.is_whitespace(),
                }
                if ended {
                    bytes = i + 1;
                    break;
                }
            }
            let empty = row.blank && row.cells == 1 && !row.open;
            self.rest = &self.rest[bytes..];
            if !empty {
                return Some(row);
            }
        }
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cells(text: &str) -> Vec<(usize, usize)> {
        let rows = Rows { rest: text, line: 1, delimiter: delimiter(text).unwrap() };
        rows.map(|r| (r.line, r.cells)).collect()
    }

    #[test]
    fn cells_are_counted_around_quotes_and_line_ends() {
        assert_eq!(cells("a,b\r\n1,2\r\n\r\n3,4"), [(1, 2), (2, 2), (4, 2)]);
        assert_eq!(cells("a,b\r1,2\r"), [(1, 2), (2, 2)]);
        assert_eq!(cells("a;b\n\"1;\n2\";3\n4;5\n"), [(1, 2), (2, 2), (4, 2)]);
        assert_eq!(cells("a\tb,c\n1,2"), [(1, 2), (2, 2)]);
        assert_eq!(delimiter("nama jalan\nA, B\n"), None);
        assert_eq!(cells("a,b\n\"x \"\"y, z\"\"\",2\n"), [(1, 2), (2, 2)]);
    }
}
