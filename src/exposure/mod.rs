//! How much lies in which class of which hazard: areas, people and facilities, for units and for
//! polygons. Pure functions of a [`View`].
//!
//! A place counts once, by what `/v1/at` says of it: the gravest class, and of several units
//! that with the lowest code. People are spread evenly over the area of their unit, or over where a
//! layer says that they live; facilities are counted where they stand.

mod answer;
mod csv;
mod describe;
mod feature;
mod levels;
mod measures;
mod people;
mod places;
mod prepared;
mod question;
mod reclassified;
mod tally;
mod text;
mod weight;

pub use answer::{
    ClassRow, CombinationRow, Count, Exposed, ExposedUnit, Exposure, FeatureName, Figures, Says,
    Spread,
};
pub use csv::to_csv;
pub use people::people_within;
pub use prepared::Prepared;
pub use question::{Of, Question};
pub use reclassified::{Reclassified, reclassified};
pub use text::to_text;

use std::collections::BTreeSet;

use crate::model::{Kind, Lang, Refused};
use crate::overlay::{Asked, Overfull};
use crate::place::AskedPolygon;
use crate::query::Sources;
use crate::snapshot::{LayerVersion, View};
use describe::{Columns, Counts, exposed};
use levels::Units;
use measures::Measure;
use question::Resolved;
use tally::{Cell, Region, Rows, Split, Tally, empty, wholes};

/// Answers a question. The same view and question give the same answer, byte for byte.
///
/// # Errors
///
/// Where the question names what does not exist, or asks for too much.
pub fn exposure<'v>(
    view: &'v View,
    prepared: &Prepared,
    question: &Question,
) -> Result<Exposure<'v>, Refused> {
    let resolved = Resolved::of(prepared, question)?;
    let mut feature = None;
    let (whole, units) = match &question.of {
        Of::Level(_) | Of::Unit(_) => of_units(prepared, &resolved),
        Of::Polygon(polygon) => {
            let asked = Asked::from(in_one_half(polygon)?);
            (of_polygon(prepared, &resolved, &asked)?, Vec::new())
        }
        Of::Feature { layer, id } => {
            let (name, asked) = feature::named(view, layer, id)?;
            feature = Some(name);
            (of_polygon(prepared, &resolved, &asked)?, Vec::new())
        }
    };
    Ok(Exposure {
        snapshot: view.version(),
        notice: view.city().notice.as_ref().map(|n| n.get(question.lang)),
        feature,
        spread: spread(prepared, question.lang),
        rank_by: (!units.is_empty()).then(|| resolved.rank_by(prepared)),
        whole,
        units,
        unavailable: view.unavailable().map(|(id, _)| id.as_str()).collect(),
        sources: sources(view, prepared, &resolved),
    })
}

/// Wider polygons are taken for such as cross the 180th meridian. Units: degrees.
const MAX_WIDTH: f64 = 180.0;

fn in_one_half(polygon: &AskedPolygon) -> Result<&AskedPolygon, Refused> {
    let bounds = polygon.bounds();
    if bounds.max().x - bounds.min().x <= MAX_WIDTH {
        return Ok(polygon);
    }
    Err(Refused::new(
        "polygon",
        "poligon ini melintasi bujur 180 derajat; bagi dua di sana",
        "it crosses the 180th meridian; cut it in two there",
    ))
}

fn overfull(full: &Overfull) -> Refused {
    Refused::new(
        "polygon",
        "terlalu banyak batas di dalam poligon ini; perkecil poligonnya, atau pakai `by`",
        format!("{full}; ask for a smaller one, or use `by`"),
    )
}

fn spread(prepared: &Prepared, lang: Lang) -> Spread {
    let (by, note) = spread_by(prepared, lang);
    let id = "Jumlah yang terlalu kecil untuk diumumkan tidak ikut dihitung.";
    let en = "Counts that are too small to be published are left out.";
    let hides = prepared.measures.iter().any(Measure::hides);
    let note = if hides { format!("{note} {}", lang.pick(id, en)) } else { note.to_owned() };
    Spread { by, note }
}

fn spread_by(prepared: &Prepared, lang: Lang) -> (&'static str, &'static str) {
    if prepared.measures.iter().any(Measure::is_weighted) {
        let id = "Penduduk dianggap tinggal di bagian unitnya yang disebut lapisan permukiman, dan \
                  tersebar merata di unit tanpa bagian itu: perkiraan, bukan hitungan.";
        let en = "People are taken to live in those parts of their unit that a layer of settlements \
                  names, and evenly over a unit without: an estimate, not a count.";
        return ("weight", lang.pick(id, en));
    }
    let id = "Penduduk dianggap tersebar merata di wilayah unitnya: perkiraan, bukan hitungan.";
    let en = "People are taken to be spread evenly over the area of their unit: an estimate, not \
              a count.";
    ("area", lang.pick(id, en))
}

/// The layers that an answer is taken from, by name.
fn sources<'v>(view: &'v View, prepared: &Prepared, resolved: &Resolved<'_>) -> Sources<'v> {
    let names: Vec<&str> =
        prepared.overlaid.sheet().layers().map(|l| l.layer().id.as_str()).collect();
    let is_asked = |layer: &LayerVersion| {
        let id = layer.layer().id.as_str();
        let column = names.iter().position(|name| *name == id);
        match (column, layer.layer().kind) {
            (Some(column), Kind::Hazard) => resolved.asks(column),
            (Some(_), _) => true,
            (None, _) => {
                prepared.measures.iter().any(|m| m.layer.as_str() == id)
                    || prepared.things.iter().any(|t| t.layer.as_str() == id)
            }
        }
    };
    Sources::of(view.layers().filter(|l| is_asked(l)))
}

/// What lies in each unit of a level, the worst first, and in all of them.
fn of_units(prepared: &Prepared, resolved: &Resolved<'_>) -> (Exposed, Vec<ExposedUnit>) {
    let level = &prepared.levels[resolved.level];
    let smallest = prepared.levels.iter().find(|l| l.column == level.column).unwrap_or(level);
    let regions = regions(prepared, smallest);
    let wholes = wholes(prepared, &regions);
    let columns = resolved.columns();
    let mut whole = nothing(prepared, &columns);
    let mut by_unit: Vec<Counts> =
        level.units.iter().map(|_| nothing(prepared, &columns)).collect();
    // The smallest units are rounded, and all others are sums of them.
    for ((region, all), unit) in regions.iter().zip(wholes).zip(level.of_each(smallest)) {
        let counts = counted(prepared, &columns, region, all);
        whole.add(&counts);
        by_unit[unit].add(&counts);
    }
    let described = level.units.iter().zip(&by_unit).map(|(unit, counts)| ExposedUnit {
        rank: 0,
        level: level.level.clone(),
        code: unit.code.clone(),
        name: unit.name.clone(),
        exposed: exposed(prepared, &columns, counts),
    });
    let units = resolved.ranked(prepared, described.collect());
    (exposed(prepared, &columns, &whole), units)
}

/// What lies in each unit of a level.
fn regions<'p>(prepared: &'p Prepared, level: &Units) -> Vec<Region<'p>> {
    let empty = || Region { cells: Vec::new(), things: vec![Vec::new(); prepared.things.len()] };
    let mut regions: Vec<Region> = level.units.iter().map(|_| empty()).collect();
    for (said, area) in &prepared.overlaid.everywhere().states {
        if let Some(unit) = level.of_state(said) {
            regions[unit].cells.push(Cell { said, area: *area });
        }
    }
    for (layer, all) in prepared.things.iter().enumerate() {
        for (i, thing) in all.things.iter().enumerate() {
            if let Some(unit) = level.of_state(&thing.said) {
                regions[unit].things[layer].push(i);
            }
        }
    }
    regions
}

fn of_polygon(
    prepared: &Prepared,
    resolved: &Resolved<'_>,
    asked: &Asked,
) -> Result<Exposed, Refused> {
    let areas = prepared.overlaid.within(asked).map_err(|full| overfull(&full))?;
    let inside = |things: &places::Things| {
        let all = things.things.iter().enumerate();
        all.filter(|(_, thing)| asked.covers(thing.at)).map(|(i, _)| i).collect()
    };
    let region = Region {
        cells: areas.states.iter().map(|(said, area)| Cell { said, area: *area }).collect(),
        things: prepared.things.iter().map(inside).collect(),
    };
    let regions = [region];
    let whole = wholes(prepared, &regions).pop().unwrap_or_else(|| empty(prepared));
    let columns = resolved.columns();
    let counts = counted(prepared, &columns, &regions[0], whole);
    Ok(exposed(prepared, &columns, &counts))
}

/// What lies in a region, by what each hazard says and by what several say together.
fn counted(
    prepared: &Prepared,
    columns: &Columns<'_>,
    region: &Region<'_>,
    whole: Tally,
) -> Counts {
    let rows = |columns: &[usize]| Split::by(prepared, columns).rows(prepared, region, &whole);
    let by_hazard = columns.hazards.iter().map(|c| rows(std::slice::from_ref(c))).collect();
    let together = (!columns.together.is_empty()).then(|| rows(columns.together));
    let hides = |measure: &Measure| {
        region.cells.iter().any(|cell| measure.hides_on(&prepared.levels, cell.said))
    };
    let measures = prepared.measures.iter().enumerate();
    let hidden = measures.filter(|(_, measure)| hides(measure)).map(|(i, _)| i).collect();
    Counts { by_hazard, together, hidden, whole }
}

fn nothing(prepared: &Prepared, columns: &Columns<'_>) -> Counts {
    Counts {
        whole: empty(prepared),
        by_hazard: vec![Rows::new(); columns.hazards.len()],
        together: (!columns.together.is_empty()).then(Rows::new),
        hidden: BTreeSet::new(),
    }
}

impl Counts {
    fn add(&mut self, other: &Self) {
        self.whole.add(&other.whole);
        self.hidden.extend(&other.hidden);
        let own = self.by_hazard.iter_mut().chain(&mut self.together);
        for (own, more) in own.zip(other.by_hazard.iter().chain(&other.together)) {
            for (number, tally) in more {
                match own.get_mut(number) {
                    Some(row) => row.add(tally),
                    None => {
                        own.insert(*number, tally.clone());
                    }
                }
            }
        }
    }
}
