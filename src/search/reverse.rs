//! What stands at a place: the nearest house, or else the nearest street, or else the unit.

use super::hit::{Geometry, Hit, Precision};
use super::reply::of_position;
use crate::model::Kind;
use crate::place::{Coord, LonLat};
use crate::snapshot::{LayerVersion, View};

/// A house or a street farther away than this is not where somebody is.
const NEAR_M: f64 = 100.0;

/// The house, street and unit of a place, the most precise first, at most one of each.
pub fn at(view: &View, place: LonLat) -> Vec<Hit> {
    let about = of_position(view, place, None);
    let mut hits: Vec<Hit> = Vec::new();
    hits.extend(nearest(view, place, Kind::Address).map(|near| house(near, &about)));
    hits.extend(nearest(view, place, Kind::Street).map(|near| street(near, &about)));
    if let Some([level, _, name]) = about.units.first().cloned() {
        hits.push(Hit {
            precision: Precision::Area,
            name,
            level: Some(level),
            geometry: Geometry::None,
            ..about
        });
    }
    hits
}

/// The nearest feature of all layers of a kind.
#[derive(Clone, Copy)]
struct Nearest<'v> {
    layer: &'v LayerVersion,
    feature: u32,
    distance_m: f64,
    at: Coord,
}

fn nearest(view: &View, place: LonLat, kind: Kind) -> Option<Nearest<'_>> {
    let layers = view.layers().filter(|layer| layer.layer().kind == kind);
    let nearest = layers.filter_map(|layer| {
        let near = layer.nearest(place.coord(), (1, NEAR_M), |_| true).into_iter().next()?;
        let (feature, distance_m) = (near.feature, near.distance_m);
        Some(Nearest { layer, feature, distance_m, at: near.nearest })
    });
    nearest.min_by(|a, b| a.distance_m.total_cmp(&b.distance_m))
}

fn house(near: Nearest<'_>, about: &Hit) -> Hit {
    let text = |field: Option<&String>| {
        let text = near.layer.value(field?, near.feature).to_text();
        Some(text).filter(|text| !text.is_empty())
    };
    let fields = near.layer.layer().address.as_ref();
    let (alley, street) =
        (text(fields.and_then(|f| f.alley.as_ref())), text(fields.map(|f| &f.street)));
    let number = text(fields.map(|f| &f.number));
    let own = alley.clone().or_else(|| street.clone());
    let name = own.clone().or_else(|| near.layer.name(near.feature).map(|n| n.into_owned()));
    let name = name.unwrap_or_default();
    Hit {
        precision: Precision::House,
        name: number.as_ref().map_or_else(|| name.clone(), |n| format!("{name} No. {n}")),
        house_number: number,
        street: own,
        along: street.filter(|_| alley.is_some()),
        ..of_feature(near, about)
    }
}

fn street(near: Nearest<'_>, about: &Hit) -> Hit {
    let name = near.layer.name(near.feature).map(|n| n.into_owned()).unwrap_or_default();
    Hit {
        precision: Precision::Street,
        street: Some(name.clone()),
        name,
        ..of_feature(near, about)
    }
}

fn of_feature(near: Nearest<'_>, about: &Hit) -> Hit {
    Hit {
        layer: Some(near.layer.layer().id.to_string()),
        ids: vec![near.layer.id(near.feature).to_owned()],
        geometry: Geometry::Point(near.at),
        good_to_m: near.layer.layer().accuracy_m,
        distance_m: Some((near.distance_m * 10.0).round() / 10.0),
        ..about.clone()
    }
}
