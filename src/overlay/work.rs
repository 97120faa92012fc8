//! How much one question may cost.

/// Bounds on the work of one overlay.
#[derive(Debug, Clone, Copy)]
pub(super) struct Work {
    /// Edges in the box.
    pub(super) edges: usize,
    /// Places where edges cross.
    pub(super) crossings: usize,
    /// Pairs of edges that are compared.
    pub(super) pairs: usize,
}

impl Work {
    /// For what a stranger asks: some seconds and some hundred MB.
    pub(super) const ASKED: Self =
        Self { edges: 2_000_000, crossings: 1_000_000, pairs: 200_000_000 };

    /// For what is published: it takes as long as it takes, once.
    pub(super) const PUBLISHED: Self =
        Self { edges: usize::MAX, crossings: usize::MAX, pairs: usize::MAX };
}

/// Why an overlay was given up.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Overfull {
    /// There are too many edges in the box.
    #[error("more than {} edges lie in the box around the polygon", Work::ASKED.edges)]
    Edges,
    /// Edges cross each other too often, or come too near to each other.
    #[error("its border meets that of other polygons too often")]
    Crossings,
}
