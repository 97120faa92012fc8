//! How much one question may cost.

/// What is left of the work of one overlay; it goes down.
#[derive(Debug, Clone)]
pub(super) struct Work {
    /// Edges that are laid into cells.
    edges: usize,
    /// Places where edges cross.
    crossings: usize,
    /// Pairs of edges, or of an edge and a place, that are compared.
    pairs: usize,
}

/// Edges that one question may lay into cells.
const MOST_EDGES: usize = 4_000_000;

impl Work {
    /// For what a stranger asks: some seconds and some hundred MB.
    pub(super) fn asked() -> Self {
        Self { edges: MOST_EDGES, crossings: 500_000, pairs: 100_000_000 }
    }

    /// For what is published: it takes as long as it takes, once.
    pub(super) fn published() -> Self {
        Self { edges: usize::MAX, crossings: usize::MAX, pairs: usize::MAX }
    }

    pub(super) fn spend_edges(&mut self, edges: usize) -> Result<(), Overfull> {
        spend(&mut self.edges, edges, Overfull::Edges)
    }

    pub(super) fn spend_crossings(&mut self, crossings: usize) -> Result<(), Overfull> {
        spend(&mut self.crossings, crossings, Overfull::Crossings)
    }

    pub(super) fn spend_pairs(&mut self, pairs: usize) -> Result<(), Overfull> {
        spend(&mut self.pairs, pairs, Overfull::Crossings)
    }
}

fn spend(left: &mut usize, some: usize, full: Overfull) -> Result<(), Overfull> {
    *left = left.checked_sub(some).ok_or(full)?;
    Ok(())
}

/// Why an overlay was given up.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Overfull {
    /// There are too many edges along its border.
    #[error("more than {MOST_EDGES} edges lie along the border of the polygon")]
    Edges,
    /// Edges cross each other too often, or come too near to each other.
    #[error("its border meets that of other polygons too often")]
    Crossings,
}
