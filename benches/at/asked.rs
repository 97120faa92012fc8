//! The places that are asked, and what comes back of them.

use std::collections::HashSet;

use wareng::place::{Bounds, Coord, LonLat};
use wareng::query::{Question, at};
use wareng::snapshot::View;

use crate::failure::Failure;
use crate::number::number;
use crate::points::{Spread, points};

/// Places over the extent of the layers, none of them twice, as people ask: most around centres.
pub(crate) fn places(view: &View, count: usize) -> Vec<Coord> {
    let extent = view.layers().filter_map(|l| l.bounds()).reduce(Bounds::union);
    let vertices: Vec<Coord> = view.layers().flat_map(|l| l.shapes().coords()).copied().collect();
    let Some(extent) = extent.filter(|_| !vertices.is_empty()) else { return Vec::new() };
    // A few meet by chance.
    let mut places = points(Spread::Clustered, count + count / 8, extent, &vertices);
    let mut seen = HashSet::new();
    places.retain(|place| seen.insert((place.x.to_bits(), place.y.to_bits())));
    places.truncate(count);
    places
}

/// A question with everything by default; a place of the extent is one in degrees.
pub(crate) fn question(place: Coord) -> Option<Question> {
    LonLat::new(place.x, place.y).map(Question::at)
}

/// What the answers to some places are like.
pub(crate) struct Sample {
    /// The bytes of each.
    pub(crate) sizes: Vec<usize>,
    /// Parts of the answers that tell a distance.
    pub(crate) with_distances: f64,
    /// How many an answer tells.
    pub(crate) distances: f64,
}

impl Sample {
    pub(crate) fn of(view: &View, places: &[Coord]) -> Result<Self, Failure> {
        let (mut sizes, mut with, mut all) = (Vec::new(), 0, 0);
        for place in places {
            let body = body(view, *place)?;
            let text = String::from_utf8_lossy(&body);
            let told = text.matches("_m\":").count();
            sizes.push(body.len());
            with += usize::from(told > 0);
            all += told;
        }
        let each = number(places.len());
        Ok(Self { sizes, with_distances: number(with) / each, distances: number(all) / each })
    }
}

/// What `/v1/at` has to answer.
pub(crate) fn body(view: &View, place: Coord) -> Result<Vec<u8>, Failure> {
    let answer = question(place).map(|question| at(view, &question));
    Ok(serde_json::to_vec(&answer)?)
}
