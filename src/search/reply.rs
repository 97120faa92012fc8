//! From an entry of the index to what is told of it.

use super::hit::{Geometry, Hit, Precision};
use super::houses::Found;
use super::index::{Index, Member, Subject};
use super::score::Match;
use super::street_line;
use super::text::tokens;
use super::units::{Unit, Units};
use super::words::{Role, role};
use crate::model::PartKind;
use crate::place::{Coord, LonLat};
use crate::snapshot::{LayerVersion, View};

/// A hit this sure is told to be it.
pub(super) const SURE: f64 = 0.8;

pub(super) fn reply(view: &View, index: &Index, found: &Match<'_>, is_best: bool) -> Hit {
    let entry = found.entry;
    let units = units(view, index.units_of(entry));
    let first = index.members_of(entry).first().copied();
    let is_sure = is_best && found.is_all_explained && found.is_there && found.fit >= SURE;
    let hit = Hit {
        precision: Precision::Street,
        layer: None,
        ids: Vec::new(),
        name: entry.title.to_string(),
        house_number: None,
        street: None,
        along: entry.along.as_ref().map(ToString::to_string),
        level: None,
        units,
        geometry: Geometry::None,
        good_to_m: None,
        distance_m: None,
        confidence: (found.fit * 100.0).round() / 100.0,
        sure: is_sure,
    };
    match &entry.subject {
        Subject::Street { .. } => street(view, index, found, hit),
        Subject::Area { level } => Hit {
            precision: if is_neighbourhood(&entry.title) {
                Precision::Neighbourhood
            } else {
                Precision::Area
            },
            level: level.and_then(|level| index.levels.get(level).cloned()),
            geometry: shape(view, index, first.as_slice()),
            ..with_members(view, index, first.as_slice(), hit)
        },
        Subject::Point => Hit {
            precision: Precision::Point,
            geometry: shape(view, index, first.as_slice()),
            good_to_m: first
                .and_then(|m| layer_of(view, index, m))
                .and_then(|l| l.layer().accuracy_m),
            ..with_members(view, index, first.as_slice(), hit)
        },
    }
}

/// A street, or the house in it that was asked for. Where a part of the street's name was not
/// written the number may be another street's: the street is told.
fn street(view: &View, index: &Index, found: &Match<'_>, hit: Hit) -> Hit {
    let entry = found.entry;
    let house = found.house.filter(|_| found.is_whole_name);
    let street = Some(entry.title.to_string());
    match house {
        Some(Found::House(house)) => {
            let layer = layer_of(view, index, house.member);
            let number = layer.and_then(|l| {
                let field = &l.layer().address.as_ref()?.number;
                Some(l.value(field, house.member.feature).to_text())
            });
            let members = [house.member];
            Hit {
                precision: Precision::House,
                geometry: house.place.map_or(Geometry::None, Geometry::Point),
                good_to_m: layer.and_then(|l| l.layer().accuracy_m),
                name: named(&entry.title, number.as_deref()),
                house_number: number,
                street,
                ..with_members(view, index, &members, hit)
            }
        }
        Some(Found::Between { low, high, share, good_to_m }) => {
            let lines = match shape(view, index, index.members_of(entry)) {
                Geometry::Lines(lines) => lines,
                _ => Vec::new(),
            };
            let place = street_line::between(&lines, (low, high), share);
            let number = found.number.map(|n| n.to_text());
            Hit {
                precision: Precision::Interpolated,
                geometry: Geometry::Point(place),
                good_to_m: Some(good_to_m.round()),
                name: named(&entry.title, number.as_deref()),
                house_number: number,
                street,
                // A house 12a that is not there may stand anywhere about house 12.
                sure: hit.sure && found.number.is_some_and(|n| n.letter.is_none()),
                ..with_members(view, index, index.members_of(entry), hit)
            }
        }
        None => {
            let members = index.members_of(entry);
            let geometry = match shape(view, index, members) {
                // No line of it is published: it lies where its houses do.
                Geometry::None => houses(index, &entry.subject),
                lines => lines,
            };
            let sure = hit.sure && found.number.is_none();
            Hit { geometry, street, sure, ..with_members(view, index, members, hit) }
        }
    }
}

/// `RW 03`, `RT 1`.
fn is_neighbourhood(title: &str) -> bool {
    matches!(tokens(title).as_slice(), [first, _] if matches!(role(&first.text), Some(Role::Rt | Role::Rw)))
}

fn named(street: &str, number: Option<&str>) -> String {
    number.map_or_else(|| street.to_owned(), |number| format!("{street} No. {number}"))
}

/// A line through the houses of a street.
fn houses(index: &Index, subject: &Subject) -> Geometry {
    let Subject::Street { houses, .. } = subject else { return Geometry::None };
    let houses = index.houses.get(houses.clone()).unwrap_or_default();
    let places: Vec<Coord> = houses.iter().filter_map(|h| h.place).collect();
    match places.as_slice() {
        [] => Geometry::None,
        [one] => Geometry::Point(*one),
        _ => Geometry::Lines(vec![places]),
    }
}

pub(super) fn of_position(view: &View, at: LonLat, good_to_m: Option<f64>) -> Hit {
    let units = Units::of(view).at(at.coord());
    Hit {
        precision: Precision::Coordinate,
        layer: None,
        ids: Vec::new(),
        name: format!("{:.6}, {:.6}", at.lat(), at.lon()),
        house_number: None,
        street: None,
        along: None,
        level: None,
        units: self::units(view, units.iter()),
        geometry: Geometry::Point(at.coord()),
        good_to_m: good_to_m.map(f64::round),
        distance_m: None,
        confidence: 1.0,
        sure: true,
    }
}

fn units<'u>(view: &View, units: impl Iterator<Item = &'u Unit>) -> Vec<[String; 3]> {
    let levels = &view.city().levels;
    units
        .filter_map(|u| Some([levels.get(u.level)?.id.clone(), u.code.clone(), u.name.clone()]))
        .collect()
}

fn layer_of<'v>(view: &'v View, index: &Index, member: Member) -> Option<&'v LayerVersion> {
    view.layer(index.layers.get(usize::from(member.layer))?)
}

fn with_members(view: &View, index: &Index, members: &[Member], hit: Hit) -> Hit {
    let first = members.first().and_then(|m| index.layers.get(usize::from(m.layer)));
    let id = |m: &Member| layer_of(view, index, *m).map(|l| l.id(m.feature).to_owned());
    let layer = first.map(ToString::to_string);
    Hit { layer, ids: members.iter().filter_map(id).collect(), ..hit }
}

/// The geometry of some features of one sort.
fn shape(view: &View, index: &Index, members: &[Member]) -> Geometry {
    let (mut lines, mut polygons, mut point) = (Vec::new(), Vec::new(), None);
    for member in members {
        let Some(layer) = layer_of(view, index, *member) else { continue };
        let Ok(feature) = usize::try_from(member.feature) else { continue };
        for part in layer.shapes().get(feature).parts() {
            let paths = || part.paths().map(<[Coord]>::to_vec);
            match part.kind {
                PartKind::Point => point = point.or_else(|| part.paths().flatten().next().copied()),
                PartKind::Line => lines.extend(paths()),
                PartKind::Polygon => polygons.push(paths().collect()),
            }
        }
    }
    match (polygons.is_empty(), lines.is_empty(), point) {
        (false, ..) => Geometry::Polygons(polygons),
        (true, false, _) => Geometry::Lines(lines),
        (true, true, Some(at)) => Geometry::Point(at),
        (true, true, None) => Geometry::None,
    }
}
