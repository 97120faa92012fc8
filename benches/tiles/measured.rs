//! The figures of an input.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::path::Path;
use std::time::Duration;

use libdeflater::{CompressionLvl, Compressor};
use wareng::place::TileId;
use wareng::snapshot::LayerVersion;
use wareng::tile::render;

use crate::clock::{Rounds, thread_time};
use crate::decoded::{Decoded, only};
use crate::inputs::{Input, LAYERS, Loaded};
use crate::list::tiles;
use crate::number::number;
use crate::published::Published;
use crate::stray::Deviation;
use crate::{Outcome, peer};

/// Rounds of the clock.
const ROUNDS: usize = 3;

/// Bands of zooms, as they are asked about.
const BANDS: [(u8, u8); 4] = [(10, 12), (13, 14), (15, 16), (16, 16)];

/// The time of the tiles of some zooms.
pub(crate) struct Band {
    pub(crate) zooms: (u8, u8),
    pub(crate) tiles: usize,
    /// Milliseconds of processor time a tile: rendered, then packed with each coding.
    pub(crate) rounds: [Rounds; 3],
}

/// Of one side at one zoom, summed over its tiles.
#[derive(Default)]
pub(crate) struct Sizes {
    /// Packed with each coding.
    pub(crate) bytes: [f64; 2],
    pub(crate) features: f64,
    pub(crate) dust: f64,
    pub(crate) vertices: f64,
}

/// Of one zoom.
#[derive(Default)]
pub(crate) struct Zoom {
    pub(crate) tiles: usize,
    /// Ours, then the peer's.
    pub(crate) sizes: [Sizes; 2],
    /// Of our tiles as they are served, with labels and with what is unmapped.
    pub(crate) served: f64,
    pub(crate) deviation: Deviation,
}

pub(crate) struct Measured {
    pub(crate) name: &'static str,
    pub(crate) zooms: BTreeMap<u8, Zoom>,
    pub(crate) bands: Vec<Band>,
    pub(crate) has_peer: bool,
    pub(crate) vertices: usize,
    pub(crate) wall: Duration,
    pub(crate) cpu: Duration,
    pub(crate) files: Vec<(&'static str, u64, u64)>,
}

pub(crate) fn measured(
    input: &Input,
    made: &Path,
    python: Option<&Path>,
    at_most: usize,
) -> Outcome<Measured> {
    let Loaded { view, wall, cpu, files } = input.loaded(made)?;
    let find = |id: &str| view.layers().find(|l| l.layer().id.as_str() == id);
    let layers: Vec<&LayerVersion> = LAYERS.iter().filter_map(|id| find(id)).collect();
    let first = layers.first().ok_or("a first layer")?;
    let list = tiles(first, at_most);
    let theirs = match python {
        Some(python) => {
            let folder = made.join("tiles").join(input.short());
            Some(peer::tiles(python, &folder, &layers, &list)?)
        }
        None => None,
    };
    Ok(Measured {
        name: input.name(),
        zooms: compared(&layers, &list, theirs.as_deref())?,
        bands: timed(&layers, &list)?,
        has_peer: theirs.is_some(),
        vertices: layers.iter().map(|l| l.shapes().coords().len()).sum(),
        wall,
        cpu,
        files,
    })
}

fn compared(
    layers: &[&LayerVersion],
    list: &[TileId],
    theirs: Option<&[Vec<u8>]>,
) -> Outcome<BTreeMap<u8, Zoom>> {
    let names: Vec<&str> = layers.iter().map(|l| l.layer().id.as_str()).collect();
    let published = Published::of(layers);
    let mut zooms: BTreeMap<u8, Zoom> = BTreeMap::new();
    for (at, tile) in list.iter().enumerate() {
        let zoom = zooms.entry(tile.z()).or_default();
        zoom.tiles += 1;
        let served = render(layers, *tile)?.unwrap_or_default();
        zoom.served += packed(&served)?[0];
        let bytes = only(&served, &names)?;
        let ours = Decoded::of(&bytes, &names, false)?;
        zoom.sizes[0].add(&bytes, &ours)?;
        if let Some(bytes) = theirs.and_then(|theirs| theirs.get(at)) {
            let theirs = Decoded::of(bytes, &names, true)?;
            zoom.sizes[1].add(bytes, &theirs)?;
            zoom.deviation.add(*tile, &published, [&ours, &theirs]);
        }
    }
    Ok(zooms)
}

impl Sizes {
    fn add(&mut self, bytes: &[u8], decoded: &Decoded) -> Outcome<()> {
        self.bytes.iter_mut().zip(packed(bytes)?).for_each(|(sum, bytes)| *sum += bytes);
        self.features += number(decoded.features.len());
        self.dust += number(decoded.dust);
        self.vertices += number(decoded.vertices);
        Ok(())
    }
}

/// Bytes in each coding, the same for both sides; none for an empty tile.
fn packed(bytes: &[u8]) -> Outcome<[f64; 2]> {
    Ok(match bytes {
        [] => [0.0; 2],
        _ => [number(gzip(bytes)?.len()), number(zstd(bytes)?.len())],
    })
}

/// As the server does it.
fn gzip(bytes: &[u8]) -> Outcome<Vec<u8>> {
    thread_local! {
        static CODER: RefCell<Compressor> =
            RefCell::new(Compressor::new(CompressionLvl::new(6).unwrap_or_default()));
    }
    CODER.with_borrow_mut(|coder| {
        let mut out = vec![0; coder.gzip_compress_bound(bytes.len())];
        let length = coder.gzip_compress(bytes, &mut out)?;
        out.truncate(length);
        Ok(out)
    })
}

/// As the server does it.
fn zstd(bytes: &[u8]) -> Outcome<Vec<u8>> {
    thread_local! {
        static CODER: RefCell<zstd::bulk::Compressor<'static>> = RefCell::default();
    }
    CODER.with_borrow_mut(|coder| {
        coder.set_compression_level(3)?;
        Ok(coder.compress(bytes)?)
    })
}

/// Each tile as it is served, rendered and packed, on this thread.
fn timed(layers: &[&LayerVersion], list: &[TileId]) -> Outcome<Vec<Band>> {
    let mut bands = BANDS.map(|zooms| Band { zooms, tiles: 0, rounds: Default::default() });
    for _ in 0..ROUNDS {
        let mut spent: BTreeMap<u8, Vec<[Duration; 3]>> = BTreeMap::new();
        for tile in list {
            let begun = thread_time();
            let bytes = render(layers, *tile)?.unwrap_or_default();
            let rendered = thread_time();
            std::hint::black_box(gzip(&bytes)?);
            let zipped = thread_time();
            std::hint::black_box(zstd(&bytes)?);
            let ends = [begun, rendered, zipped, thread_time()];
            let parts = [0, 1, 2].map(|part| ends[part + 1].saturating_sub(ends[part]));
            spent.entry(tile.z()).or_default().push(parts);
        }
        for Band { zooms: (from, to), tiles, rounds } in &mut bands {
            let of_band: Vec<_> = spent.range(*from..=*to).flat_map(|(_, d)| d).collect();
            *tiles = of_band.len();
            if of_band.is_empty() {
                continue;
            }
            for (part, rounds) in rounds.iter_mut().enumerate() {
                let sum: f64 = of_band.iter().map(|parts| parts[part].as_secs_f64()).sum();
                rounds.push(1e3 * sum / number(of_band.len()));
            }
        }
    }
    Ok(bands.into_iter().collect())
}
