//! What tiles draw of a layer, zoom by zoom: borders on the grid of the zoom, shared by those
//! who share them, with as few vertices as they need, and cut to tiles.
//!
//! ```text
//! rings -> snap -> arcs -> simplify -> dust -> edges of each feature -> cut -> Pyramid
//! ```
//!
//! All of it is integers on the grid of the zoom. Rounding leads edges through the vertices they
//! come near, each border is simplified once for all who share it, and polygons are made anew
//! from their edges: so neighbours meet without a gap, and no ring crosses itself or another.

mod arcs;
mod chords;
mod commands;
#[cfg(test)]
mod contours;

mod drawn;
mod dust;
mod grid;
mod hot;
mod index;
mod lines;
mod points;
mod recut;
mod seal;
mod sheet;
mod simplify;
mod snap;
#[cfg(test)]
mod tests;
mod thin;
mod tiles;
mod trace;
mod window;

use std::collections::BTreeMap;

use crate::model::{Owner, PartKind, Pyramid, Shapes, TileLevel, Zooms};
use crate::place::{Bounds, Coord, World, project};
use arcs::Arcs;
use chords::{LAST_TOLERANCE, TOLERANCE};
use dust::Dust;
use grid::{Cell, Grid};
use index::size;
use lines::Junctions;
pub use points::SPACING;
pub use recut::recut;
pub use seal::Seal;
use sheet::Sheet;
use simplify::Simplified;
use snap::Snapped;
pub use tiles::BUFFER;
use trace::{Side, without_pairs};

/// Raised whenever the same geometry would be drawn otherwise, so that prepared files are made
/// anew.
pub const EDITION: u32 = 2;

/// What is to be drawn.
#[derive(Debug, Clone, Copy)]
pub struct Subject<'a> {
    /// The geometry. Units: degrees.
    pub shapes: &'a Shapes,
    /// The zooms that it is drawn at.
    pub zooms: Zooms,
    /// Whether the area of what is too small to be drawn is kept, as that of a hazard has to be.
    pub gathers: bool,
    /// The class of each feature by rank; empty where there are none.
    pub ranks: &'a [u8],
    /// Where narrow gaps are closed.
    pub seal: Option<Seal<'a>>,
    /// The features from the highest rank on, where points that stand close are thinned.
    pub order: Option<&'a [u32]>,
}

/// All zooms of a layer; `done` is called after each. Cost: a microsecond or two for a vertex and
/// a zoom.
pub fn pyramid(subject: Subject<'_>, done: &mut dyn FnMut()) -> Pyramid {
    let world = subject.shapes.map_coords(|c| {
        let w = project(c.x, c.y);
        Coord { x: w.x, y: w.y }
    });
    let Some(bounds) = world.bounds() else { return Pyramid::default() };
    let zooms = subject.zooms.min..=subject.zooms.max;
    let levels = zooms.map(|z| {
        let level = level(&subject, &world, &bounds, z);
        done();
        level
    });
    Pyramid { levels: levels.collect() }
}

fn level(subject: &Subject<'_>, world: &Shapes, bounds: &Bounds, z: u8) -> TileLevel {
    let grid = Grid::over(z, bounds);
    /// The side of a tile is met at a whole step: an edge is turned by half of one at most.
    const CUT: f64 = 0.5;
    let tolerance = if z < subject.zooms.max { TOLERANCE } else { LAST_TOLERANCE };
    let drawn = Borders::of(subject, world, &grid, tolerance);
    let junctions = Junctions::of(world, &grid);
    let mut deviation = drawn.deviation;
    let mut all_lines = Vec::new();
    for (feature, shape) in (0_u32..).zip(world.iter()) {
        let (lines, strays) = lines::lines(shape, &grid, &junctions, tolerance);
        deviation = deviation.max(strays);
        if !lines.is_empty() {
            all_lines.push((feature, lines));
        }
    }
    let edges = drawn.sides.iter().copied();
    let edges = edges.chain(
        all_lines
            .iter()
            .flat_map(|(_, lines)| lines)
            .flat_map(|line| line.windows(2).map(|e| (e[0], e[1]))),
    );
    let length: f64 = edges.clone().map(length).sum();
    let mut sheet = Sheet::of(grid, edges.count(), length);
    drawn.cut(&mut sheet);
    for (feature, lines) in &all_lines {
        sheet.lines(Owner::Feature(*feature), lines);
    }
    let order = subject.order.filter(|_| z < subject.zooms.max);
    for (feature, points) in points::points(world, &grid, order) {
        sheet.points(Owner::Feature(feature), &points);
    }
    sheet.level(if deviation > 0.0 { deviation + CUT } else { 0.0 })
}

/// Along the axes.
fn length((a, b): Side) -> f64 {
    (f64::from(a.x) - f64::from(b.x)).abs() + (f64::from(a.y) - f64::from(b.y)).abs()
}

/// The borders of polygons at one zoom.
struct Borders {
    /// Feature after feature, with the feature on the left.
    sides: Vec<Side>,
    /// Where each feature's begin.
    starts: Vec<usize>,
    /// By class: the north-west corner of each, and how high it is.
    pixels: BTreeMap<u8, Vec<(Cell, i32)>>,
    /// The farthest that a place with another class than was published lies from a published
    /// border. Units: steps.
    deviation: f64,
}

impl Borders {
    fn of(subject: &Subject<'_>, world: &Shapes, grid: &Grid, tolerance: f64) -> Self {
        let mut empty = Self {
            sides: Vec::new(),
            starts: vec![0; world.len() + 1],
            pixels: BTreeMap::new(),
            deviation: 0.0,
        };
        let polygons = world.iter().flat_map(|s| s.parts()).any(|p| p.kind == PartKind::Polygon);
        if !polygons {
            return empty;
        }
        let snapped = Snapped::of(world, grid);
        let arcs = Arcs::of(&snapped);
        let simplified = Simplified::of(&snapped, &arcs, tolerance);
        let class = |feature: u32| {
            let at = usize::try_from(feature).unwrap_or(usize::MAX);
            subject.ranks.get(at).copied().unwrap_or(0)
        };
        let dust = if subject.gathers {
            Dust::of(&snapped, &arcs, &simplified, grid, &class)
        } else {
            Dust::none(&arcs)
        };
        // Of a shape that is gone no place is farther from its border than of a circle as large.
        let gone = (dust.largest / std::f64::consts::PI).sqrt();
        empty.deviation = simplified.deviation.max(gone);
        for ((class, corner), height) in dust.pixels {
            empty.pixels.entry(class).or_default().push((corner, height));
        }
        empty.share_out(&snapped, &arcs, &simplified, &dust.drawn);
        if let (Some(seal), Some(bounds)) = (subject.seal, world.bounds()) {
            let middle = (bounds.min() + bounds.max()) / 2.0;
            empty.close(&seal, grid, World { x: middle.x, y: middle.y });
        }
        empty
    }

    /// Gives each feature the gaps that it closes.
    fn close(&mut self, seal: &Seal<'_>, grid: &Grid, middle: World) {
        let of = |feature: usize| &self.sides[self.starts[feature]..self.starts[feature + 1]];
        let features = self.starts.len() - 1;
        let sides: Vec<(u32, &[Side])> = (0_u32..).zip((0..features).map(of)).collect();
        let mut more = seal::filling(seal, &sides, grid, middle);
        more.sort_unstable();
        let (mut all, mut starts) = (Vec::with_capacity(self.sides.len() + more.len()), vec![0]);
        for (feature, own) in sides {
            let from = more.partition_point(|(f, _)| *f < feature);
            let filled = more[from..].iter().take_while(|(f, _)| *f == feature);
            let own = own.iter().copied().chain(filled.map(|(_, side)| *side)).collect();
            all.extend(without_pairs(own));
            starts.push(all.len());
        }
        (self.sides, self.starts) = (all, starts);
    }

    /// Gives each feature the edges of its arcs.
    fn share_out(
        &mut self,
        snapped: &Snapped,
        arcs: &Arcs,
        simplified: &Simplified,
        drawn: &[bool],
    ) {
        let kept = || arcs.arcs.iter().enumerate().filter(|(i, _)| drawn[*i]);
        for (i, arc) in kept() {
            let edges = simplified.path(i).len().saturating_sub(1);
            for user in arcs.users(arc) {
                self.starts[size(user.feature) + 1] += edges;
            }
        }
        for i in 1..self.starts.len() {
            self.starts[i] += self.starts[i - 1];
        }
        let mut next = self.starts.clone();
        self.sides = vec![Side::default(); self.starts.last().copied().unwrap_or(0)];
        for (i, arc) in kept() {
            let path = simplified.path(i);
            for user in arcs.users(arc) {
                let at = &mut next[size(user.feature)];
                for edge in path.windows(2) {
                    let (a, b) = (snapped.hot.cell(edge[0]), snapped.hot.cell(edge[1]));
                    self.sides[*at] = if user.forward { (a, b) } else { (b, a) };
                    *at += 1;
                }
            }
        }
    }

    fn cut(&self, sheet: &mut Sheet) {
        for (feature, range) in (0_u32..).zip(self.starts.windows(2)) {
            if range[0] < range[1] {
                sheet.polygons(Owner::Feature(feature), &self.sides[range[0]..range[1]]);
            }
        }
        for (class, pixels) in &self.pixels {
            sheet.pixels(Owner::Dust(*class), pixels);
        }
    }
}
