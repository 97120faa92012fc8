//! What is found out once for all questions about a view.

use std::sync::Arc;

use super::levels::{Units, base_layer};
use super::measures::{Measure, lay_weights};
use super::places::Things;
use crate::model::{Kind, LayerId};
use crate::overlay::{Overfull, Overlaid, Sheet};
use crate::snapshot::{LayerVersion, View};

/// The areas of everything that hazards and units say together, and what stands in them.
#[derive(Debug)]
pub struct Prepared {
    pub(super) overlaid: Overlaid,
    /// How many columns of the sheet are hazards; they come first.
    pub(super) hazards: usize,
    /// The code of the city.
    pub(super) city: String,
    /// How many columns are hazards and units; where people live comes behind them.
    told: usize,
    pub(super) levels: Vec<Units>,
    pub(super) measures: Vec<Measure>,
    pub(super) things: Vec<Things>,
}

impl Prepared {
    /// Prepares a view. Cost: about a microsecond for each edge of a hazard and of a unit.
    ///
    /// # Errors
    ///
    /// Where the areas cannot be found: none would be taken for nothing there.
    pub fn of(view: &View) -> Result<Self, Overfull> {
        let hazards = view.layers().filter(|l| l.layer().kind == Kind::Hazard);
        let hazards: Vec<Arc<LayerVersion>> =
            hazards.filter_map(|l| view.shared_layer(&l.layer().id)).cloned().collect();
        let mut prepared = Self::with_hazards(view, hazards)?;
        prepared.things = Things::of_all(view, prepared.overlaid.sheet(), prepared.told);
        Ok(prepared)
    }

    /// What is needed to count people alone: little, beside the rest.
    ///
    /// # Errors
    ///
    /// Those of [`Prepared::of`].
    pub fn of_people(view: &View) -> Result<Self, Overfull> {
        Self::with_hazards(view, Vec::new())
    }

    /// With these hazards in the place of the view's.
    pub(super) fn with_hazards(
        view: &View,
        hazards: Vec<Arc<LayerVersion>>,
    ) -> Result<Self, Overfull> {
        let mut bases: Vec<&LayerId> = Vec::new();
        for level in &view.city().levels {
            bases.extend(base_layer(view.city(), level).filter(|base| !bases.contains(base)));
        }
        let bases = bases.into_iter().filter_map(|id| view.shared_layer(id)).cloned();
        let count = hazards.len();
        let mut sheet = Sheet::of(hazards.into_iter().chain(bases));
        let told = sheet.layers().count();
        let weights = lay_weights(view, &mut sheet);
        let overlaid = Overlaid::of(sheet)?;
        let levels = Units::of_all(view, &overlaid);
        let measures = Measure::of_all(view, &levels, overlaid.everywhere(), &weights);
        let city = view.city().code.clone();
        Ok(Self { hazards: count, city, told, overlaid, levels, measures, things: Vec::new() })
    }

    /// The hazards, in the order of their columns.
    pub(super) fn hazard_layers(&self) -> impl Iterator<Item = &LayerVersion> {
        self.overlaid.sheet().layers().take(self.hazards)
    }
}

/// The column of a layer in a sheet.
pub(super) fn column(sheet: &Sheet, layer: &LayerId) -> Option<usize> {
    sheet.layers().position(|l| l.layer().id == *layer)
}
