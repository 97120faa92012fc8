//! What a manifest names and its maps cannot show.

use crate::model::{Defect, Kind, Layer};

/// A note for each field that maps would show if tiles carried it: the name of a feature, and
/// those that choose how a layer is drawn (docs/layers.md).
pub(super) fn notes(layer: &Layer) -> Vec<Defect> {
    let look: &[&str] = match layer.kind {
        Kind::Street => &["kelas"],
        Kind::School | Kind::Zoning => &["jenjang"],
        Kind::Facility | Kind::Base => &["jenis"],
        Kind::Place => &["peringkat", "jenis"],
        Kind::Boundary => &[],
        Kind::Hazard | Kind::Population | Kind::Address => return Vec::new(),
    };
    let name = layer.name_field.as_deref();
    let shown = |field: &&str| name == Some(*field) || look.contains(field);
    let hidden = layer.fields.iter().filter(|f| !f.tile).map(|f| f.name.as_str()).filter(shown);
    let note = |field: &str| {
        let reason = format!("maps cannot show `{field}`, since tiles do not carry it");
        let mend = format!("if they shall, write {field} = {{ …, tile = true }}");
        Defect::new(format!("{}.toml", layer.id), reason, mend).in_field(format!("fields.{field}"))
    };
    hidden.map(note).collect()
}
