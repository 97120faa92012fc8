//! Reads the features of a source into degrees and checks each of them.

use super::crs::{self, ToLonLat};
use super::dataset::{self, Opened, SourceFeature};
use super::geometry::RawGeometry;
use super::reach::Reach;
use super::{
    Job, MAX_DEFECTS, Progress, Stage, csv_form, fields, geojson_form, plain_text, shown,
    thousands, validity,
};
use crate::model::{
    Defect, Field, Format, Kind, PartKind, Repair, Report, Source, Value, epsg_code,
};
use crate::place::{Bounds, Coord};

/// More positions than this in one source are refused: indices have 32 bits.
const MAX_POSITIONS: usize = 400_000_000;

/// Everything that is wrong with a source as a whole.
#[derive(Debug)]
pub(super) struct Rejected(pub(super) Vec<Defect>);

impl From<Defect> for Rejected {
    fn from(defect: Defect) -> Self {
        Self(vec![defect])
    }
}

/// A feature in degrees, not yet checked.
pub(super) struct Read {
    /// How messages name it: its id where it has one, otherwise `#` and its place in the source.
    pub label: String,
    /// Its place in the source, from 1.
    pub place: u64,
    /// A value for each field of the manifest.
    pub values: Vec<Value>,
    /// Its geometry, in degrees.
    pub geometry: RawGeometry,
    /// What is wrong with its values or its position.
    pub defects: Vec<Defect>,
}

/// A feature that can be served.
pub(super) struct Checked {
    /// Its id; empty until `identity::give_ids`.
    pub id: String,
    /// How messages name it.
    pub label: String,
    /// Its place in the source, from 1.
    pub place: u64,
    /// A value for each field of the manifest.
    pub values: Vec<Value>,
    /// Its geometry, in degrees.
    pub geometry: RawGeometry,
}

/// Reads all features of a source and takes them to degrees; also what is odd about their values.
pub(super) fn read(
    job: &Job,
    source: &Source,
    wanted: &[Field],
    progress: &mut dyn FnMut(Progress),
) -> Result<(Vec<Read>, Vec<Defect>), Vec<Defect>> {
    try_read(job, source, wanted, progress).map_err(|r| r.0)
}

fn try_read(
    job: &Job,
    source: &Source,
    wanted: &[Field],
    progress: &mut dyn FnMut(Progress),
) -> Result<(Vec<Read>, Vec<Defect>), Rejected> {
    let file = source.file.display().to_string();
    let plain = || -> Result<_, Rejected> {
        let path = dataset::files_of(&job.folder, source)?.remove(0);
        Ok(dataset::open_plain(&path, source)?)
    };
    match source.format {
        Format::GeoJson => geojson_form::check(&file, plain()?).map_err(Rejected)?,
        Format::Csv => {
            let text = plain_text::read(&file, plain()?).map_err(Rejected)?;
            csv_form::check(&file, &text).map_err(Rejected)?;
        }
        _ => {}
    }
    let opened = dataset::open(&job.folder, source)?;
    let columns = fields::columns_of(&opened.columns(), wanted, source, &file).map_err(Rejected)?;
    let raw = read_raw(&opened, &file, &columns, progress)?;
    let people = job.layer.population.as_ref().map(|p| p.people.as_str());
    let notes = thousands::notes(&raw, wanted, &file);
    let mut numbers = None;
    let mut features: Vec<Read> = raw
        .into_iter()
        .map(|f| typed(f, wanted, people, source))
        .inspect(|f| {
            let finite = f.geometry.coords().filter(|c| c.x.is_finite() && c.y.is_finite());
            for c in finite {
                numbers = Some(
                    numbers.map_or(Bounds::from([c.x, c.y, c.x, c.y]), |b: Bounds| b.including(*c)),
                );
            }
        })
        .collect();
    if let Some(numbers) = numbers {
        let to = transformation(&opened, source, numbers, job)?;
        locate(&mut features, &to, numbers, job, &file)?;
    }
    Ok((features, notes))
}

fn read_raw(
    opened: &Opened,
    file: &str,
    columns: &[usize],
    progress: &mut dyn FnMut(Progress),
) -> Result<Vec<SourceFeature>, Rejected> {
    let total = opened.count();
    let mut positions = 0_usize;
    let mut raw = Vec::new();
    opened.read(columns, |feature| {
        positions = positions.saturating_add(feature.geometry.coords().count());
        if positions <= MAX_POSITIONS {
            raw.push(feature);
        }
        if raw.len() % 256 == 0 {
            progress(Progress { stage: Stage::Reading, done: raw.len() as u64, total });
        }
    })?;
    progress(Progress { stage: Stage::Reading, done: raw.len() as u64, total });
    if positions > MAX_POSITIONS {
        let reason = format!("has {positions} positions, more than {MAX_POSITIONS}");
        return Err(Defect::new(file, reason, "split it into several layers").into());
    }
    Ok(raw)
}

/// Values as the manifest types them, and for tables the position from two columns.
fn typed(raw: SourceFeature, wanted: &[Field], people: Option<&str>, source: &Source) -> Read {
    let file = source.file.display().to_string();
    let label = format!("#{}", raw.position);
    let mut defects = Vec::new();
    let mut values = raw.values;
    let mut geometry = raw.geometry;
    if source.lon_lat.is_some() {
        let lat = values.pop().unwrap_or(Value::Null);
        let lon = values.pop().unwrap_or(Value::Null);
        match fields::position(&lon, &lat) {
            Ok(None) => {}
            Ok(Some(c)) => geometry.parts = vec![(PartKind::Point, vec![vec![c]])],
            Err(reason) => defects.push(
                Defect::new(&file, reason, "write both coordinates as decimal numbers, or neither")
                    .in_feature(&label),
            ),
        }
    }
    for (value, field) in values.iter_mut().zip(wanted) {
        let came = std::mem::replace(value, Value::Null);
        let is_people = people.is_some_and(|p| p == field.name);
        let typed = if is_people { fields::people } else { fields::typed };
        match typed(came, field.kind, source.format) {
            Ok(typed) => *value = typed,
            Err((reason, mend)) => defects
                .push(Defect::new(&file, reason, mend).in_feature(&label).in_field(&field.name)),
        }
    }
    Read { label, place: raw.position, values, geometry, defects }
}

fn transformation(
    opened: &Opened,
    source: &Source,
    numbers: Bounds,
    job: &Job,
) -> Result<ToLonLat, Rejected> {
    let file = source.file.display().to_string();
    let named = source.crs.clone().or_else(|| opened.crs());
    // Columns named lon and lat are degrees unless the manifest says otherwise.
    let named = named.or_else(|| source.lon_lat.as_ref().map(|_| "EPSG:4326".to_owned()));
    let Some(definition) = named else {
        let usual = crs::usual(numbers, job.area, &job.usual_crs);
        let mend = format!(
            "write [source] crs = \"EPSG:…\" in the manifest: the CRS it was made in; {usual}"
        );
        return Err(Defect::new(file, "names no CRS", mend).in_field("source.crs").into());
    };
    ToLonLat::from(&definition).map_err(|e| {
        let reason = format!("CRS `{definition}` is not known to PROJ: {e}");
        let mend = match epsg_code(&definition).filter(|code| ToLonLat::from(code).is_ok()) {
            Some(code) => format!("did you mean \"{code}\"?"),
            None => "write a code such as \"EPSG:32749\"".into(),
        };
        Defect::new(&file, reason, mend).in_field("source.crs").into()
    })
}

/// Takes every position to degrees. A feature beyond the city is a defect; where most of them
/// are, the CRS is.
fn locate(
    features: &mut [Read],
    to: &ToLonLat,
    numbers: Bounds,
    job: &Job,
    file: &str,
) -> Result<(), Rejected> {
    let mut outside = 0;
    let mut placed = 0;
    let mut reach = Reach::of(job.area);
    let mut misplaced = Vec::new();
    for (i, feature) in features.iter_mut().enumerate() {
        match move_to_degrees(&mut feature.geometry, to, &mut reach) {
            None => placed += usize::from(!feature.geometry.parts.is_empty()),
            Some(wrong) => {
                outside += usize::from(wrong.why != Why::Broken);
                misplaced.push((i, wrong));
            }
        }
    }
    let wider = reach.wider();
    if outside > placed {
        return Err(crs::contradiction(file, to, numbers, job, wider.as_deref()).into());
    }
    for (i, Misplaced { reason, why }) in misplaced {
        let feature = &mut features[i];
        let defect = Defect::new(file, reason, "correct the position, or the CRS");
        let defect = match &wider {
            Some(wider) if why == Why::BeyondTheCity => defect.or_also(wider),
            _ => defect,
        };
        feature.defects.push(defect.in_feature(&feature.label));
    }
    Ok(())
}

struct Misplaced {
    reason: String,
    why: Why,
}

#[derive(PartialEq)]
enum Why {
    /// Not a number at all, which says nothing about the CRS.
    Broken,
    /// No place of its CRS.
    Nowhere,
    BeyondTheCity,
}

fn move_to_degrees(
    geometry: &mut RawGeometry,
    to: &ToLonLat,
    reach: &mut Reach,
) -> Option<Misplaced> {
    let mut first = None;
    for c in geometry.coords_mut() {
        match to_degrees(*c, to, reach) {
            Ok(lonlat) => *c = lonlat,
            Err(misplaced) => _ = first.get_or_insert(misplaced),
        }
    }
    first
}

fn to_degrees(c: Coord, to: &ToLonLat, reach: &mut Reach) -> Result<Coord, Misplaced> {
    let wrong = |why: Why, reason: String| {
        Err(Misplaced { reason: format!("position {} {} {reason}", c.x, c.y), why })
    };
    if !(c.x.is_finite() && c.y.is_finite()) {
        return wrong(Why::Broken, "is not a finite number".into());
    }
    let Some(lonlat) = to.convert(c) else {
        return wrong(Why::Nowhere, format!("is no place in {}", to.name));
    };
    if !reach.holds(lonlat) {
        let at = format!("{:.5} {:.5}", lonlat.x, lonlat.y);
        let reason = format!("is at lon lat {at}, outside the city's `area`");
        return wrong(Why::BeyondTheCity, reason);
    }
    if !to.is_for(lonlat) {
        let reason = format!("is outside the area where {} may be used", to.name);
        return wrong(Why::Nowhere, reason);
    }
    Ok(lonlat)
}

/// Checks and repairs the geometry of each feature. Returns those that can be served, and what
/// is wrong with the others.
pub(super) fn check(
    job: &Job,
    kind: Kind,
    features: Vec<Read>,
    report: &mut Report,
) -> (Vec<Checked>, Vec<Defect>) {
    let file = job.layer.source.file.display().to_string();
    let id_at = job
        .layer
        .id_field
        .as_ref()
        .and_then(|id| job.layer.fields.iter().position(|f| &f.name == id));
    let mut checked = Vec::new();
    let mut defects = Vec::new();
    let mut crossing = Vec::new();
    for mut feature in features {
        if let Some(Value::Text(_) | Value::Integer(_)) = id_at.and_then(|i| feature.values.get(i))
        {
            feature.label = shown(&feature.values[id_at.unwrap_or_default()].to_text());
            for d in &mut feature.defects {
                d.feature = Some(feature.label.clone());
            }
        }
        let found = check_one(kind, &mut feature, &job.layer, &file, report);
        match found {
            Ok(Outcome::Served) => checked.push(Checked {
                id: String::new(),
                label: feature.label,
                place: feature.place,
                values: feature.values,
                geometry: feature.geometry,
            }),
            Ok(Outcome::LeftOut) => {}
            Ok(Outcome::Crosses(defect)) => crossing.push(defect),
            Err(found) => defects.extend(found),
        }
        if defects.len() > 10 * MAX_DEFECTS {
            break;
        }
    }
    defects.extend(all_that_cross(crossing));
    (checked, defects)
}

/// Polygons that cross themselves: the first few where they do, and how many they are, which is
/// what the manifest has to say where they are to be repaired.
fn all_that_cross(mut found: Vec<Defect>) -> Vec<Defect> {
    const LISTED: usize = 3;
    let count = found.len();
    let Some(file) = found.first().map(|d| d.file.clone()) else { return found };
    let allow = format!("write self_intersection = {count} in [repairs] to let GDAL make");
    if let [only] = found.as_mut_slice() {
        only.mend = format!("mend the polygon, or {allow} it valid");
        return found;
    }
    found.truncate(LISTED);
    let reason = format!("{count} such polygons");
    found.push(Defect::new(file, reason, format!("mend them, or {allow} them valid")));
    found
}

/// What becomes of a feature without a defect.
enum Outcome {
    Served,
    /// As a tolerated repair.
    LeftOut,
    /// Its polygon crosses itself: GDAL can make it valid, and the manifest does not say so.
    Crosses(Defect),
}

fn check_one(
    kind: Kind,
    feature: &mut Read,
    layer: &crate::model::Layer,
    file: &str,
    report: &mut Report,
) -> Result<Outcome, Vec<Defect>> {
    if !feature.defects.is_empty() {
        return Err(std::mem::take(&mut feature.defects));
    }
    let wrong = |reason: String, mend: &str| {
        vec![Defect::new(file, reason, mend).in_feature(&feature.label)]
    };
    let source_is_table = layer.source.format.is_table();
    let geometry = &mut feature.geometry;
    if let Some(name) = &geometry.unsupported {
        return Err(wrong(format!("is a {name}"), "publish it with straight segments"));
    }
    if geometry.parts.is_empty() {
        // Spreadsheets end in rows that were once written to; GeoJSON says null when it means it.
        let blank = source_is_table && feature.values.iter().all(|v| *v == Value::Null);
        if layer.allows_no_geometry() && !blank {
            return Ok(Outcome::Served);
        }
        report.repaired(Repair::Empty, &feature.label);
        return Ok(Outcome::LeftOut);
    }
    if kind.is_areal() && geometry.parts.iter().any(|(k, _)| *k != PartKind::Polygon) {
        let reason = "is not a polygon".to_owned();
        return Err(wrong(
            reason,
            "this kind of layer needs polygons: publish those, or change the kind",
        ));
    }
    let repairs = geometry.tidy().map_err(|e| wrong(e, "draw it anew, or leave it out"))?;
    let done: Vec<Repair> = repairs;
    done.iter().for_each(|r| report.repaired(*r, &feature.label));
    if spans_half_the_globe(geometry.coords()) && report.warnings.len() < MAX_DEFECTS {
        let reason = "spans more than half the globe".to_owned();
        report.warnings.push(
            Defect::new(file, reason, "where it crosses 180°, split it there")
                .in_feature(&feature.label),
        );
    }
    if geometry.is_areal()
        && let Some((reason, mended)) = validity::invalidity(geometry)
    {
        if !mended.is_areal() {
            return Err(wrong(reason, "draw it anew, or leave it out: GDAL makes nothing of it"));
        }
        if layer.repairs.limit(Repair::SelfIntersection) == 0 {
            let defect = Defect::new(file, reason, "mend the polygon").in_feature(&feature.label);
            return Ok(Outcome::Crosses(defect));
        }
        *geometry = mended;
        let turned = geometry.tidy().map_err(|e| wrong(e, "draw it anew, or leave it out"));
        turned?;
        report.repaired(Repair::SelfIntersection, &feature.label);
    }
    Ok(Outcome::Served)
}

fn spans_half_the_globe<'a>(coords: impl Iterator<Item = &'a Coord>) -> bool {
    Bounds::around(coords).is_some_and(|b| b.max().x - b.min().x > 180.0)
}
