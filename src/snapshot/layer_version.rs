use std::borrow::Cow;
use std::collections::BTreeSet;

use super::areas::Areas;
use super::bare;
use super::codes::Codes;
use super::nearby::Nearby;
use super::role::{number, role};
use super::{Area, HasDust, Labels};
use serde_json::value::{RawValue, to_raw_value};

use crate::archive::Archive;
use crate::model::{
    ClassScheme, Columns, Drawn, HazardClass, Layer, Prepared, Report, Shape, Shapes, SourceNote,
    Stored, Value,
};
use crate::place::{Bounds, Coord};

/// One layer as it was ingested at one time: checked, indexed, immutable, named by its content.
#[derive(Debug)]
pub struct LayerVersion {
    version: String,
    cited: Option<Box<RawValue>>,
    pub(super) prepared: Prepared,
    /// Whether tiles carry the ids of its features.
    numbered: bool,
    codes: Codes,
    pub(super) area: Area,
    pub(super) nearby: Nearby,
    pub(super) drawn: Drawn,
    dust: HasDust,
    pub(super) labels: Labels,
    pub(super) mapped: Area,
    pub(super) gaps: Area,
    bounds: Option<Bounds>,
    drawn_bounds: Option<Bounds>,
    archive: Option<Archive>,
    /// How many features have no values here.
    hidden: usize,
}

impl LayerVersion {
    /// Indexes a prepared layer. Cost: some microseconds a vertex.
    pub fn new(prepared: Prepared) -> Self {
        let version = prepared.version();
        Self::of(Stored { prepared, version })
    }

    /// Indexes a prepared layer that was read. Cost: as above, without writing it to name it.
    pub fn of(mut stored: Stored) -> Self {
        let areas = Areas::taken_from(&mut stored.prepared);
        Self::with(stored, areas)
    }

    pub(super) fn with(Stored { mut prepared, version }: Stored, areas: Areas) -> Self {
        let Areas { features: area, mapped, gaps } = areas;
        let unmapped = std::mem::take(&mut prepared.unmapped);
        let bounds = area.shapes().bounds();
        let note = SourceNote::new(&version, &prepared.layer.provenance);
        Self {
            cited: to_raw_value(&note).ok(),
            version,
            dust: HasDust::of(&prepared.drawn),
            drawn: std::mem::take(&mut prepared.drawn),
            labels: Labels::new(&std::mem::take(&mut prepared.labels)),
            drawn_bounds: bounds.map(|b| unmapped.bounds().map_or(b, |u| b.union(u))),
            bounds,
            numbered: prepared.ids.iter().all(|id| number(id).is_some()),
            codes: Codes::of(&prepared),
            nearby: Nearby::new(area.shapes()),
            prepared,
            area,
            mapped,
            gaps,
            archive: None,
            hidden: 0,
        }
    }

    /// The same without the values of some features, but for some fields. Its name is a hash of
    /// what it has alone, so that nobody can try what is gone.
    pub(super) fn without_values(&self, of: &BTreeSet<usize>, but: &BTreeSet<&str>) -> Self {
        let prepared = Prepared {
            columns: self.prepared.columns.without(of, but),
            shapes: self.shapes().clone(),
            drawn: self.drawn.clone(),
            fingerprint: String::new(),
            ..self.prepared.clone()
        };
        Self { labels: self.labels.clone(), hidden: of.len(), ..Self::new(prepared) }
    }

    /// How many features have no values for who sees this, because of so few people.
    pub fn hidden(&self) -> usize {
        self.hidden
    }

    /// A layer that is a file of tiles: it is drawn, and has no feature that could be asked for.
    /// Its version is that of the file and of what is declared of it.
    pub fn of_archive(layer: Layer, archive: Archive) -> Self {
        let declared = Self::new(bare::without_features(layer));
        let mut hasher = blake3::Hasher::new();
        hasher.update(declared.version.as_bytes());
        hasher.update(archive.hash().as_bytes());
        let version = format!("b3:{}", &hasher.finalize().to_hex()[..32]);
        let note = SourceNote::new(&version, &declared.prepared.layer.provenance);
        Self {
            cited: to_raw_value(&note).ok(),
            bounds: Some(archive.bounds()),
            drawn_bounds: Some(archive.bounds()),
            archive: Some(archive),
            version,
            ..declared
        }
    }

    /// The file of tiles that the layer is; nothing for one of features.
    pub fn archive(&self) -> Option<&Archive> {
        self.archive.as_ref()
    }

    /// The name of its content: `b3:` and 32 hexadecimal digits.
    pub fn version(&self) -> &str {
        &self.version
    }

    /// The name of the work that made it; empty for a file of tiles.
    pub fn fingerprint(&self) -> &str {
        &self.prepared.fingerprint
    }

    /// What is cited of it.
    pub fn source_note(&self) -> SourceNote<'_> {
        SourceNote::new(&self.version, &self.layer().provenance)
    }

    /// The same, written once for every answer: JSON, without where writing failed.
    pub fn cited(&self) -> Option<&RawValue> {
        self.cited.as_deref()
    }

    /// What its manifest declares.
    pub fn layer(&self) -> &Layer {
        &self.prepared.layer
    }

    /// What became of its source.
    pub fn report(&self) -> &Report {
        &self.prepared.report
    }

    /// How many features it has.
    pub fn len(&self) -> usize {
        self.prepared.ids.len()
    }

    /// Whether it has no feature.
    pub fn is_empty(&self) -> bool {
        self.prepared.ids.is_empty()
    }

    /// The published geometry. Units: degrees.
    pub fn shapes(&self) -> &Shapes {
        self.area.shapes()
    }

    /// The published geometry of a feature. Units: degrees.
    pub fn shape(&self, feature: u32) -> Shape<'_> {
        self.shapes().get(at(feature))
    }

    /// The smallest box around all features; `None` for a layer without geometry.
    pub fn bounds(&self) -> Option<Bounds> {
        self.bounds
    }

    /// The smallest box around all that tiles draw: its features, and where it is unmapped.
    pub fn drawn_bounds(&self) -> Option<Bounds> {
        self.drawn_bounds
    }

    /// The geometry as tiles draw it.
    pub fn drawn(&self) -> &Drawn {
        &self.drawn
    }

    /// Whether its tiles have dust.
    pub fn has_dust(&self) -> HasDust {
        self.dust
    }

    /// The values of its features.
    pub fn columns(&self) -> &Columns {
        &self.prepared.columns
    }

    /// The features that cover a place, ascending. Units: degrees.
    pub fn covering(&self, place: Coord) -> Vec<u32> {
        self.area.covering(place)
    }

    /// Its features by place.
    pub fn area(&self) -> &Area {
        &self.area
    }

    pub(super) fn nearby(&self) -> &Nearby {
        &self.nearby
    }

    /// Where a hazard was mapped, besides its own polygons.
    pub fn mapped(&self) -> &Area {
        &self.mapped
    }

    /// The holes between units.
    pub fn gaps(&self) -> &Area {
        &self.gaps
    }

    /// Where the names of its areas stand on maps.
    pub fn labels(&self) -> &Labels {
        &self.labels
    }

    /// The id of a feature.
    pub fn id(&self, feature: u32) -> &str {
        self.prepared.ids.get(at(feature)).map(String::as_str).unwrap_or_default()
    }

    /// The id of a feature in tiles: its own where all ids are numbers below 2^53, which
    /// JavaScript holds exactly, otherwise its place among the features of this version, from 1.
    pub fn tile_id(&self, feature: u32) -> u64 {
        if self.numbered {
            return number(self.id(feature)).unwrap_or(0);
        }
        u64::from(feature) + 1
    }

    /// A value of a feature.
    pub fn value(&self, field: &str, feature: u32) -> Value {
        self.prepared.columns.get(field).map_or(Value::Null, |c| c.value(at(feature)))
    }

    /// Every value of a feature, in the order of the fields.
    pub fn values(&self, feature: u32) -> impl Iterator<Item = (&str, Value)> {
        self.prepared.columns.iter().map(move |c| (c.name.as_str(), c.value(at(feature))))
    }

    /// The name of a feature, where the layer has a name field.
    pub fn name(&self, feature: u32) -> Option<Cow<'_, str>> {
        role(&self.prepared, self.layer().name_field.as_deref(), feature)
    }

    /// The code of a unit, where the layer has a code field.
    pub fn code(&self, feature: u32) -> Option<Cow<'_, str>> {
        role(&self.prepared, self.layer().code_field.as_deref(), feature)
    }

    /// The feature with an id.
    pub fn with_id(&self, id: &str) -> Option<u32> {
        // Ingest puts features in the order of their ids.
        let at = self.prepared.ids.binary_search_by(|other| other.as_str().cmp(id)).ok()?;
        u32::try_from(at).ok()
    }

    /// The first feature with a code.
    pub fn with_code(&self, code: &str) -> Option<u32> {
        self.codes.first_with(code, |found| found == code)
    }

    /// The first feature whose code begins with some characters.
    pub fn with_prefix(&self, prefix: &str) -> Option<u32> {
        self.codes.first_with(prefix, |found| found.starts_with(prefix))
    }

    /// The class of a hazard's feature by rank, 0 for the least grave.
    pub fn rank(&self, feature: u32) -> Option<u8> {
        self.prepared.ranks.get(at(feature)).copied()
    }

    /// The classes of a hazard.
    pub fn classes(&self) -> Option<&ClassScheme> {
        self.layer().classes.as_ref()
    }

    /// The class of a rank.
    pub fn class(&self, rank: u8) -> Option<&HazardClass> {
        self.classes()?.classes.get(usize::from(rank))
    }
}

fn at(feature: u32) -> usize {
    usize::try_from(feature).unwrap_or(usize::MAX)
}
