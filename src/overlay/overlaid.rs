//! Layers laid over each other: the areas of what they say together, by cells of a grid.
//!
//! Cells are swept one by one and their areas kept. Of an area that is asked about, the cells that
//! its border passes are swept again together with it; those inside it are known.

use std::collections::{BTreeMap, HashMap};

use super::asked::{Asked, Laid, grown};
use super::buckets::{Buckets, Squares, index};
use super::clip::{Cell, Clip, between_meridians, crossing};
use super::frame::{At, Frame};
use super::measure::Square;
use super::pieces::{Changes, Piece};
use super::sheet::{Edge, Sheet};
use super::states::{ASKED, Change, Said, States, Token, summed};
use super::work::{Overfull, Work};
use super::{Areas, node, sweep};
use crate::place::Bounds;

/// About so many edges lie in a cell.
const EDGES: usize = 64;

/// Less is what is left of a sum that is nothing. Units: square metres.
const NOTHING_M2: f64 = 1e-3;

/// Layers laid over each other, with the areas of what they say together.
#[derive(Debug)]
pub struct Overlaid {
    sheet: Sheet,
    grid: Grid,
    /// The runs of edges that pass each cell, and perhaps others.
    runs: Buckets,
    /// What covers the corner in the south-west of each cell, and of those that would follow in
    /// the north.
    corners: Vec<Box<[Change]>>,
    /// What is said in each cell, by its place in `said`, and on what area.
    cells: Vec<Box<[(u32, Square)]>>,
    said: Vec<Box<[Said]>>,
    everywhere: Areas,
}

/// What is said in a cell, and on what area.
type Swept = Vec<(Box<[Said]>, Square)>;

/// The cells of a grid.
#[derive(Debug, Clone, Copy)]
pub(super) struct Grid {
    pub(super) frame: Frame,
    pub(super) squares: Squares,
}

impl Overlaid {
    /// Finds the areas of what the layers of a sheet say together. Cost: about two microseconds an
    /// edge.
    ///
    /// # Errors
    ///
    /// None for layers that can be published: their edges are fewer than memory holds.
    pub fn of(sheet: Sheet) -> Result<Self, Overfull> {
        let bounds = grown(sheet.bounds().unwrap_or_else(|| Bounds::from([0.0; 4])), 0.01);
        let frame = Frame::over(&bounds);
        let far = frame.at(bounds.max());
        let (near, far) = (At { x: 1, y: 1 }, At { x: far.x + 1, y: far.y + 1 });
        let grid = Grid { frame, squares: Squares::over(near, far, sheet.edges() / EDGES) };
        let runs = Buckets::of(&grid.squares, |put| {
            for (run, bounds) in sheet.boxes() {
                let (min, max) = (frame.at(bounds.min()), frame.at(bounds.max()));
                grid.squares.about(min, max).for_each(|square| put(square, run));
            }
        });
        let mut overlaid = Self {
            sheet,
            grid,
            runs,
            corners: Vec::new(),
            cells: Vec::new(),
            said: Vec::new(),
            everywhere: Areas::default(),
        };
        overlaid.corners = overlaid.find_corners();
        overlaid.find_areas()?;
        Ok(overlaid)
    }

    /// The layers, in the order of the columns of a state.
    pub fn sheet(&self) -> &Sheet {
        &self.sheet
    }

    /// The areas of what the layers say together, wherever any of them says something.
    pub fn everywhere(&self) -> &Areas {
        &self.everywhere
    }

    /// The areas of what the layers say together inside of an area.
    ///
    /// # Errors
    ///
    /// Where too many edges lie along its border, or they meet too often.
    pub fn within(&self, asked: &Asked) -> Result<Areas, Overfull> {
        let mut work = Work::asked();
        let laid = asked.laid(&self.grid);
        let mut inside = vec![Square::default(); self.said.len()];
        let mut by_said: BTreeMap<Box<[Said]>, Square> = BTreeMap::new();
        for (square, known) in self.cells.iter().enumerate() {
            if laid.passes(square) {
                for (said, area) in self.swept(square, Some(&laid), &mut work)? {
                    *by_said.entry(said).or_default() += area;
                }
            } else if laid.covers(square) {
                known.iter().for_each(|(said, area)| inside[index(*said)] += *area);
            }
        }
        for (said, area) in self.said.iter().zip(inside) {
            *by_said.entry(said.clone()).or_default() += area;
        }
        by_said.retain(|_, area| *area != Square::default());
        // The rest lies where no layer says a thing.
        let mut rest = laid.area;
        by_said.values().for_each(|area| rest -= *area);
        if rest.m2() > NOTHING_M2 {
            by_said.insert(self.sheet.said(&[]), rest);
        }
        Ok(Areas { states: by_said.into_iter().collect() })
    }

    /// What covers the corners: from the west, where nothing does, by what crosses the parallel.
    fn find_corners(&self) -> Vec<Box<[Change]>> {
        let squares = &self.grid.squares;
        let mut corners = Vec::with_capacity(squares.len() + squares.columns());
        for row in 0..=squares.rows() {
            let mut covering: Vec<Change> = Vec::new();
            for column in 0..squares.columns() {
                corners.push(covering.clone().into_boxed_slice());
                let square = row * squares.columns() + column;
                if row == 0 || row == squares.rows() {
                    continue;
                }
                let Cell { near, far } = squares.cell(square);
                self.each_edge(square, |token, edge| {
                    let part = between_meridians(edge, near.x, far.x);
                    let crossed = part.and_then(|part| crossing(part, near.y));
                    covering.extend(crossed.map(|(_, change)| (token, change)));
                });
                summed(&mut covering);
            }
        }
        corners
    }

    fn find_areas(&mut self) -> Result<(), Overfull> {
        let mut numbers: HashMap<Box<[Said]>, u32> = HashMap::new();
        let mut all: BTreeMap<Box<[Said]>, Square> = BTreeMap::new();
        let mut work = Work::published();
        let mut cells = Vec::with_capacity(self.grid.squares.len());
        for square in 0..self.grid.squares.len() {
            let mut known = Vec::new();
            for (said, area) in self.swept(square, None, &mut work)? {
                *all.entry(said.clone()).or_default() += area;
                let next = u32::try_from(numbers.len()).unwrap_or(u32::MAX);
                known.push((*numbers.entry(said).or_insert(next), area));
            }
            cells.push(known.into_boxed_slice());
        }
        let mut said: Vec<(u32, Box<[Said]>)> = numbers.into_iter().map(|(s, n)| (n, s)).collect();
        said.sort_unstable();
        self.said = said.into_iter().map(|(_, said)| said).collect();
        self.cells = cells;
        all.retain(|_, area| *area != Square::default());
        self.everywhere = Areas { states: all.into_iter().collect() };
        Ok(())
    }

    fn each_edge(&self, square: usize, mut found: impl FnMut(Token, (At, At))) {
        let frame = &self.grid.frame;
        for run in self.runs.within(square) {
            self.sheet.run(*run).for_each(|Edge { token, a, b }| {
                found(token, (frame.at(a), frame.at(b)));
            });
        }
    }

    /// The areas of what is said in a cell, of all of it or of what is asked about.
    fn swept(
        &self,
        square: usize,
        asked: Option<&Laid>,
        work: &mut Work,
    ) -> Result<Swept, Overfull> {
        let squares = &self.grid.squares;
        let mut changes = Changes::default();
        let mut clip = Clip::of(squares.cell(square), &mut changes);
        let mut edges = 0;
        let mut add = |token: Token, edge: (At, At)| {
            edges += 1;
            clip.add(token, edge);
        };
        self.each_edge(square, &mut add);
        asked.into_iter().for_each(|laid| laid.each_edge(square, |edge| add(ASKED, edge)));
        work.spend_edges(edges)?;
        let north = square + squares.columns();
        let corner = |square: usize| -> Vec<Change> {
            let times = asked.map_or(0, |laid| laid.times(square));
            let own = self.corners.get(square).map_or(&[][..], |own| own);
            own.iter().copied().chain((times != 0).then_some((ASKED, times))).collect()
        };
        let pieces = clip.closed(&corner(square), &corner(north));
        self.measured((pieces, squares.cell(square)), &mut changes, asked.is_some(), work)
    }

    fn measured(
        &self,
        (pieces, cell): (Vec<Piece>, Cell),
        changes: &mut Changes,
        is_asked: bool,
        work: &mut Work,
    ) -> Result<Swept, Overfull> {
        let pieces = node::noded(pieces, changes, work)?;
        let mut states = States::default();
        let south = self.grid.frame.degrees(cell.near).y;
        let areas = sweep::areas(pieces, changes, &mut states, (&self.grid.frame, south));
        let mut by_said: BTreeMap<Box<[Said]>, Square> = BTreeMap::new();
        for (state, area) in (0..).zip(areas) {
            let covering: Vec<Token> =
                states.of(state).iter().filter(|c| c.1 > 0).map(|c| c.0).collect();
            let (is_inside, covering) = match covering.split_last() {
                Some((&ASKED, rest)) => (is_asked, rest),
                _ => (!is_asked, covering.as_slice()),
            };
            if is_inside && !covering.is_empty() {
                *by_said.entry(self.sheet.said(covering)).or_default() += area;
            }
        }
        Ok(by_said.into_iter().collect())
    }
}
