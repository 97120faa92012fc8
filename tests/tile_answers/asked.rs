//! Places to ask about, and what tiles and the query engine say of them.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use wareng::model::{Kind, PartKind, Shapes};
use wareng::place::{Bounds, Coord, LonLat, TileId, unproject};
use wareng::query::reading::{self, HazardReading};
use wareng::snapshot::LayerVersion;

use crate::asked_tiles::{covering, texts, tile_at};
use crate::borders::{Borders, Point};
use crate::deviation::deviation;
use crate::drawn::{self, Frame, unit};
use crate::mvt::Layer;
use crate::random::Random;

/// A layer with all of its published borders: those of its polygons, and of where it was mapped.
pub(crate) struct Asked<'a> {
    pub(crate) layer: &'a LayerVersion,
    /// Units: degrees. Whatever is drawn lies inside.
    area: Bounds,
    frame: Frame,
    borders: Borders,
    /// How far to the east tiles are asked of where a place is, in their units: nothing, except to
    /// see whether that is found.
    pub(crate) off: f64,
}

/// A place in degrees, and in units of the tile that holds it.
type Place = (Coord, Point);

/// What became of the places of a zoom.
#[derive(Default)]
pub(crate) struct Counts {
    pub(crate) tried: usize,
    pub(crate) asked: usize,
    /// Of those asked, how many are nearer to a border than twice the deviation.
    pub(crate) near: usize,
    pub(crate) said: BTreeMap<String, usize>,
    pub(crate) wrong: usize,
    pub(crate) first: Vec<String>,
}

impl<'a> Asked<'a> {
    /// `area`: where places are asked.
    pub(crate) fn new(layer: &'a LayerVersion, area: Bounds) -> Self {
        let frame = Frame::of(layer);
        let mut rings = rings(layer.shapes(), &frame);
        rings.extend(self::rings(layer.mapped().shapes(), &frame));
        let borders = Borders::new(rings.iter().map(Vec::as_slice), 4096.0);
        Self { layer, area, frame, borders, off: 0.0 }
    }

    /// Asks as many places of a zoom as are farther from every border than the deviation; gives
    /// up after twenty times as many, for at low zooms few places are.
    pub(crate) fn ask(&self, z: u8, places: usize, random: &mut Random) -> Counts {
        let most = deviation(self.layer, z) * unit(z);
        let mut by_tile: HashMap<TileId, Vec<Place>> = HashMap::new();
        let mut order = Vec::new();
        let mut counts = Counts::default();
        while counts.asked < places && counts.tried < 20 * places {
            counts.tried += 1;
            let place = if random.coin() { self.anywhere(random) } else { self.near(most, random) };
            let Some(place) = place.filter(|p| self.area.contains(*p)) else { continue };
            let at = self.frame.place(&place);
            if self.borders.distance(at, most).is_finite() {
                continue;
            }
            counts.asked += 1;
            counts.near += usize::from(self.borders.distance(at, 2.0 * most).is_finite());
            let (tile, within) = tile_at(place, z);
            let places = by_tile.entry(tile).or_default();
            if places.is_empty() {
                order.push(tile);
            }
            places.push((place, within));
        }
        for tile in order {
            let read = drawn::read(&[self.layer], tile);
            by_tile[&tile].iter().for_each(|p| self.compare(tile, &read, *p, &mut counts));
        }
        counts
    }

    fn anywhere(&self, random: &mut Random) -> Option<Coord> {
        let [west, south, east, north] = self.area.to_array();
        Some(Coord { x: random.between(west, east), y: random.between(south, north) })
    }

    /// One to four deviations from some place on some border.
    fn near(&self, most: f64, random: &mut Random) -> Option<Coord> {
        let (a, b) = random.of(self.borders.edges());
        let (part, turn) = (random.part(), random.part() * std::f64::consts::TAU);
        let off = most * random.between(1.0, 4.0);
        let x = a.0 + part * (b.0 - a.0) + off * turn.cos();
        let y = a.1 + part * (b.1 - a.1) + off * turn.sin();
        unproject(self.frame.world((x, y))).map(LonLat::coord)
    }

    fn compare(&self, tile: TileId, read: &[Layer], (place, within): Place, counts: &mut Counts) {
        let within = (within.0 + self.off, within.1);
        let (right, said) = match self.layer.layer().kind {
            Kind::Hazard => (self.class(place), self.drawn_class(read, within)),
            _ => (self.units(place), self.drawn_units(read, within)),
        };
        let word = match right.as_str() {
            "[]" => "in none",
            units if units.starts_with('[') => "in one",
            class => class,
        };
        let word = word.to_owned();
        *counts.said.entry(word).or_default() += 1;
        if right != said {
            counts.wrong += 1;
            let (z, x, y) = (tile.z(), tile.x(), tile.y());
            let place = format!("{:?} at {within:.1?} of {z}/{x}/{y}", (place.x, place.y));
            counts.first.push(format!("{place}: {right} by the query, {said} by the tile"));
            counts.first.truncate(3);
        }
    }

    /// As `/v1/at` says it.
    fn class(&self, place: Coord) -> String {
        let lonlat = LonLat::new(place.x, place.y).unwrap();
        match reading::hazard(self.layer, lonlat) {
            HazardReading::Unmapped => "unmapped".to_owned(),
            HazardReading::None => "none".to_owned(),
            HazardReading::Class(rank) => self.layer.class(rank).unwrap().id.clone(),
        }
    }

    /// The gravest class that is drawn, or whether the place is hatched.
    fn drawn_class(&self, read: &[Layer], within: Point) -> String {
        let id = &self.layer.layer().id;
        let features = covering(read, id.as_str(), within);
        let drawn = texts(&features, "class");
        let unmapped = !covering(read, &id.unmapped(), within).is_empty();
        let classes = &self.layer.classes().unwrap().classes;
        let gravest = classes.iter().rev().find(|c| drawn.contains(c.id.as_str()));
        match (gravest, unmapped) {
            (Some(class), false) => class.id.clone(),
            (None, true) => "unmapped".to_owned(),
            (None, false) => "none".to_owned(),
            (Some(class), true) => format!("{} and unmapped", class.id),
        }
    }

    /// The features that cover a place, with what tiles carry of their code and name.
    fn units(&self, place: Coord) -> String {
        let covering = self.layer.covering(place);
        let layer = self.layer.layer();
        let shown = |field: &Option<String>| {
            let field = field.clone()?;
            layer.fields.iter().any(|f| f.name == field && f.tile).then_some(field)
        };
        let value = |field: Option<String>, f: u32| {
            field.map(|field| self.layer.value(&field, f).to_text()).unwrap_or_default()
        };
        let units: BTreeSet<_> = covering
            .into_iter()
            .map(|f| {
                let [code, name] = [&layer.code_field, &layer.name_field];
                (self.layer.tile_id(f), value(shown(code), f), value(shown(name), f))
            })
            .collect();
        format!("{:?}", units.into_iter().collect::<Vec<_>>())
    }

    fn drawn_units(&self, read: &[Layer], within: Point) -> String {
        let layer = self.layer.layer();
        let text = |feature, field: &Option<String>| {
            let text = field.as_deref().map(|field| texts(&[feature], field));
            text.and_then(|t| t.first().map(|t| (*t).to_owned())).unwrap_or_default()
        };
        let units: BTreeSet<_> = covering(read, layer.id.as_str(), within)
            .into_iter()
            .map(|f| (f.id, text(f, &layer.code_field), text(f, &layer.name_field)))
            .collect();
        format!("{:?}", units.into_iter().collect::<Vec<_>>())
    }
}

fn rings(shapes: &Shapes, frame: &Frame) -> Vec<Vec<Point>> {
    let parts = shapes.iter().flat_map(|shape| shape.parts().collect::<Vec<_>>());
    let polygons = parts.filter(|p| p.kind == PartKind::Polygon);
    let paths = polygons.flat_map(|p| p.paths().collect::<Vec<_>>());
    paths.map(|ring| ring.iter().map(|c| frame.place(c)).collect()).collect()
}
