//! What is found out once for all questions about a view.

use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use super::levels::{Units, base_layer};
use super::measures::Measure;
use super::places::Things;
use crate::model::{Kind, LayerId};
use crate::overlay::{Areas, Overfull, Sheet, everywhere};
use crate::snapshot::{LayerVersion, View};

/// The areas of everything that hazards and units say together, and what stands in them.
#[derive(Debug)]
pub struct Prepared {
    pub(super) sheet: Sheet,
    /// How many columns of the sheet are hazards; they come first.
    pub(super) hazards: usize,
    pub(super) areas: Areas,
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
        let hazards: Vec<&Arc<LayerVersion>> = view
            .layers()
            .filter(|l| l.layer().kind == Kind::Hazard)
            .filter_map(|l| view.shared_layer(&l.layer().id))
            .collect();
        let mut bases: Vec<&LayerId> = Vec::new();
        for level in &view.city().levels {
            bases.extend(base_layer(view.city(), level).filter(|base| !bases.contains(base)));
        }
        let bases = bases.into_iter().filter_map(|id| view.shared_layer(id));
        let sheet = Sheet::of(hazards.iter().copied().chain(bases).cloned());
        let areas = everywhere(&sheet)?;
        let levels = Units::of_all(view, &sheet, &areas);
        let measures = Measure::of_all(view, &levels);
        let things = Things::of_all(view, &sheet);
        Ok(Self { hazards: hazards.len(), sheet, areas, levels, measures, things })
    }

    /// The hazards, in the order of their columns.
    pub(super) fn hazard_layers(&self) -> impl Iterator<Item = &LayerVersion> {
        self.sheet.layers().take(self.hazards)
    }
}

/// The column of a layer in a sheet.
pub(super) fn column(sheet: &Sheet, layer: &LayerId) -> Option<usize> {
    sheet.layers().position(|l| l.layer().id == *layer)
}

/// What was prepared last: who asks about another view prepares that, and all who ask about it
/// meanwhile wait for the same.
#[derive(Debug, Default)]
pub struct Kept(Mutex<Option<(String, Cell)>>);

type Cell = Arc<OnceLock<Result<Arc<Prepared>, Overfull>>>;

impl Kept {
    /// What is prepared of a view.
    ///
    /// # Errors
    ///
    /// Those of [`Prepared::of`], the same for all who ask.
    pub fn of(&self, view: &View) -> Result<Arc<Prepared>, Overfull> {
        let cell = {
            let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
            match &*kept {
                Some((version, cell)) if version == view.version() => Arc::clone(cell),
                _ => {
                    let cell = Cell::default();
                    *kept = Some((view.version().to_owned(), Arc::clone(&cell)));
                    cell
                }
            }
        };
        cell.get_or_init(|| Prepared::of(view).map(Arc::new)).clone()
    }
}
