//! Geometries as bytes, for the prepared file.

use super::little_endian::{put_count, take_count, take_list, u32_of};
use super::{PartKind, Shapes};
use crate::place::Coord;

pub(super) fn shapes_to_bytes(shapes: &Shapes) -> Vec<u8> {
    let (coords, paths, parts, features) = shapes.lists();
    let mut out = Vec::with_capacity(coords.len() * 16 + (paths.len() + parts.len()) * 5 + 32);
    for count in [coords.len(), paths.len(), parts.len(), features.len()] {
        put_count(&mut out, count);
    }
    for c in coords {
        out.extend_from_slice(&c.x.to_le_bytes());
        out.extend_from_slice(&c.y.to_le_bytes());
    }
    paths.iter().for_each(|p| out.extend_from_slice(&p.to_le_bytes()));
    for (kind, first) in parts {
        out.push(match kind {
            PartKind::Point => 0,
            PartKind::Line => 1,
            PartKind::Polygon => 2,
        });
        out.extend_from_slice(&first.to_le_bytes());
    }
    features.iter().for_each(|f| out.extend_from_slice(&f.to_le_bytes()));
    out
}

/// `None` where a number runs out of its list.
pub(super) fn shapes_from_bytes(bytes: &[u8]) -> Option<Shapes> {
    let mut rest = bytes;
    let mut counts = [0_usize; 4];
    for count in &mut counts {
        *count = take_count(&mut rest)?;
    }
    let coords = take_list(&mut rest, counts[0], 16)?.map(|c| {
        Some(Coord {
            x: f64::from_le_bytes(c[..8].try_into().ok()?),
            y: f64::from_le_bytes(c[8..].try_into().ok()?),
        })
    });
    let coords = coords.collect::<Option<Vec<_>>>()?;
    let paths = take_list(&mut rest, counts[1], 4)?.map(u32_of).collect::<Option<Vec<_>>>()?;
    let parts = take_list(&mut rest, counts[2], 5)?.map(|p| {
        let kind = match p[0] {
            0 => PartKind::Point,
            1 => PartKind::Line,
            2 => PartKind::Polygon,
            _ => return None,
        };
        Some((kind, u32_of(&p[1..])?))
    });
    let parts = parts.collect::<Option<Vec<_>>>()?;
    let features = take_list(&mut rest, counts[3], 4)?.map(u32_of).collect::<Option<Vec<_>>>()?;
    Shapes::from_lists(coords, paths, parts, features)
}
