//! From a source's CRS to longitude and latitude, by PROJ.

use proj::Proj;

use super::Job;
use crate::model::Defect;
use crate::place::{Bounds, Coord, LonLat};

/// The one CRS that everything is held in.
const TARGET: &str = "EPSG:4326";

/// Metres and degrees are used a little beyond the zone they were made for.
const ZONE_SLACK_DEGREES: f64 = 1.0;

/// A transformation to longitude and latitude.
pub(super) struct ToLonLat {
    /// `None` where the source is in EPSG:4326 already, whose numbers are kept bit by bit.
    proj: Option<Proj>,
    /// Where the source's CRS may be used. Units: degrees.
    zone: Option<Bounds>,
    /// The source's CRS, as people name it.
    pub name: String,
}

/// PROJ's version.
pub(super) fn proj_version() -> String {
    proj::ProjBuilder::new().lib_info().map_or_else(|_| "unknown".into(), |i| i.release)
}

impl ToLonLat {
    /// The transformation from a CRS. Axis order is east, north on both sides, whatever the
    /// authority says, since that is how every format here stores it.
    pub(super) fn from(definition: &str) -> Result<Self, String> {
        let name = definition.split('[').next().map_or(definition, |head| {
            if head.len() < definition.len() { "the CRS of its WKT" } else { definition }
        });
        if [TARGET, "OGC:CRS84"].iter().any(|same| definition.eq_ignore_ascii_case(same)) {
            return Ok(Self { proj: None, zone: None, name: definition.to_owned() });
        }
        let crs = Proj::new(definition).map_err(|e| e.to_string())?;
        let zone = crs.area_of_use().ok().and_then(|(area, _)| area).and_then(|a| {
            Bounds::new([a.west, a.south, a.east, a.north])
                .map(|b| b.grown(ZONE_SLACK_DEGREES, ZONE_SLACK_DEGREES))
        });
        let proj = Proj::new_known_crs(definition, TARGET, None).map_err(|e| e.to_string())?;
        Ok(Self { proj: Some(proj), zone, name: name.to_owned() })
    }

    /// Longitude and latitude of a position; `None` where it has none.
    pub(super) fn convert(&self, c: Coord) -> Option<Coord> {
        if !(c.x.is_finite() && c.y.is_finite()) {
            return None;
        }
        let lonlat = match &self.proj {
            None => c,
            Some(proj) => proj.convert((c.x, c.y)).ok().map(|(x, y)| Coord { x, y })?,
        };
        LonLat::new(lonlat.x, lonlat.y).map(LonLat::coord)
    }

    /// Whether the CRS may be used at a place.
    pub(super) fn is_for(&self, lonlat: Coord) -> bool {
        self.zone.is_none_or(|z| z.contains(lonlat))
    }
}

/// Says that the numbers of a file contradict its CRS, with the reading that it declares, those
/// that would put it into the city, and the wider area that would hold it where that is near.
pub(super) fn contradiction(
    file: &str,
    declared: &ToLonLat,
    numbers: Bounds,
    job: &Job,
    wider: Option<&str>,
) -> Defect {
    let city = job.area;
    let read_as = corners(numbers, &|c| declared.convert(c)).map_or_else(
        || "no place on the globe".to_owned(),
        |b| match declared.zone {
            Some(zone) if city.contains_box(&b) && !zone.contains_box(&b) => format!(
                "at lon lat {}, outside the area {} where that CRS may be used",
                show(b),
                show(zone)
            ),
            _ => format!("at lon lat {}, outside the city's area {}", show(b), show(city)),
        },
    );
    let others = job.usual_crs.iter().map(String::as_str).chain([TARGET, "EPSG:3857"]);
    let mut fitting: Vec<String> = others
        .filter_map(|name| Some((name, ToLonLat::from(name).ok()?)))
        .filter(|(_, other)| other.name != declared.name)
        .filter_map(|(name, other)| {
            let read = reading(name, &other, numbers, city)?;
            Some(format!("{read}: if that is right, write it in [source]"))
        })
        .collect();
    let swapped = |c: Coord| Coord { x: c.y, y: c.x };
    let turned = corners(numbers, &|c| declared.convert(swapped(c)));
    if let Some(b) = turned.filter(|b| b.intersects(&city)) {
        let read = "read with latitude and longitude the other way round they are";
        fitting.push(format!("{read} {}: if that is right, swap them in the source", show(b)));
    }
    let reason = format!(
        "its numbers {} contradict its CRS {}: read so they are {read_as}",
        show(numbers),
        declared.name,
    );
    let mend = match (fitting.as_slice(), wider) {
        ([], None) => "name the right CRS in [source] crs, or correct `area` in city.toml; none \
            of city.toml's `crs` puts it into the area"
            .into(),
        ([], Some(wider)) => format!("{wider}; or name the right CRS in [source] crs"),
        (some, None) => some.join("; "),
        (some, Some(wider)) => format!("{}; or {wider}", some.join("; ")),
    };
    Defect::new(file, reason, mend).in_field("source.crs")
}

/// Which CRSs of the city put the numbers of a file that names none into its area; all of them
/// where none does.
pub(super) fn usual(numbers: Bounds, city: Bounds, usual: &[String]) -> String {
    let fitting: Vec<String> = usual
        .iter()
        .filter_map(|name| reading(name, &ToLonLat::from(name).ok()?, numbers, city))
        .collect();
    match (fitting.as_slice(), usual) {
        ([], []) => "such as EPSG:32749".into(),
        ([], all) => format!("city.toml lists {}", all.join(", ")),
        (fitting, _) => fitting.join("; "),
    }
}

/// What the numbers of a file are in a CRS, where that lies in the city.
fn reading(name: &str, to: &ToLonLat, numbers: Bounds, city: Bounds) -> Option<String> {
    let fits = |b: &Bounds| b.intersects(&city) && to.is_for(b.min()) && to.is_for(b.max());
    let b = corners(numbers, &|c| to.convert(c)).filter(fits)?;
    Some(format!("read with crs = \"{name}\" they are {}", show(b)))
}

/// The box around two corners of a box in another CRS: near enough to tell where it lies.
fn corners(of: Bounds, to: &dyn Fn(Coord) -> Option<Coord>) -> Option<Bounds> {
    let around = [to(of.min()), to(of.max())];
    around.into_iter().collect::<Option<Vec<_>>>().and_then(|c| Bounds::around(&c))
}

fn show(b: Bounds) -> String {
    let [w, s, e, n] = b.to_array();
    let digits = if w.abs().max(e.abs()) <= 360.0 { 4 } else { 0 };
    format!("{w:.digits$}..{e:.digits$} {s:.digits$}..{n:.digits$}")
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Check values of PROJ 9.1 for 110.4203, -6.9903.
    #[test]
    fn utm_and_tm3_come_back_to_lon_lat() {
        for (crs, x, y) in [
            ("EPSG:32749", 435_969.150_98, 9_227_284.012_68),
            ("EPSG:23835", 301_684.956_80, 726_992.146_39),
            ("EPSG:3857", 12_291_931.569_24, -780_094.317_33),
        ] {
            let to = ToLonLat::from(crs).expect("PROJ knows it");
            let c = to.convert(Coord { x, y }).expect("on the globe");
            assert!((c.x - 110.4203).abs() < 1e-5 && (c.y + 6.9903).abs() < 1e-5, "{crs}: {c:?}");
            assert!(to.is_for(c));
        }
    }

    #[test]
    fn numbers_in_degrees_are_kept_bit_by_bit() {
        let c = Coord { x: 110.421_745_836_000_07, y: -6.982_839_337_999_962_5 };
        assert_eq!(ToLonLat::from("EPSG:4326").expect("known").convert(c), Some(c));
    }
}
