//! Writes the same features in every format that is read, by GDAL's own writers.
#![allow(
    dead_code,
    unreachable_pub,
    clippy::unwrap_used,
    reason = "shared by tests that use parts of it; a helper that cannot work fails the test"
)]

use std::path::Path;

use gdal::DriverManager;
use gdal::spatial_ref::{AxisMappingStrategy, CoordTransform, SpatialRef};
use gdal::vector::{
    Feature, FieldDefn, FieldValue, Geometry, LayerAccess, LayerOptions, OGRFieldType,
    OGRwkbGeometryType,
};

/// A feature of the sample.
#[derive(Debug, Clone, PartialEq)]
pub struct Row {
    /// Its id.
    pub kode: &'static str,
    /// A text; some are not ASCII, one is none.
    pub nama: Option<&'static str>,
    /// A whole number.
    pub jiwa: Option<i64>,
    /// A number with a fraction.
    pub nilai: Option<f64>,
    /// Longitude and latitude.
    pub at: (f64, f64),
}

/// Points that every format can hold, with no more than 15 digits.
pub fn sample() -> Vec<Row> {
    let row = |kode, nama, jiwa, nilai, at| Row { kode, nama, jiwa, nilai, at };
    vec![
        row("33.74.01", Some("Semarang Tengah"), Some(55_064), Some(5.17), (110.4203, -6.9903)),
        row("33.74.02", Some("Café Señor"), Some(0), Some(-0.25), (110.418_25, -6.968_5)),
        row("007", None, None, None, (110.351_234_567, -7.012_345_678_9)),
        row("33.74.10", Some("Gunungpati, \"selatan\""), Some(98_023), Some(1e-3), (110.37, -7.08)),
    ]
}

/// How a sample is written.
#[derive(Debug, Clone, Copy)]
pub struct Form<'a> {
    /// GDAL's driver.
    pub driver: &'a str,
    /// The CRS, in east-north order; none is named where there is none.
    pub crs: Option<&'a str>,
    /// Options of the driver for a layer.
    pub options: &'a [&'a str],
    /// Whether positions go into columns `bujur` and `lintang`.
    pub table: bool,
    /// Whether positions have Z and M.
    pub zm: bool,
}

impl<'a> Form<'a> {
    /// A driver's own way, in EPSG:4326.
    pub fn of(driver: &'a str) -> Self {
        Self { driver, crs: Some("EPSG:4326"), options: &[], table: false, zm: false }
    }
}

/// Writes rows; their positions are taken as they are.
pub fn write(path: &Path, form: Form<'_>, rows: &[Row]) {
    let driver = DriverManager::get_driver_by_name(form.driver).unwrap();
    let mut dataset = driver.create_vector_only(path).unwrap();
    let srs = form.crs.map(traditional);
    let ty = match (form.table, form.zm) {
        (true, _) => OGRwkbGeometryType::wkbNone,
        (false, true) => OGRwkbGeometryType::wkbPointZM,
        (false, false) => OGRwkbGeometryType::wkbPoint,
    };
    let options = Some(form.options).filter(|o| !o.is_empty());
    let layer = dataset
        .create_layer(LayerOptions {
            name: "uji",
            srs: srs.as_ref().filter(|_| !form.table),
            ty,
            options,
        })
        .unwrap();
    let text = OGRFieldType::OFTString;
    let mut fields = vec![
        ("kode", text),
        ("nama", text),
        ("jiwa", OGRFieldType::OFTInteger64),
        ("nilai", OGRFieldType::OFTReal),
    ];
    if form.table {
        fields.extend([("bujur", OGRFieldType::OFTReal), ("lintang", OGRFieldType::OFTReal)]);
    }
    for (name, kind) in &fields {
        FieldDefn::new(name, *kind).unwrap().add_to_layer(&layer).unwrap();
    }
    for row in rows {
        let mut feature = Feature::new(layer.defn()).unwrap();
        let mut put = |i: usize, value: Option<FieldValue>| match value {
            Some(value) => feature.set_field(i, &value).unwrap(),
            None => feature.set_field_null(i).unwrap(),
        };
        put(0, Some(FieldValue::StringValue(row.kode.into())));
        put(1, row.nama.map(|t| FieldValue::StringValue(t.into())));
        put(2, row.jiwa.map(FieldValue::Integer64Value));
        put(3, row.nilai.map(FieldValue::RealValue));
        if form.table {
            put(4, Some(FieldValue::RealValue(row.at.0)));
            put(5, Some(FieldValue::RealValue(row.at.1)));
        } else {
            let mut geometry = Geometry::empty(ty).unwrap();
            if form.zm {
                geometry.add_point_zm((row.at.0, row.at.1, 12.5, 3.0));
            } else {
                geometry.add_point_2d(row.at);
            }
            feature.set_geometry(geometry).unwrap();
        }
        feature.create(&layer).unwrap();
    }
    dataset.close().unwrap();
}

/// Writes one layer of geometries in WKT or WKB without attributes.
pub fn write_geometries(path: &Path, driver: &str, name: &str, geometries: &[Geometry]) {
    let driver = DriverManager::get_driver_by_name(driver).unwrap();
    let mut dataset = driver.create_vector_only(path).unwrap();
    let srs = SpatialRef::from_definition("EPSG:4326").unwrap();
    let layer = dataset
        .create_layer(LayerOptions {
            name,
            srs: Some(&srs),
            ty: OGRwkbGeometryType::wkbUnknown,
            options: None,
        })
        .unwrap();
    for geometry in geometries {
        let mut feature = Feature::new(layer.defn()).unwrap();
        feature.set_geometry(geometry.clone()).unwrap();
        feature.create(&layer).unwrap();
    }
    dataset.close().unwrap();
}

/// A position in another CRS, by GDAL, east before north on both sides.
pub fn transformed((x, y): (f64, f64), from: &str, to: &str) -> (f64, f64) {
    let (mut x, mut y) = ([x], [y]);
    let transform = CoordTransform::new(&traditional(from), &traditional(to)).unwrap();
    transform.transform_coords(&mut x, &mut y, &mut []).unwrap();
    (x[0], y[0])
}

/// A CRS with east before north, as every format stores it.
fn traditional(name: &str) -> SpatialRef {
    let mut srs = SpatialRef::from_definition(name).unwrap();
    srs.set_axis_mapping_strategy(AxisMappingStrategy::TraditionalGisOrder);
    srs
}
