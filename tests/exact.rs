//! Which features cover a place, against exact arithmetic on made layers and real ones: on
//! vertices, on edges, the next double to either side, far away, and where no number is.
//! A sample of it is part of `make test`; `make exact` asks about ten million places.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::print_stdout,
    clippy::cast_precision_loss,
    reason = "a test stops and tells, and its counts are small"
)]

#[path = "support/asked.rs"]
mod asked;
#[path = "support/exact.rs"]
mod exact;
#[path = "support/features.rs"]
mod features;
#[path = "support/made_layers.rs"]
mod made_layers;
#[path = "support/random.rs"]
mod random;
#[path = "support/read_features.rs"]
mod read_features;

use std::sync::atomic::{AtomicUsize, Ordering};

use asked::{Ground, Sort};
use exact::Oracle;
use features::{Feature, Position, coord};
use made_layers::{extreme_layers, made_layers};
use random::Random;
use wareng::snapshot::{Area, DecidedBy};

/// Places that are made from one seed: the same ones, however many cores ask.
const PLACES_IN_A_CHUNK: usize = 1000;

#[test]
fn a_sample_of_places_has_the_answers_of_exact_arithmetic() {
    compare_all(&layers(), 200_000);
}

#[test]
#[ignore = "takes minutes: `make exact`"]
fn ten_million_places_have_the_answers_of_exact_arithmetic() {
    compare_all(&layers(), 10_000_000);
}

#[test]
#[ignore = "the predicate of src/place/exact.rs is not exact there: its products over- and underflow"]
fn the_ends_of_the_doubles_have_the_answers_of_exact_arithmetic() {
    compare_all(&extreme_layers(), 50_000);
}

/// What makes the oracle fast leaves its answers as they are by definition.
#[test]
fn the_bands_of_the_oracle_change_nothing() {
    for (name, features) in [made_layers(), extreme_layers()].concat() {
        let (oracle, ground) = (Oracle::new(&features), Ground::new(&features));
        let mut random = Random(1);
        let edges: usize =
            features.iter().flatten().map(|part| exact::polygon_edges(part).count()).sum();
        for i in 0..(400_000 / (edges + 1)).clamp(9, 300) {
            let place = ground.place(Sort::ALL[i % Sort::ALL.len()], &mut random);
            if place.iter().all(|c| c.is_finite()) {
                let right = exact::covering_by_definition(&features, place);
                assert_eq!(oracle.covering(place), right, "{name}: {place:?}");
            }
        }
    }
}

/// The oracle where everybody can see what is right.
#[test]
fn the_oracle_knows_a_triangle() {
    let edges = |scale: f64| {
        let at = |x: f64, y: f64| [x * scale, y * scale];
        [(at(0.0, 0.0), at(3.0, 0.0)), (at(3.0, 0.0), at(0.0, 3.0)), (at(0.0, 3.0), at(0.0, 0.0))]
    };
    for scale in [1.0, 1e300, 5e-324] {
        for (x, y, right) in [
            (1.0, 1.0, true),
            (1.0, 2.0, true),
            (0.0, 0.0, true),
            (3.0, 0.0, true),
            (0.0, 2.0, true),
            (2.0, 2.0, false),
            (-1.0, 1.0, false),
            (-1.0, 0.0, false),
            (-1.0, 3.0, false),
            (4.0, 0.0, false),
        ] {
            let place = [x * scale, y * scale];
            assert_eq!(exact::covered(edges(scale), place), right, "{x} {y} times {scale:e}");
        }
    }
    assert!(!exact::covered(edges(1.0), [1.0_f64.next_up(), 2.0]));
    assert!(exact::covered(edges(1.0), [1.0_f64.next_down(), 2.0]));
    assert!(!exact::covered(edges(1.0), [1.0, -5e-324]));
}

/// The made layers, and the real ones where they are.
fn layers() -> Vec<(String, Vec<Feature>)> {
    let mut layers = made_layers();
    match std::env::var_os("WARENG_REAL_DATA") {
        Some(data) => layers.extend(read_features::published(data.as_ref())),
        None => println!("skipped: published layers, because WARENG_REAL_DATA is not set"),
    }
    layers
}

fn compare_all(layers: &[(String, Vec<Feature>)], places: usize) {
    let chunks = places.div_ceil(PLACES_IN_A_CHUNK * layers.len());
    let mut all = Counts::default();
    println!("{HEAD}");
    for (name, features) in layers {
        let counts = compare(features, chunks);
        println!("{}", counts.row(name));
        counts.told.iter().for_each(|place| println!("    {place}"));
        all.add(counts);
    }
    println!("{}", all.row("all"));
    for (sort, count) in Sort::ALL.iter().zip(all.sorts) {
        println!("{count:>10} {sort:?}");
    }
    assert!(all.asked >= places, "{} places asked", all.asked);
    assert_eq!(all.wrong, 0, "the first of each layer are told above");
}

/// Decided by: see [`DecidedBy`].
const HEAD: &str = "    places   covered   by cell  by edges  by exact     wrong";

#[derive(Default)]
struct Counts {
    asked: usize,
    covered: usize,
    sorts: [usize; Sort::ALL.len()],
    cell: usize,
    edges: usize,
    exact: usize,
    wrong: usize,
    /// The first that are wrong, as text.
    told: Vec<String>,
}

impl Counts {
    fn add(&mut self, other: Self) {
        self.asked += other.asked;
        self.covered += other.covered;
        self.sorts.iter_mut().zip(other.sorts).for_each(|(sum, n)| *sum += n);
        self.cell += other.cell;
        self.edges += other.edges;
        self.exact += other.exact;
        self.wrong += other.wrong;
        self.told.extend(other.told);
        self.told.truncate(5);
    }

    fn row(&self, name: &str) -> String {
        let row = [self.asked, self.covered, self.cell, self.edges, self.exact, self.wrong];
        let row: Vec<String> = row.iter().map(|n| format!("{n:>9}")).collect();
        format!("{} {name}", row.join(" "))
    }
}

/// Asks both about `chunks` times [`PLACES_IN_A_CHUNK`] places, on all cores.
fn compare(features: &[Feature], chunks: usize) -> Counts {
    let area = Area::new(features::shapes(features));
    let (oracle, ground) = (Oracle::new(features), Ground::new(features));
    let next = AtomicUsize::new(0);
    let work = || {
        let mut counts = Counts::default();
        loop {
            let chunk = next.fetch_add(1, Ordering::Relaxed);
            if chunk >= chunks {
                return counts;
            }
            let mut random = Random(u64::try_from(chunk).unwrap() << 32);
            for i in 0..PLACES_IN_A_CHUNK {
                let sort = i % Sort::ALL.len();
                let place = ground.place(Sort::ALL[sort], &mut random);
                counts.sorts[sort] += 1;
                ask(&area, &oracle, place, &mut counts);
            }
        }
    };
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    let mut all = Counts::default();
    std::thread::scope(|scope| {
        let workers: Vec<_> = (0..cores).map(|_| scope.spawn(work)).collect();
        workers.into_iter().for_each(|worker| all.add(worker.join().unwrap()));
    });
    all
}

fn ask(area: &Area, oracle: &Oracle, place: Position, counts: &mut Counts) {
    let right = oracle.covering(place);
    let mut found = Vec::new();
    area.each_covering(coord(&place), |feature| found.push(feature));
    let listed = area.covering(coord(&place));
    let any = area.covers(coord(&place));
    counts.asked += 1;
    counts.covered += usize::from(!right.is_empty());
    match area.decided_by(coord(&place)) {
        DecidedBy::Cell => counts.cell += 1,
        DecidedBy::Edges => counts.edges += 1,
        DecidedBy::Exact => counts.exact += 1,
    }
    if found != right || listed != right || any == right.is_empty() {
        counts.wrong += 1;
        counts.told.push(format!(
            "{}: each_covering {found:?}, covering {listed:?}, covers {any}, right is {right:?}",
            bit_by_bit(place)
        ));
        counts.told.truncate(5);
    }
}

/// A place as a unit test can take it over.
fn bit_by_bit(place: Position) -> String {
    let [x, y] = place.map(f64::to_bits);
    format!("{place:?} = [{x:#018x}, {y:#018x}].map(f64::from_bits)")
}
