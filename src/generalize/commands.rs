//! Geometry as the Mapbox Vector Tile specification 2.1 writes it (section 4.3): commands and
//! zigzag steps from position to position, as varints.

use super::grid::Cell;

const MOVE_TO: u64 = 1;
const LINE_TO: u64 = 2;
const CLOSE_PATH: u64 = 7;

/// Geometry while it is written.
#[derive(Debug, Default)]
pub(crate) struct Commands {
    bytes: Vec<u8>,
    /// Where the last step led.
    at: (i64, i64),
    origin: (i64, i64),
    /// The binary logarithm of the tile units in a step of the grid.
    coarse: u32,
}

impl Commands {
    /// Of positions of a grid, from a corner of a tile on.
    pub(crate) fn from_corner(corner: Cell, coarse: u32) -> Self {
        let origin = (i64::from(corner.x), i64::from(corner.y));
        Self { origin, coarse, ..Self::default() }
    }

    pub(crate) fn into_bytes(self) -> Vec<u8> {
        self.bytes
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.bytes.is_empty()
    }

    /// A ring, its first position not repeated.
    pub(crate) fn ring(&mut self, ring: &[Cell]) {
        self.path(ring);
        self.varint(CLOSE_PATH | 1 << 3);
    }

    /// A line.
    pub(crate) fn path(&mut self, path: &[Cell]) {
        let Some((first, rest)) = path.split_first() else { return };
        self.varint(MOVE_TO | 1 << 3);
        self.step(*first);
        self.varint(LINE_TO | (rest.len() as u64) << 3);
        rest.iter().for_each(|c| self.step(*c));
    }

    /// Several points.
    pub(crate) fn points(&mut self, points: &[Cell]) {
        self.varint(MOVE_TO | (points.len() as u64) << 3);
        points.iter().for_each(|c| self.step(*c));
    }

    fn step(&mut self, to: Cell) {
        let to = (
            (i64::from(to.x) - self.origin.0) << self.coarse,
            (i64::from(to.y) - self.origin.1) << self.coarse,
        );
        let zigzag = |v: i64| ((v << 1) ^ (v >> 63)).cast_unsigned();
        self.varint(zigzag(to.0 - self.at.0));
        self.varint(zigzag(to.1 - self.at.1));
        self.at = to;
    }

    fn varint(&mut self, mut v: u64) {
        while v >= 0x80 {
            self.bytes.push((v & 0x7f) as u8 | 0x80);
            v >>= 7;
        }
        self.bytes.push((v & 0x7f) as u8);
    }
}

/// The paths that were written, rings without a repeated position. `None` where the bytes are
/// none of ours.
pub(crate) fn paths(bytes: &[u8]) -> Option<Vec<Vec<Cell>>> {
    let mut out: Vec<Vec<Cell>> = Vec::new();
    let (mut rest, mut at) = (bytes, (0_i64, 0_i64));
    while !rest.is_empty() {
        let command = take(&mut rest)?;
        let count = command >> 3;
        match command & 7 {
            CLOSE_PATH => continue,
            MOVE_TO => {}
            LINE_TO if !out.is_empty() => {}
            _ => return None,
        }
        for _ in 0..count {
            let unzigzag = |v: u64| (v >> 1).cast_signed() ^ -(v & 1).cast_signed();
            at.0 += unzigzag(take(&mut rest)?);
            at.1 += unzigzag(take(&mut rest)?);
            let cell = Cell { x: i32::try_from(at.0).ok()?, y: i32::try_from(at.1).ok()? };
            if command & 7 == MOVE_TO {
                out.push(vec![cell]);
            } else {
                out.last_mut()?.push(cell);
            }
        }
    }
    Some(out)
}

fn take(rest: &mut &[u8]) -> Option<u64> {
    let mut v = 0_u64;
    for shift in (0..63).step_by(7) {
        let (byte, tail) = rest.split_first()?;
        *rest = tail;
        v |= u64::from(byte & 0x7f) << shift;
        if byte & 0x80 == 0 {
            return Some(v);
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn paths_come_back(rings in prop::collection::vec(prop::collection::vec((-9000..9000_i32, -9000..9000_i32), 2..9), 1..9)) {
            let rings: Vec<Vec<Cell>> =
                rings.into_iter().map(|r| r.into_iter().map(|(x, y)| Cell { x, y }).collect()).collect();
            let mut out = Commands::from_corner(Cell { x: 0, y: 0 }, 0);
            rings.iter().for_each(|r| out.ring(r));
            prop_assert_eq!(paths(&out.into_bytes()), Some(rings));
        }
    }
}
