use std::mem::take;

use super::{Area, LayerVersion};
use crate::model::{Kind, Prepared, Stored};

/// The geometries of a layer that places are looked up in.
pub(super) struct Areas {
    pub(super) features: Area,
    /// Where a hazard was mapped.
    pub(super) mapped: Area,
    /// The holes between units.
    pub(super) gaps: Area,
}

impl Areas {
    /// Indexes the geometries of a layer, and takes them from it.
    pub(super) fn taken_from(prepared: &mut Prepared) -> Self {
        let shapes = take(&mut prepared.shapes);
        Self {
            features: match prepared.layer.kind {
                Kind::Hazard => Area::of_ranks(shapes, &prepared.ranks),
                _ => Area::new(shapes),
            },
            // Polygons of a mapped area side by side are one area.
            mapped: Area::of_ranks(take(&mut prepared.mapped), &[]),
            gaps: Area::new(take(&mut prepared.gaps)),
        }
    }

    /// The same with indexes that were made of them before; `None` where they do not fit.
    fn indexed(prepared: &mut Prepared, mut indexes: &[u8]) -> Option<Self> {
        let areas = [&mut prepared.shapes, &mut prepared.mapped, &mut prepared.gaps];
        let [features, mapped, gaps] =
            areas.map(|shapes| Area::from_bytes(take(shapes), &mut indexes));
        let areas = Self { features: features?, mapped: mapped?, gaps: gaps? };
        indexes.is_empty().then_some(areas)
    }
}

impl LayerVersion {
    /// What was made of its geometries so that places are found in them, for a file.
    pub fn indexes(&self) -> Vec<u8> {
        let mut out = Vec::new();
        [&self.area, &self.mapped, &self.gaps].into_iter().for_each(|area| area.to_bytes(&mut out));
        out
    }

    /// A prepared layer that was read, with the [`Self::indexes`] of a layer of the same content;
    /// `None` where they do not fit. Cost: little more than reading them.
    pub fn indexed(mut stored: Stored, indexes: &[u8]) -> Option<Self> {
        let areas = Areas::indexed(&mut stored.prepared, indexes)?;
        Some(Self::with(stored, areas))
    }
}
