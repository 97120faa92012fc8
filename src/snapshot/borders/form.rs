//! The index as bytes, so that a start need not make it: its runs in the order of their boxes, from
//! which the rest follows quickly. Little-endian.

use super::runs::{EDGES, Run};
use super::{Borders, packed};
use crate::model::Shapes;
use crate::model::little_endian::{put_count, take_count, take_list, u32_of};

/// Bytes of a run.
const EACH: usize = 10;

impl Borders {
    pub(in crate::snapshot) fn to_bytes(&self, out: &mut Vec<u8>) {
        put_count(out, self.runs.len());
        for Run { feature, first, edges, rank } in self.runs.iter().map(|packed| packed.run) {
            out.extend_from_slice(&feature.to_le_bytes());
            out.extend_from_slice(&first.to_le_bytes());
            out.extend_from_slice(&[edges, rank]);
        }
    }

    /// The index of these geometries that begins here; `None` where it is none of them.
    pub(in crate::snapshot) fn from_bytes(rest: &mut &[u8], shapes: &Shapes) -> Option<Self> {
        let count = take_count(rest)?;
        let runs = take_list(rest, count, EACH)?.map(|run| run_of(run, shapes));
        let (square, runs) = packed(shapes, runs.collect::<Option<_>>()?);
        Some(Self::ordered(square, runs))
    }
}

fn run_of(bytes: &[u8], shapes: &Shapes) -> Option<Run> {
    let (feature, first) = (u32_of(&bytes[..4])?, u32_of(&bytes[4..8])?);
    let run = Run { feature, first, edges: bytes[8], rank: bytes[9] };
    let is_one = (feature as usize) < shapes.len()
        && (1..=EDGES).contains(&usize::from(run.edges))
        && !run.coords(shapes.coords()).is_empty();
    is_one.then_some(run)
}
