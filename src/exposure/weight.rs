//! Where in their units people live, where a manifest says.

use std::sync::Arc;

use super::measures::number;
use crate::model::Population;
use crate::overlay::{Said, Sheet, Square};
use crate::snapshot::View;

/// How densely people live where a layer says, as a column of a sheet.
#[derive(Debug)]
pub(super) struct Weight {
    column: usize,
    /// By rank, ascending.
    densities: Vec<f64>,
}

impl Weight {
    /// Lays the layer that a population layer names over a sheet; `None` where it names none, or
    /// that is not served now.
    pub(super) fn laid(view: &View, population: &Population, sheet: &mut Sheet) -> Option<Self> {
        let weight = population.weight.as_ref()?;
        let layer = view.shared_layer(&weight.layer)?;
        let features = 0..u32::try_from(layer.len()).unwrap_or(u32::MAX);
        let of = |feature| match &weight.field {
            None => 1.0,
            Some(field) => number(&layer.value(field, feature)),
        };
        let of_feature: Vec<f64> = features.map(of).collect();
        let mut densities = of_feature.clone();
        densities.retain(|density| *density > 0.0);
        densities.sort_by(f64::total_cmp);
        densities.dedup();
        let rank = |density: &f64| {
            let found = densities.binary_search_by(|known| known.total_cmp(density)).ok()?;
            u32::try_from(found).ok()
        };
        let ranks = of_feature.iter().map(rank).collect();
        let column = sheet.layers().count();
        sheet.lay_ranks(Arc::clone(layer), ranks);
        Some(Self { column, densities })
    }

    /// What an area in a state weighs.
    pub(super) fn on(&self, said: &[Said], area: Square) -> f64 {
        let density = match said.get(self.column) {
            Some(Said::Of(rank)) => {
                usize::try_from(*rank).ok().and_then(|rank| self.densities.get(rank))
            }
            Some(Said::Nothing | Said::Mapped) | None => None,
        };
        density.map_or(0.0, |density| density * area.m2())
    }
}
