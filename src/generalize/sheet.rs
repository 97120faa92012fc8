//! A level while it is cut: what each tile of a zoom gets of each owner.

use std::collections::BTreeMap;

use super::commands::Commands;
use super::dust;
use super::grid::{Cell, Grid};
use super::index::index;
use super::tiles::{BUFFER, Tile, Tiles};
use super::trace::Side;
use super::window::{Window, is_inside};
use crate::model::{InsideRun, LevelTile, Owner, Piece, PieceKind, TileLevel};

/// The tiles of a level as pieces are added to them.
#[derive(Debug)]
pub(super) struct Sheet {
    grid: Grid,
    depth: u8,
    tiles: Tiles,
    entries: Vec<Entry>,
    geometry: Vec<u8>,
    inside: Vec<InsideRun>,
}

#[derive(Debug)]
struct Entry {
    tile: Tile,
    owner: Owner,
    kind: PieceKind,
    from: usize,
    to: usize,
}

impl Sheet {
    /// For borders and lines of some length; beyond so many tiles with next to nothing in each
    /// it is cut to larger ones, which are cut again when they are asked for.
    pub(super) fn of(grid: Grid, edges: usize, length: f64) -> Self {
        const FEW: usize = 1 << 18;
        let most = f64::from(u32::try_from(edges + FEW).unwrap_or(u32::MAX));
        let depth = (0..=grid.z()).rev().find(|depth| {
            #[expect(clippy::cast_precision_loss, reason = "a power of two")]
            let side = grid.tile_side(*depth) as f64;
            length / side <= most
        });
        let depth = depth.unwrap_or(0);
        let tiles = Tiles::of(&grid, depth, BUFFER);
        Self { grid, depth, tiles, entries: Vec::new(), geometry: Vec::new(), inside: Vec::new() }
    }

    /// Adds the polygons that some edges bound.
    pub(super) fn polygons(&mut self, owner: Owner, sides: &[Side]) {
        let mut meets: Vec<(Tile, usize)> = Vec::new();
        for (i, side) in sides.iter().enumerate() {
            self.tiles.meeting(*side, |tile| meets.push(((tile.1, tile.0), i)));
        }
        meets.sort_unstable();
        let mut met: Vec<Tile> = Vec::new();
        let mut near: Vec<Side> = Vec::new();
        for same in meets.chunk_by(|a, b| a.0 == b.0) {
            let (row, column) = same[0].0;
            let tile = (column, row);
            near.clear();
            near.extend(same.iter().map(|(_, i)| sides[*i]));
            let window = self.tiles.window(tile);
            let Some(polygons) = window.cut(&near) else {
                // What passes is thinner than a step. Over the middle it would speak for the tile.
                let place = window.clear_place(&near).filter(|place| *place != window.middle());
                if let Some(place) = place {
                    met.push(tile);
                    if is_inside(place, sides) {
                        self.inside.push(InsideRun { row, from: column, to: column, owner });
                    }
                }
                continue;
            };
            met.push(tile);
            let mut out = self.commands(tile);
            polygons.iter().flatten().for_each(|ring| out.ring(ring));
            self.push(tile, owner, PieceKind::Polygons, out);
        }
        for run in self.tiles.inside(sides, &met) {
            self.inside.push(InsideRun { row: run.row, from: run.from, to: run.to, owner });
        }
    }

    /// Adds pixels that stand for what is too small: the north-west corner and the height of each.
    pub(super) fn pixels(&mut self, owner: Owner, pixels: &[(Cell, i32)]) {
        let side = dust::side(&self.grid);
        let heights: BTreeMap<Cell, i32> = pixels.iter().copied().collect();
        let ring = |c: Cell| {
            let far = Cell { x: c.x + side, y: c.y + heights.get(&c).copied().unwrap_or(side) };
            [c, Cell { x: far.x, y: c.y }, far, Cell { x: c.x, y: far.y }]
        };
        // Windows begin and end where pixels do: each lies wholly inside or outside.
        let inside = |w: &Window, c: Cell| {
            c.x >= w.min.x && c.y >= w.min.y && c.x + side <= w.max.x && c.y + side <= w.max.y
        };
        self.scatter(pixels.iter().map(|(c, _)| (*c, *c)), inside, |sheet, tile, held| {
            let mut out = sheet.commands(tile);
            held.iter().for_each(|c| out.ring(&ring(*c)));
            sheet.push(tile, owner, PieceKind::Polygons, out);
        });
    }

    /// Adds points.
    pub(super) fn points(&mut self, owner: Owner, points: &[Cell]) {
        let inside = |w: &Window, c: Cell| {
            (w.min.x..=w.max.x).contains(&c.x) && (w.min.y..=w.max.y).contains(&c.y)
        };
        self.scatter(points.iter().map(|c| (*c, *c)), inside, |sheet, tile, held| {
            let mut out = sheet.commands(tile);
            out.points(held);
            sheet.push(tile, owner, PieceKind::Points, out);
        });
    }

    /// Adds lines.
    pub(super) fn lines(&mut self, owner: Owner, lines: &[Vec<Cell>]) {
        let mut meets: Vec<(Tile, usize, usize)> = Vec::new();
        for (line, path) in lines.iter().enumerate() {
            for (i, edge) in path.windows(2).enumerate() {
                self.tiles.meeting((edge[0], edge[1]), |t| meets.push(((t.1, t.0), line, i)));
            }
        }
        meets.sort_unstable();
        for same in meets.chunk_by(|a, b| a.0 == b.0) {
            let (row, column) = same[0].0;
            let tile = (column, row);
            let window = self.tiles.window(tile);
            let edges = same.iter().map(|&(_, line, i)| (lines[line][i], lines[line][i + 1]));
            let mut out = self.commands(tile);
            window.chains(edges).iter().for_each(|chain| out.path(chain));
            self.push(tile, owner, PieceKind::Lines, out);
        }
    }

    /// Hands what lies in each tile's window over, tile by tile.
    fn scatter(
        &mut self,
        places: impl Iterator<Item = Side>,
        inside: impl Fn(&Window, Cell) -> bool,
        mut give: impl FnMut(&mut Self, Tile, &[Cell]),
    ) {
        let mut held: Vec<(Tile, Cell)> = Vec::new();
        for place in places {
            self.tiles.meeting(place, |tile| {
                if inside(&self.tiles.window(tile), place.0) {
                    held.push(((tile.1, tile.0), place.0));
                }
            });
        }
        held.sort_unstable();
        held.dedup();
        for same in held.chunk_by(|a, b| a.0 == b.0) {
            let (row, column) = same[0].0;
            let cells: Vec<Cell> = same.iter().map(|(_, c)| *c).collect();
            give(self, (column, row), &cells);
        }
    }

    fn commands(&self, tile: Tile) -> Commands {
        Commands::from_corner(self.tiles.corner(tile), self.grid.coarse)
    }

    fn push(&mut self, tile: Tile, owner: Owner, kind: PieceKind, commands: Commands) {
        if commands.is_empty() {
            return;
        }
        let from = self.geometry.len();
        self.geometry.extend_from_slice(&commands.into_bytes());
        self.entries.push(Entry { tile, owner, kind, from, to: self.geometry.len() });
    }

    /// The level.
    pub(super) fn level(mut self, deviation: f64) -> TileLevel {
        self.entries.sort_by_key(|e| ((e.tile.1, e.tile.0), e.owner));
        self.inside.sort_unstable_by_key(|run| (run.row, run.from, run.owner));
        let mut level = TileLevel {
            z: self.grid.z(),
            depth: self.depth,
            deviation: deviation * f64::from(1_u32 << self.grid.coarse),
            geometry: Vec::with_capacity(self.geometry.len()),
            inside: self.inside,
            ..TileLevel::default()
        };
        for entry in &self.entries {
            let (column, row) = entry.tile;
            if level.tiles.last().is_none_or(|t| (t.row, t.column) != (row, column)) {
                level.tiles.push(LevelTile { row, column, first: index(level.pieces.len()) });
            }
            let from = index(level.geometry.len());
            level.pieces.push(Piece { owner: entry.owner, kind: entry.kind, from });
            level.geometry.extend_from_slice(&self.geometry[entry.from..entry.to]);
        }
        level
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::place::{Bounds, EXTENT};

    /// The sides of a polygon around a tile, with a sliver of a step from far west to far east
    /// over the tile's middle: in it where it is added, out of it where it is taken away.
    fn with_sliver(grid: &Grid, tile: Tile, around: bool) -> Vec<Side> {
        let tiles = Tiles::of(grid, grid.z(), BUFFER);
        let (middle, far) = (tiles.window(tile).middle(), 40 * grid.tile_side(grid.z()));
        let far = i32::try_from(far).expect("on the grid");
        let at = |x: i32, y: i32| Cell { x: middle.x + x, y: middle.y + y };
        let mut sliver = vec![at(-far, 0), at(4 * far, 0), at(4 * far, 1)];
        let mut rings = Vec::new();
        if around {
            let far = 5 * far;
            rings.push(vec![at(-far, -far), at(far, -far), at(far, far), at(-far, far)]);
            sliver.reverse();
        }
        rings.push(sliver);
        rings
            .iter()
            .flat_map(|r| r.iter().copied().zip(r.iter().copied().cycle().skip(1)))
            .collect()
    }

    #[test]
    fn what_is_thinner_than_a_step_does_not_speak_for_a_tile() {
        let bounds = Bounds::new([0.4, 0.4, 0.6, 0.6]).expect("in order");
        let grid = Grid::over(10, &bounds);
        let tile = (512, 512);
        for around in [false, true] {
            let sides = with_sliver(&grid, tile, around);
            let mut sheet = Sheet::of(grid, sides.len(), 2000.0 * f64::from(EXTENT));
            assert_eq!(sheet.depth, 10);
            sheet.polygons(Owner::Feature(0), &sides);
            let level = sheet.level(1.0);
            assert!(level.pieces_in(tile.0, tile.1).is_empty(), "no border is in the tile");
            assert_eq!(level.around(tile.0, tile.1).count(), usize::from(around));
        }
    }
}
