//! A prepared file. The first byte says what the others are: all of it; what stands between
//! its beginning and its checksum, which are right; or changes to sections of a file that is
//! whole, with its lengths and its checksum made right again.
//!
//! What is not refused can be served: it is indexed, drawn and asked.

use std::collections::BTreeMap;
use std::sync::{Arc, OnceLock};

use wareng::model::{Prepared, Stored};
use wareng::place::{LonLat, TileId, project};
use wareng::query::{self, Question};
use wareng::snapshot::{Grant, LayerVersion, Snapshot};
use wareng::tile;

use crate::city::city;

/// Magic and format, before the sections.
const BEGINNING: usize = 8;
const CHECKSUM: usize = 32;
/// Name and length, before what is in a section.
const SECTION_HEAD: usize = 12;

pub(crate) fn check(data: &[u8]) {
    let Some((how, data)) = data.split_first() else { return };
    let file = match how % 3 {
        0 => data.to_vec(),
        1 => with_checksum([&whole()[0][..BEGINNING], data].concat()),
        _ => changed(data),
    };
    if let Ok(stored) = Prepared::from_bytes(&file, String::new()) {
        serve(stored);
    }
}

fn with_checksum(mut file: Vec<u8>) -> Vec<u8> {
    let sum = blake3::hash(&file);
    file.extend_from_slice(sum.as_bytes());
    file
}

/// The files of the city's layers.
fn whole() -> &'static [Vec<u8>] {
    static FILES: OnceLock<Vec<Vec<u8>>> = OnceLock::new();
    FILES.get_or_init(|| {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("a.prepared");
        let write = |prepared: &Prepared| {
            prepared.write(&path).expect("written");
            std::fs::read(&path).expect("read")
        };
        city().1.iter().map(write).collect()
    })
}

/// One byte for the file, then six for each change: which section, where, how, what.
fn changed(data: &[u8]) -> Vec<u8> {
    let Some((file, changes)) = data.split_first() else { return Vec::new() };
    let file = &whole()[usize::from(*file) % whole().len()];
    let mut sections = sections(&file[BEGINNING..file.len() - CHECKSUM]);
    for change in changes.chunks_exact(6) {
        let count = sections.len();
        let section = &mut sections[usize::from(change[0]) % count].1;
        change_one(section, [change[1], change[2]], change[3], [change[4], change[5]]);
    }
    let mut out = file[..BEGINNING].to_vec();
    for (name, bytes) in sections {
        out.extend_from_slice(&name);
        out.extend_from_slice(&(bytes.len() as u64).to_le_bytes());
        out.extend_from_slice(&bytes);
    }
    with_checksum(out)
}

type Section = (Vec<u8>, Vec<u8>);

fn sections(mut rest: &[u8]) -> Vec<Section> {
    let mut sections = Vec::new();
    while let Some((head, tail)) = rest.split_at_checked(SECTION_HEAD) {
        let length = head[4..].first_chunk().map_or(0, |l| u64::from_le_bytes(*l));
        let (bytes, after) = tail.split_at(usize::try_from(length).expect("in memory"));
        sections.push((head[..4].to_vec(), bytes.to_vec()));
        rest = after;
    }
    sections
}

fn change_one(section: &mut Vec<u8>, at: [u8; 2], how: u8, what: [u8; 2]) {
    let at = usize::from(u16::from_le_bytes(at)) % (section.len() + 1);
    let number = i16::from_le_bytes(what);
    match how % 5 {
        0 => overwrite(section, at, &what[..1]),
        1 => overwrite(section, at, &i32::from(number).to_le_bytes()),
        2 => overwrite(section, at, &i64::from(number).to_le_bytes()),
        3 => section.truncate(at),
        _ => section.insert(at, what[0]),
    }
}

fn overwrite(section: &mut [u8], at: usize, with: &[u8]) {
    section.iter_mut().skip(at).zip(with).for_each(|(byte, with)| *byte = *with);
}

fn serve(stored: Stored) {
    let (city, _) = city();
    let view = city.view.center;
    let layer = Arc::new(LayerVersion::of(stored));
    for z in [0, 9, 11, 14] {
        let tile = tile_at(view, z).expect("a tile of the world");
        // What cannot be drawn is an error.
        tile::render(&[layer.as_ref()], tile).ok();
    }
    let snapshot = Snapshot::new(city.clone(), [layer], BTreeMap::new());
    query::at(&snapshot.view(&Grant::public()), &Question::at(view));
}

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "within a zoom")]
fn tile_at(place: LonLat, z: u8) -> Option<TileId> {
    let count = f64::from(1_u32 << z);
    let at = project(place.coord().x, place.coord().y);
    TileId::new(z, (at.x * count) as u32, (at.y * count) as u32)
}
