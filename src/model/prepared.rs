//! The prepared layer file: what ingest hands to the snapshot.
//!
//! Layout, all numbers little-endian: the 8 bytes `WARENG\0` and a format number; then sections,
//! each a 4-byte name, a 64-bit length and its bytes; then 32 bytes of BLAKE3 over all before.
//! A file that is cut short, altered or of another format is refused, and ingest makes it anew.

use std::io::Write;
use std::path::Path;

use serde::{Deserialize, Serialize, de::DeserializeOwned};
use thiserror::Error;

use super::pyramid_form::{pyramid_from_bytes, pyramid_to_bytes};
use super::{Columns, Layer, PartKind, Pyramid, Report, Shapes, WholeFile};
use crate::place::Coord;

const MAGIC: &[u8; 7] = b"WARENG\0";

/// Raised whenever the sections change, so that older files are made anew.
const FORMAT: u8 = 7;

const CHECKSUM_BYTES: usize = 32;

/// A layer after ingest: checked, in degrees, in the order of its feature ids.
#[derive(Debug, Clone, PartialEq)]
pub struct Prepared {
    /// The manifest it was made by.
    pub layer: Layer,
    /// The hash of the source's bytes, the manifest and the tools, by which a later run knows
    /// that nothing changed.
    pub fingerprint: String,
    /// What made it.
    pub tools: ToolVersions,
    /// The id of each feature, ascending.
    pub ids: Vec<String>,
    /// The class of each feature by rank (0 = least grave); empty but for hazards.
    pub ranks: Vec<u8>,
    /// The geometry of each feature.
    pub shapes: Shapes,
    /// The values of each feature.
    pub columns: Columns,
    /// Where a hazard was mapped, besides its own polygons; empty but for hazards.
    pub mapped: Shapes,
    /// The city's area less what was mapped, as one feature: what a map hatches, not what an
    /// answer is decided by; empty but for hazards.
    pub unmapped: Shapes,
    /// The holes between units, as one feature; empty but for boundaries.
    pub gaps: Shapes,
    /// Where the name of each feature stands on maps: a point inside its largest polygon, and no
    /// part for a feature without a polygon or a name; empty where no feature has one.
    pub labels: Shapes,
    /// What tiles draw of all this.
    pub drawn: Drawn,
    /// What became of the source.
    pub report: Report,
}

/// What tiles draw of a layer, zoom by zoom: made of the geometry above, with slivers closed where
/// the manifest asks for that.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Drawn {
    /// Its features.
    pub features: Pyramid,
    /// Where a hazard was not mapped.
    pub unmapped: Pyramid,
}

/// The libraries that a prepared file was made with: they may change a geometry.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ToolVersions {
    /// wareng itself.
    pub wareng: String,
    /// GDAL, with the GEOS it was built with.
    pub gdal: String,
    /// PROJ.
    pub proj: String,
}

/// Why a prepared file cannot be used.
#[derive(Debug, Error)]
pub enum PreparedError {
    /// It cannot be read or written.
    #[error("prepared file {path}: {source}")]
    Io {
        /// The file.
        path: String,
        /// The cause.
        source: std::io::Error,
    },
    /// It is not one, or of another format number.
    #[error("prepared file {path}: not of format {FORMAT}; ingest makes it anew")]
    Format {
        /// The file.
        path: String,
    },
    /// It was cut short or altered.
    #[error("prepared file {path}: damaged ({what}); ingest makes it anew")]
    Damaged {
        /// The file.
        path: String,
        /// What does not fit.
        what: &'static str,
    },
}

#[derive(Serialize, Deserialize)]
struct Head {
    layer: Layer,
    fingerprint: String,
    tools: ToolVersions,
}

impl Prepared {
    /// The number of the format of its file.
    pub const FORMAT: u8 = FORMAT;

    /// The name of this content: `b3:` and 32 hexadecimal digits. The same for the same features,
    /// declared the same, made by the same tools, whatever the order in the source.
    pub fn version(&self) -> String {
        let mut hasher = blake3::Hasher::new();
        let declared = serde_json::json!({
            "id": self.layer.id, "kind": self.layer.kind, "title": self.layer.title,
            "fields": self.layer.fields, "classes": self.layer.classes,
            "id_field": self.layer.id_field, "name_field": self.layer.name_field,
            "code_field": self.layer.code_field, "population": self.layer.population,
            "school": self.layer.school, "zone": self.layer.zone, "facility": self.layer.facility,
            "sums": self.layer.sums, "zooms": self.layer.zooms,
            "accuracy_m": self.layer.accuracy_m, "provenance": self.layer.provenance,
            "tools": self.tools,
        });
        hasher.update(declared.to_string().as_bytes());
        for (name, bytes) in self.content_sections() {
            hasher.update(name);
            hasher.update(&(bytes.len() as u64).to_le_bytes());
            hasher.update(&bytes);
        }
        // What is drawn may differ where nothing else does: slivers closed, or made otherwise.
        for pyramid in [&self.drawn.features, &self.drawn.unmapped] {
            hasher.update(&pyramid_to_bytes(pyramid));
        }
        let hex = hasher.finalize().to_hex();
        format!("b3:{}", &hex[..32])
    }

    /// Writes the file beside its final place, then moves it there in one step.
    ///
    /// # Errors
    /// [`PreparedError::Io`] where the folder cannot be written or the disk is full; what stood
    /// at `path` before then still stands there.
    pub fn write(&self, path: &Path) -> Result<(), PreparedError> {
        self.try_write(path)
            .map_err(|source| PreparedError::Io { path: path.display().to_string(), source })
    }

    fn try_write(&self, path: &Path) -> std::io::Result<()> {
        let mut file = WholeFile::private(path)?;
        file.write_all(&self.to_bytes())?;
        file.finish()
    }

    /// Reads a file whole, and checks its checksum and every index in it.
    ///
    /// # Errors
    /// Where it cannot be read, is of another format, or is damaged.
    pub fn read(path: &Path) -> Result<Self, PreparedError> {
        let name = path.display().to_string();
        let bytes = std::fs::read(path)
            .map_err(|source| PreparedError::Io { path: name.clone(), source })?;
        Self::from_bytes(&bytes, name)
    }

    fn to_bytes(&self) -> Vec<u8> {
        let head = Head {
            layer: self.layer.clone(),
            fingerprint: self.fingerprint.clone(),
            tools: self.tools.clone(),
        };
        let mut out = MAGIC.to_vec();
        out.push(FORMAT);
        put_section(&mut out, b"HEAD", &json(&head));
        put_section(&mut out, b"RPRT", &json(&self.report));
        for (name, bytes) in self.content_sections() {
            put_section(&mut out, name, &bytes);
        }
        let drawn = [(b"TILE", &self.drawn.features), (b"TUNM", &self.drawn.unmapped)];
        for (name, pyramid) in drawn {
            put_section(&mut out, name, &pyramid_to_bytes(pyramid));
        }
        let checksum = blake3::hash(&out);
        out.extend_from_slice(checksum.as_bytes());
        out
    }

    fn content_sections(&self) -> [(&'static [u8; 4], Vec<u8>); 8] {
        [
            (b"IDS ", postcard(&self.ids)),
            (b"RANK", self.ranks.clone()),
            (b"COLS", postcard(&self.columns)),
            (b"SHPS", shapes_to_bytes(&self.shapes)),
            (b"MAPD", shapes_to_bytes(&self.mapped)),
            (b"UNMP", shapes_to_bytes(&self.unmapped)),
            (b"GAPS", shapes_to_bytes(&self.gaps)),
            (b"LABL", shapes_to_bytes(&self.labels)),
        ]
    }

    /// Reads what is in a file of this name; see [`Self::read`].
    ///
    /// # Errors
    /// Where it is of another format, or is damaged.
    pub fn from_bytes(bytes: &[u8], path: String) -> Result<Self, PreparedError> {
        if bytes.get(..7) != Some(MAGIC) || bytes.get(7) != Some(&FORMAT) {
            return Err(PreparedError::Format { path });
        }
        let body = bytes.len().saturating_sub(CHECKSUM_BYTES);
        if body < 8 || blake3::hash(&bytes[..body]).as_bytes() != &bytes[body..] {
            return Err(PreparedError::Damaged { path, what: "checksum" });
        }
        let mut rest = &bytes[8..body];
        let damaged = |what| PreparedError::Damaged { path: path.clone(), what };
        let mut section = |name: &'static [u8; 4], what| {
            let (head, tail) = rest.split_at_checked(12).ok_or_else(|| damaged(what))?;
            let length =
                head[4..].try_into().map(u64::from_le_bytes).map_err(|_e| damaged(what))?;
            let length = usize::try_from(length).map_err(|_e| damaged(what))?;
            let (content, after) = tail.split_at_checked(length).ok_or_else(|| damaged(what))?;
            rest = after;
            if &head[..4] == name { Ok(content) } else { Err(damaged(what)) }
        };
        let head: Head = from_json(section(b"HEAD", "head")?).ok_or_else(|| damaged("head"))?;
        Ok(Self {
            report: from_json(section(b"RPRT", "report")?).ok_or_else(|| damaged("report"))?,
            ids: from_postcard(section(b"IDS ", "ids")?).ok_or_else(|| damaged("ids"))?,
            ranks: section(b"RANK", "ranks")?.to_vec(),
            columns: from_postcard(section(b"COLS", "columns")?)
                .ok_or_else(|| damaged("columns"))?,
            shapes: shapes_from_bytes(section(b"SHPS", "shapes")?)
                .ok_or_else(|| damaged("shapes"))?,
            mapped: shapes_from_bytes(section(b"MAPD", "mapped area")?)
                .ok_or_else(|| damaged("mapped area"))?,
            unmapped: shapes_from_bytes(section(b"UNMP", "unmapped area")?)
                .ok_or_else(|| damaged("unmapped area"))?,
            gaps: shapes_from_bytes(section(b"GAPS", "gaps")?).ok_or_else(|| damaged("gaps"))?,
            labels: shapes_from_bytes(section(b"LABL", "labels")?)
                .ok_or_else(|| damaged("labels"))?,
            drawn: Drawn {
                features: pyramid_from_bytes(section(b"TILE", "tiles")?)
                    .ok_or_else(|| damaged("tiles"))?,
                unmapped: pyramid_from_bytes(section(b"TUNM", "tiles of the unmapped area")?)
                    .ok_or_else(|| damaged("tiles of the unmapped area"))?,
            },
            layer: head.layer,
            fingerprint: head.fingerprint,
            tools: head.tools,
        })
    }
}

fn put_section(out: &mut Vec<u8>, name: &[u8; 4], bytes: &[u8]) {
    out.extend_from_slice(name);
    out.extend_from_slice(&(bytes.len() as u64).to_le_bytes());
    out.extend_from_slice(bytes);
}

/// These types serialise without fail: no map has keys but texts, and memory is the only writer.
fn json<T: Serialize>(value: &T) -> Vec<u8> {
    serde_json::to_vec(value).unwrap_or_default()
}

fn postcard<T: Serialize>(value: &T) -> Vec<u8> {
    postcard::to_stdvec(value).unwrap_or_default()
}

fn from_json<T: DeserializeOwned>(bytes: &[u8]) -> Option<T> {
    serde_json::from_slice(bytes).ok()
}

fn from_postcard<T: DeserializeOwned>(bytes: &[u8]) -> Option<T> {
    postcard::from_bytes(bytes).ok()
}

fn shapes_to_bytes(shapes: &Shapes) -> Vec<u8> {
    let (coords, paths, parts, features) = shapes.lists();
    let mut out = Vec::with_capacity(coords.len() * 16 + (paths.len() + parts.len()) * 5 + 32);
    for count in [coords.len(), paths.len(), parts.len(), features.len()] {
        out.extend_from_slice(&(count as u64).to_le_bytes());
    }
    for c in coords {
        out.extend_from_slice(&c.x.to_le_bytes());
        out.extend_from_slice(&c.y.to_le_bytes());
    }
    paths.iter().for_each(|p| out.extend_from_slice(&p.to_le_bytes()));
    for (kind, first) in parts {
        out.push(match kind {
            PartKind::Point => 0,
            PartKind::Line => 1,
            PartKind::Polygon => 2,
        });
        out.extend_from_slice(&first.to_le_bytes());
    }
    features.iter().for_each(|f| out.extend_from_slice(&f.to_le_bytes()));
    out
}

fn shapes_from_bytes(bytes: &[u8]) -> Option<Shapes> {
    let mut rest = bytes;
    let mut counts = [0_usize; 4];
    for count in &mut counts {
        *count = usize::try_from(u64::from_le_bytes(take(&mut rest, 8)?.try_into().ok()?)).ok()?;
    }
    let coords = take_list(&mut rest, counts[0], 16)?.map(|c| {
        Some(Coord {
            x: f64::from_le_bytes(c[..8].try_into().ok()?),
            y: f64::from_le_bytes(c[8..].try_into().ok()?),
        })
    });
    let coords = coords.collect::<Option<Vec<_>>>()?;
    let paths = take_list(&mut rest, counts[1], 4)?.map(u32_of).collect::<Option<Vec<_>>>()?;
    let parts = take_list(&mut rest, counts[2], 5)?.map(|p| {
        let kind = match p[0] {
            0 => PartKind::Point,
            1 => PartKind::Line,
            2 => PartKind::Polygon,
            _ => return None,
        };
        Some((kind, u32_of(&p[1..])?))
    });
    let parts = parts.collect::<Option<Vec<_>>>()?;
    let features = take_list(&mut rest, counts[3], 4)?.map(u32_of).collect::<Option<Vec<_>>>()?;
    Shapes::from_lists(coords, paths, parts, features)
}

pub(super) fn take<'a>(rest: &mut &'a [u8], bytes: usize) -> Option<&'a [u8]> {
    let (head, tail) = rest.split_at_checked(bytes)?;
    *rest = tail;
    Some(head)
}

pub(super) fn take_list<'a>(
    rest: &mut &'a [u8],
    count: usize,
    each: usize,
) -> Option<std::slice::ChunksExact<'a, u8>> {
    Some(take(rest, count.checked_mul(each)?)?.chunks_exact(each))
}

pub(super) fn u32_of(bytes: &[u8]) -> Option<u32> {
    bytes.try_into().ok().map(u32::from_le_bytes)
}
