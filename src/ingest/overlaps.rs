//! The overlaps of features that should have none: what any two of them both cover.

use thiserror::Error;

use super::geometry::RawGeometry;
use super::meeting::meeting;
use super::union::Piece;
use super::{Progress, Stage, validity};
use crate::model::Defect;
use crate::place::Bounds;

/// At most this many pairs are compared for each piece, all pieces taken together, and
/// [`PAIRS_BESIDES`] besides. Boxes of villages meet four others on average; where they meet far
/// more the features lie on top of each other, and are no partition.
const PAIRS_PER_PIECE: usize = 64;
const PAIRS_BESIDES: usize = 10_000;

/// Why it was not found out where features do not fit together.
#[derive(Debug, Error)]
pub(super) enum Unfound {
    /// Too many features lie on top of each other.
    #[error("its features lie on top of each other, so they are no partition")]
    Crowded,
    /// GEOS cannot tell.
    #[error("GEOS cannot tell where its features leave gaps or overlap")]
    Untold,
}

impl Unfound {
    /// What a report says of it.
    pub(super) fn note(&self, file: &str) -> Defect {
        let mend = match self {
            Self::Crowded => {
                "remove [partition], or name in its `by` the field whose values may overlap"
            }
            Self::Untold => "clean the geometry, for instance with QGIS' tool \"Snap to grid\"",
        };
        Defect::new(file, self.to_string(), mend)
    }
}

/// Calls back with each overlap and the features it is of.
pub(super) fn each(
    pieces: &[Piece],
    progress: &mut dyn FnMut(Progress),
    found: &mut dyn FnMut([usize; 2], RawGeometry),
) -> Result<(), Unfound> {
    let boxes: Vec<Bounds> = pieces.iter().map(|p| p.bounds).collect();
    let most = pieces.len().saturating_mul(PAIRS_PER_PIECE).saturating_add(PAIRS_BESIDES);
    let fewer = meeting(&boxes).try_fold(most, |left, (_, met)| left.checked_sub(met.len()));
    fewer.ok_or(Unfound::Crowded)?;
    for (done, (next, met)) in meeting(&boxes).enumerate() {
        for other in met {
            let (a, b) = (&pieces[other.min(next)], &pieces[other.max(next)]);
            let both = validity::intersection(&a.polygons, &b.polygons).ok_or(Unfound::Untold)?;
            if both.is_areal() {
                found([a.feature.min(b.feature), a.feature.max(b.feature)], both);
            }
        }
        let done = done as u64 + 1;
        progress(Progress { stage: Stage::Overlaps, done, total: pieces.len() as u64 });
    }
    Ok(())
}
