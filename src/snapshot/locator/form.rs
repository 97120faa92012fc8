//! The index as bytes, so that a start need not make it: its kind; for cells the box and the count
//! that their frame follows from, then entries and words, each with their count. Little-endian.
//!
//! What is read is held against the geometries: every number in it leads to something, and no
//! walk down goes deeper than a frame lets it.

use super::cells::{BLOCK, Cells, Entry, Known};
use super::frame::Frame;
use super::{Locator, record};
use crate::model::Shapes;
use crate::model::little_endian::{put_u32s, take, take_f64, take_u32s};
use crate::place::Bounds;

const NOTHING: u8 = 0;
const CELLS: u8 = 1;
const SCAN: u8 = 2;

impl Locator {
    pub(in crate::snapshot) fn to_bytes(&self, out: &mut Vec<u8>) {
        match self {
            Self::Nothing => out.push(NOTHING),
            Self::Scan => out.push(SCAN),
            Self::Cells(cells) => {
                out.push(CELLS);
                let (bounds, count) = cells.frame.made_of();
                let numbers = bounds.to_array().into_iter().chain([count]);
                numbers.for_each(|v| out.extend_from_slice(&v.to_le_bytes()));
                put_u32s(out, cells.entries.iter().map(|entry| entry.to_bits()));
                put_u32s(out, cells.words.iter().copied());
            }
        }
    }

    /// The index of these geometries that begins here; `None` where it is none of them.
    pub(in crate::snapshot) fn from_bytes(rest: &mut &[u8], shapes: &Shapes) -> Option<Self> {
        Some(match take(rest, 1)? {
            [NOTHING] => Self::Nothing,
            [SCAN] => Self::Scan,
            [CELLS] => {
                let mut number = || take_f64(rest);
                let bounds = Bounds::new([number()?, number()?, number()?, number()?])?;
                let frame = Frame::new(bounds, number().filter(|count| *count > 0.0)?)?;
                let entries = take_u32s(rest)?.map(Entry::from_bits).collect();
                let words = take_u32s(rest)?.collect();
                let cells = Cells { frame, entries, words };
                is_sound(&cells, shapes.len()).then_some(Self::Cells(cells))?
            }
            _ => return None,
        })
    }
}

/// Whether every entry leads to a feature, a record, or cells that come after it, and no further
/// down than the frame is deep.
fn is_sound(cells: &Cells, features: usize) -> bool {
    let roots = cells.frame.columns as usize * cells.frame.rows as usize;
    let Some(below) = cells.entries.len().checked_sub(roots) else { return false };
    if below % BLOCK != 0 {
        return false;
    }
    // How deep the cells of each block lie; no block comes before the cell that is divided in it.
    let mut depths = vec![0; below / BLOCK];
    let known = cells.entries.iter().map(|entry| entry.known());
    known.enumerate().all(|(at, known)| match known {
        Known::Nothing => true,
        Known::Feature(feature) => (feature as usize) < features,
        Known::Record(at) => record::is_sound(cells.words.get(at..).unwrap_or_default(), features),
        Known::Divided(first) => {
            let own = at.checked_sub(roots).map_or(0, |at| depths[at / BLOCK]);
            let block = first.checked_sub(roots).filter(|_| first > at);
            let block = block.filter(|from| from % BLOCK == 0).map(|from| from / BLOCK);
            let depth = block.and_then(|block| depths.get_mut(block));
            depth.is_some_and(|depth| {
                *depth = own + 1;
                *depth <= cells.frame.depth
            })
        }
    })
}
