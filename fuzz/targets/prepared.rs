//! A prepared file. The first byte says what the others are: all of it; what stands between
//! its beginning and its checksum, which are right; or changes to sections of a file that is
//! whole, with its lengths and its checksum made right again.
//!
//! What is not refused can be served: it is indexed, drawn and asked.

use std::sync::OnceLock;

use wareng::model::Prepared;
use wareng::snapshot::LayerVersion;

use crate::changed::change_each;
use crate::city::city;
use crate::served::serve;

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
        serve(LayerVersion::of(stored));
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

/// One byte for the file, then six for each change: see [`change_each`].
fn changed(data: &[u8]) -> Vec<u8> {
    let Some((file, changes)) = data.split_first() else { return Vec::new() };
    let file = &whole()[usize::from(*file) % whole().len()];
    let mut sections = sections(&file[BEGINNING..file.len() - CHECKSUM]);
    change_each(&mut sections.iter_mut().map(|(_, bytes)| bytes).collect::<Vec<_>>(), changes);
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
