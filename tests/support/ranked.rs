//! Made hazards: sheets of cells in which rectangles fill cells, and stars notch, hold holes and
//! are parted. Edges of one class meet and overlap, and cross those of other classes only: what
//! begins where two edges of one class cross is found late (docs/decisions/0005).

use serde_json::{Value, json};
use wareng::place::Coord;

use crate::random::Random;

/// A closed ring. Units: degrees.
pub(crate) type Ring = Vec<Coord>;
/// An outer ring, then holes.
pub(crate) type Rings = Vec<Ring>;

/// From the least grave.
pub(crate) const CLASSES: [&str; 4] = ["rendah", "sedang", "tinggi", "ekstrem"];
/// What the made layers are good to.
pub(crate) const ACCURACY_M: f64 = 25.0;

const ORIGIN: Coord = Coord { x: 110.4, y: -7.0 };
/// Units: degrees.
const CELL: f64 = 0.002;
const CELLS: usize = 4;

/// Polygons of classes by their ranks, and those of the mapped area.
pub(crate) struct Ranked {
    classes: Vec<(u8, Rings)>,
    mapped: Vec<Rings>,
}

impl Ranked {
    /// Two sheets of two classes each, the one as the other or shifted, and a sheet that is mapped.
    pub(crate) fn random(random: &mut Random) -> Self {
        let shift = if random.coin() { Coord::zero() } else { anywhere(random) - ORIGIN };
        let mut classes = sheet(random, ORIGIN, &[0, 2]);
        classes.extend(sheet(random, ORIGIN + shift * 0.3, &[1, 3]));
        let mut mapped: Vec<Rings> =
            sheet(random, ORIGIN, &[0]).into_iter().map(|(_, rings)| rings).collect();
        let [south, north] = [0, CELLS].map(|row| row as f64);
        for west in 0..CELLS {
            if random.below(4) > 0 {
                let west = west as f64;
                mapped.push(vec![rectangle(ORIGIN, [west, south, west + 1.0, north])]);
            }
        }
        Self { classes, mapped }
    }

    /// Polygons by their ranks, and more around them that is mapped.
    pub(crate) fn of(classes: Vec<(u8, Rings)>) -> Self {
        let around = rectangle(ORIGIN, [-20.0, -20.0, 20.0, 20.0]);
        Self { classes, mapped: vec![vec![around]] }
    }

    /// All rings.
    pub(crate) fn rings(&self) -> impl Iterator<Item = &Ring> {
        self.classes.iter().map(|(_, rings)| rings).chain(&self.mapped).flatten()
    }
}

/// Some place over the sheets or a little beside.
pub(crate) fn anywhere(random: &mut Random) -> Coord {
    let end = CELL * (CELLS as f64 + 0.5);
    let [x, y] = [random.between(-CELL / 2.0, end), random.between(-CELL / 2.0, end)];
    ORIGIN + Coord { x, y }
}

fn sheet(random: &mut Random, origin: Coord, ranks: &[u8]) -> Vec<(u8, Rings)> {
    let cells = (0..CELLS).flat_map(|row| (0..CELLS).map(move |column| (column, row)));
    cells.flat_map(|(column, row)| cell(random, origin, [column, row], ranks)).collect()
}

/// What is in a cell: nothing, the whole of it and the next, a star, one with a hole, that filled,
/// or one parted in its middle.
fn cell(random: &mut Random, origin: Coord, at: [usize; 2], ranks: &[u8]) -> Vec<(u8, Rings)> {
    let [west, south] = at.map(|i| i as f64);
    let middle = corner(origin, west + 0.5, south + 0.5);
    let points = star(random, middle);
    let closed = |points: &[Coord]| [points, &points[..1]].concat();
    let hole: Ring = points.iter().rev().map(|p| middle + (*p - middle) * 0.4).collect();
    let [rank, other] = [random.of(ranks), random.of(ranks)];
    match random.below(7) {
        0 => Vec::new(),
        1 => vec![(rank, vec![rectangle(origin, [west, south, west + 1.0, south + 1.0])])],
        2 => vec![(rank, vec![rectangle(origin, [west, south, west + 2.0, south + 1.0])])],
        3 => vec![(rank, vec![closed(&points)])],
        4 => vec![(rank, vec![closed(&points), closed(&hole)])],
        5 => {
            let inner: Ring = hole.iter().rev().copied().collect();
            vec![(rank, vec![closed(&points), closed(&hole)]), (other, vec![closed(&inner)])]
        }
        _ => {
            let half = points.len() / 2;
            let first = [&points[..=half], &[middle]].concat();
            let second = [&points[half..], &points[..1], &[middle]].concat();
            vec![(rank, vec![closed(&first)]), (other, vec![closed(&second)])]
        }
    }
}

/// Points around a middle in the order of their angles, near and far by turns: acute notches.
fn star(random: &mut Random, middle: Coord) -> Ring {
    let count = 6 + 2 * random.below(4);
    let point = |i: usize| {
        let part = (i as f64 + random.between(-0.3, 0.3)) / count as f64;
        let (sin, cos) = (part * std::f64::consts::TAU).sin_cos();
        let far =
            if i.is_multiple_of(2) { random.between(0.3, 0.49) } else { random.between(0.05, 0.3) };
        middle + Coord { x: cos, y: sin } * (far * CELL)
    };
    (0..count).map(point).collect()
}

/// West, south, east, north in cells from an origin.
fn rectangle(origin: Coord, [w, s, e, n]: [f64; 4]) -> Ring {
    [(w, s), (e, s), (e, n), (w, n), (w, s)].map(|(x, y)| corner(origin, x, y)).to_vec()
}

fn corner(origin: Coord, x: f64, y: f64) -> Coord {
    origin + Coord { x, y } * CELL
}

/// A layers folder of made hazards by their names.
pub(crate) fn folder(layers: &[(String, Ranked)]) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    let write = |name: String, text: String| {
        std::fs::write(folder.path().join(name), text).unwrap();
    };
    let city = "name = { id = \"Uji\" }\ncode = \"1\"\narea = [110, -8, 111, -6]\n\
        emergency = \"112\"\ncontact = \"mailto:uji@example.org\"\n\
        view = { lon = 110.4, lat = -7, zoom = 12 }\n";
    write("city.toml".to_owned(), city.to_owned());
    for (id, made) in layers {
        let classes =
            made.classes.iter().map(|(rank, rings)| feature(CLASSES[usize::from(*rank)], rings));
        write(format!("{id}.geojson"), collection(classes.collect()));
        let mapped = made.mapped.iter().map(|rings| feature("", rings));
        write(format!("{id}-peta.geojson"), collection(mapped.collect()));
        write(format!("{id}.toml"), manifest(id));
    }
    folder
}

fn manifest(id: &str) -> String {
    let class = |name: &str| {
        format!(
            "[[classes.scheme]]\nid = \"{name}\"\nlabel = {{ id = \"{name}\" }}\n\
             meaning = {{ id = \"{name}\" }}\nadvice = {{ id = \"{name}\" }}\ncolor = \"#112233\"\n"
        )
    };
    format!(
        "kind = \"hazard\"\ntitle = {{ id = \"{id}\" }}\naccess = \"public\"\n\
         accuracy_m = {ACCURACY_M}\nsource = {{ file = \"{id}.geojson\" }}\n\
         mapped = {{ file = \"{id}-peta.geojson\" }}\nfields = {{ kelas = {{}} }}\n\
         [provenance]\npublisher = \"Uji\"\nlicence = \"CC0-1.0\"\ndated = \"2025\"\n\
         link = \"https://example.org\"\ncontact = \"mailto:uji@example.org\"\n\
         [classes]\nfield = \"kelas\"\n{}",
        CLASSES.map(class).concat()
    )
}

fn feature(class: &str, rings: &[Ring]) -> Value {
    let rings: Vec<Vec<[f64; 2]>> =
        rings.iter().map(|ring| ring.iter().map(|c| [c.x, c.y]).collect()).collect();
    json!({ "type": "Feature", "properties": { "kelas": class },
        "geometry": { "type": "Polygon", "coordinates": rings } })
}

fn collection(features: Vec<Value>) -> String {
    json!({ "type": "FeatureCollection", "features": features }).to_string()
}
