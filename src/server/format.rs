//! How features are written: what is asked for, and what it is called.

use super::extract::Parameters;
use super::problem::Problem;
use crate::query::FeatureFormat;

/// What `format` asks for; GeoJSON where it is absent.
pub(super) fn asked(parameters: &Parameters<'_>) -> Result<FeatureFormat, Problem> {
    match parameters.get("format") {
        None | Some("geojson") => Ok(FeatureFormat::GeoJson),
        Some("csv") => Ok(FeatureFormat::Csv),
        Some("fgb") => Ok(FeatureFormat::FlatGeobuf),
        Some(_) => Err(Problem::parameter(
            "format",
            "isi `geojson`, `csv` atau `fgb`",
            "use `geojson`, `csv` or `fgb`",
        )),
    }
}

pub(super) fn media_type(of: FeatureFormat) -> &'static str {
    match of {
        FeatureFormat::GeoJson => "application/geo+json",
        FeatureFormat::Csv => "text/csv; charset=utf-8",
        FeatureFormat::FlatGeobuf => "application/flatgeobuf",
    }
}

/// What the name of a file ends with.
pub(super) fn ending(of: FeatureFormat) -> &'static str {
    match of {
        FeatureFormat::GeoJson => "geojson",
        FeatureFormat::Csv => "csv",
        FeatureFormat::FlatGeobuf => "fgb",
    }
}
