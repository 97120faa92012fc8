//! What is true of an area: which classes of each hazard occur in it, and over how much of it.

use askama::Template;

use super::format::{area as size, number, percent};
use super::frame::{About, Frame, Reader};
use super::headline::unit_name;
use super::link::Link;
use super::sources::{Source, sources};
use super::words::Words;
use crate::exposure::{ClassRow, Exposure, FeatureName};
use crate::model::{LayerId, LevelUnits};
use crate::snapshot::{LayerVersion, View};

#[derive(Template)]
#[template(path = "area.html")]
struct AreaPage<'v> {
    frame: Frame<'v>,
    title: String,
    size: String,
    people: Option<String>,
    hazards: Vec<Hazard<'v>>,
    spread: &'v str,
    sources: Vec<Source<'v>>,
    version: &'v str,
}

struct Hazard<'v> {
    layer: &'v str,
    title: &'v str,
    rows: Vec<Row<'v>>,
    /// How grave the gravest class in the area is among the classes.
    gravity: f64,
}

struct Row<'v> {
    label: String,
    share: String,
    /// Of a drawn bar, in per cent.
    width: f64,
    /// None for what is in no class, and for what is not mapped.
    color: Option<&'v str>,
    is_unmapped: bool,
    people: Option<String>,
}

/// What is true of an area that was asked for as a feature.
///
/// # Errors
///
/// Where a template cannot be written, which does not happen.
pub fn area<'v>(
    view: &'v View,
    reader: &Reader,
    answer: &'v Exposure<'v>,
) -> askama::Result<String> {
    let (w, lang) = (reader.words(), reader.lang);
    let feature = answer.feature.as_ref();
    let title = feature.map_or_else(String::new, |feature| called(view, reader, feature));
    let figures = &answer.whole.figures;
    let mut hazards: Vec<Hazard> = answer
        .whole
        .hazards
        .iter()
        .filter_map(|(id, rows)| Some(Hazard::of(view.layer(&LayerId::new(id)?)?, rows, w)))
        .collect();
    hazards.sort_by(|a, b| b.gravity.total_cmp(&a.gravity));
    let said: Vec<String> = hazards.iter().map(Hazard::in_one_line).collect();
    let about = About {
        title: w.text.area.title(&title),
        description: said.join("; "),
        link: feature.map(|f| Link::Area { layer: f.layer, id: f.id }),
    };
    let cited =
        |layer: &LayerVersion| answer.sources.iter().any(|(id, _)| id == layer.layer().id.as_str());
    AreaPage {
        frame: Frame::of(view, reader, about),
        size: w.text.area.size(size(figures.area_m2, lang)),
        people: figures.people.map(|people| w.people(number(people, 0, lang))),
        hazards,
        spread: &answer.spread.note,
        sources: sources(view, reader, cited, &title),
        version: answer.snapshot,
        title,
    }
    .render()
}

/// A unit by its level, another area by its layer.
fn called(view: &View, reader: &Reader, feature: &FeatureName<'_>) -> String {
    let name = feature.name.as_deref().filter(|name| !name.is_empty()).unwrap_or(feature.id);
    let is_of = |units: &LevelUnits| match units {
        LevelUnits::Layer { layer, .. } => layer.as_str() == feature.layer,
        LevelUnits::Prefix { .. } => false,
    };
    let level = view.city().levels.iter().find(|level| is_of(&level.units));
    let layer = || view.layers().find(|l| l.layer().id.as_str() == feature.layer);
    let label = level.map(|l| &l.label).or_else(|| layer().map(|l| &l.layer().title));
    match label {
        Some(label) => unit_name(label.get(reader.lang), name, reader.words()),
        None => name.to_owned(),
    }
}

impl<'v> Hazard<'v> {
    fn of(layer: &'v LayerVersion, rows: &'v [ClassRow], w: &Words) -> Self {
        let classes = layer.classes().map(|c| c.classes.as_slice()).unwrap_or_default();
        // The rows come the gravest first.
        let gravest = rows.iter().find(|row| row.share > 0.0).and_then(|row| {
            classes.iter().position(|class| Some(&class.id) == row.says.class.as_ref())
        });
        #[expect(clippy::cast_precision_loss, reason = "at most 255 classes")]
        let gravity = gravest.map_or(0.0, |at| (at + 1) as f64 / classes.len() as f64);
        let color = |row: &ClassRow| {
            let class = classes.iter().find(|class| Some(&class.id) == row.says.class.as_ref());
            class.map(|class| class.color.as_str())
        };
        // What does not occur is left out; how much is unmapped is always said.
        let told = rows.iter().filter(|row| row.share > 0.0 || row.says.status == "unmapped");
        Self {
            layer: layer.layer().id.as_str(),
            title: layer.layer().title.get(w.lang()),
            rows: told.map(|row| Row::of(row, color(row), w)).collect(),
            gravity,
        }
    }

    fn in_one_line(&self) -> String {
        let rows = self.rows.iter().filter(|row| row.width > 0.0);
        let said: Vec<String> = rows.map(|row| format!("{} {}", row.label, row.share)).collect();
        format!("{}: {}", self.title, said.join(", "))
    }
}

impl<'v> Row<'v> {
    fn of(row: &'v ClassRow, color: Option<&'v str>, w: &Words) -> Self {
        let is_unmapped = row.says.status == "unmapped";
        let other = if is_unmapped { w.text.area.unmapped } else { w.text.area.none };
        Self {
            label: row.says.label.clone().unwrap_or_else(|| other.to_owned()),
            share: percent(row.share, w.lang()),
            width: row.share * 100.0,
            color,
            is_unmapped,
            people: row.figures.people.map(|people| number(people, 0, w.lang())),
        }
    }
}
