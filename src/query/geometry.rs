//! The geometry of a feature as GeoJSON and as WKT, its numbers as they were published.

use std::fmt::Write;

use serde::ser::{SerializeMap, Serializer};
use serde::{Serialize, ser::SerializeSeq};

use crate::model::{Part, PartKind, Shape};
use crate::place::Coord;

/// A geometry, written as GeoJSON; `null` for a feature without one.
#[derive(Debug, Clone)]
pub(super) struct GeoJson<'a>(Vec<Part<'a>>);

impl<'a> GeoJson<'a> {
    /// The geometry of a feature, or those of several as one.
    pub(super) fn of(shapes: impl IntoIterator<Item = Shape<'a>>) -> Self {
        Self(shapes.into_iter().flat_map(Shape::parts).collect())
    }
}

impl Serialize for GeoJson<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let parts = &self.0;
        match parts.as_slice() {
            [] => serializer.serialize_none(),
            [one] => GeoJsonPart(*one).serialize(serializer),
            [first, rest @ ..] if rest.iter().all(|p| p.kind == first.kind) => {
                let mut map = serializer.serialize_map(Some(2))?;
                map.serialize_entry("type", &format!("Multi{}", name(first.kind)))?;
                let all: Vec<Coordinates> = parts.iter().map(|p| Coordinates(*p)).collect();
                map.serialize_entry("coordinates", &all)?;
                map.end()
            }
            _ => {
                let mut map = serializer.serialize_map(Some(2))?;
                map.serialize_entry("type", "GeometryCollection")?;
                let all: Vec<GeoJsonPart> = parts.iter().map(|p| GeoJsonPart(*p)).collect();
                map.serialize_entry("geometries", &all)?;
                map.end()
            }
        }
    }
}

struct GeoJsonPart<'a>(Part<'a>);

impl Serialize for GeoJsonPart<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(2))?;
        map.serialize_entry("type", name(self.0.kind))?;
        map.serialize_entry("coordinates", &Coordinates(self.0))?;
        map.end()
    }
}

struct Coordinates<'a>(Part<'a>);

impl Serialize for Coordinates<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut paths = self.0.paths();
        match self.0.kind {
            PartKind::Polygon => {
                let mut seq = serializer.serialize_seq(None)?;
                paths.try_for_each(|path| seq.serialize_element(&Positions(path)))?;
                seq.end()
            }
            PartKind::Line => Positions(paths.next().unwrap_or_default()).serialize(serializer),
            PartKind::Point => {
                let at = paths.next().and_then(|p| p.first()).copied().unwrap_or_default();
                [at.x, at.y].serialize(serializer)
            }
        }
    }
}

struct Positions<'a>(&'a [Coord]);

impl Serialize for Positions<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self.0.iter().map(|c| [c.x, c.y]))
    }
}

fn name(kind: PartKind) -> &'static str {
    match kind {
        PartKind::Point => "Point",
        PartKind::Line => "LineString",
        PartKind::Polygon => "Polygon",
    }
}

/// A geometry as well-known text; empty for a feature without one.
pub(super) fn wkt(shape: Shape<'_>) -> String {
    let parts: Vec<Part<'_>> = shape.parts().collect();
    let mut out = String::new();
    let one = |out: &mut String, part: &Part<'_>| {
        out.push_str(&name(part.kind).to_uppercase());
        body(out, *part);
    };
    match parts.as_slice() {
        [] => {}
        [part] => one(&mut out, part),
        [first, rest @ ..] if rest.iter().all(|p| p.kind == first.kind) => {
            out.push_str("MULTI");
            out.push_str(&name(first.kind).to_uppercase());
            list(&mut out, &parts, |out, part| body(out, *part));
        }
        _ => {
            out.push_str("GEOMETRYCOLLECTION");
            list(&mut out, &parts, one);
        }
    }
    out
}

fn body(out: &mut String, part: Part<'_>) {
    let positions = |out: &mut String, path: &&[Coord]| {
        list(out, path, |out, c| _ = write!(out, "{} {}", c.x, c.y));
    };
    let paths: Vec<&[Coord]> = part.paths().collect();
    match part.kind {
        PartKind::Polygon => list(out, &paths, positions),
        PartKind::Line | PartKind::Point => paths.iter().for_each(|path| positions(out, path)),
    }
}

fn list<T>(out: &mut String, items: &[T], each: impl Fn(&mut String, &T)) {
    out.push('(');
    for (i, item) in items.iter().enumerate() {
        if i > 0 {
            out.push(',');
        }
        each(out, item);
    }
    out.push(')');
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Shapes;

    #[test]
    fn geometries_are_written_in_both_forms() {
        let at = |x: f64, y: f64| Coord { x, y };
        let ring = vec![at(0., 0.), at(1.5, 0.), at(0., 1.), at(0., 0.)];
        let mut shapes = Shapes::default();
        shapes.begin_feature();
        shapes.begin_feature();
        shapes.push_part(PartKind::Point, [vec![at(1., 2.)]]);
        shapes.begin_feature();
        shapes.push_part(PartKind::Polygon, [ring.clone()]);
        shapes.push_part(PartKind::Polygon, [ring.clone()]);
        shapes.begin_feature();
        shapes.push_part(PartKind::Point, [vec![at(1., 2.)]]);
        shapes.push_part(PartKind::Line, [ring[..2].to_vec()]);
        let json = |i: usize| serde_json::to_string(&GeoJson::of([shapes.get(i)])).unwrap();
        assert_eq!((json(0).as_str(), wkt(shapes.get(0)).as_str()), ("null", ""));
        assert_eq!(json(1), r#"{"type":"Point","coordinates":[1.0,2.0]}"#);
        assert_eq!(wkt(shapes.get(1)), "POINT(1 2)");
        assert_eq!(wkt(shapes.get(2)), "MULTIPOLYGON(((0 0,1.5 0,0 1,0 0)),((0 0,1.5 0,0 1,0 0)))");
        assert!(json(2).starts_with(r#"{"type":"MultiPolygon","coordinates":[[[[0.0,0.0],[1.5"#));
        assert_eq!(wkt(shapes.get(3)), "GEOMETRYCOLLECTION(POINT(1 2),LINESTRING(0 0,1.5 0))");
        assert!(json(3).contains(r#"{"type":"LineString","coordinates":[[0.0,0.0],[1.5,0.0]]}"#));
    }
}
