//! The tables [school], [zone], [facility] and [population]: what the fields of a layer stand for.

use super::access::Others;
use super::check::Check;
use super::raw::RawLayer;
use super::raw_roles::{
    RawFacility, RawPopulation, RawSchool, RawSmallCounts, RawWeight, RawZone, RawZoneBy,
};
use crate::model::{
    FacilityFields, FieldType, Kind, LayerId, Population, SchoolFields, Scope, SmallCounts, Weight,
    ZoneExtent, ZoneFields, suggest,
};

/// What the fields of a layer stand for.
pub(super) struct Roles {
    pub school: Option<SchoolFields>,
    pub zone: Option<ZoneFields>,
    pub facility: Option<FacilityFields>,
}

/// What the fields of a layer stand for; what is wrong about it goes to `check`.
pub(super) fn roles(raw: &RawLayer, others: &Others<'_, '_>, check: &mut Check<'_>) -> Roles {
    for (key, present, kind, name) in [
        ("school", raw.school.is_some(), Kind::School, "school"),
        ("zone", raw.zone.is_some(), Kind::Zoning, "zoning"),
        ("facility", raw.facility.is_some(), Kind::Facility, "facility"),
    ] {
        let reason = format!("only a layer of kind \"{name}\" has [{key}]");
        let fits = !present || raw.kind == kind;
        check.demand(fits, &format!("/{key}"), &reason, "remove it, or change the kind");
    }
    Roles {
        school: raw.school.as_ref().map(|school| self::school(school, raw, check)),
        zone: raw.zone.as_ref().and_then(|zone| self::zone(zone, raw, others, check)),
        facility: raw.facility.as_ref().map(|facility| self::facility(facility, raw, check)),
    }
}

fn school(school: &RawSchool, raw: &RawLayer, check: &mut Check<'_>) -> SchoolFields {
    let numbered = raw.id.is_some() && raw.name.is_some();
    let mend = "add `id = \"<field>\"` with the school's number and `name = \"<field>\"`";
    check.demand(numbered, "/school", "schools need a number and a name", mend);
    let mut field = |key: &str, name: &Option<String>, numeric: bool| {
        let name = name.as_ref()?;
        known(raw, (&format!("/school/{key}"), name), numeric, check);
        Some(name.clone())
    };
    SchoolFields {
        status: field("status", &school.status, false),
        address: field("address", &school.address, false),
        classes: field("classes", &school.classes, true),
        teachers: field("teachers", &school.teachers, true),
        students: field("students", &school.students, true),
        seats: field("seats", &school.seats, true),
        level: field("level", &Some(school.level.clone()), false).unwrap_or_default(),
    }
}

fn facility(facility: &RawFacility, raw: &RawLayer, check: &mut Check<'_>) -> FacilityFields {
    let mut field = |key: &str, name: &Option<String>, numeric: bool| {
        let name = name.as_ref()?;
        known(raw, (&format!("/facility/{key}"), name), numeric, check);
        Some(name.clone())
    };
    FacilityFields {
        kind: field("kind", &Some(facility.kind.clone()), false).unwrap_or_default(),
        phone: field("phone", &facility.phone, false),
        capacity: field("capacity", &facility.capacity, true),
    }
}

fn zone(
    zone: &RawZone,
    raw: &RawLayer,
    others: &Others<'_, '_>,
    check: &mut Check<'_>,
) -> Option<ZoneFields> {
    known(raw, ("/zone/school", &zone.school), false, check);
    if let Some(level) = &zone.level {
        known(raw, ("/zone/level", level), false, check);
    }
    let extent = match zone.by {
        RawZoneBy::Polygon => ZoneExtent::Polygon,
        RawZoneBy::Units => {
            let (Some(field), false) = (&zone.units, zone.of.is_empty()) else {
                let mend = "add `units = \"<field>\"` with their codes, and `of = [\"<layer>\"]`";
                check.wrong("/zone/by", "zones by units need `units` and `of`", mend);
                return None;
            };
            known(raw, ("/zone/units", field), false, check);
            let layers = zone.of.iter().enumerate();
            ZoneExtent::Units {
                field: field.clone(),
                separator: zone.separator.clone().unwrap_or_else(|| ";".to_owned()),
                layers: layers.filter_map(|(i, name)| boundary(i, name, others, check)).collect(),
            }
        }
        RawZoneBy::Radius => {
            let Some(field) = &zone.radius_m else {
                let mend = "add `radius_m = \"<field>\"` with the metres around the school";
                check.wrong("/zone/by", "zones by radius need `radius_m`", mend);
                return None;
            };
            known(raw, ("/zone/radius_m", field), true, check);
            ZoneExtent::Radius { field: field.clone() }
        }
    };
    Some(ZoneFields { school: zone.school.clone(), level: zone.level.clone(), extent })
}

fn boundary(
    i: usize,
    name: &str,
    others: &Others<'_, '_>,
    check: &mut Check<'_>,
) -> Option<LayerId> {
    let boundaries = || others.iter().filter(|(_, (other, _))| other.kind == Kind::Boundary);
    let id = LayerId::new(name).filter(|id| boundaries().any(|(other, _)| *other == id));
    if id.is_none() {
        let known: Vec<String> = boundaries().map(|(id, _)| id.to_string()).collect();
        let reason = format!("`{name}` is not a boundary layer of this folder");
        check.wrong(&format!("/zone/of/{i}"), reason, suggest(name, &known));
    }
    id
}

/// A field that is named has to be declared, with a type that fits.
fn known(raw: &RawLayer, (key, name): (&str, &str), numeric: bool, check: &mut Check<'_>) {
    match raw.fields.get(name) {
        None => {
            let known: Vec<String> = raw.fields.keys().cloned().collect();
            check.wrong(key, format!("`{name}` is not in [fields]"), suggest(name, &known));
        }
        Some(field) if numeric && !matches!(field.kind, FieldType::Integer | FieldType::Number) => {
            let mend = format!("give [fields] {name} type = \"integer\" or \"number\"");
            check.wrong(key, format!("`{name}` is not a number"), mend);
        }
        Some(_) => {}
    }
}

/// What a population layer counts.
pub(super) fn population(
    raw: &RawPopulation,
    others: &Others<'_, '_>,
    check: &mut Check<'_>,
) -> Option<Population> {
    let weight = match &raw.weight {
        None => None,
        Some(raw) => Some(weight(raw, others, check)?),
    };
    let small_counts = match &raw.small_counts {
        None => None,
        Some(raw) => Some(small_counts(raw, check)?),
    };
    Some(Population { level: raw.level.clone(), people: raw.people.clone(), weight, small_counts })
}

fn small_counts(raw: &RawSmallCounts, check: &mut Check<'_>) -> Option<SmallCounts> {
    let exact = Scope::new(&raw.exact);
    if exact.is_none() {
        let mend = "name the scope of a key, or take `small_counts` out";
        check.wrong("/population/small_counts/exact", "to hide from nobody hides nothing", mend);
    }
    Some(SmallCounts { under: raw.under, exact: exact? })
}

fn weight(raw: &RawWeight, others: &Others<'_, '_>, check: &mut Check<'_>) -> Option<Weight> {
    let found = LayerId::new(&raw.layer).and_then(|id| others.get_key_value(&id));
    let Some((layer, (other, _))) = found else {
        let known: Vec<String> = others.keys().map(ToString::to_string).collect();
        let reason = format!("`{}` is not a layer of this folder", raw.layer);
        check.wrong("/population/weight/layer", reason, suggest(&raw.layer, &known));
        return None;
    };
    let is_number = |name: &str| {
        let field = other.fields.get(name);
        field.is_some_and(|f| matches!(f.kind, FieldType::Integer | FieldType::Number))
    };
    if let Some(field) = raw.field.as_deref().filter(|field| !is_number(field)) {
        let known: Vec<String> = other.fields.keys().filter(|f| is_number(f)).cloned().collect();
        let reason = format!("`{field}` is not a field of numbers of layer `{layer}`");
        check.wrong("/population/weight/field", reason, suggest(field, &known));
        return None;
    }
    Some(Weight { layer: (*layer).clone(), field: raw.field.clone() })
}
