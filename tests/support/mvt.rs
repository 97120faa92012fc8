//! Tiles as fast-mvt reads them, held to every rule of MVT 2.1 that it lets pass.

use std::collections::HashSet;

use fast_mvt::proto::GeomType;
use fast_mvt::{MvtFeatureRef, MvtGeometry, MvtReaderRef};
use wareng::place::{EXTENT, TileId};
use wareng::tile::BUFFER;

/// A position in tile units.
pub(crate) type Cell = (i32, i32);

/// An exterior ring and its holes, each closed.
pub(crate) type Polygon = Vec<Vec<Cell>>;

/// A layer of a tile.
#[derive(Debug)]
pub(crate) struct Layer {
    pub(crate) name: String,
    pub(crate) features: Vec<Feature>,
}

/// A feature of a tile: one of the three lists is not empty.
#[derive(Debug, Default)]
pub(crate) struct Feature {
    /// Zero for dust that has none.
    pub(crate) id: u64,
    /// Whether it stands for areas that are each too small to be drawn: it is no published feature.
    pub(crate) dust: bool,
    pub(crate) points: Vec<Cell>,
    pub(crate) lines: Vec<Vec<Cell>>,
    pub(crate) polygons: Vec<Polygon>,
    pub(crate) properties: Vec<(String, String)>,
}

/// Reads a tile and refuses what MVT 2.1 forbids.
pub(crate) fn read(bytes: &[u8], tile: TileId) -> Result<Vec<Layer>, String> {
    let within = |what: String| format!("{}/{}/{}: {what}", tile.z(), tile.x(), tile.y());
    let reader = MvtReaderRef::new(bytes).map_err(|e| within(e.to_string()))?;
    let mut names = HashSet::new();
    let mut layers = Vec::new();
    for layer in reader.layers() {
        let name = layer.name().to_owned();
        let fault = |what: String| within(format!("layer {name}: {what}"));
        if layer.version() != 2 || layer.extent() != EXTENT {
            return Err(fault(format!("version {}, extent {}", layer.version(), layer.extent())));
        }
        if !names.insert(name.clone()) || layer.features().len() == 0 {
            return Err(fault("twice, or empty".to_owned()));
        }
        let mut ids = HashSet::new();
        let mut features = Vec::new();
        for feature in layer.features() {
            let read = self::feature(feature).map_err(|e| fault(format!("{e}: {feature:?}")))?;
            if !read.dust && !ids.insert((read.id, feature.geom_type_value())) {
                return Err(fault(format!("two features with id {}", read.id)));
            }
            features.push(read);
        }
        layers.push(Layer { name: layer.name().to_owned(), features });
    }
    Ok(layers)
}

fn feature(feature: MvtFeatureRef<'_>) -> Result<Feature, String> {
    let properties = properties(feature)?;
    let dust = properties.iter().any(|(name, value)| name == "dust" && value.contains("true"));
    let id = feature.id().or(dust.then_some(0)).ok_or("no id")?;
    let mut read = Feature { id, dust, properties, ..Feature::default() };
    let sort = feature.geom_type().ok_or("no sort of geometry")?;
    commands(feature.geometry_commands(), sort)?;
    match feature.geometry().map_err(|e| e.to_string())? {
        MvtGeometry::Point(p) => read.points.push((p.x(), p.y())),
        MvtGeometry::MultiPoint(m) => read.points.extend(m.0.iter().map(|p| (p.x(), p.y()))),
        MvtGeometry::LineString(l) => read.lines.push(cells(&l)),
        MvtGeometry::MultiLineString(m) => read.lines.extend(m.0.iter().map(cells)),
        MvtGeometry::Polygon(p) => read.polygons.push(rings(&p)),
        MvtGeometry::MultiPolygon(m) => read.polygons.extend(m.0.iter().map(rings)),
        other => return Err(format!("{other:?}")),
    }
    hold(&read)?;
    Ok(read)
}

fn properties(feature: MvtFeatureRef<'_>) -> Result<Vec<(String, String)>, String> {
    let read = feature.properties_vec().map_err(|e| e.to_string())?;
    let mut names = HashSet::new();
    if !read.iter().all(|(name, _)| names.insert(*name)) {
        return Err("a property twice".to_owned());
    }
    Ok(read.into_iter().map(|(name, value)| (name.to_owned(), format!("{value:?}"))).collect())
}

/// MVT 2.1, sections 4.3.4.2 to 4.3.4.4: which commands follow which, and how many of each.
fn commands(stream: &[u32], sort: GeomType) -> Result<(), String> {
    let mut at = 0;
    let mut next = |id: u32| {
        let command = *stream.get(at).ok_or("the stream ends early")?;
        let count = usize::try_from(command >> 3).map_err(|e| e.to_string())?;
        if command & 7 != id || count == 0 {
            return Err(format!("{command} where {id} was expected"));
        }
        at += 1 + if id == 7 { 0 } else { 2 * count };
        Ok((count, at))
    };
    loop {
        let (moves, mut read) = next(1)?;
        if sort != GeomType::Point {
            let (lines, _) = next(2)?;
            let least = if sort == GeomType::Polygon { 2 } else { 1 };
            if moves != 1 || lines < least {
                return Err(format!("{moves} MoveTo and {lines} LineTo"));
            }
            read += 1 + 2 * lines;
        }
        if sort == GeomType::Polygon {
            read += 1;
            if next(7)?.0 != 1 {
                return Err("ClosePath with a count".to_owned());
            }
        }
        match read.cmp(&stream.len()) {
            std::cmp::Ordering::Equal => return Ok(()),
            // Points have one MoveTo only.
            std::cmp::Ordering::Less if sort != GeomType::Point => {}
            _ => return Err(format!("{read} of {} numbers", stream.len())),
        }
    }
}

fn cells(line: &geo_types::LineString<i32>) -> Vec<Cell> {
    line.coords().map(|c| (c.x, c.y)).collect()
}

fn rings(polygon: &geo_types::Polygon<i32>) -> Polygon {
    std::iter::once(polygon.exterior()).chain(polygon.interiors()).map(cells).collect()
}

fn hold(feature: &Feature) -> Result<(), String> {
    let low = -i32::try_from(BUFFER).map_err(|e| e.to_string())?;
    let high = i32::try_from(EXTENT + BUFFER).map_err(|e| e.to_string())?;
    let paths = || feature.lines.iter().chain(feature.polygons.iter().flatten());
    let inside = |c: &Cell| (low..=high).contains(&c.0) && (low..=high).contains(&c.1);
    if !feature.points.iter().chain(paths().flatten()).all(inside) {
        return Err("beyond the buffer".to_owned());
    }
    let mut points = feature.points.clone();
    points.sort_unstable();
    points.dedup();
    if points.len() != feature.points.len() {
        return Err("a point twice".to_owned());
    }
    if paths().any(|p| p.windows(2).any(|edge| edge[0] == edge[1])) {
        return Err("a position twice in a row".to_owned());
    }
    for polygon in &feature.polygons {
        for (i, ring) in polygon.iter().enumerate() {
            if ring.first() != ring.last() || ring.iter().collect::<HashSet<_>>().len() < 3 {
                return Err(format!("not a ring: {ring:?}"));
            }
            if area(ring) == 0 || (area(ring) > 0) != (i == 0) {
                return Err(format!("ring {i} has the area {}", area(ring)));
            }
        }
    }
    Ok(())
}

/// Twice the area by the surveyor's formula (MVT 2.1, section 4.3.4.4).
pub(crate) fn area(ring: &[Cell]) -> i64 {
    let cross =
        |e: &[Cell]| i64::from(e[0].0) * i64::from(e[1].1) - i64::from(e[1].0) * i64::from(e[0].1);
    ring.windows(2).map(cross).sum()
}
