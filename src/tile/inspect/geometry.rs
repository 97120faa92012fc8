//! Counts what a geometry draws (MVT 2.1, section 4.3).

use serde::Serialize;

use super::Malformed;
use super::wire::varint;

const WHAT: &str = "a geometry";

const MOVE_TO: u64 = 1;
const LINE_TO: u64 = 2;
const CLOSE_PATH: u64 = 7;

/// How much is drawn.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize)]
pub struct Drawing {
    /// Points, lines, and rings.
    pub parts: usize,
    /// Positions: the last of a ring, which is its first, does not count.
    pub vertices: usize,
}

/// Reads the commands of a geometry. Work: one step for each of its bytes.
pub(super) fn drawing(commands: &[u8]) -> Result<Drawing, Malformed> {
    let mut rest = commands;
    let mut drawing = Drawing::default();
    let wrong = |how: &str| Malformed::new(WHAT, how);
    while !rest.is_empty() {
        let command = varint(&mut rest).ok_or_else(|| wrong("a command is cut off"))?;
        let (name, count) = (command & 7, command >> 3);
        if !matches!(name, MOVE_TO | LINE_TO | CLOSE_PATH) {
            return Err(wrong("a command is neither MoveTo, LineTo nor ClosePath"));
        }
        if name == CLOSE_PATH {
            if count != 1 {
                return Err(wrong("a ClosePath does not count 1"));
            }
            continue;
        }
        // A step is two bytes at least: what claims more ends with the bytes.
        for _ in 0..count {
            let step = varint(&mut rest).and_then(|_| varint(&mut rest));
            step.ok_or_else(|| wrong("it ends within a command"))?;
            drawing.vertices += 1;
        }
        if name == MOVE_TO {
            drawing.parts += usize::try_from(count).unwrap_or(usize::MAX);
        }
    }
    Ok(drawing)
}
