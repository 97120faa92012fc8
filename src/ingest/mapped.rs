//! The area that a hazard was mapped in.

use super::{Job, features};
use crate::model::{Defect, Kind, Mapped, Repair, Report, Shapes};

/// The polygons of the mapped area, in an order of their own; none where only the hazard's own
/// polygons are mapped.
pub(super) fn read(job: &Job, report: &mut Report) -> Result<Shapes, Vec<Defect>> {
    let Some(Mapped::Polygons(source)) = &job.layer.mapped else { return Ok(Shapes::default()) };
    let file = source.file.display().to_string();
    let read = features::read(job, source, &[], &mut |_| {})?;
    let mut of_area = Job { layer: job.layer.clone(), ..job.clone() };
    of_area.layer.source = source.clone();
    of_area.layer.id_field = None;
    let mut area_report = Report::default();
    let (mut checked, mut defects) =
        features::check(&of_area, Kind::Boundary, read, &mut area_report);
    for repair in area_report.repairs.iter().filter(|r| r.sort != Repair::Orientation) {
        let reason = format!("mapped area: {} repaired in {}", repair.sort.name(), repair.count);
        report.warnings.push(Defect::new(&file, reason, "mend the source"));
    }
    if checked.is_empty() && defects.is_empty() {
        defects.push(Defect::new(&file, "the mapped area has no polygon", "publish at least one"));
    }
    if !defects.is_empty() {
        return Err(defects);
    }
    checked.sort_by(|a, b| {
        let key = |f: &features::Checked| f.geometry.coords().next().map(|c| (c.x, c.y));
        key(a).partial_cmp(&key(b)).unwrap_or(std::cmp::Ordering::Equal)
    });
    let mut shapes = Shapes::default();
    checked.iter().for_each(|f| f.geometry.push_to(&mut shapes));
    Ok(shapes)
}
