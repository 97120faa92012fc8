//! A layer cut to tiles, zoom by zoom: what ingest makes of its geometry for maps.

use std::ops::Range;

/// All that tiles draw of a layer's geometry.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Pyramid {
    /// By zoom, without a gap.
    pub levels: Vec<TileLevel>,
}

/// One zoom of a [`Pyramid`].
#[derive(Debug, Clone, PartialEq, Default)]
pub struct TileLevel {
    /// The zoom whose grid the positions are on.
    pub z: u8,
    /// The zoom of the tiles that it is cut to: `z`, or less where so many tiles would hold
    /// next to nothing each.
    pub depth: u8,
    /// The farthest that the drawn border lies from the published one. Units: 1/4096 of a tile.
    pub deviation: f64,
    /// The tiles with a border, a line or a point in them, by row and column, each with the
    /// place of its first piece.
    pub tiles: Vec<LevelTile>,
    /// Tile after tile, each tile's by owner.
    pub pieces: Vec<Piece>,
    /// The geometry of all pieces, as MVT 2.1 has it (section 4.3), from the north-west corner
    /// of the tile.
    pub geometry: Vec<u8>,
    /// Tiles that lie inside a polygon wholly, by row.
    pub inside: Vec<InsideRun>,
}

/// A tile of a level.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LevelTile {
    /// Its row.
    pub row: u32,
    /// Its column.
    pub column: u32,
    /// Its first piece.
    pub first: u32,
}

/// What a tile shows of one feature, or of what was gathered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Piece {
    /// Whose it is.
    pub owner: Owner,
    /// What it is.
    pub kind: PieceKind,
    /// Where its geometry begins; it ends where the next one's begins.
    pub from: u32,
}

/// Neighbouring tiles of a row that lie inside a polygon, buffers and all.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct InsideRun {
    /// Their row.
    pub row: u32,
    /// The first column.
    pub from: u32,
    /// The last column.
    pub to: u32,
    /// Whose polygon it is.
    pub owner: Owner,
}

/// Whose geometry a piece is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Owner {
    /// A feature.
    Feature(u32),
    /// Pixels that stand for what is too small to be drawn, of a class by rank; 0 for layers
    /// without classes.
    Dust(u8),
}

/// The geometry type of a piece: MVT 2.1, section 4.3.4.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PieceKind {
    /// One or more points.
    Points,
    /// One or more lines.
    Lines,
    /// One or more polygons.
    Polygons,
}

impl Owner {
    const DUST: u32 = 1 << 31;

    /// As one number.
    pub(super) fn number(self) -> u32 {
        match self {
            Self::Feature(feature) => feature,
            Self::Dust(class) => Self::DUST | u32::from(class),
        }
    }

    /// Of such a number.
    pub(super) fn of(number: u32) -> Option<Self> {
        if number & Self::DUST == 0 {
            return Some(Self::Feature(number));
        }
        u8::try_from(number & !Self::DUST).ok().map(Self::Dust)
    }
}

impl Pyramid {
    /// One zoom.
    pub fn level(&self, z: u8) -> Option<&TileLevel> {
        let first = self.levels.first()?.z;
        self.levels.get(usize::from(z.checked_sub(first)?))
    }

    /// Whether anything was too small to be drawn as it is, at any zoom.
    pub fn has_dust(&self) -> bool {
        let pieces = self.levels.iter().flat_map(|l| &l.pieces);
        pieces.into_iter().any(|p| matches!(p.owner, Owner::Dust(_)))
    }

    /// The bytes it holds.
    pub fn bytes(&self) -> usize {
        let level = |l: &TileLevel| {
            size_of_val(l.tiles.as_slice())
                + size_of_val(l.pieces.as_slice())
                + size_of_val(l.inside.as_slice())
                + l.geometry.len()
        };
        self.levels.iter().map(level).sum()
    }
}

impl TileLevel {
    /// The pieces in a tile of the zoom `depth`: their places.
    pub fn pieces_in(&self, column: u32, row: u32) -> Range<usize> {
        let found = self.tiles.binary_search_by(|t| (t.row, t.column).cmp(&(row, column)));
        let Ok(at) = found else { return 0..0 };
        let first = |at: usize| self.tiles.get(at).map_or(self.pieces.len(), |t| size(t.first));
        first(at)..first(at + 1)
    }

    /// A piece and its geometry.
    pub fn piece(&self, at: usize) -> Option<(Piece, &[u8])> {
        let piece = *self.pieces.get(at)?;
        let end = self.pieces.get(at + 1).map_or(self.geometry.len(), |p| size(p.from));
        Some((piece, self.geometry.get(size(piece.from)..end)?))
    }

    /// Whose polygons a tile of the zoom `depth` lies in wholly.
    pub fn around(&self, column: u32, row: u32) -> impl Iterator<Item = Owner> {
        let begin = self.inside.partition_point(|run| run.row < row);
        let in_row = self.inside[begin..].iter().take_while(move |run| run.row == row);
        in_row.filter(move |run| run.from <= column && column <= run.to).map(|run| run.owner)
    }
}

fn size(n: u32) -> usize {
    usize::try_from(n).unwrap_or(usize::MAX)
}
