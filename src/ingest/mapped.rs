//! The area that a hazard was mapped in.

use super::geometry::RawGeometry;
use super::{Job, features, union, validity};
use crate::model::{Defect, Kind, Mapped, Repair, Report, Shapes};
use crate::place::{Bounds, Coord};

/// The polygons of the mapped area, in an order of their own; none where only the hazard's own
/// polygons are mapped.
pub(super) fn read(job: &Job, report: &mut Report) -> Result<Shapes, Vec<Defect>> {
    let Some(Mapped::Polygons(source)) = &job.layer.mapped else { return Ok(Shapes::default()) };
    let file = source.file.display().to_string();
    let (read, _) = features::read(job, source, &[], &mut |_| {})?;
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

/// The city's area less the mapped polygons, as one feature; without parts where GEOS cannot
/// tell. A union and a difference round where borders cross, so this is for drawing only.
pub(super) fn unmapped(mapped: &Shapes, city: Bounds) -> Shapes {
    let mut pieces = union::pieces(mapped);
    let mut shapes = Shapes::default();
    shapes.begin_feature();
    let rest = union::of(&mut pieces).and_then(|u| validity::difference(&square(city), &u));
    if let Some(mut rest) = rest
        && rest.tidy().is_ok()
    {
        rest.parts.iter().for_each(|(kind, paths)| shapes.push_part(*kind, paths));
    }
    shapes
}

fn square(area: Bounds) -> RawGeometry {
    let [west, south, east, north] = area.to_array();
    let corners = [(west, south), (east, south), (east, north), (west, north), (west, south)];
    let ring = corners.map(|(x, y)| Coord { x, y }).to_vec();
    RawGeometry::polygon(vec![ring])
}
