//! The features that share a place with a polygon, or lie within a distance of a place.

mod cursor;
mod meeting;
mod page;

use std::collections::BTreeMap;

use super::{Filter, UnknownField, nearest::fields_of};
use crate::model::LayerId;
use crate::place::{AskedPolygon, LonLat, TooMuch, Work};
use crate::snapshot::{LayerVersion, View};
pub use cursor::{BadCursor, Cursor};
pub use page::PageOfFeatures;

/// Features on a page where nothing is said, and at most.
pub const DEFAULT_PAGE: usize = 100;
/// See [`DEFAULT_PAGE`].
pub const MOST_PAGE: usize = 1_000;

/// The largest circle that is asked about.
pub const MOST_CIRCLE_M: f64 = 50_000.0;

/// Comparisons that a page may take: some tenths of a second.
const MOST_WORK: u64 = 100_000_000;

/// Positions of geometry on a page, unless its first feature has more.
const MOST_POSITIONS: usize = 250_000;

/// What is asked about.
#[derive(Debug, Clone)]
pub enum Region {
    /// A polygon; features share a place with it.
    Polygon(AskedPolygon),
    /// Features are within a distance of a place, on the ellipsoid.
    Circle {
        /// The place.
        centre: LonLat,
        /// The distance.
        radius_m: f64,
    },
}

/// A question for the features of some layers in a region.
#[derive(Debug, Clone)]
pub struct WithinQuestion {
    /// Where.
    pub region: Region,
    /// Of which layers, in this order.
    pub layers: Vec<LayerId>,
    /// Only those that hold these values.
    pub filter: Filter,
    /// How many on a page.
    pub limit: usize,
    /// Whether geometries are answered, which bounds a page.
    pub geometry: bool,
}

/// Features that are answered at once.
#[derive(Debug)]
pub struct Page<'v> {
    /// The features, by layer as asked and then by id.
    pub features: Vec<(&'v LayerVersion, u32)>,
    /// Where the next page begins; nothing where this is the last.
    pub next: Option<Cursor>,
}

/// Why there is no page.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum WithinFault {
    /// No layer has this field.
    #[error(transparent)]
    UnknownField(#[from] UnknownField),
    /// One feature alone would take more comparisons than a page may.
    #[error(transparent)]
    TooMuch(#[from] TooMuch),
}

/// A page of the features in a region, from `from` on. Sets are those of `ST_Intersects`, and for
/// circles of `ST_DWithin` on geography with edges that are straight in degrees.
///
/// A page may hold fewer features than its limit and still have a next one: where its geometry or
/// the comparisons for it have become many.
///
/// # Errors
/// See [`WithinFault`].
pub fn within<'v>(
    view: &'v View,
    question: &WithinQuestion,
    from: Cursor,
) -> Result<Page<'v>, WithinFault> {
    let layers: Vec<&LayerVersion> =
        question.layers.iter().filter_map(|id| view.layer(id)).collect();
    demand_fields(&question.filter, &layers)?;
    let mut work = Work::of(MOST_WORK);
    let mut page = Page { features: Vec::new(), next: None };
    let mut positions = 0;
    let mut looked_at = 0_usize;
    for (at, layer) in layers.iter().enumerate().skip(from.layer) {
        let Ok(matcher) = question.filter.bind(layer) else { continue };
        let first = if at == from.layer { from.feature } else { 0 };
        let sought = Sought::of(layer, &question.region);
        for feature in sought.candidates().filter(|f| *f >= first && matcher.takes(*f)) {
            let here = Some(Cursor { layer: at, feature });
            match sought.holds(feature, &mut work) {
                Ok(false) => {}
                Ok(true) => {
                    let more = if question.geometry { positions_of(layer, feature) } else { 0 };
                    let full = page.features.len() >= question.limit
                        || !page.features.is_empty() && positions + more > MOST_POSITIONS;
                    if full {
                        return Ok(Page { next: here, ..page });
                    }
                    positions += more;
                    page.features.push((layer, feature));
                }
                Err(too_much) if looked_at == 0 => return Err(too_much.into()),
                Err(_) => return Ok(Page { next: here, ..page }),
            }
            looked_at += 1;
        }
    }
    Ok(page)
}

/// What is looked for in a layer.
enum Sought<'a> {
    Circle(BTreeMap<u32, f64>),
    Polygon { layer: &'a LayerVersion, asked: &'a AskedPolygon, all: Vec<u32>, certain: Vec<u32> },
}

impl<'a> Sought<'a> {
    fn of(layer: &'a LayerVersion, region: &'a Region) -> Self {
        match region {
            Region::Circle { centre, radius_m } => {
                Self::Circle(layer.within_m(centre.coord(), *radius_m))
            }
            Region::Polygon(asked) => {
                let (all, certain) = meeting::candidates(layer, asked);
                Self::Polygon { layer, asked, all, certain }
            }
        }
    }

    /// Those that may be in the region, ascending.
    fn candidates(&self) -> Box<dyn Iterator<Item = u32> + '_> {
        match self {
            Self::Circle(found) => Box::new(found.keys().copied()),
            Self::Polygon { all, .. } => Box::new(all.iter().copied()),
        }
    }

    fn holds(&self, feature: u32, work: &mut Work) -> Result<bool, TooMuch> {
        let Self::Polygon { layer, asked, certain, .. } = self else { return Ok(true) };
        if certain.binary_search(&feature).is_ok() {
            return Ok(true);
        }
        for part in layer.shape(feature).parts() {
            if meeting::meets(part, asked, work)? {
                return Ok(true);
            }
        }
        Ok(false)
    }
}

fn positions_of(layer: &LayerVersion, feature: u32) -> usize {
    layer.shape(feature).parts().flat_map(|part| part.paths()).map(<[_]>::len).sum()
}

/// Each field of the filter has to be one of some layer.
fn demand_fields(filter: &Filter, layers: &[&LayerVersion]) -> Result<(), UnknownField> {
    let mut unknown = layers.iter().map(|layer| filter.bind(layer).err());
    match unknown.next().flatten() {
        Some(field) if unknown.all(|other| other.is_some()) => {
            Err(UnknownField { field: field.to_owned(), known: fields_of(layers) })
        }
        _ => Ok(()),
    }
}
