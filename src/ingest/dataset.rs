//! Opening a source with GDAL, and what it holds as plain values. The only file, with
//! `validity`, that names gdal.

use std::fs::File;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use gdal::errors::CplErrType;
use gdal::spatial_ref::SpatialRef;
use gdal::vector::{Feature, FieldValue, Geometry, LayerAccess, OGRwkbGeometryType as Wkb};
use gdal::{Dataset, DatasetOptions, GdalOpenFlags};

use super::geometry::RawGeometry;
use super::nearby;
use crate::model::{Defect, Format, PartKind, Source, Value, suggest};
use crate::place::Coord;

/// A feature as the source has it.
pub(super) struct SourceFeature {
    /// Its place in the source, from 1.
    pub position: u64,
    /// One value for each column asked for.
    pub values: Vec<Value>,
    /// Its geometry in the source's CRS.
    pub geometry: RawGeometry,
}

/// A source that is open for reading.
pub(super) struct Opened {
    dataset: Dataset,
    table: usize,
    path: PathBuf,
    file: String,
    /// The code page that the manifest names.
    encoding: Option<String>,
    messages: Messages,
}

/// A source larger than this is refused before anything reads it to its end: 16 GiB.
const MAX_BYTES: u64 = 16 << 30;

/// What GDAL had to say while it read: failures, and what would be one here.
#[derive(Clone, Default)]
struct Messages(Arc<Mutex<Vec<String>>>);

impl Messages {
    fn listen(&self) {
        let heard = Arc::clone(&self.0);
        gdal::config::set_error_handler(move |class, _number, text| {
            // Recoding warns, and goes on with other characters than the file has.
            let failed = matches!(class, CplErrType::Failure | CplErrType::Fatal);
            if failed || text.contains("Recode from") || text.contains("converted correctly") {
                let mut heard = heard.lock().unwrap_or_else(PoisonError::into_inner);
                if heard.len() < 20 {
                    heard.push(text.to_owned());
                }
            }
        });
    }

    fn take(&self) -> Vec<String> {
        std::mem::take(&mut *self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

/// GDAL's version and that of the GEOS behind it.
pub(super) fn gdal_version() -> String {
    let build = gdal::version_info("BUILD_INFO");
    let geos = build.lines().find_map(|l| l.strip_prefix("GEOS_VERSION=")).unwrap_or("unknown");
    format!("{} (GEOS {geos})", gdal::version_info("RELEASE_NAME"))
}

/// The files of a source: the named one first; for a Shapefile also those of the same name.
pub(super) fn files_of(folder: &Path, source: &Source) -> Result<Vec<PathBuf>, Defect> {
    let main = source_file(folder, source)?;
    let mut files = vec![main.clone()];
    // A Shapefile is several files; CSV may have its types, and a database its journal, beside it.
    let endings: &[&str] = match source.format {
        Format::Shapefile => &["shx", "dbf", "prj", "cpg", "SHX", "DBF", "PRJ", "CPG"],
        Format::Csv => &["csvt", "prj"],
        Format::GeoPackage => &["gpkg-wal", "gpkg-journal"],
        _ => &[],
    };
    for ending in endings {
        let side = main.with_extension(ending);
        if side.is_file() {
            files.push(inside_path(folder, &side, source)?);
        }
    }
    if source.format == Format::Shapefile {
        for needed in ["shx", "dbf"] {
            let has = |f: &PathBuf| f.extension().is_some_and(|e| e.eq_ignore_ascii_case(needed));
            if !files.iter().any(has) {
                let name = source.file.display().to_string();
                let reason = format!("its .{needed} file is missing");
                let mend = "put .shp, .shx, .dbf and .prj of the Shapefile side by side";
                return Err(Defect::new(name, reason, mend));
            }
        }
    }
    Ok(files)
}

/// The true path of a source's file: inside the layers folder, however links lead.
///
/// # Errors
/// A defect where there is no such file, or it is too large.
pub fn source_file(folder: &Path, source: &Source) -> Result<PathBuf, Defect> {
    inside_path(folder, &folder.join(&source.file), source)
}

/// The true path of a file, which has to lie in the layers folder however links lead.
fn inside_path(folder: &Path, path: &Path, source: &Source) -> Result<PathBuf, Defect> {
    let name = source.file.display().to_string();
    let real = |p: &Path| {
        p.canonicalize().map_err(|e| {
            let absent = e.kind() == std::io::ErrorKind::NotFound;
            let mend = match absent.then(|| nearby::meant_file(folder, &source.file)).flatten() {
                Some(meant) => format!("did you mean `{meant}`?"),
                None => "put the file there, or name the right one in [source] file".into(),
            };
            Defect::new(&name, format!("cannot be opened: {e}"), mend)
        })
    };
    let (real_folder, real_file) = (real(folder)?, real(path)?);
    if !real_file.starts_with(&real_folder) {
        let reason = "a link leads out of the layers folder";
        return Err(Defect::new(name, reason, "copy the file into the layers folder"));
    }
    let about = real_file.metadata().map_err(|e| {
        Defect::new(&name, format!("cannot be opened: {e}"), "let the service's user read it")
    })?;
    if about.len() > MAX_BYTES {
        let reason = format!("has {} bytes, more than {MAX_BYTES}", about.len());
        return Err(Defect::new(name, reason, "split it into several layers"));
    }
    if !real_file.is_file() {
        let what = if real_file.is_dir() { "a directory" } else { "not a regular file" };
        return Err(Defect::new(name, format!("is {what}"), "name a file in [source] file"));
    }
    Ok(real_file)
}

/// Opens a file for reading its bytes.
pub(super) fn open_plain(path: &Path, source: &Source) -> Result<File, Defect> {
    File::open(path).map_err(|e| {
        let mend = "let the service's user read it";
        Defect::new(source.file.display().to_string(), format!("cannot be read: {e}"), mend)
    })
}

/// Opens a source with the one driver of its format.
pub(super) fn open(folder: &Path, source: &Source) -> Result<Opened, Defect> {
    let file = source.file.display().to_string();
    let paths = files_of(folder, source)?;
    let path = paths.first().cloned().unwrap_or_default();
    open_plain(&path, source)?;
    let messages = Messages::default();
    messages.listen();
    let (driver, options) = driver_of(source);
    let dataset = Dataset::open_ex(
        &path,
        DatasetOptions {
            open_flags: GdalOpenFlags::GDAL_OF_VECTOR | GdalOpenFlags::GDAL_OF_READONLY,
            allowed_drivers: Some(&[driver]),
            open_options: Some(&options.iter().map(String::as_str).collect::<Vec<_>>()),
            sibling_files: None,
        },
    )
    .map_err(|_says_nothing| {
        let name = name_of(source.format);
        let cause = messages.take().first().map(|m| format!(": {}", m.trim_end()));
        let reason = format!("is not a {name}{}", cause.unwrap_or_default());
        let reason = reason.replace(&path.display().to_string(), &file);
        Defect::new(&file, reason, format!("check that it is a whole {name} that QGIS opens"))
    })?;
    let table = table_of(&dataset, source, &file)?;
    Ok(Opened { dataset, table, path, file, encoding: source.encoding.clone(), messages })
}

fn driver_of(source: &Source) -> (&'static str, Vec<String>) {
    let options: Vec<String> = match (source.format, &source.encoding) {
        (Format::Shapefile, Some(encoding)) => vec![format!("ENCODING={encoding}")],
        // What looks like a day in GDAL's eyes may be a text: the manifest says what it is.
        (Format::GeoJson, _) => vec!["DATE_AS_STRING=YES".into()],
        (Format::Csv, _) => vec!["AUTODETECT_TYPE=NO".into(), "EMPTY_STRING_AS_NULL=YES".into()],
        _ => Vec::new(),
    };
    let driver = match source.format {
        Format::GeoJson => "GeoJSON",
        Format::GeoPackage => "GPKG",
        Format::Shapefile => "ESRI Shapefile",
        Format::FlatGeobuf => "FlatGeobuf",
        // The driver named KML reads no attributes but name and description.
        Format::Kml => "LIBKML",
        Format::Xlsx => "XLSX",
        Format::Csv => "CSV",
        // Files of tiles are served as they are, and nothing of them is ingested.
        Format::PmTiles => "PMTiles",
    };
    (driver, options)
}

/// A format in a message.
fn name_of(format: Format) -> &'static str {
    match format {
        Format::GeoJson => "GeoJSON file",
        Format::GeoPackage => "GeoPackage",
        Format::Shapefile => "Shapefile",
        Format::FlatGeobuf => "FlatGeobuf file",
        Format::Kml => "KML file",
        Format::Xlsx => "XLSX spreadsheet",
        Format::Csv => "CSV table",
        Format::PmTiles => "PMTiles file",
    }
}

fn table_of(dataset: &Dataset, source: &Source, file: &str) -> Result<usize, Defect> {
    let names: Vec<String> = dataset.layers().map(|l| l.name()).collect();
    match (&source.table, names.len()) {
        (_, 0) => Err(Defect::new(file, "holds no layer", "publish a file with one")),
        (None, 1) => Ok(0),
        (None, _) => {
            let reason = format!("holds {} layers: {}", names.len(), names.join(", "));
            Err(Defect::new(file, reason, "name one in [source] table"))
        }
        (Some(table), _) => names.iter().position(|n| n == table).ok_or_else(|| {
            let reason = format!("holds no layer `{table}`");
            Defect::new(file, reason, suggest(table, &names)).in_field("source.table")
        }),
    }
}

impl Opened {
    /// The CRS that the source names, as a definition that PROJ reads; `None` where it names none.
    pub(super) fn crs(&self) -> Option<String> {
        let layer = self.dataset.layer(self.table).ok()?;
        let mut srs = layer.spatial_ref()?;
        let wgs84 = SpatialRef::from_epsg(4326).ok();
        if wgs84.is_some_and(|w| same_but_for_axes(&w, &srs)) {
            return Some("EPSG:4326".into());
        }
        // A .prj of ESRI names no code; where GDAL knows which it is, the code is clearer.
        if srs.authority().is_err() {
            srs.auto_identify_epsg().ok();
        }
        srs.authority().or_else(|_| srs.to_wkt()).ok()
    }

    /// The names of its columns.
    pub(super) fn columns(&self) -> Vec<String> {
        self.dataset
            .layer(self.table)
            .map(|l| l.defn().fields().map(|f| f.name()).collect())
            .unwrap_or_default()
    }

    /// How many features it says it has.
    pub(super) fn count(&self) -> u64 {
        self.dataset.layer(self.table).ok().and_then(|l| l.try_feature_count()).unwrap_or(0)
    }

    /// Reads every feature, with the columns at these positions.
    ///
    /// # Errors
    /// What GDAL says where it stops before the end.
    pub(super) fn read(
        &self,
        columns: &[usize],
        mut each: impl FnMut(SourceFeature),
    ) -> Result<(), Defect> {
        let damaged = |reason: String| {
            Defect::new(&self.file, reason, "publish the whole file anew; was it cut short?")
        };
        let mut layer = self.dataset.layer(self.table).map_err(|e| damaged(e.to_string()))?;
        let said = self.dataset.layer(self.table).ok().and_then(|l| l.try_feature_count());
        let mut position = 0;
        for feature in layer.features() {
            position += 1;
            each(SourceFeature {
                position,
                values: columns.iter().map(|i| value(&feature, *i)).collect(),
                // Where a feature has none, `geometry()` gives one that points nowhere.
                geometry: feature.geometry_by_index(0).map(raw_geometry).unwrap_or_default(),
            });
        }
        if let Some(message) = self.messages.take().first() {
            if message.contains("Recode from") || message.contains("converted correctly") {
                let reason = match &self.encoding {
                    Some(name) => format!("its text is not in code page `{name}`"),
                    None => "its text is not in the code page that it names".into(),
                };
                let mend = "name the right one, such as \"ISO-8859-1\", \"CP1252\" or \"UTF-8\"";
                return Err(Defect::new(&self.file, reason, mend).in_field("source.encoding"));
            }
            let message = message.trim_end().replace(&self.path.display().to_string(), &self.file);
            return Err(damaged(format!("cannot be read to its end: {message}")));
        }
        match said {
            Some(said) if said != position => {
                Err(damaged(format!("says it holds {said} features, and {position} could be read")))
            }
            _ => Ok(()),
        }
    }
}

fn same_but_for_axes(a: &SpatialRef, b: &SpatialRef) -> bool {
    let code = |s: &SpatialRef| s.authority().unwrap_or_default();
    a == b || matches!(code(b).as_str(), "OGC:CRS84" | "EPSG:4326")
}

fn value(feature: &Feature<'_>, column: usize) -> Value {
    // A field that a feature does not have at all is no null to GDAL: as a number it would be 0.
    let text = match feature.field_as_string(column) {
        Ok(Some(text)) if !text.trim().is_empty() => text,
        _ => return Value::Null,
    };
    match feature.field(column) {
        Ok(Some(FieldValue::IntegerValue(i))) => Value::Integer(i.into()),
        Ok(Some(FieldValue::Integer64Value(i))) => Value::Integer(i),
        Ok(Some(FieldValue::RealValue(n))) => Value::Number(n),
        Ok(Some(FieldValue::DateValue(d))) => Value::Text(d.to_string()),
        Ok(None) => Value::Null,
        _ => Value::Text(text),
    }
}

/// Parts in the order of the source; Z and M are dropped.
fn raw_geometry(geometry: &Geometry) -> RawGeometry {
    let mut raw = RawGeometry::default();
    collect_parts(geometry, &mut raw);
    raw
}

/// Also used for what GDAL makes of an invalid polygon.
pub(super) fn collect_parts(geometry: &Geometry, raw: &mut RawGeometry) {
    match gdal::vector::geometry_type_flatten(geometry.geometry_type()) {
        Wkb::wkbPoint if !geometry.is_empty() => {
            raw.parts.push((PartKind::Point, vec![positions(geometry)]));
        }
        Wkb::wkbLineString if !geometry.is_empty() => {
            raw.parts.push((PartKind::Line, vec![positions(geometry)]));
        }
        Wkb::wkbPolygon if !geometry.is_empty() => {
            let rings =
                (0..geometry.geometry_count()).map(|i| positions(&geometry.get_geometry(i)));
            raw.parts.push((PartKind::Polygon, rings.collect()));
        }
        Wkb::wkbMultiPoint
        | Wkb::wkbMultiLineString
        | Wkb::wkbMultiPolygon
        | Wkb::wkbGeometryCollection => {
            (0..geometry.geometry_count())
                .for_each(|i| collect_parts(&geometry.get_geometry(i), raw));
        }
        _ if geometry.is_empty() => {}
        _ => raw.unsupported = Some(geometry.geometry_name()),
    }
}

fn positions(geometry: &Geometry) -> Vec<Coord> {
    let mut points = Vec::new();
    geometry.get_points(&mut points);
    points.into_iter().map(|(x, y, _)| Coord { x, y }).collect()
}
