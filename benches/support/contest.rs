//! One layer, asked by all contestants in turn.

use std::path::Path;
use std::time::Duration;

use wareng::model::Shapes;
use wareng::place::Coord;
use wareng::snapshot::{Area, DecidedBy, Memory};

use crate::clock::{Rounds, process_time};
use crate::failure::Failure;
use crate::geo_rtree::GeoRTree;
use crate::geos::{Geos, Way};
use crate::inputs::Input;
use crate::lookup::{
    Answers, affordable, answers, answers_together, ns_a_point, ns_a_point_together,
};
use crate::points::{SPREADS, Spread, points};

const ROUNDS: usize = 5;
/// A contestant in this process is asked as many different points as it answers in this time.
const BUDGET: Duration = Duration::from_millis(400);

/// What came out for one layer.
pub(crate) struct Outcome {
    pub(crate) polygons: usize,
    pub(crate) vertices: usize,
    pub(crate) build_ms: f64,
    pub(crate) memory: Memory,
    pub(crate) spreads: Vec<Figures>,
    /// Versions of shapely and GEOS, where they took part.
    pub(crate) geos: Option<String>,
}

/// What came out for points that lie in one way.
pub(crate) struct Figures {
    pub(crate) spread: Spread,
    /// One point after the other, as everybody else is asked.
    pub(crate) ours: Rounds,
    /// All points at once.
    pub(crate) together: Rounds,
    pub(crate) geo: Rounds,
    pub(crate) geos_given: Rounds,
    pub(crate) geos_sorted: Rounds,
    /// Parts of the points that a cell, edges, exact coordinates decided.
    pub(crate) decided: [f64; 3],
}

/// Asks all contestants, whose answers must agree before they are timed.
pub(crate) fn contest(input: &Input, python: Option<&Path>) -> Result<Outcome, Failure> {
    let shapes = input.shapes()?;
    let extent = shapes.bounds().ok_or_else(|| Failure::Empty { layer: input.name.clone() })?;
    let made = SPREADS.map(|s| (s, points(s, input.points, extent, shapes.coords())));
    let geo = GeoRTree::new(&shapes);
    let mut geos = python.map(|python| Geos::start(python, &shapes, &made)).transpose()?;
    let (polygons, vertices) = (polygons(&shapes), shapes.coords().len());
    let begin = process_time();
    let ours = Area::new(shapes);
    let build_ms = process_time().saturating_sub(begin).as_secs_f64() * 1e3;

    let mut races = Vec::new();
    for (spread, points) in &made {
        let race = Race {
            layer: &input.name,
            spread: *spread,
            for_ours: affordable(&ours, points, BUDGET),
            for_geo: affordable(&geo, points, BUDGET),
        };
        race.agree(&ours, &geo, geos.as_mut())?;
        races.push((race, Figures::new(*spread, decided(&ours, points))));
    }
    for _ in 0..ROUNDS {
        for (race, figures) in &mut races {
            figures.ours.push(ns_a_point(&ours, race.for_ours));
            figures.together.push(ns_a_point_together(&ours, race.for_ours));
            figures.geo.push(ns_a_point(&geo, race.for_geo));
            if let Some(geos) = &mut geos {
                figures.geos_given.push(geos.ns_a_point(Way::Given, race.spread)?);
                figures.geos_sorted.push(geos.ns_a_point(Way::Sorted, race.spread)?);
            }
        }
    }
    let geos = geos.map(|geos| geos.versions.clone());
    let spreads = races.into_iter().map(|(_, figures)| figures).collect();
    Ok(Outcome { polygons, vertices, build_ms, memory: ours.memory(), spreads, geos })
}

impl Figures {
    fn new(spread: Spread, decided: [f64; 3]) -> Self {
        let [ours, together, geo, geos_given, geos_sorted] = [(); 5].map(|()| Rounds::default());
        Self { spread, ours, together, geo, geos_given, geos_sorted, decided }
    }
}

/// The points of one spread, as many of the first of them as each manages in a round.
struct Race<'p> {
    layer: &'p str,
    spread: Spread,
    for_ours: &'p [Coord],
    for_geo: &'p [Coord],
}

impl Race<'_> {
    /// Holds the answers of the peers against ours.
    fn agree(&self, ours: &Area, geo: &GeoRTree, geos: Option<&mut Geos>) -> Result<(), Failure> {
        let together = answers_together(ours, self.for_ours);
        self.same(self.for_ours, ours, "ours, all points at once,", together)?;
        let both = self.for_ours.len().min(self.for_geo.len());
        let both = &self.for_ours[..both];
        self.same(both, ours, "rstar and geo", answers(geo, both))?;
        let Some(geos) = geos else { return Ok(()) };
        let theirs = geos.answers(self.spread, self.for_ours.len())?;
        self.same(self.for_ours, ours, "GEOS", theirs)
    }

    fn same(
        &self,
        points: &[Coord],
        ours: &Area,
        peer: &'static str,
        theirs: Answers,
    ) -> Result<(), Failure> {
        let ours = answers(ours, points);
        if ours == theirs {
            return Ok(());
        }
        let (layer, ours, theirs) = (self.layer.to_owned(), ours.to_string(), theirs.to_string());
        let (points, spread) = (points.len(), self.spread.name());
        Err(Failure::Disagree { layer, points, spread, ours, peer, theirs })
    }
}

fn polygons(shapes: &Shapes) -> usize {
    shapes.iter().map(|shape| shape.part_indices().len()).sum()
}

fn decided(area: &Area, points: &[Coord]) -> [f64; 3] {
    let mut counts = [0_u32; 3];
    for point in points {
        counts[match area.decided_by(*point) {
            DecidedBy::Cell => 0,
            DecidedBy::Edges => 1,
            DecidedBy::Exact => 2,
        }] += 1;
    }
    let all = f64::from(counts.iter().sum::<u32>());
    counts.map(|count| f64::from(count) / all)
}
