//! Slips of the pen in TOML. A parser says what it expected; somebody who has data and no
//! programming needs to hear what to write.

use std::iter::zip;

use super::text::{line_of, shown};
use crate::model::Defect;

/// Where a text is not TOML: the first slip of each line, in order.
pub(super) fn defects(file: &str, text: &str, errors: &[toml::de::Error]) -> Vec<Defect> {
    let not_toml = |line: usize, reason: String, mend: String| {
        Defect::new(file, format!("not TOML: {reason}"), mend).at_line(line)
    };
    let mut found: Vec<(usize, &str)> =
        errors.iter().map(|e| (e.span().map_or(0, |s| s.start), e.message())).collect();
    found.sort_by_key(|(at, _)| *at);
    let open = unclosed(text);
    let mut defects: Vec<Defect> = Vec::new();
    for (at, message) in found {
        let line = line_of(text, at..at);
        if let Some((from, bracket)) = open.filter(|(from, _)| *from <= line) {
            // All that follows was read as its inside, so nothing is known of it.
            let (reason, mend) = open_bracket(bracket);
            defects.push(not_toml(from, reason, mend));
            break;
        }
        // Of one line the first is the slip, the others come of it.
        if defects.last().is_some_and(|d| d.line == Some(line)) {
            continue;
        }
        let written = text.lines().nth(line - 1).unwrap_or_default();
        let (reason, mend) = slip(written)
            .unwrap_or_else(|| (message.to_owned(), "see toml.io for its form".into()));
        defects.push(not_toml(line, reason, mend));
    }
    defects
}

fn open_bracket(bracket: char) -> (String, String) {
    let close = if bracket == '{' { '}' } else { ']' };
    (format!("this `{bracket}` is not closed"), format!("end it with `{close}`"))
}

/// The first bracket that is not closed before the next `[table]` or the end, and its line.
fn unclosed(text: &str) -> Option<(usize, char)> {
    // A text over several lines may hold brackets of its own.
    if text.contains("\"\"\"") || text.contains("'''") {
        return None;
    }
    let mut open: Vec<(usize, char)> = Vec::new();
    for (number, line) in zip(1.., text.lines()) {
        if is_header(line) {
            if open.is_empty() {
                continue;
            }
            break;
        }
        // A header that is not closed itself is one line's own slip.
        if open.is_empty() && line.trim_start().starts_with('[') {
            continue;
        }
        for piece in pieces(line) {
            match piece {
                Piece::Mark(c @ ('{' | '[')) => open.push((number, c)),
                Piece::Mark('}' | ']') => _ = open.pop(),
                _ => {}
            }
        }
    }
    open.first().copied()
}

/// `[source]` or `[[levels]]`: no line of a list looks so, its texts have quotes.
fn is_header(line: &str) -> bool {
    let inside = line.split('#').next().unwrap_or_default().trim();
    let inside = inside.strip_prefix('[').and_then(|l| l.strip_suffix(']')).unwrap_or_default();
    let inside = inside.strip_prefix('[').and_then(|l| l.strip_suffix(']')).unwrap_or(inside);
    let inside = inside.trim();
    inside.starts_with(|c: char| c.is_ascii_alphabetic())
        && inside.chars().all(|c| c.is_ascii_alphanumeric() || "_-.".contains(c))
}

/// A piece of a line.
enum Piece<'a> {
    Quoted,
    /// What stands without quotes between marks, and a text that is not closed.
    Bare(&'a str),
    Mark(char),
}

/// The pieces of a line up to its comment.
fn pieces(line: &str) -> Vec<Piece<'_>> {
    let mut pieces = Vec::new();
    let mut rest = line.trim();
    while let Some(c) = rest.chars().next() {
        let len = match c {
            '#' => break,
            '=' | '[' | ']' | '{' | '}' | ',' => {
                pieces.push(Piece::Mark(c));
                1
            }
            '"' | '\'' => match quoted_len(rest, c) {
                Some(len) => {
                    pieces.push(Piece::Quoted);
                    len
                }
                None => {
                    pieces.push(Piece::Bare(rest));
                    break;
                }
            },
            _ => {
                let end = rest.find(['=', '[', ']', '{', '}', ',', '#']);
                let end = end.unwrap_or(rest.len());
                pieces.push(Piece::Bare(rest[..end].trim()));
                end
            }
        };
        rest = rest[len..].trim_start();
    }
    pieces
}

/// The bytes of the text in quotes that a line begins with.
fn quoted_len(text: &str, quote: char) -> Option<usize> {
    let mut escaped = false;
    for (i, c) in text.char_indices().skip(1) {
        match c {
            _ if escaped => escaped = false,
            '\\' if quote == '"' => escaped = true,
            _ if c == quote => return Some(i + 1),
            _ => {}
        }
    }
    None
}

/// What was probably meant by a line that is not TOML: what is wrong, and what to write.
fn slip(line: &str) -> Option<(String, String)> {
    let pieces = pieces(line);
    curly_quotes(line, &pieces)
        .or_else(|| open_header(&pieces))
        .or_else(|| open_text(&pieces))
        .or_else(|| decimal_comma(&pieces))
        .or_else(|| colon(&pieces))
        .or_else(|| no_value(&pieces))
        .or_else(|| no_quotes(&pieces))
}

/// Word processors and chats turn quotes into these.
fn curly_quotes(line: &str, pieces: &[Piece<'_>]) -> Option<(String, String)> {
    const CURLY: [char; 7] = ['“', '”', '„', '″', '‘', '’', '‚'];
    pieces.iter().find(|p| matches!(p, Piece::Bare(t) if t.contains(CURLY)))?;
    let code = line.split(" #").next().unwrap_or_default().trim();
    let straight = code.replace(&CURLY[..4], "\"").replace(&CURLY[4..], "'");
    Some(("curly quotes".into(), format!("write straight quotes: {}", shown(&straight))))
}

fn open_header(pieces: &[Piece<'_>]) -> Option<(String, String)> {
    let (marks, name) = match pieces {
        [Piece::Mark('['), Piece::Bare(name)] => (1, name),
        [Piece::Mark('['), Piece::Mark('['), Piece::Bare(name)]
        | [Piece::Mark('['), Piece::Mark('['), Piece::Bare(name), Piece::Mark(']')] => (2, name),
        _ => return None,
    };
    let (open, close) = ("[".repeat(marks), "]".repeat(marks));
    Some((format!("`{open}{name}` is not closed"), format!("write {open}{name}{close}")))
}

fn open_text(pieces: &[Piece<'_>]) -> Option<(String, String)> {
    let quote = pieces.iter().find_map(|p| match p {
        Piece::Bare(t) => t.chars().next().filter(|c| ['"', '\''].contains(c)),
        _ => None,
    })?;
    Some(("a text is not closed".into(), format!("end it with {quote}")))
}

fn decimal_comma(pieces: &[Piece<'_>]) -> Option<(String, String)> {
    let (whole, part) = pieces.windows(4).find_map(|w| match w {
        [Piece::Mark('='), Piece::Bare(a), Piece::Mark(','), Piece::Bare(b)] => Some((*a, *b)),
        _ => None,
    })?;
    let digits = |t: &str| !t.is_empty() && t.bytes().all(|b| b.is_ascii_digit());
    let number = digits(whole.trim_start_matches(['-', '+'])) && digits(part);
    let mend = format!("write a decimal point, not a comma: {whole}.{part}");
    number.then(|| (format!("`{whole},{part}`"), mend))
}

/// `kind: "hazard"`, as in YAML and JSON.
fn colon(pieces: &[Piece<'_>]) -> Option<(String, String)> {
    let (Some(Piece::Bare(first)), None) =
        (pieces.first(), pieces.iter().find(|p| matches!(p, Piece::Mark('='))))
    else {
        return None;
    };
    let (key, _) = first.split_once(':')?;
    Some(("a colon after the key".into(), format!("write {key} = …")))
}

fn no_value(pieces: &[Piece<'_>]) -> Option<(String, String)> {
    let [Piece::Bare(key), Piece::Mark('=')] = pieces else { return None };
    Some((format!("`{key}` has no value"), "write one, or take the line out".into()))
}

/// A word where a value belongs that is no number, date, `true` or `false`.
fn no_quotes(pieces: &[Piece<'_>]) -> Option<(String, String)> {
    let is_value = |t: &str| format!("x = {t}").parse::<toml::Table>().is_ok();
    for (i, piece) in pieces.iter().enumerate() {
        let before = i.checked_sub(1).and_then(|b| pieces.get(b));
        let (Piece::Bare(word), next) = (piece, pieces.get(i + 1)) else { continue };
        let stands = match before {
            Some(Piece::Mark(c)) => "=[,".contains(*c) && !matches!(next, Some(Piece::Mark('='))),
            // An item of a list that runs over several lines.
            None => matches!(next, Some(Piece::Mark(','))),
            Some(_) => false,
        };
        if !stands || is_value(word) {
            continue;
        }
        let number_first = word.starts_with(|c: char| c.is_ascii_digit());
        if number_first && word.contains(|c: char| c.is_alphabetic()) {
            let mend = "write the number alone, or a text in quotes";
            return Some((format!("`{word}` is no number"), mend.into()));
        }
        let key = match (i.checked_sub(2).and_then(|k| pieces.get(k)), before) {
            (Some(Piece::Bare(key)), Some(Piece::Mark('='))) => format!("{key} = "),
            _ => String::new(),
        };
        let quote = if word.contains('"') { '\'' } else { '"' };
        let mend = format!("write {key}{quote}{}{quote}", shown(word));
        return Some(("text needs quotes".into(), mend));
    }
    None
}
