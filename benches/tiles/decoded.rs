//! A tile as both sides' readers see it: polygons by source layer and id.

use std::collections::BTreeMap;

use fast_mvt::{MvtGeometry, MvtReaderRef};
use wareng::place::EXTENT;

use crate::Outcome;
use crate::edges::Point;

/// A closed ring in tile units.
pub(crate) type Ring = Vec<Point>;

/// What is drawn of some layers.
#[derive(Default)]
pub(crate) struct Decoded {
    /// By the place of the layer in the list, and the id.
    pub(crate) features: BTreeMap<(usize, u64), Vec<Ring>>,
    /// Features that stand for areas too small to be drawn.
    pub(crate) dust: usize,
    pub(crate) vertices: usize,
}

/// A square no larger than this stands for areas that tippecanoe gathered: it draws them with a
/// side of two units.
const DUST_SIDE: f64 = 3.0;

impl Decoded {
    /// Ours say of a feature that it is dust; of the peer's it is what they look like.
    pub(crate) fn of(bytes: &[u8], layers: &[&str], specks_are_dust: bool) -> Outcome<Self> {
        let mut decoded = Self::default();
        for layer in MvtReaderRef::new(bytes)?.layers() {
            let Some(at) = layers.iter().position(|name| *name == layer.name()) else { continue };
            if layer.extent() != EXTENT {
                return Err(format!("extent {} of {}", layer.extent(), layer.name()).into());
            }
            for feature in layer.features() {
                let polygons = match feature.geometry()? {
                    MvtGeometry::Polygon(p) => vec![p],
                    MvtGeometry::MultiPolygon(m) => m.0,
                    _ => continue,
                };
                let rings: Vec<Ring> = polygons
                    .iter()
                    .flat_map(|p| std::iter::once(p.exterior()).chain(p.interiors()))
                    .map(|r| r.coords().map(|c| (c.x.into(), c.y.into())).collect())
                    .collect();
                // Readers close rings that are written without their last position.
                decoded.vertices += rings.iter().map(|r| r.len().saturating_sub(1)).sum::<usize>();
                let says_so = feature.properties_vec()?.iter().any(|(name, _)| *name == "dust");
                let is_dust = says_so || specks_are_dust && is_speck(&rings);
                match feature.id() {
                    Some(id) if !is_dust => {
                        decoded.features.entry((at, id)).or_default().extend(rings);
                    }
                    _ => decoded.dust += 1,
                }
            }
        }
        Ok(decoded)
    }
}

fn is_speck(rings: &[Ring]) -> bool {
    let [ring] = rings else { return false };
    let along = |of: fn(&Point) -> f64| {
        let (low, high) = ring
            .iter()
            .map(of)
            .fold((f64::MAX, f64::MIN), |(low, high), v| (low.min(v), high.max(v)));
        high - low
    };
    ring.len() == 5 && along(|p| p.0).max(along(|p| p.1)) <= DUST_SIDE
}

/// A tile without the source layers that are not in a list: bytes as they were written.
pub(crate) fn only(bytes: &[u8], layers: &[&str]) -> Outcome<Vec<u8>> {
    let mut kept = Vec::with_capacity(bytes.len());
    let names: Vec<String> =
        MvtReaderRef::new(bytes)?.layers().map(|l| l.name().to_owned()).collect();
    let (mut at, mut layer) = (0, 0);
    while at < bytes.len() {
        let (key, begin) = varint(bytes, at)?;
        let (length, begin) = varint(bytes, begin)?;
        if key != 3 << 3 | 2 {
            return Err(format!("field {key} in a tile; layers are expected").into());
        }
        let end = begin + usize::try_from(length)?;
        let message = bytes.get(at..end).ok_or("a tile that ends early")?;
        if names.get(layer).is_some_and(|name| layers.contains(&name.as_str())) {
            kept.extend_from_slice(message);
        }
        (at, layer) = (end, layer + 1);
    }
    Ok(kept)
}

fn varint(bytes: &[u8], mut at: usize) -> Outcome<(u64, usize)> {
    let (mut value, mut shift) = (0_u64, 0);
    loop {
        let byte = *bytes.get(at).ok_or("a number that ends early")?;
        value |= u64::from(byte & 127) << shift;
        (at, shift) = (at + 1, shift + 7);
        if byte < 128 || shift > 63 {
            return Ok((value, at));
        }
    }
}
