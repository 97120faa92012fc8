//! Where the names of areas stand on maps, by place.

use rstar::primitives::GeomWithData;
use rstar::{AABB, RTree};

use crate::model::Shapes;
use crate::place::{Coord, TileId, World, project, unproject};

/// The place of a feature's name. Units: [`World`].
type Label = GeomWithData<[f64; 2], u32>;

/// The places of all names of a layer.
#[derive(Debug, Clone, Default)]
pub struct Labels(RTree<Label>);

impl Labels {
    /// Of points, at most one for each feature. Units: degrees.
    pub(super) fn new(points: &Shapes) -> Self {
        let places = (0_u32..).zip(points.iter()).filter_map(|(feature, shape)| {
            let at = shape.parts().flat_map(|part| part.paths()).flatten().next()?;
            let at = project(at.x, at.y);
            Some(Label::new([at.x, at.y], feature))
        });
        Self(RTree::bulk_load(places.collect()))
    }

    /// The features whose name stands in a tile, ascending, each with its place: no name is in
    /// two tiles of a zoom.
    pub fn in_tile(&self, id: TileId) -> Vec<(u32, World)> {
        let (o, size) = (id.origin(), id.size());
        let envelope = AABB::from_corners([o.x, o.y], [o.x + size, o.y + size]);
        // The sides west and north are the tile's own.
        let own = |at: &[f64; 2]| at[0] < o.x + size && at[1] < o.y + size;
        let found = self.0.locate_in_envelope(envelope).filter(|label| own(label.geom()));
        let mut found: Vec<(u32, World)> = found
            .map(|label| (label.data, World { x: label.geom()[0], y: label.geom()[1] }))
            .collect();
        found.sort_unstable_by_key(|(feature, _)| *feature);
        found
    }

    /// The features that have a name, each with its place. Units: degrees.
    pub fn places(&self) -> impl Iterator<Item = (u32, Coord)> {
        self.0.iter().filter_map(|label| {
            let at = unproject(World { x: label.geom()[0], y: label.geom()[1] })?;
            Some((label.data, at.coord()))
        })
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.0.size() == 0
    }

    /// The bytes it holds.
    pub(super) fn bytes(&self) -> usize {
        self.0.size() * size_of::<Label>()
    }
}
