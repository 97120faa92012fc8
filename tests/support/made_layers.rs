//! Layers in which a wrong answer would hide, made from a fixed seed.

use std::f64::consts::TAU;

use super::features::{Feature, Part, Position, Ring};
use super::random::Random;

/// A position in Semarang, that whole numbers are moved to. Units: degrees.
const CITY: Position = [110.4, -7.0];

/// Names and features.
pub(crate) fn made_layers() -> Vec<(String, Vec<Feature>)> {
    let r = &mut Random(20_250_101);
    let blocks = coverage(r, 24, 5);
    let raster = raster(r, 48);
    let touching = touching_rings();
    named([
        ("blocks with shared borders", moved(&blocks, |c, at| at + c * 0.004)),
        ("blocks on a lattice of 1e-7", moved(&blocks, |c, at| rounded(at + c * 4e-6, 1e7))),
        ("blocks on a lattice of 1e-5", moved(&blocks, |c, at| rounded(at + c * 1e-3, 1e5))),
        (
            "blocks across the globe",
            moved(&blocks, |c, at| (c - 12.0) * if at > 0.0 { 15.0 } else { 7.5 }),
        ),
        ("blocks 1e-12 degrees wide", moved(&blocks, |c, at| at + c * 4e-14)),
        ("raster bands with 2,304 holes", raster.clone()),
        ("raster bands in degrees", moved(&raster, |c, at| at + c * 0.000_27)),
        ("combs", moved(&combs(r, 700), |c, at| at + c * 1e-4)),
        ("spirals", moved(&spirals(400), |c, at| at + c * 1e-4)),
        ("touching rings", touching.clone()),
        ("touching rings in degrees", moved(&touching, |c, at| at + c / 1024.0)),
        ("overlapping stars", stars(r, 150)),
        ("100 times the same star", vec![star(r, CITY, 0.05, 61); 100]),
        ("spikes and repeated positions", moved(&spikes(r, 60), |c, at| at + c * 1e-3)),
        (
            "rectangles on a lattice",
            moved(&rectangles(r, 300), |c, at| rounded(at + c * 1e-4, 1e4)),
        ),
        ("slivers a few last bits wide", slivers(r, 80)),
        ("100,000 vertices beside 4", dense_beside_large(r)),
        ("triangle", vec![polygon(vec![vec![[0.1, 0.2], [0.7, 0.3], [0.4, 0.9], [0.1, 0.2]]])]),
        ("nothing", Vec::new()),
        ("features without parts", vec![Vec::new(); 5]),
        ("points, lines and polygons", mixed(r)),
    ])
}

/// The same of coordinates whose products are no doubles any more.
pub(crate) fn extreme_layers() -> Vec<(String, Vec<Feature>)> {
    let r = &mut Random(20_250_102);
    let blocks = moved(&coverage(r, 24, 5), |c, _| c - 12.0);
    let touching = touching_rings();
    let scaled = |features: &[Feature], exponent| moved(features, |c, _| c * power_of_2(exponent));
    // Each coordinate another power of two of either sign, beside the least doubles.
    let uneven = |c: f64, _| c * power_of_2(if c.fract() == 0.0 { 900 } else { -900 });
    named([
        ("blocks, 1e300 wide", scaled(&blocks, 990)),
        ("blocks, 1e-300 wide", scaled(&blocks, -1000)),
        ("blocks, 1e-312 wide", scaled(&blocks, -1040)),
        ("touching rings, 1e300 wide", scaled(&touching, 990)),
        ("touching rings, 1e-300 wide", scaled(&touching, -1000)),
        ("touching rings, of the least doubles", scaled(&touching, -1074)),
        ("touching rings, as wide as doubles go", scaled(&touching, 1018)),
        ("combs, some coordinates 1e270, some 1e-270", moved(&combs(r, 100), uneven)),
        (
            "triangle as wide as doubles go",
            vec![polygon(vec![vec![
                [f64::MIN, f64::MIN],
                [f64::MAX, f64::MIN],
                [5e-324, f64::MAX],
                [f64::MIN, f64::MIN],
            ]])],
        ),
    ])
}

fn named<const N: usize>(layers: [(&str, Vec<Feature>); N]) -> Vec<(String, Vec<Feature>)> {
    layers.map(|(name, features)| (name.to_owned(), features)).to_vec()
}

/// Both coordinates through a function, which is given that of the city too.
fn moved(features: &[Feature], to: impl Fn(f64, f64) -> f64) -> Vec<Feature> {
    let position = |p: &Position| [to(p[0], CITY[0]), to(p[1], CITY[1])];
    let path = |path: &Vec<Position>| path.iter().map(position).collect();
    let part = |part: &Part| match part {
        Part::Point(at) => Part::Point(position(at)),
        Part::Line(line) => Part::Line(path(line)),
        Part::Polygon(rings) => Part::Polygon(rings.iter().map(path).collect()),
    };
    features.iter().map(|feature| feature.iter().map(part).collect()).collect()
}

fn rounded(v: f64, to: f64) -> f64 {
    (v * to).round() / to
}

/// Exact down to the least of all doubles.
fn power_of_2(exponent: i32) -> f64 {
    let half = exponent / 2;
    2_f64.powi(half) * 2_f64.powi(exponent - half)
}

fn polygon(rings: Vec<Ring>) -> Feature {
    vec![Part::Polygon(rings)]
}

fn closed(mut ring: Ring) -> Ring {
    ring.push(ring[0]);
    ring
}

fn rectangle([west, south, east, north]: [f64; 4]) -> Ring {
    closed(vec![[west, south], [east, south], [east, north], [west, north]])
}

/// `size` times `size` blocks of about a unit, whose crooked borders neighbours share.
fn coverage(random: &mut Random, size: usize, bends: usize) -> Vec<Feature> {
    let mut jitter = |at: f64, by: f64| at + random.between(-by, by);
    let grid: Vec<Vec<Position>> = (0..=size)
        .map(|x| (0..=size).map(|y| [jitter(x as f64, 0.2), jitter(y as f64, 0.2)]).collect())
        .collect();
    let mut way = |a: Position, b: Position| -> Vec<Position> {
        let at = |t: f64, axis: usize| a[axis] + (b[axis] - a[axis]) * t;
        let bend = |i: usize| {
            let t = i as f64 / (bends + 1) as f64;
            [jitter(at(t, 0), 0.1), jitter(at(t, 1), 0.1)]
        };
        std::iter::once(a).chain((1..=bends).map(bend)).collect()
    };
    let mut east = Vec::new();
    let mut north = Vec::new();
    for x in 0..=size {
        for y in 0..=size {
            east.push(if x < size { way(grid[x][y], grid[x + 1][y]) } else { Vec::new() });
            north.push(if y < size { way(grid[x][y], grid[x][y + 1]) } else { Vec::new() });
        }
    }
    let at = |x: usize, y: usize| x * (size + 1) + y;
    // A way back begins at its far end and leaves out where it comes to.
    let back = |way: &[Position], from: Position| -> Vec<Position> {
        std::iter::once(from).chain(way[1..].iter().rev().copied()).collect()
    };
    let block = |(x, y): (usize, usize)| {
        let mut ring = east[at(x, y)].clone();
        ring.extend(&north[at(x + 1, y)]);
        ring.extend(back(&east[at(x, y + 1)], grid[x + 1][y + 1]));
        ring.extend(back(&north[at(x, y)], grid[x][y + 1]));
        polygon(vec![closed(ring)])
    };
    (0..size).flat_map(|x| (0..size).map(move |y| (x, y))).map(block).collect()
}

/// A band with a hole in each block of 4 by 4, a stair of cells that touches those beside it at
/// corners or along edges, and another band that fills half of the holes: one feature of many
/// parts.
fn raster(random: &mut Random, size: usize) -> Vec<Feature> {
    let stair = [[0, 0], [3, 0], [3, 1], [2, 1], [2, 2], [1, 2], [1, 3], [0, 3]];
    let full = 4.0 * size as f64;
    let mut rings = vec![rectangle([-1.0, -1.0, full + 1.0, full + 1.0])];
    let mut islands = Vec::new();
    for block in 0..size * size {
        let corner = [block / size, block % size].map(|b| 4.0 * b as f64);
        let shift = [random.coin(), random.coin()].map(f64::from);
        let at =
            |cell: [i32; 2]| [0, 1].map(|axis| corner[axis] + shift[axis] + f64::from(cell[axis]));
        let hole = closed(stair.map(at).to_vec());
        if random.coin() {
            islands.push(Part::Polygon(vec![hole.clone()]));
        }
        rings.push(hole);
    }
    vec![polygon(rings), islands]
}

/// A comb with teeth upward, one with teeth to the side, and one with slanted teeth.
fn combs(random: &mut Random, teeth: usize) -> Vec<Feature> {
    let mut ring = vec![[0.0, -10.0]];
    for i in 0..teeth {
        let x = i as f64;
        let height = 900.0 + (random.part() * 8.0).floor();
        ring.extend([[x, 0.0], [x, height], [x + 0.5, height], [x + 0.5, 0.0]]);
    }
    ring.push([teeth as f64, -10.0]);
    let up = closed(ring);
    let side: Ring = up.iter().map(|[x, y]| [*y, *x]).collect();
    let slanted = up.iter().map(|[x, y]| [x + y / 3.0, *y]).collect();
    [up, side, slanted].map(|ring| polygon(vec![ring])).to_vec()
}

/// One with square corners, one round: an arm that runs inward, and back beside itself.
fn spirals(turns: usize) -> Vec<Feature> {
    let arm = |corners: usize, offset: f64| -> Vec<Position> {
        (0..turns * corners)
            .map(|i| {
                let angle = TAU * ((i % corners) as f64 + 0.5) / corners as f64;
                let r = 2.0 * (turns as f64 - i as f64 / corners as f64) + offset;
                [r * angle.cos(), r * angle.sin()]
            })
            .collect()
    };
    [4, 24]
        .map(|corners| {
            let mut ring = arm(corners, 1.0);
            ring.extend(arm(corners, 0.2).iter().rev());
            polygon(vec![closed(ring)])
        })
        .to_vec()
}

/// Holes that touch the outer ring and each other, polygons that touch, an island in a hole, an
/// outer ring that touches itself; many times over.
fn touching_rings() -> Vec<Feature> {
    let diamond =
        |x: f64, y: f64| closed(vec![[x - 1.0, y], [x, y - 1.0], [x + 1.0, y], [x, y + 1.0]]);
    let at = |x: f64, y: f64| -> Vec<Feature> {
        let square = rectangle([x, y, x + 8.0, y + 8.0]);
        let pinched = closed(
            [[0, 0], [4, 0], [4, 4], [8, 4], [8, 8], [4, 8], [4, 4], [0, 4]]
                .map(|[a, b]| [x + f64::from(a), y + f64::from(b)])
                .to_vec(),
        );
        vec![
            // At a corner, in the middle of an edge, and two at each other.
            polygon(vec![
                square.clone(),
                closed(vec![[x, y], [x + 2.0, y + 1.0], [x + 1.0, y + 2.0]]),
                diamond(x + 7.0, y + 4.0),
                diamond(x + 5.0, y + 4.0),
                diamond(x + 4.0, y + 5.0),
            ]),
            // The same place, its hole full.
            vec![
                Part::Polygon(vec![
                    square.clone(),
                    rectangle([x + 2.0, y + 2.0, x + 6.0, y + 6.0]),
                ]),
                Part::Polygon(vec![rectangle([x + 2.0, y + 2.0, x + 4.0, y + 4.0])]),
                Part::Polygon(vec![rectangle([x + 4.0, y + 4.0, x + 6.0, y + 6.0])]),
            ],
            polygon(vec![pinched]),
            // A hole that takes away all but the border.
            polygon(vec![square.clone(), square]),
        ]
    };
    let places =
        (-3..3).flat_map(|x| (-3..3).map(move |y| (f64::from(x) * 8.0, f64::from(y) * 8.0)));
    places.flat_map(|(x, y)| at(x, y)).collect()
}

/// Rings that cross themselves, over each other.
fn stars(random: &mut Random, count: usize) -> Vec<Feature> {
    (0..count)
        .map(|i| {
            let centre = [CITY[0] + random.between(-0.1, 0.1), CITY[1] + random.between(-0.1, 0.1)];
            let size = random.between(0.005, 0.06);
            star(random, centre, size, 5 + i % 40)
        })
        .collect()
}

/// A star with a hole, or one without, whose edges then cross: each is two steps long.
fn star(random: &mut Random, centre: Position, size: f64, points: usize) -> Feature {
    let with_hole = !points.is_multiple_of(3);
    let mut ring = |least: f64, step: usize| {
        let mut at = |i: usize| {
            let angle = TAU * ((i * step) % points) as f64 / points as f64;
            let r = size * random.between(least, 1.5 * least);
            [centre[0] + r * angle.cos(), centre[1] + r * angle.sin()]
        };
        closed((0..points).map(&mut at).collect())
    };
    if with_hole { polygon(vec![ring(0.6, 1), ring(0.05, 1)]) } else { polygon(vec![ring(0.6, 2)]) }
}

/// Edges that go somewhere and come back, outward, inward and along others, and positions that
/// come several times.
fn spikes(random: &mut Random, count: usize) -> Vec<Feature> {
    let mut feature = |i: usize| {
        let (x, y) = ((i % 10) as f64 * 16.0, (i / 10) as f64 * 16.0);
        let mut ring = Ring::new();
        for corner in [[0, 0], [8, 0], [8, 8], [0, 8]] {
            let corner = corner.map(f64::from);
            let at = [x + corner[0], y + corner[1]];
            ring.push(at);
            for _ in 0..random.below(3) {
                ring.push(at);
            }
            let spike = [random.below(17), random.below(17)].map(|c| c as f64 - 4.0);
            ring.extend([[x + spike[0], y + spike[1]], at]);
        }
        // There and back along what is an edge already.
        ring.extend([[x, y + 2.0], [x, y + 6.0]]);
        polygon(vec![closed(ring)])
    };
    (0..count).map(&mut feature).collect()
}

fn rectangles(random: &mut Random, count: usize) -> Vec<Feature> {
    (0..count)
        .map(|_| {
            let [west, south] = [random.below(60), random.below(60)].map(|c| c as f64);
            let [width, height] = [1 + random.below(12), 1 + random.below(12)].map(|c| c as f64);
            polygon(vec![rectangle([west, south, west + width, south + height])])
        })
        .collect()
}

/// Upright, lying and slanted, up to 10 degrees long.
fn slivers(random: &mut Random, count: usize) -> Vec<Feature> {
    let later = |c: f64, steps: usize| (0..steps).fold(c, |c, _| c.next_up());
    (0..count)
        .map(|i| {
            let [x, y] = CITY.map(|c| c + random.between(-0.5, 0.5));
            let (wide, length) = (1 + random.below(4), random.between(0.1, 10.0));
            let ring = match i % 4 {
                0 => rectangle([x, y, later(x, wide), y + length]),
                1 => rectangle([x, y, x + length, later(y, wide)]),
                2 => closed(vec![
                    [x, y],
                    [x + length, y + length],
                    [x + length, later(y + length, wide)],
                ]),
                _ => closed(vec![
                    [x, y],
                    [later(x, wide), y],
                    [later(x + length / 7.0, wide), y + length],
                    [x + length / 7.0, y + length],
                ]),
            };
            polygon(vec![ring])
        })
        .collect()
}

/// A shore of 100,000 vertices within 1e-4 degrees, in a square of 10 degrees that has a hole
/// around it.
fn dense_beside_large(random: &mut Random) -> Vec<Feature> {
    let count = 100_000;
    let shore = (0..count)
        .map(|i| {
            let angle = TAU * f64::from(i) / f64::from(count);
            let r = random.between(4.0e-5, 5.0e-5);
            [CITY[0] + r * angle.cos(), CITY[1] + r * angle.sin()]
        })
        .collect();
    let [x, y] = CITY;
    vec![
        polygon(vec![closed(shore)]),
        polygon(vec![
            rectangle([x - 5.0, y - 5.0, x + 5.0, y + 5.0]),
            rectangle([x - 6e-5, y - 6e-5, x + 6e-5, y + 6e-5]),
        ]),
    ]
}

/// Points and lines among polygons, alone and in features of several kinds; none of them covers.
fn mixed(random: &mut Random) -> Vec<Feature> {
    let mut feature = |i: usize| {
        let at = CITY.map(|c| c + random.between(-0.1, 0.1));
        let polygon = star(random, at, 0.02, 7);
        let line = Part::Line(vec![at, CITY, [at[0], CITY[1]], at]);
        match i % 5 {
            0 => vec![Part::Point(at)],
            1 => vec![line],
            2 => Vec::new(),
            3 => polygon,
            _ => [vec![Part::Point(CITY), line], polygon].concat(),
        }
    };
    (0..100).map(&mut feature).collect()
}
