//! The schools of a city by their number.

use std::borrow::Cow;

use crate::model::{Kind, SchoolFields, Value};
use crate::place::Coord;
use crate::snapshot::{LayerVersion, View};

/// A school of a layer.
#[derive(Debug, Clone, Copy)]
pub(super) struct School<'v> {
    pub(super) layer: &'v LayerVersion,
    pub(super) fields: &'v SchoolFields,
    pub(super) feature: u32,
}

/// The layers of schools whose manifest says what its fields stand for.
pub(super) fn layers(view: &View) -> impl Iterator<Item = (&LayerVersion, &SchoolFields)> {
    let schools = view.layers().filter(|l| l.layer().kind == Kind::School);
    schools.filter_map(|l| Some((l, l.layer().school.as_ref()?)))
}

/// The school with a number: ids are in order.
pub(super) fn find<'v>(view: &'v View, npsn: &str) -> Option<School<'v>> {
    layers(view).find_map(|(layer, fields)| {
        let feature = layer.with_id(npsn)?;
        Some(School { layer, fields, feature })
    })
}

/// The schools of a jenjang.
pub(super) fn of_level<'v>(view: &'v View, level: &str) -> Vec<School<'v>> {
    let all = layers(view).flat_map(|(layer, fields)| {
        let features = 0..u32::try_from(layer.len()).unwrap_or(u32::MAX);
        features.map(move |feature| School { layer, fields, feature })
    });
    all.filter(|school| school.is_of(level)).collect()
}

/// The jenjang that there are, each once, in order.
pub(super) fn levels(view: &View) -> Vec<String> {
    let mut levels: Vec<String> = Vec::new();
    for (layer, fields) in layers(view) {
        for feature in 0..u32::try_from(layer.len()).unwrap_or(u32::MAX) {
            let level = layer.value(&fields.level, feature).to_text();
            if !level.is_empty() && !levels.contains(&level) {
                levels.push(level);
            }
        }
    }
    levels.sort();
    levels
}

impl<'v> School<'v> {
    /// Its number.
    pub(super) fn npsn(&self) -> &'v str {
        self.layer.id(self.feature)
    }

    /// Its name.
    pub(super) fn name(&self) -> Cow<'v, str> {
        self.layer.name(self.feature).unwrap_or_default()
    }

    /// Its jenjang.
    pub(super) fn level(&self) -> String {
        self.layer.value(&self.fields.level, self.feature).to_text()
    }

    /// Where it stands; nothing for a school without coordinates.
    pub(super) fn place(&self) -> Option<Coord> {
        let shape = self.layer.shape(self.feature);
        shape.parts().flat_map(|part| part.paths()).flatten().next().copied()
    }

    /// What a field says, where the layer has it.
    pub(super) fn value(&self, field: Option<&String>) -> Option<Value> {
        Some(self.layer.value(field?, self.feature)).filter(|value| *value != Value::Null)
    }

    fn is_of(&self, level: &str) -> bool {
        let at = usize::try_from(self.feature).unwrap_or(usize::MAX);
        let column = self.layer.columns().get(&self.fields.level);
        column.and_then(|c| c.text(at)).is_some_and(|text| text == level)
    }
}
