//! Makes the columns that are asked for, of what a view holds.

use std::collections::HashMap;
use std::sync::Arc;

use super::answers::{Column, Says};
use super::field::{HazardWord, UnitWord, word};
use super::form::Form;
use super::lookup::{Lookup, Question};
use super::subject::{Subject, Units, is_derived, zone_words};
use super::table::Table;
use crate::model::{Lang, LevelUnits, UnitNames, Value};
use crate::query::reading::unit_with_prefix;
use crate::snapshot::{LayerVersion, View};

/// Makes columns, and gathers the questions that they need.
pub(super) struct Catalogue<'v> {
    pub(super) view: &'v View,
    pub(super) form: Form,
    pub(super) lang: Lang,
    pub(super) lookups: Vec<Lookup>,
}

impl<'v> Catalogue<'v> {
    /// The column of one word, where there is such a one.
    pub(super) fn column(&mut self, subject: Subject<'v>, name: &str) -> Option<Column> {
        match subject {
            Subject::Level(units) => self.of_level(units, word(&UnitWord::ALL, name)?),
            Subject::Hazard(layer) => Some(self.of_hazard(layer, word(&HazardWord::ALL, name)?)),
            Subject::Zoning(layer) => self.of_zones(layer, name),
            Subject::Population(layer, units) => self.of_people(layer, units, name),
            Subject::LevelUnavailable => {
                Some(unavailable(word(&UnitWord::ALL, name)? == UnitWord::Status))
            }
            Subject::HazardUnavailable => {
                Some(unavailable(word(&HazardWord::ALL, name)? == HazardWord::Status))
            }
        }
    }

    fn of_level(&mut self, units: Units<'v>, asked: UnitWord) -> Option<Column> {
        let says = match asked {
            UnitWord::Status => Says::UnitStatus,
            UnitWord::Code => Says::OfUnit(self.codes(units)),
            UnitWord::Name => Says::OfUnit(self.names(units)),
            UnitWord::Also => Says::OfOtherUnits(self.codes(units)),
            // The border of a derived unit is not drawn anywhere.
            UnitWord::BorderM if is_derived(units.level) => return None,
            UnitWord::BorderM => Says::UnitBorder,
            UnitWord::NearestCode => Says::OfNearest(self.codes(units)),
            UnitWord::NearestName => Says::OfNearest(self.names(units)),
            UnitWord::NearestM => Says::NearestM,
        };
        let lookup = self.lookup(units.layer, || Question::unit(units.gap_m));
        if let Some(Question::Unit { border, nearest, .. }) = self.question(lookup) {
            *border |= asked == UnitWord::BorderM;
            *nearest |= matches!(says, Says::OfNearest(_) | Says::NearestM);
        }
        Some(Column { lookup, says })
    }

    fn of_hazard(&mut self, layer: &Arc<LayerVersion>, asked: HazardWord) -> Column {
        let (form, lang) = (self.form, self.lang);
        let classes = |text: &dyn Fn(&crate::model::HazardClass) -> String| {
            let all = layer.classes().map_or(&[][..], |c| &c.classes);
            Table::of(form, all.iter().map(|class| Value::Text(text(class))))
        };
        let says = match asked {
            HazardWord::Status => Says::HazardStatus,
            HazardWord::Class => Says::OfClass(classes(&|c| c.id.clone())),
            HazardWord::Label => Says::OfClass(classes(&|c| c.label.get(lang).to_owned())),
            HazardWord::Meaning => Says::OfClass(classes(&|c| c.meaning.get(lang).to_owned())),
            HazardWord::Advice => Says::OfClass(classes(&|c| c.advice.get(lang).to_owned())),
            HazardWord::Color => Says::OfClass(classes(&|c| c.color.clone())),
            HazardWord::Also => Says::OfOtherClasses(classes(&|c| c.id.clone())),
            HazardWord::BorderM => Says::HazardBorder,
            HazardWord::WorseClass => Says::OfWorse(classes(&|c| c.id.clone())),
            HazardWord::WorseLabel => Says::OfWorse(classes(&|c| c.label.get(lang).to_owned())),
            HazardWord::WorseM => Says::WorseM,
            HazardWord::Edge => Says::Edge,
        };
        let lookup = self.lookup(layer, Question::hazard);
        if let Some(Question::Hazard { also, border, worse, edge }) = self.question(lookup) {
            *also |= asked == HazardWord::Also;
            *border |= asked == HazardWord::BorderM;
            *worse |= matches!(says, Says::OfWorse(_) | Says::WorseM);
            *edge |= asked == HazardWord::Edge;
        }
        Column { lookup, says }
    }

    fn of_zones(&mut self, layer: &Arc<LayerVersion>, name: &str) -> Option<Column> {
        let known = zone_words(layer);
        let name = known.iter().find(|k| *k == name)?;
        let values = features(layer).map(|f| match name.as_str() {
            "id" => Value::Text(layer.id(f).to_owned()),
            "name" => layer.name(f).map_or(Value::Null, |name| Value::Text(name.into_owned())),
            field => layer.value(field, f),
        });
        let says = Says::OfZones(Table::of(self.form, values));
        Some(Column { lookup: self.lookup(layer, || Question::Zones), says })
    }

    fn of_people(
        &mut self,
        layer: &Arc<LayerVersion>,
        units: Units<'v>,
        name: &str,
    ) -> Option<Column> {
        let people = &layer.layer().population.as_ref()?.people;
        let field = match name {
            "people" => people,
            name => layer.layer().sums.iter().find(|sum| *sum == name)?,
        };
        let codes = self.codes(units);
        let values = features(units.layer).map(|unit| {
            let row = codes.text(usize::try_from(unit).ok()?).and_then(|c| layer.with_code(c));
            row.map(|row| layer.value(field, row))
        });
        let table = Table::of(self.form, values.map(|v| v.unwrap_or(Value::Null)));
        let lookup = self.lookup(units.layer, || Question::unit(units.gap_m));
        Some(Column { lookup, says: Says::OfUnit(table) })
    }

    /// The codes of a level by the features of its layer.
    fn codes(&self, units: Units) -> Table {
        let codes = features(units.layer).map(|f| {
            let code = units.layer.code(f).unwrap_or_default();
            match &units.level.units {
                LevelUnits::Layer { .. } => code.into_owned(),
                LevelUnits::Prefix { prefix, .. } => code.chars().take(*prefix).collect(),
            }
        });
        Table::of(self.form, codes.map(Value::Text))
    }

    /// The names of a level by the features of its layer.
    fn names(&self, units: Units) -> Table {
        let LevelUnits::Prefix { from, prefix, names } = &units.level.units else {
            let names = features(units.layer).map(|f| units.layer.name(f).unwrap_or_default());
            return Table::of(self.form, names.map(|name| Value::Text(name.into_owned())));
        };
        let mut known: HashMap<String, String> = HashMap::new();
        let values = features(units.layer).map(|f| {
            let code = units.layer.code(f).unwrap_or_default();
            let key: String = match names {
                UnitNames::Field(_) => code.clone().into_owned(),
                UnitNames::Layer(_) => code.chars().take(*prefix).collect(),
            };
            let name = known.entry(key).or_insert_with(|| {
                unit_with_prefix(self.view, from, &code, *prefix, names).name.into_owned()
            });
            Value::Text(name.clone())
        });
        Table::of(self.form, values)
    }

    /// The question to a layer, which is put once.
    fn lookup(&mut self, layer: &Arc<LayerVersion>, question: impl Fn() -> Question) -> usize {
        let known = self.lookups.iter().position(|l| Arc::ptr_eq(&l.layer, layer));
        known.unwrap_or_else(|| {
            self.lookups.push(Lookup { layer: Arc::clone(layer), question: question() });
            self.lookups.len() - 1
        })
    }

    fn question(&mut self, lookup: usize) -> Option<&mut Question> {
        self.lookups.get_mut(lookup).map(|l| &mut l.question)
    }
}

fn unavailable(status: bool) -> Column {
    let says = if status { Says::Always("unavailable") } else { Says::Nothing };
    Column { lookup: usize::MAX, says }
}

fn features(layer: &LayerVersion) -> impl Iterator<Item = u32> {
    0..u32::try_from(layer.len()).unwrap_or(u32::MAX)
}

impl Question {
    fn unit(gap_m: f64) -> Self {
        Self::Unit { gap_m, border: false, nearest: false }
    }

    fn hazard() -> Self {
        Self::Hazard { also: false, border: false, worse: false, edge: false }
    }
}
