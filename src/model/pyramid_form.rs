//! A pyramid as bytes, for the prepared file.

use super::little_endian::{put_count, take, take_count, take_f64, take_list, u32_of};
use super::pyramid::{InsideRun, LevelTile, Owner, Piece, PieceKind, Pyramid, TileLevel};

pub(super) fn pyramid_to_bytes(pyramid: &Pyramid) -> Vec<u8> {
    let mut out = Vec::with_capacity(pyramid.bytes() + 64);
    put_count(&mut out, pyramid.levels.len());
    for level in &pyramid.levels {
        out.extend_from_slice(&[level.z, level.depth]);
        out.extend_from_slice(&level.deviation.to_le_bytes());
        let counts =
            [level.tiles.len(), level.pieces.len(), level.inside.len(), level.geometry.len()];
        counts.into_iter().for_each(|count| put_count(&mut out, count));
        let mut put = |n: u32| out.extend_from_slice(&n.to_le_bytes());
        for t in &level.tiles {
            [t.row, t.column, t.first].into_iter().for_each(&mut put);
        }
        for p in &level.pieces {
            [p.owner.number(), p.from].into_iter().for_each(&mut put);
        }
        for run in &level.inside {
            [run.row, run.from, run.to, run.owner.number()].into_iter().for_each(&mut put);
        }
        out.extend(level.pieces.iter().map(|p| match p.kind {
            PieceKind::Points => 1_u8,
            PieceKind::Lines => 2,
            PieceKind::Polygons => 3,
        }));
        out.extend_from_slice(&level.geometry);
    }
    out
}

/// `None` where an index runs back or out of its list.
pub(super) fn pyramid_from_bytes(bytes: &[u8]) -> Option<Pyramid> {
    let mut rest = bytes;
    let levels = take_count(&mut rest)?;
    let mut pyramid = Pyramid::default();
    for _ in 0..levels {
        pyramid.levels.push(level(&mut rest)?);
    }
    let without_gap =
        pyramid.levels.windows(2).all(|pair| pair[0].z.checked_add(1) == Some(pair[1].z));
    (rest.is_empty() && without_gap).then_some(pyramid)
}

fn level(rest: &mut &[u8]) -> Option<TileLevel> {
    let &[z, depth] = take(rest, 2)? else { return None };
    let deviation = take_f64(rest)?;
    let counts = [take_count(rest)?, take_count(rest)?, take_count(rest)?, take_count(rest)?];
    let tiles = numbers::<3>(rest, counts[0])?;
    let pieces = numbers::<2>(rest, counts[1])?;
    let inside = numbers::<4>(rest, counts[2])?;
    let kinds = take(rest, counts[1])?;
    let pieces = pieces.into_iter().zip(kinds).map(|([owner, from], kind)| {
        let kind = match kind {
            1 => PieceKind::Points,
            2 => PieceKind::Lines,
            3 => PieceKind::Polygons,
            _ => return None,
        };
        Some(Piece { owner: Owner::of(owner)?, kind, from })
    });
    let inside = inside
        .into_iter()
        .map(|[row, from, to, owner]| Some(InsideRun { row, from, to, owner: Owner::of(owner)? }));
    let level = TileLevel {
        z,
        depth,
        deviation,
        tiles: tiles
            .into_iter()
            .map(|[row, column, first]| LevelTile { row, column, first })
            .collect(),
        pieces: pieces.collect::<Option<_>>()?,
        inside: inside.collect::<Option<_>>()?,
        geometry: take(rest, counts[3])?.to_vec(),
    };
    is_in_order(&level).then_some(level)
}

fn is_in_order(level: &TileLevel) -> bool {
    let within = |n: u32, end: usize| usize::try_from(n).is_ok_and(|n| n <= end);
    level.depth <= level.z
        && level.tiles.windows(2).all(|t| t[0].first <= t[1].first)
        && level.tiles.iter().all(|t| within(t.first, level.pieces.len()))
        && level.pieces.windows(2).all(|p| p[0].from <= p[1].from)
        && level.pieces.iter().all(|p| within(p.from, level.geometry.len()))
}

fn numbers<const N: usize>(rest: &mut &[u8], count: usize) -> Option<Vec<[u32; N]>> {
    let each = take_list(rest, count, 4 * N)?.map(|bytes| {
        let mut out = [0; N];
        for (n, bytes) in out.iter_mut().zip(bytes.chunks_exact(4)) {
            *n = u32_of(bytes)?;
        }
        Some(out)
    });
    each.collect()
}
