//! What is not refused can be served: it is drawn and asked.

use std::collections::BTreeMap;
use std::sync::Arc;

use wareng::place::{LonLat, Metric, TileId, project};
use wareng::query::{self, Question};
use wareng::snapshot::{Grant, LayerVersion, Snapshot};
use wareng::tile;

use crate::city::city;

pub(crate) fn serve(layer: LayerVersion) {
    let (city, _) = city();
    let view = city.view.center;
    let layer = Arc::new(layer);
    for z in [0, 9, 11, 14] {
        let tile = tile_at(view, z).expect("a tile of the world");
        // What cannot be drawn is an error.
        tile::render(&[layer.as_ref()], tile).ok();
    }
    let snapshot = Snapshot::new(city.clone(), [Arc::clone(&layer)], BTreeMap::new());
    query::at(&snapshot.view(&Grant::public()), &Question::at(view));
    // Next to the published coordinates what is asked is decided by them.
    for place in layer.shapes().coords().iter().step_by(7).take(64) {
        layer.area().covering(*place);
        layer.area().nearest_edge(&Metric::at(*place), 5_000.0, 0, |_| true);
    }
}

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "within a zoom")]
fn tile_at(place: LonLat, z: u8) -> Option<TileId> {
    let count = f64::from(1_u32 << z);
    let at = project(place.coord().x, place.coord().y);
    TileId::new(z, (at.x * count) as u32, (at.y * count) as u32)
}
