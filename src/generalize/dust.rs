//! What is smaller than a pixel is not drawn as it is, but its area is: gathered over what lies
//! near each other, as pixels that stand for it.

use std::collections::BTreeMap;

use super::arcs::Arcs;
use super::drawn::Drawn;
use super::grid::{Cell, Grid, area2};
use super::simplify::Simplified;
use super::snap::Snapped;
use super::thin::thin;

/// Tile units along the side of a screen's pixel: tiles are 512 of them wide.
pub(crate) const PIXEL: i32 = 8;

/// The same in steps of a grid.
pub(crate) fn side(grid: &Grid) -> i32 {
    (PIXEL >> grid.coarse).max(1)
}

/// The share of its area by which a class may grow because holes in it are not drawn. What is
/// beyond keeps its holes: there is no pixel that stands for nothing.
const GROWTH: f64 = 0.005;

/// What became of small areas.
#[derive(Debug, Default)]
pub(crate) struct Dust {
    /// Whether an arc is drawn, by its number.
    pub(crate) drawn: Vec<bool>,
    /// The class and the north-west corner of each pixel that stands for small areas, and how
    /// high it is: the last of a class makes its area come out. Units: steps.
    pub(crate) pixels: BTreeMap<(u8, Cell), i32>,
    /// The largest area that is not drawn. Units: square steps.
    pub(crate) largest: f64,
}

/// Something small that is not drawn: what each class loses by it, or gains where negative.
pub(super) struct Speck {
    pub(super) at: Cell,
    pub(super) lost: Vec<(u8, f64)>,
}

/// The areas of each class. Units: square steps.
pub(super) struct Balance {
    published: Vec<f64>,
    /// What is missing in what is drawn; negative where too much is.
    pub(super) missing: Vec<f64>,
}

impl Dust {
    /// All is drawn as it is, and what is gone is gone.
    pub(crate) fn none(arcs: &Arcs) -> Self {
        Self { drawn: vec![true; arcs.arcs.len()], ..Self::default() }
    }

    /// Decides what is drawn; `class` tells the class of a feature.
    pub(crate) fn of(
        snapped: &Snapped,
        arcs: &Arcs,
        simplified: &Simplified,
        grid: &Grid,
        class: &dyn Fn(u32) -> u8,
    ) -> Self {
        let side = f64::from(side(grid));
        let pixel = side * side;
        let mut balance = Balance::of(snapped, class);
        let mut dust = Self { drawn: vec![true; arcs.arcs.len()], ..Self::default() };
        let mut small = Vec::new();
        for (i, arc) in arcs.arcs.iter().enumerate() {
            let path = simplified.path(i);
            let ring: Vec<Cell> = path.iter().map(|p| snapped.hot.cell(*p)).collect();
            // Half of what the surveyor's formula says of each arc belongs to each who share it.
            #[expect(clippy::cast_precision_loss, reason = "an area, to be compared")]
            let area = arc_area2(&ring) as f64 / 2.0;
            let lost: Vec<(u8, f64)> = arcs
                .users(arc)
                .iter()
                .map(|u| (class(u.feature), if u.forward { area } else { -area }))
                .collect();
            lost.iter().for_each(|(class, area)| balance.missing[usize::from(*class)] -= area);
            let closed = path.first() == path.last();
            if closed && area.abs() < pixel {
                let at = ring.first().copied().unwrap_or_default();
                small.push((i, area.abs(), Speck { at, lost }));
            }
        }
        let mut specks: Vec<Speck> = Vec::new();
        for ring in snapped.rings.iter().filter(|r| r.from == r.to && r.area != 0.0) {
            // Nothing of it is left on the grid; what is missing counts it already.
            dust.largest = dust.largest.max(ring.area.abs().min(pixel));
            specks.push(Speck { at: ring.at, lost: vec![(class(ring.feature), ring.area)] });
        }
        // The smallest first, and so what lies inside of others before these.
        small.sort_by(|a, b| a.1.total_cmp(&b.1).then(a.0.cmp(&b.0)));
        let mut drawn = Drawn::of(snapped, arcs, simplified);
        for (arc, area, speck) in small {
            // What is drawn in something must not be left without it.
            if drawn.is_empty_inside(simplified.path(arc)) && balance.bears(&speck) {
                dust.drawn[arc] = false;
                drawn.take(simplified.path(arc));
                dust.largest = dust.largest.max(area);
                specks.push(speck);
            }
        }
        specks.extend(thin(snapped, &balance, pixel, class));
        dust.gather(specks, &balance, grid);
        dust
    }

    /// Sets a pixel, or one beside it where that is set; where it was set.
    fn set(&mut self, class: u8, at: Cell, side: i32, height: i32) -> Option<Cell> {
        const BESIDE: [(i32, i32); 9] =
            [(0, 0), (1, 0), (-1, 0), (0, 1), (0, -1), (1, 1), (-1, -1), (1, -1), (-1, 1)];
        let places = BESIDE.iter().map(|(x, y)| Cell { x: at.x + x * side, y: at.y + y * side });
        let free = places.into_iter().find(|at| !self.pixels.contains_key(&(class, *at)))?;
        self.pixels.insert((class, free), height);
        Some(free)
    }

    /// Sets a pixel wherever as much has come together.
    fn gather(&mut self, mut specks: Vec<Speck>, balance: &Balance, grid: &Grid) {
        specks.sort_by_key(|s| (order(s.at), s.at));
        let shares = balance.shares(&specks);
        let side = side(grid);
        let pixel = f64::from(side * side);
        let mut heaps = vec![Heap::default(); balance.missing.len()];
        for speck in &specks {
            for &(class, lost) in &speck.lost {
                let (share, heap) = (shares[usize::from(class)], &mut heaps[usize::from(class)]);
                heap.area += if lost > 0.0 { lost * share.0 } else { lost * share.1 };
                if lost <= 0.0 {
                    continue;
                }
                heap.at = corner(speck.at, side, grid);
                while heap.area >= pixel / 2.0
                    && let Some(set) = self.set(class, heap.at, side, side)
                {
                    (heap.area, heap.last) = (heap.area - pixel, Some(set));
                }
            }
        }
        for (class, heap) in (0_u8..=u8::MAX).zip(heaps) {
            self.even_out(class, &heap, side);
        }
    }

    /// What is left in the end is added as part of a pixel, or taken from the last.
    fn even_out(&mut self, class: u8, heap: &Heap, side: i32) {
        #[expect(clippy::cast_possible_truncation, reason = "about half a pixel")]
        let rows = (heap.area / f64::from(side)).round().clamp(-1e6, 1e6) as i32;
        if rows > 0 {
            self.set(class, heap.at, side, rows.min(side));
        } else if let Some(last) = heap.last.filter(|_| rows < 0) {
            self.pixels.insert((class, last), (side + rows).max(1));
        }
    }
}

/// What has come together of a class.
#[derive(Debug, Clone, Copy, Default)]
struct Heap {
    /// Not yet drawn; negative where too much is. Units: square steps.
    area: f64,
    /// Where something was lost.
    at: Cell,
    /// The last pixel.
    last: Option<Cell>,
}

/// Twice what an arc adds to the area on its left.
fn arc_area2(path: &[Cell]) -> i128 {
    if path.first() == path.last() {
        return area2(&path[..path.len().saturating_sub(1)]);
    }
    let product =
        |a: Cell, b: Cell| i128::from(a.x) * i128::from(b.y) - i128::from(b.x) * i128::from(a.y);
    path.windows(2).map(|e| product(e[0], e[1])).sum()
}

impl Balance {
    fn of(snapped: &Snapped, class: &dyn Fn(u32) -> u8) -> Self {
        let mut published = vec![0.0; 256];
        for ring in &snapped.rings {
            published[usize::from(class(ring.feature))] += ring.area;
        }
        Self { missing: published.clone(), published }
    }

    /// Takes in that something small is not drawn, if no class grows too much by it.
    fn bears(&mut self, speck: &Speck) -> bool {
        let too_much = speck.lost.iter().any(|&(class, lost)| {
            let at = usize::from(class);
            lost < 0.0 && self.missing[at] + lost < -GROWTH * self.published[at]
        });
        if !too_much {
            speck.lost.iter().for_each(|(class, lost)| self.missing[usize::from(*class)] += lost);
        }
        !too_much
    }

    /// For each class what a loss and what a gain counts, so that all together make up for what
    /// is missing, that by rounding and simplifying included.
    fn shares(&self, specks: &[Speck]) -> Vec<(f64, f64)> {
        let mut sums = vec![(0.0, 0.0); self.missing.len()];
        for &(class, lost) in specks.iter().flat_map(|s| &s.lost) {
            let sum: &mut (f64, f64) = &mut sums[usize::from(class)];
            if lost > 0.0 { sum.0 += lost } else { sum.1 -= lost }
        }
        let share = |(&(lost, gained), &missing): (&(f64, f64), &f64)| {
            let wanted = (missing + gained).max(0.0);
            if lost > 0.0 { (wanted / lost, 1.0) } else { (0.0, 0.0) }
        };
        sums.iter().zip(&self.missing).map(share).collect()
    }
}

/// The pixel of the world's grid that holds a position: its north-west corner.
fn corner(at: Cell, side: i32, grid: &Grid) -> Cell {
    let (ox, oy) = grid.world_corner();
    let align = |v: i32, o: i64| {
        let back = (i64::from(v) - o).rem_euclid(i64::from(side));
        v - i32::try_from(back).unwrap_or(0)
    };
    Cell { x: align(at.x, ox), y: align(at.y, oy) }
}

/// The place of a position along Morton's curve (1966), on which what is near stays near.
fn order(at: Cell) -> u64 {
    let spread = |v: i32| {
        let mut v = u64::from(v.cast_unsigned() ^ 0x8000_0000);
        v = (v | (v << 16)) & 0x0000_ffff_0000_ffff;
        v = (v | (v << 8)) & 0x00ff_00ff_00ff_00ff;
        v = (v | (v << 4)) & 0x0f0f_0f0f_0f0f_0f0f;
        v = (v | (v << 2)) & 0x3333_3333_3333_3333;
        (v | (v << 1)) & 0x5555_5555_5555_5555
    };
    spread(at.x) | (spread(at.y) << 1)
}
