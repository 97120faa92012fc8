//! The prepared layer file: what ingest hands to the snapshot.
//!
//! Layout, all numbers little-endian: the 8 bytes `WARENG\0` and a format number; then sections,
//! each a 4-byte name, a 64-bit length and its bytes; then 32 bytes of BLAKE3 over all before.
//! A file that is cut short, altered or of another format is refused, and ingest makes it anew.

use std::io::Write;
use std::path::Path;

use serde::{Deserialize, Serialize, de::DeserializeOwned};
use thiserror::Error;

use super::little_endian::put_count;
use super::pyramid_form::{pyramid_from_bytes, pyramid_to_bytes};
use super::shapes_form::{shapes_from_bytes, shapes_to_bytes};
use super::{Columns, Layer, Pyramid, Report, Shapes, WholeFile};

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

/// A prepared layer as it was read, with the name of its content. That is a hash of the bytes in the
/// file; of the layer in memory they would have to be written once more.
#[derive(Debug, Clone, PartialEq)]
pub struct Stored {
    /// The layer.
    pub prepared: Prepared,
    /// Its [`Prepared::version`].
    pub version: String,
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
        let mut content = Vec::new();
        for (name, bytes) in self.content_sections() {
            put_section(&mut content, name, &bytes);
        }
        let drawn = [&self.drawn.features, &self.drawn.unmapped].map(pyramid_to_bytes);
        self.named(&content, drawn.each_ref().map(Vec::as_slice))
    }

    /// The name of what is in these sections. What is drawn may differ where nothing else does:
    /// slivers closed, or made otherwise.
    fn named(&self, content: &[u8], drawn: [&[u8]; 2]) -> String {
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
        let mut hasher = blake3::Hasher::new();
        hasher.update(declared.to_string().as_bytes()).update(content);
        drawn.iter().for_each(|bytes| _ = hasher.update(bytes));
        format!("b3:{}", &hasher.finalize().to_hex()[..32])
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
    pub fn read(path: &Path) -> Result<Stored, PreparedError> {
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
    pub fn from_bytes(bytes: &[u8], path: String) -> Result<Stored, PreparedError> {
        if bytes.get(..7) != Some(MAGIC) || bytes.get(7) != Some(&FORMAT) {
            return Err(PreparedError::Format { path });
        }
        let body = bytes.len().saturating_sub(CHECKSUM_BYTES);
        if body < 8 || blake3::hash(&bytes[..body]).as_bytes() != &bytes[body..] {
            return Err(PreparedError::Damaged { path, what: "checksum" });
        }
        Self::from_sections(&bytes[8..body])
            .map_err(|Damaged(what)| PreparedError::Damaged { path, what })
    }

    fn from_sections(bytes: &[u8]) -> Result<Stored, Damaged> {
        let mut sections = Sections(bytes);
        let head: Head = sections.next(b"HEAD", "head", from_json)?;
        let report = sections.next(b"RPRT", "report", from_json)?;
        let content = sections.0;
        let prepared = Self {
            report,
            ids: sections.next(b"IDS ", "ids", from_postcard)?,
            ranks: sections.next(b"RANK", "ranks", |bytes| Some(bytes.to_vec()))?,
            columns: sections.next(b"COLS", "columns", from_postcard)?,
            shapes: sections.next(b"SHPS", "shapes", shapes_from_bytes)?,
            mapped: sections.next(b"MAPD", "mapped area", shapes_from_bytes)?,
            unmapped: sections.next(b"UNMP", "unmapped area", shapes_from_bytes)?,
            gaps: sections.next(b"GAPS", "gaps", shapes_from_bytes)?,
            labels: sections.next(b"LABL", "labels", shapes_from_bytes)?,
            drawn: Drawn::default(),
            layer: head.layer,
            fingerprint: head.fingerprint,
            tools: head.tools,
        };
        let content = &content[..content.len() - sections.0.len()];
        let tiles = sections.take(b"TILE", "tiles")?;
        let of_unmapped = "tiles of the unmapped area";
        let unmapped = sections.take(b"TUNM", of_unmapped)?;
        let drawn = Drawn {
            features: pyramid_from_bytes(tiles).ok_or(Damaged("tiles"))?,
            unmapped: pyramid_from_bytes(unmapped).ok_or(Damaged(of_unmapped))?,
        };
        let version = prepared.named(content, [tiles, unmapped]);
        Ok(Stored { prepared: Self { drawn, ..prepared }, version })
    }
}

/// What of a file does not fit.
struct Damaged(&'static str);

/// Sections that were not read yet.
struct Sections<'a>(&'a [u8]);

impl<'a> Sections<'a> {
    /// The bytes of the next section, which has to be this one.
    fn take(&mut self, name: &[u8; 4], what: &'static str) -> Result<&'a [u8], Damaged> {
        let taken = || {
            let (head, tail) = self.0.split_at_checked(12)?;
            let length = head[4..].try_into().map(u64::from_le_bytes).ok()?;
            let (content, after) = tail.split_at_checked(usize::try_from(length).ok()?)?;
            (&head[..4] == name).then_some((content, after))
        };
        let (content, after) = taken().ok_or(Damaged(what))?;
        self.0 = after;
        Ok(content)
    }

    /// What the next section holds.
    fn next<T>(
        &mut self,
        name: &[u8; 4],
        what: &'static str,
        read: impl FnOnce(&'a [u8]) -> Option<T>,
    ) -> Result<T, Damaged> {
        read(self.take(name, what)?).ok_or(Damaged(what))
    }
}

fn put_section(out: &mut Vec<u8>, name: &[u8; 4], bytes: &[u8]) {
    out.extend_from_slice(name);
    put_count(out, bytes.len());
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
