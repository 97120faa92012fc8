use crate::model::{Columns, Drawn, Layer, Prepared, Report, Shapes, ToolVersions};

/// A layer that nothing was ingested of.
pub(super) fn without_features(layer: Layer) -> Prepared {
    let wareng = env!("CARGO_PKG_VERSION").to_owned();
    Prepared {
        layer,
        fingerprint: String::new(),
        tools: ToolVersions { wareng, gdal: String::new(), proj: String::new() },
        ids: Vec::new(),
        ranks: Vec::new(),
        shapes: Shapes::default(),
        columns: Columns::default(),
        mapped: Shapes::default(),
        unmapped: Shapes::default(),
        gaps: Shapes::default(),
        labels: Shapes::default(),
        drawn: Drawn::default(),
        report: Report::default(),
    }
}
