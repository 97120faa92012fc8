//! From a source to a prepared layer: read it, check every feature, and either repair, list or
//! refuse. Runs in a child process (`child`), so that a crash, a hang or hunger for memory inside
//! GDAL ends that child and nothing else.

mod child;
mod crs;
mod csv_form;
mod dataset;
mod drawn;
mod features;
mod fields;
mod fingerprint;
mod gaps;
mod geojson_form;
mod geometry;
mod holes;
mod identity;
mod labels;
mod mapped;
mod meeting;
mod nearby;
mod overlaps;
mod partition;
mod plain_text;
mod reach;
mod seal;
mod thousands;
mod union;
mod validity;

use std::path::PathBuf;

use serde::{Deserialize, Serialize};

use crate::model::{Columns, Defect, Kind, Layer, Mapped, Prepared, Repair, Report, Shapes};
use crate::place::Bounds;
pub use child::{Limits, answer_as_child, ingest};
pub use dataset::source_file;
use features::{Checked, Rejected};
pub use fingerprint::{fingerprint, tool_versions};
use overlaps::Unfound;
use partition::Features;

/// One source to prepare.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Job {
    /// The layers folder, absolute.
    pub folder: PathBuf,
    /// What to make.
    pub layer: Layer,
    /// Nothing of the city lies outside of it. Units: degrees.
    pub area: Bounds,
    /// CRSs that a file which contradicts its own may be in.
    pub usual_crs: Vec<String>,
    /// The name of this work: see [`fingerprint`].
    pub fingerprint: String,
    /// Where the prepared file goes.
    pub out: PathBuf,
}

/// How far a job is: features done, and all of them where that is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Progress {
    /// What is done with them.
    pub stage: Stage,
    /// Features done.
    pub done: u64,
    /// All of them; 0 where the source does not say.
    pub total: u64,
}

/// What takes its time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Stage {
    /// Reading features.
    Reading,
    /// Looking for the gaps between them.
    Gaps,
    /// Looking for overlaps.
    Overlaps,
    /// Making what tiles draw; zooms are counted.
    Tiles,
}

/// At most this many defects of one source are listed; the rest is counted.
const MAX_DEFECTS: usize = 200;

/// Prepares a layer.
///
/// # Errors
/// Everything that is wrong with the source, up to a bound, each with file, feature, field,
/// reason and mend.
pub fn prepare(job: &Job, progress: &mut dyn FnMut(Progress)) -> Result<Prepared, Vec<Defect>> {
    let layer = &job.layer;
    let mut report = Report::default();
    let (read, notes) =
        features::read(job, &layer.source, &layer.fields, progress).map_err(bounded)?;
    report.read = read.len();
    report.warnings = notes;
    let (checked, mut defects) = features::check(job, layer.kind, read, &mut report);
    let mapped = mapped::read(job, &mut report).unwrap_or_else(|found| {
        defects.extend(found);
        Shapes::default()
    });
    let (features, ranks) = match identify(layer, checked, &mut report) {
        Ok(identified) => identified,
        Err(found) => {
            defects.extend(found);
            return Err(bounded(defects));
        }
    };
    defects.extend(over_limit(layer, &report));
    if features.is_empty() && defects.is_empty() {
        let file = layer.source.file.display().to_string();
        defects.push(Defect::new(file, "no feature to serve", "publish at least one feature"));
    }
    if !defects.is_empty() {
        return Err(bounded(defects));
    }
    report.kept = features.len();
    let mut shapes = Shapes::default();
    features.iter().for_each(|f| f.geometry.push_to(&mut shapes));
    // Where only its own polygons are mapped, those are.
    let unmapped = match &layer.mapped {
        None => Shapes::default(),
        Some(Mapped::OwnPolygons) => mapped::unmapped(&shapes, job.area),
        Some(Mapped::Polygons(_)) => mapped::unmapped(&mapped, job.area),
    };
    let fields: Vec<_> = layer.fields.iter().map(|f| (f.name.clone(), f.kind)).collect();
    let (ids, rows): (Vec<_>, Vec<_>) = features.into_iter().map(|f| (f.id, f.values)).unzip();
    let columns = Columns::from_rows(&fields, &rows);
    let features = Features { layer, ids: &ids, shapes: &shapes, columns: &columns };
    let gaps = gaps_and_fit(features, &mut report, progress);
    let drawn = drawn::drawn(features, &ranks, &unmapped, &mut report, progress);
    Ok(Prepared {
        layer: layer.clone(),
        fingerprint: job.fingerprint.clone(),
        tools: tool_versions(),
        drawn,
        labels: labels::points(layer, &shapes, &columns),
        columns,
        ids,
        ranks,
        shapes,
        mapped,
        unmapped,
        gaps,
        report,
    })
}

/// The gaps between units; what a partition lacks is reported.
fn gaps_and_fit(
    features: Features<'_>,
    report: &mut Report,
    progress: &mut dyn FnMut(Progress),
) -> Shapes {
    let layer = features.layer;
    let file = layer.source.file.display().to_string();
    let mut holes = None;
    if layer.kind == Kind::Boundary {
        holes = holes::of(&mut union::pieces(features.shapes), progress);
        if holes.is_none() {
            report.warnings.push(Unfound::Untold.note(&file));
        }
    }
    let gaps = holes.as_deref().map(gaps::among).unwrap_or_default();
    if let Some(partition) = &layer.partition {
        match partition::fit(features, partition, holes, progress) {
            Ok(fit) => report.partition = Some(fit),
            Err(unfound) => report.warnings.push(unfound.note(&file)),
        }
    }
    gaps
}

/// Gives each feature its id and class, leaves out what repeats another, and puts all in the
/// order of their ids, so that the order in the source does not matter.
fn identify(
    layer: &Layer,
    mut features: Vec<Checked>,
    report: &mut Report,
) -> Result<(Vec<Checked>, Vec<u8>), Vec<Defect>> {
    let mut defects = identity::give_ids(layer, &mut features);
    features.sort_by(|a, b| a.id.cmp(&b.id));
    if layer.id_field.is_some() {
        defects.extend(identity::duplicate_ids(layer, &features));
    } else {
        features.dedup_by(|b, a| {
            let same = a.id == b.id;
            if same {
                report.repaired(Repair::Duplicate, &b.label);
            }
            same
        });
    }
    defects.extend(identity::unit_codes(layer, &features));
    let ranks = fields::ranks(layer, &features).unwrap_or_else(|found| {
        defects.extend(found);
        Vec::new()
    });
    if defects.is_empty() { Ok((features, ranks)) } else { Err(defects) }
}

/// The sorts of repair of which there were more than the manifest tolerates.
fn over_limit(layer: &Layer, report: &Report) -> Vec<Defect> {
    let file = layer.source.file.display().to_string();
    let over = report.repairs.iter().filter(|r| r.count > layer.repairs.limit(r.sort));
    over.map(|r| {
        let (name, limit) = (r.sort.name(), layer.repairs.limit(r.sort));
        let reason = format!(
            "{} in {} {}, where [repairs] tolerates {limit}",
            describe(r.sort),
            r.count,
            if r.count == 1 { "place" } else { "places" },
        );
        let mend = format!("mend the source, or write {name} = {} in [repairs]", r.count);
        Defect::new(&file, reason, mend).in_feature(r.examples.join(", "))
    })
    .collect()
}

fn describe(repair: Repair) -> &'static str {
    match repair {
        Repair::Orientation => "ring wound the other way than RFC 7946 asks",
        Repair::Unclosed => "ring not closed",
        Repair::SelfIntersection => "geometry crosses itself",
        Repair::Empty => "no geometry",
        Repair::Duplicate => "the same as another feature",
    }
}

fn bounded(mut defects: Vec<Defect>) -> Vec<Defect> {
    if let Some(more) = defects.len().checked_sub(MAX_DEFECTS).filter(|m| *m > 0) {
        defects.truncate(MAX_DEFECTS);
        let file = defects[0].file.clone();
        defects.push(Defect::new(file, format!("{more} more defects"), "mend these first"));
    }
    for defect in &mut defects {
        cut(&mut defect.reason, 1000);
        cut(&mut defect.mend, 1000);
        defect.feature.as_mut().into_iter().for_each(|f| cut(f, 200));
    }
    defects
}

/// What stands in a source, at a length that a message bears.
fn shown(text: &str) -> String {
    let mut text = text.to_owned();
    cut(&mut text, 80);
    text
}

/// At most so many characters, the last of them a sign that there were more.
fn cut(text: &mut String, most: usize) {
    if let Some((end, _)) = text.char_indices().nth(most) {
        text.truncate(end);
        text.push('…');
    }
}

impl From<Rejected> for Vec<Defect> {
    fn from(rejected: Rejected) -> Self {
        rejected.0
    }
}
